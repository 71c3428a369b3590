using System.Runtime.CompilerServices;

namespace Analytics.Tests;

/// <summary>Where the real input files lie: the folder named by ANALYTICS_REAL_DATA, or `../shared/data` beside the repository.</summary>
public static class RealData
{
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourceFile())!, "..", ".."));

    public static string Root { get; } =
        Environment.GetEnvironmentVariable("ANALYTICS_REAL_DATA") ?? Path.Combine(Repository, "..", "shared", "data");

    public static string PathOf(params string[] parts) => Path.GetFullPath(Path.Combine([Root, .. parts]));

    private static string SourceFile([CallerFilePath] string path = "") => path;
}

/// <summary>A fact that needs a folder of real data and says so when it is not there.</summary>
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute(string folder)
    {
        if (!Directory.Exists(RealData.PathOf(folder)))
        {
            Skip = $"The real input files of '{folder}' are not on this machine (looked in {RealData.Root}).";
        }
    }
}
