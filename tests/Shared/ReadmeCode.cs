using System.Runtime.CompilerServices;

namespace Analytics.Tests;

/// <summary>Holds the C# blocks of a README to the code of the test that calls this: what the README shows is what is compiled and run.</summary>
public static class ReadmeCode
{
    /// <param name="library">The folder under lib.</param>
    /// <param name="source">Filled by the compiler: the test's own file.</param>
    public static void AssertIsRunHere(string library, [CallerFilePath] string source = "")
    {
        var compiled = Lines(File.ReadAllLines(source));
        var shown = File.ReadAllText(Path.Combine(RealData.Repository, "lib", library, "README.md")).Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0]);
        foreach (var block in shown)
            Assert.Contains(string.Join('\n', Lines(block.Split('\n'))), string.Join('\n', compiled), StringComparison.Ordinal);
    }

    private static string[] Lines(string[] lines) => [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)];
}
