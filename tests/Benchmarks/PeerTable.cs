using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Analytics.Benchmarks;

/// <summary>The results as Markdown.</summary>
internal static class PeerTable
{
    public static string Render(IEnumerable<(PeerCaseAttribute Case, SortedDictionary<string, PeerRun> Results)> rows)
    {
        var table = new StringBuilder("| work | tool | seconds | MB | quality | times ours | goal |\n|---|---|--:|--:|---|--:|---|\n");
        var missed = new StringBuilder();
        var reasons = new List<string>();
        foreach (var (@case, results) in rows)
        {
            if (!results.TryGetValue("ours", out var ours))
            {
                continue;
            }

            Line(table, @case.Work, "**Analytics**", ours, "", @case.Also);
            foreach (var (tool, run) in results.Where(each => each.Key != "ours"))
            {
                var (times, goal) = (run.Seconds / ours.Seconds, @case.Goal(tool));
                var verdict =
                    goal == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"≥ {goal}: {(times >= goal ? "met" : "missed")}");
                Line(table, "", tool, run, times.ToString("0.0", CultureInfo.InvariantCulture), verdict);
                if (times >= goal)
                {
                    continue;
                }

                missed.Append(CultureInfo.InvariantCulture, $"- {@case.Work}: {times:0.0} times the speed of {tool} instead of {goal}\n");
                reasons.Add(@case.Why);
            }
        }

        return missed.Length == 0
            ? table.ToString()
            : $"{table}\n## Where a goal is missed\n\n{missed}\n{string.Join("\n\n", reasons.Where(reason => reason.Length > 0).Distinct())}\n";
    }

    public static string Page(string table) =>
        $"""
            # Learners against their peers

            Written by `dotnet run -c Release --project tests/Benchmarks -- peers [filter]`. All sides read the same files, made by
            integer hashing, each in a process of its own; seconds are medians, MB the peak of the process with its data.
            "Times ours" is how much longer a peer took. This machine: {Environment.ProcessorCount} threads of {Processor()}, .NET {Environment.Version},
            {(
                System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? "AVX-512"
                : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? "AVX2"
                : "no AVX2"
            )}.
            Compare the ratios, not the seconds: they were measured with other work going on, and of several runs of a case the
            least disturbed stands here, both sides of one run.
            Goals were set on another machine (two cores of a Zen 5, AVX-512); peers that Debian does not have were measured there only.

            {table}
            """;

    private static void Line(StringBuilder table, string work, string tool, PeerRun run, string times, string goal) =>
        table.Append(
            CultureInfo.InvariantCulture,
            $"| {work} | {tool} | {Seconds(run.Seconds)} | {run.Megabytes:0} | {string.Join(", ", run.Quality.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key} {each.Value:0.#####}")))} | {times} | {goal} |\n"
        );

    private static string Seconds(double seconds) =>
        seconds < 1e-3
            ? (seconds * 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " µs"
            : seconds.ToString(seconds < 1 ? "0.0000" : "0.00", CultureInfo.InvariantCulture);

    private static string Processor()
    {
        if (!OperatingSystem.IsLinux())
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        return File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':')[1]
                .Trim()
            ?? "an unnamed processor";
    }
}
