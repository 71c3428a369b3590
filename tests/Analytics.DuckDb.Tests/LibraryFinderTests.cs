namespace Analytics.DuckDb.Tests;

public sealed class LibraryFinderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("finder-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_variable_wins_and_a_wrong_one_is_told()
    {
        var beside = Touch("app");
        var own = Touch("own");
        Assert.Equal(own, LibraryFinder.Find(own, [Path.GetDirectoryName(beside)!]));
        Assert.Equal(beside, LibraryFinder.Find(null, [Path.GetDirectoryName(beside)!]));
        var error = Assert.Throws<DllNotFoundException>(() =>
            LibraryFinder.Find(Path.Combine(_folder, "nix"), [Path.GetDirectoryName(beside)!])
        );
        Assert.Contains("ANALYTICS_DUCKDB names", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_builds_copy_in_a_folder_above_is_found()
    {
        var library = Touch("lib", "artifacts", "native");
        var start = Directory.CreateDirectory(Path.Combine(_folder, "lib", "artifacts", "bin", "x", "debug")).FullName;
        Assert.Equal(library, LibraryFinder.Find(null, [start]));
        Assert.Equal(library, LibraryFinder.Find("", ["/", _folder]));
    }

    [Fact]
    public void Nothing_found_says_what_to_do()
    {
        var error = Assert.Throws<DllNotFoundException>(() => LibraryFinder.Find(null, [_folder]));
        Assert.Contains("Run `dotnet build` in the repository, or set ANALYTICS_DUCKDB", error.Message, StringComparison.Ordinal);
    }

    private string Touch(params string[] folders)
    {
        var folder = Directory.CreateDirectory(Path.Combine([_folder, .. folders])).FullName;
        var path = Path.Combine(folder, LibraryFinder.FileName);
        File.WriteAllText(path, "");
        return path;
    }
}
