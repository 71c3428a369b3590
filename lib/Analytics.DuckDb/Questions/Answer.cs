using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>What a question gave.</summary>
/// <param name="Frame">The rows.</param>
/// <param name="IsJson">For each column, whether its text is JSON: a LIST, ARRAY, STRUCT or MAP, or a UNION.</param>
public sealed record Answer(Frame Frame, IReadOnlyList<bool> IsJson);
