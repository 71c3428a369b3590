using Analytics.Interactive.Compiling;

namespace Analytics.Interactive.Sessions;

/// <summary>How a cell ended. Exactly one of: a value or none, errors of compilation, an exception, an interruption.</summary>
internal sealed record CellResult
{
    /// <summary>The cell ended with an expression (without semicolon) or a `return`; <see cref="Value"/> may still be null.</summary>
    public bool HasValue { get; init; }

    public object? Value { get; init; }

    /// <summary>Why the cell does not compile; nothing of it was run.</summary>
    public IReadOnlyList<CodeError> Errors { get; init; } = [];

    /// <summary>What the cell threw; what it had assigned before stays assigned.</summary>
    public Exception? Exception { get; init; }

    public bool WasInterrupted { get; init; }

    public bool Succeeded => Errors.Count == 0 && Exception is null && !WasInterrupted;
}
