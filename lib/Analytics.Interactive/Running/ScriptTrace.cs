using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Interactive.Running;

/// <summary>An exception as its author wants to read it: type, message and the lines of the script or cell, without the host's frames.</summary>
public static partial class ScriptTrace
{
    /// <summary>The text of <paramref name="error"/> and of what caused it.</summary>
    public static string Describe(Exception error)
    {
        StringBuilder text = new();
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (
                e is AggregateException { InnerExceptions.Count: 1 } or System.Reflection.TargetInvocationException
                && e.InnerException is not null
            )
            {
                continue;
            }

            text.Append(text.Length == 0 ? "" : "caused by ").Append(e.GetType().FullName).Append(": ").Append(e.Message).Append('\n');
            foreach (var frame in Frames(e))
            {
                text.Append("   ").Append(frame).Append('\n');
            }
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>The frames from the innermost outwards, as far as they are the script's or its libraries'.</summary>
    public static IReadOnlyList<string> Frames(Exception error)
    {
        List<string> frames = [];
        foreach (var line in (error.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                line.StartsWith("at Analytics.Interactive.Running.", StringComparison.Ordinal)
                || line.StartsWith("at Analytics.Interactive.Cells.Interpreter.", StringComparison.Ordinal)
                || line.Contains(".<Factory>(", StringComparison.Ordinal)
            )
            {
                break;
            }

            if (
                !line.StartsWith("---", StringComparison.Ordinal)
                && !line.Contains("System.Runtime.CompilerServices.TaskAwaiter", StringComparison.Ordinal)
            )
            {
                frames.Add(Readable(line));
            }
        }

        return frames;
    }

    /// <summary>The compiler's names for top-level code and async methods are nobody's names: "at F() in a.csx:line 3".</summary>
    private static string Readable(string line) => Owner().Replace(StateMachine().Replace(TopLevel().Replace(line, "at"), "$1()"), "");

    [GeneratedRegex(@"at (Script|Submission#\d+)\.<<Initialize>>d__\d+\.MoveNext\(\) in")]
    private static partial Regex TopLevel();

    [GeneratedRegex(@"<([^<>]+)>d__\d+\.MoveNext\(\)")]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"(?<=^at )(Script|Submission#\d+)\.")]
    private static partial Regex Owner();
}
