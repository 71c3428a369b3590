using System.Diagnostics;
using System.Globalization;

/// <summary>How long `dotnet script` takes to say hello, cold and from its cache, beside a file-based app with a project reference.</summary>
internal static class Scripts
{
    private const int Runs = 9;

    public static int Run(string[] arguments)
    {
        string root = Root();
        string folder = Directory.CreateTempSubdirectory("scripts").FullName;
        string host = Path.Combine(root, "lib", "artifacts", "bin", "Analytics.Interactive", "debug", "Analytics.Interactive.dll");
        string library = Path.Combine(root, "lib", "artifacts", "bin", "Analytics.Frames", "debug", "Analytics.Frames.dll");
        string script = Path.Combine(folder, "hello.csx");
        File.WriteAllText(script, $"#r \"{library}\"\nConsole.WriteLine(typeof(Analytics.Frames.Frame).Name);\n");
        string app = Path.Combine(folder, "hello.cs");
        File.WriteAllText(app, $"#:property PublishAot=false\n#:project {Path.Combine(root, "lib", "Analytics.Frames")}\nSystem.Console.WriteLine(typeof(Analytics.Frames.Frame).Name);\n");
        string cache = Path.Combine(folder, "cache");
        try
        {
            Report("script, cold, host process", () => Time(root, cache, [host, script], fresh: true));
            Report("script, cached, host process", () => Time(root, cache, [host, script], fresh: false));
            Report("script, cached, whole `dotnet script`", () => Time(root, cache, ["script", script], fresh: false));
            Time(root, cache, ["run", app], fresh: false);
            Report("file-based app with a project, warm", () => Time(root, cache, ["run", app], fresh: false));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Report(string what, Func<double> measure)
    {
        measure();
        double[] times = [.. Enumerable.Range(0, Runs).Select(_ => measure()).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40} median {times[Runs / 2]:0.000} s, least {times[0]:0.000} s"));
    }

    private static double Time(string root, string cache, string[] arguments, bool fresh)
    {
        if (fresh && Directory.Exists(cache))
            Directory.Delete(cache, recursive: true);
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = root, RedirectStandardOutput = true, Environment = { ["ANALYTICS_SCRIPT_CACHE"] = cache } };
        Stopwatch watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = watch.Elapsed.TotalSeconds;
        return output.Trim() == "Frame" && process.ExitCode == 0
            ? seconds
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "global.json")))
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) ?? throw new DirectoryNotFoundException("no global.json above the benchmarks");
        return folder;
    }
}
