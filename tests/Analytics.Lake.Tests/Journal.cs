using System.Text.RegularExpressions;

namespace Analytics.Lake.Tests;

/// <summary>
/// What a process asked of the device, out of a log of <c>strace -f -y -e trace=fsync,rename,mkdir</c>: whether every file had its bytes
/// there before it got its name, and its name before <c>HEAD</c> moved. A power cut can only be thought; the order of the calls can be seen.
/// </summary>
internal static partial class Journal
{
    /// <param name="Name"><c>fsync</c>, <c>rename</c> or <c>mkdir</c>.</param>
    /// <param name="Path">What is flushed, renamed or made.</param>
    /// <param name="To">The new name; empty but for <c>rename</c>.</param>
    public sealed record Call(string Name, string Path, string To);

    /// <summary>The calls that succeeded, in the order in which they were done.</summary>
    public static IReadOnlyList<Call> Read(IEnumerable<string> lines)
    {
        var calls = new List<Call>();
        var begun = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var text = line;
            if (line.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                begun[line.Split(' ')[0]] = line;
                continue;
            }

            if (line.Contains("resumed>", StringComparison.Ordinal) && begun.Remove(line.Split(' ')[0], out var begin))
            {
                text =
                    begin.Replace("<unfinished ...>", "", StringComparison.Ordinal)
                    + line[(line.IndexOf("resumed>", StringComparison.Ordinal) + "resumed>".Length)..];
            }

            if (Done().Match(text) is { Success: true } done)
            {
                calls.Add(new Call(done.Groups["name"].Value, done.Groups["path"].Value, done.Groups["to"].Value));
            }
        }

        return calls;
    }

    /// <summary>What could be lost by a power cut though a reader was told of it, a line each.</summary>
    public static IReadOnlyList<string> Gaps(IReadOnlyList<Call> calls, string lake)
    {
        var stage = Path.Combine(lake, ".stage");
        bool IsOfTheLake(string path) =>
            path.StartsWith(lake + '/', StringComparison.Ordinal)
            && path != stage
            && !path.StartsWith(stage + '/', StringComparison.Ordinal);
        var gaps = new List<string>();
        var head = calls.ToList().FindIndex(call => call.To == Path.Combine(lake, "HEAD"));
        foreach (var (at, call) in calls.Index())
        {
            var name = call.Name == "rename" ? call.To : call.Path;
            if (call.Name == "fsync" || !IsOfTheLake(name))
            {
                continue;
            }
            // The bytes count from the last time that this temporary name was used.
            if (
                call.Name == "rename"
                && !calls
                    .Take(at)
                    .Reverse()
                    .TakeWhile(each => each != call && !(each.Name == "rename" && each.Path == call.Path))
                    .Any(each => each.Name == "fsync" && each.Path == call.Path)
            )
            {
                gaps.Add($"{name} got its name before its bytes were on the device");
            }

            var until = at < head ? head : calls.Count;
            if (!calls.Take(until).Skip(at + 1).Any(each => each.Name == "fsync" && each.Path == Path.GetDirectoryName(name)))
            {
                gaps.Add($"{name}: its folder was not flushed {(at < head ? "before HEAD moved" : "afterwards")}");
            }
        }

        return gaps;
    }

    [GeneratedRegex(
        """^\d+ +(?:(?<name>fsync)\(\d+<(?<path>[^>]+)>\s*|(?<name>rename)\("(?<path>[^"]+)", "(?<to>[^"]+)"\s*|(?<name>mkdir)\("(?<path>[^"]+)", \d+\s*)\) += 0"""
    )]
    private static partial Regex Done();
}
