using Analytics.Interactive.Running;
using Analytics.Interactive.Sessions;

namespace Analytics.Interactive.Cells;

/// <summary>Why a cell failed, in the three parts that notebooks keep: a name, one line, and the lines a person reads.</summary>
internal sealed record Failure(string Name, string Message, IReadOnlyList<string> Trace)
{
    public static readonly Failure Interrupted = new("Interrupted", "the cell was stopped", ["Interrupted: the cell was stopped"]);

    public static Failure Of(string name, string message) => new(name, message, [$"{name}: {message}"]);

    public static Failure? Of(CellResult result) =>
        result switch
        {
            { WasInterrupted: true } => Interrupted,
            { Errors: [var first, ..] } => new(
                "CompilationError",
                first.Message,
                [.. string.Concat(result.Errors).TrimEnd('\n').Split('\n')]
            ),
            { Exception: CommandException e } => Of("CommandError", e.Message),
            { Exception: { } e } => new(e.GetType().FullName!, e.Message, [.. ScriptTrace.Describe(e).Split('\n')]),
            _ => null,
        };
}

/// <summary>A magic command was used wrongly; the message says how to use it.</summary>
internal sealed class CommandException(string message) : Exception(message);
