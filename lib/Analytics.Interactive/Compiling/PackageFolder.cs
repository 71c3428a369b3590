using System.Xml.Linq;

namespace Analytics.Interactive.Compiling;

/// <summary>
/// `#r "nuget: Id, 1.2.3"` from the user's package folder. Nothing is downloaded while code runs: a package must be there
/// already (because a project restored it), and in exactly the version written, so that a notebook means the same next year.
/// </summary>
internal static class PackageFolder
{
    private static readonly string[] Frameworks =
    [
        .. Enumerable.Range(5, Environment.Version.Major - 4).Reverse().Select(v => Invariant($"net{v}.0")),
        "netcoreapp3.1",
        "netstandard2.1",
        "netstandard2.0",
        "netstandard1.6",
        "netstandard1.3",
    ];

    private static string Root =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The assemblies of the package and of what it depends on.</summary>
    /// <exception cref="InvalidDataException">No exact version, or the package is not there; the message says what to type.</exception>
    public static IReadOnlyList<string> Resolve(string reference)
    {
        var parts = reference["nuget:".Length..].Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !IsExact(parts[1]) || !parts[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw new InvalidDataException(
                $"\"{reference}\" needs an exact version, as in \"nuget: {parts[0]}, 1.2.3\": a floating one would run different code tomorrow"
            );
        }

        List<string> paths = [];
        Collect(parts[0], parts[1], paths, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        return paths;
    }

    /// <summary>What a package that was resolved brings for the kernels of .NET Interactive: assemblies with an <c>IKernelExtension</c>.</summary>
    public static IReadOnlyList<string> ExtensionsOf(string reference)
    {
        var parts = reference["nuget:".Length..].Split(',', StringSplitOptions.TrimEntries);
        var folder = Path.Combine(Root, parts[0].ToLowerInvariant(), parts[1].ToLowerInvariant(), "interactive-extensions", "dotnet");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal)] : [];
    }

    private static bool IsExact(string version) =>
        Version.TryParse(version.Split('-')[0], out _) && version.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');

    private static void Collect(string id, string version, List<string> paths, HashSet<string> seen)
    {
        if (!seen.Add(id))
        {
            return;
        }

        var folder = Path.Combine(Root, id.ToLowerInvariant(), version.ToLowerInvariant());
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException(
                $"{id} {version} is not in the package folder {Root}, and nothing is downloaded while code runs. Run this once: dotnet add <project> package {id} --version {version}"
            );
        }

        var lib = Path.Combine(folder, "lib");
        var framework = Frameworks.FirstOrDefault(f => Directory.Exists(Path.Combine(lib, f)));
        if (framework is not null)
        {
            paths.AddRange(Directory.EnumerateFiles(Path.Combine(lib, framework), "*.dll").Order(StringComparer.Ordinal));
        }
        else if (Directory.Exists(lib))
        {
            throw new InvalidDataException(
                Invariant(
                    $"{id} {version} holds nothing for .NET {Environment.Version.Major}; it is made for: {string.Join(", ", Directory.GetDirectories(lib).Select(Path.GetFileName).Order(StringComparer.Ordinal))}"
                )
            );
        }

        foreach ((string Id, string Version) needed in Dependencies(Path.Combine(folder, id.ToLowerInvariant() + ".nuspec"), framework))
        {
            if (!Framework.Has(needed.Id) && !Loading.Host.Has(needed.Id))
            {
                Collect(needed.Id, Installed(needed.Id, needed.Version), paths, seen);
            }
        }
    }

    private static IEnumerable<(string Id, string Version)> Dependencies(string nuspec, string? framework)
    {
        if (!File.Exists(nuspec))
        {
            return [];
        }

        XElement[] all = [.. XDocument.Load(nuspec).Descendants().Where(e => e.Name.LocalName == "dependencies")];
        XElement[] groups = [.. all.Elements().Where(e => e.Name.LocalName == "group")];
        XElement? group =
            groups.FirstOrDefault(g => Short((string?)g.Attribute("targetFramework")) == framework)
            ?? groups.FirstOrDefault(g => g.Attribute("targetFramework") is null);
        IEnumerable<XElement> chosen = groups.Length == 0 ? all.Elements() : group?.Elements() ?? [];
        return chosen
            .Where(e => e.Name.LocalName == "dependency")
            .Select(e => ((string?)e.Attribute("id") ?? "", Lowest((string?)e.Attribute("version") ?? "")));
    }

    /// <summary>nuspec files write ".NETStandard2.0" and ".NETCoreApp3.1" for netstandard2.0 and netcoreapp3.1.</summary>
    private static string? Short(string? framework) => framework?.TrimStart('.').ToLowerInvariant();

    private static string Lowest(string range) => range.Trim('[', ']', '(', ')').Split(',')[0].Trim();

    /// <summary>The wanted version, or the lowest later one that is there: what a restore would have chosen.</summary>
    private static string Installed(string id, string version)
    {
        var folder = Path.Combine(Root, id.ToLowerInvariant());
        if (
            !Version.TryParse(version.Split('-')[0], out Version? wanted)
            || Directory.Exists(Path.Combine(folder, version.ToLowerInvariant()))
            || !Directory.Exists(folder)
        )
        {
            return version;
        }

        return Directory
                .GetDirectories(folder)
                .Select(d => Path.GetFileName(d)!)
                .Select(name => (Name: name, Version: Version.TryParse(name.Split('-')[0], out Version? v) ? v : null))
                .Where(v => v.Version >= wanted)
                .OrderBy(v => v.Version)
                .Select(v => v.Name)
                .FirstOrDefault()
            ?? version;
    }
}
