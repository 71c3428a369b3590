using System.Reflection;

namespace Analytics.Interactive.Loading;

/// <summary>This assembly: its identity for cache keys, and the folders it keeps its copies and compiled scripts in.</summary>
internal static class Host
{
    public const string Name = "Analytics.Interactive";

    public static readonly string Path = typeof(Host).Assembly.Location;

    /// <summary>
    /// What the host and the code of a notebook must see as one: the model of kernels and its formatters. A copy beside somebody's library is not loaded.
    /// </summary>
    private static readonly HashSet<string> s_shared = new(StringComparer.OrdinalIgnoreCase)
    {
        "Microsoft.DotNet.Interactive",
        "Microsoft.DotNet.Interactive.Formatting",
        "Microsoft.DotNet.Interactive.Documents",
        "Microsoft.AspNetCore.Html.Abstractions",
        "System.Reactive",
    };

    public static readonly Guid Mvid = typeof(Host).Module.ModuleVersionId;

    /// <summary>
    /// `artifacts/` when built with the artifacts layout (artifacts/bin/project/configuration/host.dll), so that
    /// `git clean` removes everything; otherwise a folder of the user. ANALYTICS_SCRIPT_CACHE overrides both.
    /// </summary>
    public static readonly string Artifacts = FindArtifacts();

    public static string ShadowFolder => System.IO.Path.Combine(Artifacts, "shadow");

    public static string ScriptFolder => System.IO.Path.Combine(Artifacts, "scripts");

    /// <summary>Whether an assembly of this simple name is the host itself or shared with it.</summary>
    public static bool Has(string simpleName) => simpleName == Name || s_shared.Contains(simpleName);

    /// <summary>The file of a shared assembly, beside the host.</summary>
    public static string? Shared(string simpleName) =>
        s_shared.Contains(simpleName) ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, simpleName + ".dll") : null;

    private static string FindArtifacts()
    {
        var chosen = Environment.GetEnvironmentVariable("ANALYTICS_SCRIPT_CACHE");
        if (!string.IsNullOrEmpty(chosen))
        {
            return System.IO.Path.GetFullPath(chosen);
        }

        for (DirectoryInfo? folder = new(System.IO.Path.GetDirectoryName(Path)!); folder is not null; folder = folder.Parent)
        {
            if (folder.Name == "artifacts")
            {
                return folder.FullName;
            }
        }

        var user = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return System.IO.Path.Combine(user.Length > 0 ? user : System.IO.Path.GetTempPath(), "analytics-script");
    }
}
