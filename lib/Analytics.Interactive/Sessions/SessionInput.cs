namespace Analytics.Interactive.Sessions;

/// <summary>A file that decided what the session did, with its version: the MVID of a library, the FNV-1a hash of a `#load`.</summary>
internal sealed record SessionInput(string Path, string Version)
{
    /// <summary>The version the file has now; empty when it is gone.</summary>
    public static string VersionOf(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && Loading.Libraries.ReadMvid(path) is { } mvid
            ? mvid.ToString("N")
            : Loading.Fnv.Hash(File.ReadAllBytes(path));
    }
}
