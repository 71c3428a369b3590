using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.App;

namespace Analytics.Benchmarks;

/// <summary>What a person waits for: scripts beside file-based apps, the kernel beside Python's ipykernel, timed with Jupyter's own client.</summary>
internal static class Interactive
{
    private sealed record Kernel(double Start, double Cell, double Cell95, double Growth, double Resident, double Restart);

    public static int Run(string[] arguments)
    {
        var host = Path.Combine(Repository.Root, "lib", "artifacts", "bin", "Analytics.Interactive", "debug", "Analytics.Interactive.dll");
        var scripts = Scripts.Measure(Repository.Root).ToDictionary(row => row.What, row => row.Seconds);
        var folder = Directory.CreateTempSubdirectory("kernels").FullName;
        try
        {
            Call(folder, "dotnet", host, "kernel", "install");
            var ours = Measure(folder, "analytics-csharp", "Enumerable.Range(0, 10).Sum()", "int v%d = 1; 1 + 1");
            var python = Measure(folder, "python3", "sum(range(10))", "v%d = 1\n1 + 1");
            var page = Page(scripts, ours, python);
            Console.WriteLine(page);
            MeasuredPage.Save("Analytics.Interactive", page, "# Asking");
            return page.Contains("**missed**", StringComparison.Ordinal) ? 1 : 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Kernel Measure(string folder, string name, string first, string trivial) =>
        JsonSerializer.Deserialize<Kernel>(
            Call(
                folder,
                "/usr/bin/python3",
                "-W",
                "ignore",
                Path.Combine(Repository.Root, "tests", "Benchmarks", "peers", "kernels.py"),
                name,
                first,
                trivial
            ),
            JsonSerializerOptions.Web
        )!;

    private static string Page(IReadOnlyDictionary<string, double> scripts, Kernel ours, Kernel python)
    {
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Scripts and kernel: what a person waits for

            {Environment.ProcessorCount} processors. Medians of whole processes, and of messages as Jupyter's own client sees them, in one run.
            Made by `dotnet run -c Release --project tests/Benchmarks -- interactive`.

            | script that names one library | seconds | goal |
            |---|---:|---|

            """
        );
        var cached = scripts["script, cached, host process"];
        foreach (var (what, seconds) in scripts)
        {
            var goal = what switch
            {
                "script, cold, host process" => Goal("< 1.0", seconds < 1),
                "script, cached, host process" => Goal(
                    FormattableString.Invariant(
                        $"< 0.25; a file-based app takes {scripts["file-based app with a project, warm"] / cached:0.0} times as long, goal ≥ 4"
                    ),
                    seconds < 0.25 && scripts["file-based app with a project, warm"] >= 4 * cached
                ),
                _ => "",
            };
            page.Append(CultureInfo.InvariantCulture, $"| {what} | {seconds:0.00} | {goal} |\n");
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"""

            | kernel | C# | ipykernel | goal |
            |---|---:|---:|---|
            | start to the first result, s | {ours.Start:0.00} | {python.Start:0.00} | {Goal("< 1.5", ours.Start < 1.5)} |
            | a trivial cell, ms | {ours.Cell * 1000:0} | {python.Cell * 1000:0} | {Goal("< 30", ours.Cell < 0.03)} |
            | 95 of 100 trivial cells within, ms | {ours.Cell95 * 1000:0} | {python.Cell95 * 1000:0} | |
            | memory gained over 400 cells, MB | {ours.Growth:0} | {python.Growth:0} | {Goal("< 120", ours.Growth < 120)} |
            | memory after 400 cells, MB | {ours.Resident:0} | {python.Resident:0} | |
            | restart to the first result, s | {ours.Restart:0.00} | {python.Restart:0.00} | {Goal("< 1", ours.Restart < 1)} |

            """
        );
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static string Goal(string goal, bool isMet) => isMet ? goal : $"{goal} **missed**";

    private static string Call(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
            RedirectStandardError = true,
            Environment =
            {
                ["JUPYTER_DATA_DIR"] = Path.Combine(folder, "jupyter"),
                ["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime"),
            },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {error.Result}");
    }
}
