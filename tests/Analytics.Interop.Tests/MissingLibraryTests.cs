using System.Diagnostics;

namespace Analytics.Interop.Tests;

/// <summary>A machine without libgomp.so.1 is played by a process that finds an empty file of that name first.</summary>
public sealed class MissingLibraryTests
{
    [Fact]
    public void Without_libgomp_LightGbm_is_skipped_with_a_sentence_and_the_others_are_there()
    {
        if (
            !OperatingSystem.IsLinux()
            || System.Runtime.InteropServices.RuntimeInformation.OSArchitecture != System.Runtime.InteropServices.Architecture.X64
        )
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("analytics-gomp-").FullName;
        try
        {
            Assert.Equal(["nothing is missing", "nothing is missing"], Run(null));
            File.WriteAllBytes(Path.Combine(folder, "libgomp.so.1"), []);
            var lines = Run(folder);
            Assert.StartsWith(
                "Microsoft.ML.LightGbm 5.0.1 is skipped: its native library lib_lightgbm cannot be loaded on this machine (",
                lines[0],
                StringComparison.Ordinal
            );
            Assert.Contains("libgomp.so.1: file too short", lines[0], StringComparison.Ordinal);
            Assert.EndsWith("libgomp.so.1 (package libgomp1)", lines[0], StringComparison.Ordinal);
            Assert.Equal("nothing is missing", lines[1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Run(string? libraries)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(MissingLibraryTests).Assembly.Location, "missing"])
        {
            RedirectStandardOutput = true,
        };
        if (libraries is not null)
        {
            start.Environment["LD_LIBRARY_PATH"] = libraries;
        }

        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
