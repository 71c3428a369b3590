using System.Diagnostics;
using Analytics.Tests;

namespace Analytics.Lake.Tests;

/// <summary>Runs LakeProbe, a process that a test may kill.</summary>
internal static class Probe
{
    private static readonly string s_dll = Path.Combine(AppContext.BaseDirectory, "LakeProbe.dll");

    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Exit code and standard error of <c>LakeProbe write</c>, with a crash point armed or none.</summary>
    public static (int Code, string Error) Write(string folder, long rows, string? crash = null) =>
        Run(Start(Dotnet, [s_dll, "write", folder, Text(rows)], crash));

    /// <summary>The same under strace, which injects a signal or an error into a system call.</summary>
    public static (int Code, string Error) WriteUnderStrace(string folder, long rows, string log, params string[] options) =>
        Run(Start("strace", ["-f", "--seccomp-bpf", "-o", log, .. options, Dotnet, s_dll, "write", folder, Text(rows)], crash: null));

    /// <summary>A process that holds the lock until its input ends.</summary>
    public static Process Hold(string folder)
    {
        var process = Process.Start(Start(Dotnet, [s_dll, "hold", folder], crash: null))!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        return process;
    }

    private static string Text(long rows) => rows.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ProcessStartInfo Start(string program, string[] arguments, string? crash)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment.Remove("ANALYTICS_CRASH");
        if (crash is not null)
        {
            start.Environment["ANALYTICS_CRASH"] = crash;
        }

        return start;
    }

    private static (int Code, string Error) Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ran for more than a minute.\n{error}");
        }

        _ = output.Result;
        return (process.ExitCode, error);
    }
}
