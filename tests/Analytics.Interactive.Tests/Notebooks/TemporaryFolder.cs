namespace Analytics.Interactive.Tests.Notebooks;

/// <summary>A folder that looks like a repository with notebooks, gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("notebooks").FullName;
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "notebooks", "demo"));
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
