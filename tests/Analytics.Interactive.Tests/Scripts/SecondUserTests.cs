using System.Diagnostics;
using System.Text.RegularExpressions;
using Analytics.Tests;

namespace Analytics.Interactive.Tests.Scripts;

/// <summary>Somebody with a home of their own on a clone that somebody else built.</summary>
public sealed partial class SecondUserTests
{
    [Fact]
    public void The_readme_says_what_a_second_person_types_once_to_have_dotnet_script()
    {
        var home = Directory.CreateTempSubdirectory("analytics-second-").FullName;
        try
        {
            var script = Path.Combine(home, "hello.csx");
            File.WriteAllText(script, "Console.WriteLine(\"hello from \" + (40 + 2));\n");
            Assert.NotEqual(0, Run(home, "script", script).Code);
            var line = Command().Match(File.ReadAllText(Path.Combine(RealData.Repository, "README.md")));
            Assert.True(line.Success, "The README has no `dotnet tool restore …`.");

            var (restored, said) = Run(home, line.Groups[1].Value.Split(' '));
            Assert.True(restored == 0, said);
            var (code, output) = Run(home, "script", script);
            Assert.True(code == 0, output);
            Assert.Contains("hello from 42", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static (int Code, string Output) Run(string home, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", args)
        {
            WorkingDirectory = RealData.Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = start.Environment["DOTNET_CLI_HOME"] = home;
        start.Environment["DOTNET_NOLOGO"] = start.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        start.Environment["ANALYTICS_SCRIPT_CACHE"] = Path.Combine(home, "cache");
        start.Environment.Remove("NUGET_PACKAGES");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        HostProcess.End(process);
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    [GeneratedRegex("`dotnet (tool restore [^`]*)`")]
    private static partial Regex Command();
}
