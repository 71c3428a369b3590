using System.Text.RegularExpressions;
using Analytics.Interactive.Running;
using Analytics.Interactive.Sessions;
using Microsoft.DotNet.Interactive.Events;

namespace Analytics.Interactive.Cells;

/// <summary>Why a cell failed, in the three parts that notebooks keep: a name, one line, and the lines a person reads.</summary>
internal sealed partial record Failure(string Name, string Message, IReadOnlyList<string> Trace)
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

    /// <summary>What the package says of a command that failed: ours as it was said, its own words of a magic command that it could not read.</summary>
    public static Failure Of(CommandFailed failed) =>
        failed.Exception switch
        {
            CellFailedException e => e.Failure,
            null or Microsoft.DotNet.Interactive.CommandNotSupportedException => Of(
                "CommandError",
                Reason().Replace(failed.Message ?? "", "")
            ),
            { } e => Of(new CellResult { Exception = e })!,
        };

    /// <summary>What stands before the words of a diagnostic: <c>(1,1): error DNI101: </c>.</summary>
    [GeneratedRegex(@"^\(\d+,\d+\): error DNI\d+: ", RegexOptions.Multiline)]
    private static partial Regex Reason();
}

/// <summary>A magic command was used wrongly; the message says how to use it.</summary>
internal sealed class CommandException(string message) : Exception(message);
