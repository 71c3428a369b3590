using Analytics.Domains.Crashes;
using Analytics.Engine;

namespace Analytics.App;

/// <summary>The domains that scripts know: found by type in the domains' assembly, and in those given with ANALYTICS_DOMAINS.</summary>
public static class Catalog
{
    public static IReadOnlyList<Domain> Domains { get; } = Domain.Find([typeof(Crashes).Assembly, .. Extra()]);

    /// <summary>The domains that words typed on a command line mean: names, or <c>all</c>.</summary>
    /// <exception cref="UsageException">A word is no domain.</exception>
    public static IReadOnlyList<Domain> Of(IReadOnlyList<string> words)
    {
        if (words.Count == 0 || words.Contains("all"))
        {
            return Domains;
        }

        return [.. words.Select(Of)];
    }

    public static Domain Of(string word) =>
        Domains.FirstOrDefault(domain => domain.Name == word)
        ?? throw new UsageException(
            $"There is no domain '{word}'. Type one of: {string.Join(", ", Domains.Select(domain => domain.Name))}, or all."
        );

    private static IEnumerable<System.Reflection.Assembly> Extra() =>
        (Environment.GetEnvironmentVariable("ANALYTICS_DOMAINS") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path =>
                System
                    .Runtime.Loader.AssemblyLoadContext.GetLoadContext(typeof(Catalog).Assembly)!
                    .LoadFromAssemblyPath(Path.GetFullPath(path))
            );
}
