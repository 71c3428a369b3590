using System.Diagnostics;
using Analytics.Tests;

namespace Analytics.Interactive.Tests.Scripts;

/// <summary>The built host as its users run it: a process with a folder, arguments, output and an exit code.</summary>
internal static class HostProcess
{
    private static string Host { get; } =
        Path.Combine(RealData.Repository, "lib", "artifacts", "bin", "Analytics.Interactive", "debug", "Analytics.Interactive.dll");

    public static (int Code, string Output, string Error) Run(string folder, params string[] args)
    {
        using Process process = Start(folder, args);
        Task<string> error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        End(process);
        return (process.ExitCode, output.ReplaceLineEndings("\n"), error.GetAwaiter().GetResult().ReplaceLineEndings("\n"));
    }

    public static Process Start(string folder, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Host, .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ANALYTICS_SCRIPT_CACHE"] = Path.Combine(folder, "cache");
        return Process.Start(start)!;
    }

    public static void End(Process process)
    {
        if (process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            return;
        }

        process.Kill(entireProcessTree: true);
        Assert.Fail("the process did not end within a minute");
    }
}
