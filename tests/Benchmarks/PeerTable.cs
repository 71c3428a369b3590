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
        foreach (var (@case, results) in rows)
        {
            if (!results.TryGetValue("ours", out var ours))
                continue;
            Line(table, @case.Work, "**Analytics**", ours, null, @case.Goal);
            foreach (var (tool, run) in results.Where(each => each.Key != "ours"))
                Line(table, "", tool, run, run.Seconds / ours.Seconds, "");
        }

        return table.ToString();
    }

    public static string Page(string table) =>
        $"""
        # Learners against their peers

        Written by `dotnet run -c Release --project tests/Benchmarks -- peers [filter]`. All sides read the same files, made by
        integer hashing, each in a process of its own; seconds are medians, MB the peak of the process with its data.
        "Times ours" is how much longer a peer took. This machine: {Environment.ProcessorCount} threads of {Processor()}, .NET {Environment.Version},
        {(System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? "AVX-512" : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? "AVX2" : "no AVX2")}.
        Compare the ratios, not the seconds: they were measured with other work going on.

        {table}
        """;

    private static void Line(StringBuilder table, string work, string tool, PeerRun run, double? ratio, string goal) =>
        table.Append(CultureInfo.InvariantCulture, $"| {work} | {tool} | {Seconds(run.Seconds)} | {run.Megabytes:0} | {string.Join(", ", run.Quality.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key} {each.Value:0.#####}")))} | {(ratio is { } times ? string.Create(CultureInfo.InvariantCulture, $"{times:0.0}") : "")} | {goal} |\n");

    private static string Seconds(double seconds) => seconds < 1e-3
        ? (seconds * 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " µs"
        : seconds.ToString(seconds < 1 ? "0.0000" : "0.00", CultureInfo.InvariantCulture);

    private static string Processor()
    {
        if (!OperatingSystem.IsLinux())
            return RuntimeInformation.ProcessArchitecture.ToString();
        return File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "an unnamed processor";
    }
}
