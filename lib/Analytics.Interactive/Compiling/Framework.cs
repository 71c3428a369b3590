namespace Analytics.Interactive.Compiling;

/// <summary>The folders of the running .NET: reference assemblies (smaller, with documentation) and the web framework.</summary>
internal static class Framework
{
    /// <summary>The folder of the runtime's own assemblies, .../shared/Microsoft.NETCore.App/10.0.x.</summary>
    public static readonly string RuntimeFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static readonly string DotnetRoot = Path.GetFullPath(Path.Combine(RuntimeFolder, "..", "..", ".."));

    private static readonly Lazy<string> Web = new(() =>
        Newest(Path.Combine(DotnetRoot, "shared", "Microsoft.AspNetCore.App"), _ => "", "Microsoft.AspNetCore.dll") ?? ""
    );

    private static readonly Lazy<string> Reference = new(() =>
        ReferencePack("Microsoft.NETCore.App.Ref", "System.Runtime.dll") ?? RuntimeFolder
    );

    private static readonly Lazy<string> WebReference = new(() =>
        ReferencePack("Microsoft.AspNetCore.App.Ref", "Microsoft.AspNetCore.dll") ?? WebFolder
    );

    /// <summary>ASP.NET Core's assemblies, loaded when a library asks for them; empty where it is not installed.</summary>
    public static string WebFolder => Web.Value;

    /// <summary>What scripts are compiled against: the SDK's reference pack, or the runtime itself where there is none.</summary>
    public static string ReferenceFolder => Reference.Value;

    public static string WebReferenceFolder => WebReference.Value;

    /// <summary>The path to compile a framework assembly against, or null when the framework has none of this name.</summary>
    public static string? Find(string simpleName)
    {
        foreach (var folder in (string[])[ReferenceFolder, WebReferenceFolder, RuntimeFolder])
        {
            var path = Path.Combine(folder, simpleName + ".dll");
            if (folder.Length > 0 && File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Whether the runtime brings this assembly; such a copy wins over one beside a library.</summary>
    public static bool Has(string simpleName) => File.Exists(Path.Combine(RuntimeFolder, simpleName + ".dll"));

    /// <summary>The newest version folder under <paramref name="root"/> of the running major version that holds <paramref name="file"/>.</summary>
    public static string? Newest(string root, Func<Version, string> inside, string file)
    {
        // A plain loop: a cached script runs through here, and LINQ over pairs would cost it a hundred methods to compile.
        string? best = null;
        Version? newest = null;
        foreach (var folder in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            if (
                !Version.TryParse(Path.GetFileName(folder).Split('-')[0], out Version? version)
                || version.Major != Environment.Version.Major
                || version <= newest
            )
            {
                continue;
            }

            var candidate = Path.Combine(folder, inside(version));
            if (File.Exists(Path.Combine(candidate, file)))
            {
                (best, newest) = (candidate, version);
            }
        }

        return best;
    }

    private static string? ReferencePack(string pack, string file) =>
        Newest(Path.Combine(DotnetRoot, "packs", pack), v => Path.Combine("ref", Invariant($"net{v.Major}.{v.Minor}")), file);
}
