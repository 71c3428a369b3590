using System.Diagnostics;
using System.Runtime.InteropServices;
using Analytics.App;

namespace Analytics.Benchmarks;

/// <summary>A script as a person starts it: the whole of `dotnet script scripts/x.csx`, from the command to its end.</summary>
internal static partial class ScriptRun
{
    private const int Children = -1;

    /// <summary>Runs a script of the repository, or one by its path, to its end.</summary>
    public static Measured Of(string script, params string[] arguments)
    {
        var path = Path.IsPathRooted(script) ? script : Path.Combine("scripts", script);
        ProcessStartInfo start = new("dotnet", ["script", path, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var before = Used();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var words = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
        {
            Console.Error.WriteLine($"{script} {string.Join(' ', arguments)} ended with code {process.ExitCode}: {output}{words.Result}");
        }

        return new Measured(seconds, Used() - before, 0, process.ExitCode == 0);
    }

    /// <summary>The least processor seconds of some runs, which others on the machine lengthen less than the clock.</summary>
    public static double Processor(IEnumerable<Measured> runs) => runs.Min(run => run.Processor);

    /// <summary>Processor seconds of all children of this process, and of theirs, that have ended.</summary>
    private static double Used()
    {
        var usage = new long[18];
        return Usage(Children, usage) == 0
            ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6)
            : throw new InvalidOperationException("getrusage(2) failed.");
    }

    // struct rusage of Linux on 64 bits: user and system time as seconds and microseconds, then fourteen counts.
    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int Usage(int who, long[] usage);
}
