using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Analytics.Conformance;

/// <summary>References form a line: leaves ← Lake ← Engine ← Domains ← App ← Server.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> s_mayReference = new(StringComparer.Ordinal)
    {
        ["Analytics.Frames"] = [],
        ["Analytics.DuckDb"] = ["Analytics.Frames"],
        ["Analytics.Charts"] = ["Analytics.Frames"],
        ["Analytics.Learning"] = ["Analytics.Frames"],
        ["Analytics.Interop"] = ["Analytics.Learning"],
        ["Analytics.Lake"] = ["Analytics.DuckDb", "Analytics.Frames"],
        ["Analytics.Engine"] = ["Analytics.Lake", "Analytics.Learning", "Analytics.Interop", "Analytics.Charts"],
        ["Analytics.ClickHouse"] = ["Analytics.Engine"],
        ["Analytics.Domains"] = ["Analytics.Engine"],
        ["Analytics.App"] = ["Analytics.Domains", "Analytics.ClickHouse"],
        ["Analytics.Server"] = ["Analytics.App"],
        ["Analytics.Interactive"] = [],
    };

    private static string Lib => Path.Combine(RealData.Repository, "lib");

    [Fact]
    public void Projects_reference_only_what_lies_before_them_in_the_line()
    {
        var projects = Directory
            .GetFiles(Lib, "*.csproj", SearchOption.AllDirectories)
            .Where(path => !path.Contains("artifacts", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToArray();
        projects = [.. projects.Where(path => Path.GetFileName(path).StartsWith("Analytics.", StringComparison.Ordinal))];
        Assert.Equal(
            s_mayReference.Keys.Order(StringComparer.Ordinal),
            projects.Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)
        );
        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var references = XDocument
                .Load(project)
                .Descendants("ProjectReference")
                .Select(each => Path.GetFileNameWithoutExtension(each.Attribute("Include")!.Value.Replace('\\', '/')))
                .Where(each => each.StartsWith("Analytics.", StringComparison.Ordinal));
            Assert.All(
                references,
                reference => Assert.True(s_mayReference[name].Contains(reference), $"{name} must not reference {reference}.")
            );
        }
    }

    [Fact]
    public void Domains_never_see_each_other()
    {
        var folder = Path.Combine(Lib, "Analytics.Domains");
        var domains = Directory
            .GetDirectories(folder)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => name is not ("bin" or "obj"))
            .ToArray();
        foreach (var file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            var own = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0];
            var seen = Mentioned()
                .Matches(File.ReadAllText(file))
                .Select(match => match.Groups[1].Value)
                .Where(name => name != own && domains.Contains(name));
            Assert.True(!seen.Any(), $"{Path.GetRelativePath(folder, file)} speaks of {string.Join(", ", seen)}.");
        }
    }

    [Fact]
    public void No_source_file_is_longer_than_450_lines()
    {
        var folders = new[] { Lib, Path.Combine(RealData.Repository, "tests") };
        foreach (
            var file in folders
                .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
                .Where(path =>
                    !path.Contains($"{Path.DirectorySeparatorChar}artifacts{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                    && !path.Contains("node_modules", StringComparison.Ordinal)
                )
        )
        {
            Assert.True(File.ReadLines(file).Count() <= 450, $"{file} is longer than 450 lines.");
        }
    }

    [Fact]
    public void Every_project_says_on_one_page_what_it_is_for_which_types_to_know_and_what_it_does_not_do()
    {
        Assert.All(
            s_mayReference.Keys,
            name =>
            {
                var page = File.ReadAllText(Path.Combine(Lib, name, "README.md"));
                Assert.Contains($"({name}/README.md)", File.ReadAllText(Path.Combine(Lib, "README.md")), StringComparison.Ordinal);
                Assert.InRange(page.Split('\n').Length, 10, 80);
                Assert.Matches("(?i)does not do", page);
            }
        );
        // The other pages' code is held to their projects' own tests.
        ReadmeCode.AssertIsRunHere("Analytics.Domains", Path.Combine(RealData.Repository, "tests", "SixthDomain", "Bakery.cs"));
    }

    [GeneratedRegex(@"Analytics\.Domains\.(\w+)")]
    private static partial Regex Mentioned();
}
