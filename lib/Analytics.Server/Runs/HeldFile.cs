namespace Analytics.Server.Runs;

/// <summary>A file that one process holds alone; the operating system lets go of it when the process ends, however it ends.</summary>
internal static class HeldFile
{
    /// <exception cref="IOException">Another holds it.</exception>
    public static FileStream Open(string path, FileOptions options) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, options);
}
