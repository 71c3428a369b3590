using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Analytics.Tests;

/// <summary>Holds the C# blocks of a README to the code of the test that calls this: what the README shows is what is compiled and run.</summary>
public static partial class ReadmeCode
{
    /// <param name="library">The folder under lib.</param>
    /// <param name="source">Filled by the compiler: the test's own file.</param>
    public static void AssertIsRunHere(string library, [CallerFilePath] string source = "")
    {
        var compiled = Bare(File.ReadAllText(source));
        var shown = File.ReadAllText(Path.Combine(RealData.Repository, "lib", library, "README.md"))
            .Split("```csharp\n")
            .Skip(1)
            .Select(block => block.Split("```")[0]);
        foreach (var block in shown)
        {
            Assert.Contains(Bare(block), compiled, StringComparison.Ordinal);
        }
    }

    /// <summary>Without the layout: a page breaks lines where a reader wants them, a source file where its formatter does.</summary>
    public static string Bare(string code) => Layout().Replace(code, "");

    [GeneratedRegex(@"\s+|,(?=\s*[}\])])")]
    private static partial Regex Layout();
}
