using Analytics.Interactive.Display;

namespace Analytics.Interactive.Cells;

/// <summary>How a cell ended: with a value to show, without one, or with a failure.</summary>
internal sealed record Evaluation(MimeBundle? Value, Failure? Failure);
