using Analytics.App;

namespace Analytics.Benchmarks;

/// <summary>The page of what was measured of a project: its tables are made by a benchmark, its end by people.</summary>
internal static class MeasuredPage
{
    /// <summary>Writes <c>BENCHMARKS.md</c> of a project.</summary>
    /// <param name="project">Its folder in <c>lib</c>.</param>
    /// <param name="page">What was measured.</param>
    /// <param name="kept">The heading with which the part begins that people wrote, which stays.</param>
    public static void Save(string project, string page, string kept)
    {
        var path = Path.Combine(Repository.Root, "lib", project, "BENCHMARKS.md");
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        File.WriteAllText(
            path,
            before.IndexOf(kept, StringComparison.Ordinal) is >= 0 and var at ? page.TrimEnd('\n') + "\n\n" + before[at..] : page
        );
    }
}
