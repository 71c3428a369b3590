namespace Analytics.App;

/// <summary>Where the repository lies: the folder that holds Analytics.sln, above this library or the current folder.</summary>
public static class Repository
{
    public static string Root { get; } =
        Find(AppContext.BaseDirectory)
        ?? Find(Path.GetDirectoryName(typeof(Repository).Assembly.Location)!)
        ?? Find(Environment.CurrentDirectory)
        ?? Environment.CurrentDirectory;

    /// <summary>The lake that commands and notebooks use unless <c>--data</c> or ANALYTICS_DATA names another.</summary>
    public static string Data =>
        Environment.GetEnvironmentVariable("ANALYTICS_DATA") is { Length: > 0 } data ? data : Path.Combine(Root, "data");

    /// <summary>The committed sample files of a domain.</summary>
    public static string Samples(string domain) => Path.Combine(Root, "data", "samples", domain);

    private static string? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Analytics.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
