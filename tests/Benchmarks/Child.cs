using System.Diagnostics;
using System.Text.Json;
using Analytics.App;

namespace Analytics.Benchmarks;

/// <summary>One run in a process of its own.</summary>
/// <param name="Seconds">Wall time from its start to its end.</param>
/// <param name="Processor">Processor seconds on all cores; 0 when it did not say.</param>
/// <param name="Megabytes">Its peak memory.</param>
/// <param name="IsDone">Whether it did what it was to do.</param>
internal sealed record Measured(double Seconds, double Processor, double Megabytes, bool IsDone)
{
    /// <summary>The fastest of those that ended well, because others may have had the processors.</summary>
    public static Measured Best(IEnumerable<Measured> runs) => runs.MinBy(measured => (!measured.IsDone, measured.Seconds))!;
}

/// <summary>Starts what is measured, and says at the end of such a process what it used.</summary>
internal static class Child
{
    public const string Python = "/usr/bin/python3";

    public static Measured Ours(string[] arguments) => Run(Environment.ProcessPath!, ["rebuild", "--one", "ours", .. arguments]);

    /// <summary>Runs a script of <c>tests/Benchmarks/peers</c> to its end.</summary>
    public static Measured Peer(string script, params string[] arguments) =>
        Run(Python, [Path.Combine(Repository.Root, "tests", "Benchmarks", "peers", script), .. arguments]);

    /// <summary>Runs a child to its end; its last line is JSON with <c>megabytes</c> and <c>processor</c>.</summary>
    public static Measured Run(string program, string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
        {
            Console.Error.WriteLine(
                $"{Path.GetFileName(program)} {string.Join(' ', arguments.Take(4))} ended with code {process.ExitCode}: {output}"
            );
        }

        var last = output.TrimEnd().Split('\n')[^1];
        var said = last.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(last) : default;
        double Of(string name) =>
            said.ValueKind == JsonValueKind.Object && said.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
        return new Measured(seconds, Of("processor"), Of("megabytes"), process.ExitCode == 0);
    }

    /// <summary>The last line of a child of ours.</summary>
    public static void Report()
    {
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(
            FormattableString.Invariant(
                $"\n{{\"megabytes\":{self.PeakWorkingSet64 / 1048576.0:0},\"processor\":{self.TotalProcessorTime.TotalSeconds:0.00}}}"
            )
        );
    }
}
