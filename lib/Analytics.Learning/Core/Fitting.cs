using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>How far a fit has come.</summary>
/// <param name="Done">Finished units: trees, iterations, epochs.</param>
/// <param name="Total">Maximum number of units; early stopping may end sooner.</param>
/// <param name="Score">The validation loss so far (lower is better), where there is one.</param>
public readonly record struct FitProgress(int Done, int Total, double? Score = null);

/// <summary>What becomes of a category that the vocabulary lacks.</summary>
public enum UnseenCategory
{
    /// <summary>It counts as missing.</summary>
    AsMissing,

    /// <summary>It is a <see cref="SchemaException"/> that names column, row and word. An ONNX file cannot refuse: there it is missing.</summary>
    Error,
}

/// <summary>What a fit may be given besides the data.</summary>
public sealed record FitOptions
{
    /// <summary>The columns to learn from. Default: all but the target and the weight.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>A column of sample weights, each ≥ 0: weight 2 is the same as the row standing twice. Default: all 1.</summary>
    public string? Weight { get; init; }

    /// <summary>Rows for early stopping, of the same columns. Default: none.</summary>
    public Frame? Validation { get; init; }

    /// <summary>What the model does with a word that training did not hold. Default: it counts as missing.</summary>
    public UnseenCategory Unseen { get; init; }

    /// <summary>Maximum number of threads. Default 0: all cores. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Stops the fit within half a second with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    public IProgress<FitProgress>? Progress { get; init; }

    internal int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;
}

/// <summary>What is predicted: a number, or one of some classes.</summary>
/// <param name="Name">The column it was read from.</param>
/// <param name="Classes">The classes in ordinal order (false before true, numbers ascending); empty when it is a number.</param>
public sealed record Target(string Name, IReadOnlyList<string> Classes)
{
    public bool IsClass => Classes.Count > 0;

    public bool Equals(Target? other) =>
        other is not null && Name == other.Name && Classes.SequenceEqual(other.Classes, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Name, Classes.Count);
}
