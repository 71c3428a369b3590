using System.Diagnostics;

namespace Analytics.Benchmarks;

/// <summary>How long `dotnet script` takes to say hello, cold and from its cache, beside a file-based app with a project reference.</summary>
internal static class Scripts
{
    private const int Runs = 9;

    /// <summary>Median seconds by what was timed.</summary>
    public static IReadOnlyList<(string What, double Seconds)> Measure(string root)
    {
        var folder = Directory.CreateTempSubdirectory("scripts").FullName;
        var host = Path.Combine(root, "lib", "artifacts", "bin", "Analytics.Interactive", "debug", "Analytics.Interactive.dll");
        var library = Path.Combine(root, "lib", "artifacts", "bin", "Analytics.Frames", "debug", "Analytics.Frames.dll");
        var script = Path.Combine(folder, "hello.csx");
        File.WriteAllText(script, $"#r \"{library}\"\nConsole.WriteLine(typeof(Analytics.Frames.Frame).Name);\n");
        var app = Path.Combine(folder, "hello.cs");
        File.WriteAllText(
            app,
            $"#:property PublishAot=false\n#:project {Path.Combine(root, "lib", "Analytics.Frames")}\nSystem.Console.WriteLine(typeof(Analytics.Frames.Frame).Name);\n"
        );
        var cache = Path.Combine(folder, "cache");
        try
        {
            var cold = Median(() => Time(root, cache, [host, script], fresh: true));
            var cached = Median(() => Time(root, cache, [host, script], fresh: false));
            var command = Median(() => Time(root, cache, ["script", script], fresh: false));
            var warm = Median(() => Time(root, cache, ["run", app], fresh: false));
            return
            [
                ("script, cold, host process", cold),
                ("script, cached, host process", cached),
                ("script, cached, whole `dotnet script`", command),
                ("file-based app with a project, warm", warm),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(Func<double> measure)
    {
        measure();
        return Enumerable.Range(0, Runs).Select(_ => measure()).Order().ElementAt(Runs / 2);
    }

    private static double Time(string root, string cache, string[] arguments, bool fresh)
    {
        if (fresh && Directory.Exists(cache))
        {
            Directory.Delete(cache, recursive: true);
        }

        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            Environment = { ["ANALYTICS_SCRIPT_CACHE"] = cache },
        };
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        return output.Trim() == "Frame" && process.ExitCode == 0
            ? seconds
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }
}
