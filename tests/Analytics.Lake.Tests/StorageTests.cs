using Analytics.Lake.Storage;

namespace Analytics.Lake.Tests;

public sealed class StorageTests
{
    [Fact]
    public void A_hash_is_64_lower_case_hexadecimal_digits()
    {
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Hash.OfText("abc"));
        Assert.True(Hash.IsHash(Hash.OfText("abc")));
        Assert.False(Hash.IsHash(new string('a', 63)));
        Assert.False(Hash.IsHash(new string('a', 65)));
        Assert.False(Hash.IsHash(new string('A', 64)));
        Assert.False(Hash.IsHash(new string('a', 63) + "g"));
    }

    [Fact]
    public void A_file_is_replaced_whole_and_its_temporary_name_goes()
    {
        using var temp = new TempLake();
        var (path, aside) = (Path.Combine(temp.Root, "a", "b", "file"), Path.Combine(temp.Root, "aside"));
        Disk.Write(path, aside, "a long first text");
        Disk.Write(path, aside, "short");

        Assert.Equal("short", File.ReadAllText(path));
        Assert.False(File.Exists(aside));
        File.WriteAllText(aside, "what a killed writer left is longer");
        Disk.WriteAside(aside, "new"u8);
        Assert.Equal("new", File.ReadAllText(aside));
    }

    [Fact]
    public void A_folder_that_cannot_be_flushed_is_told_with_its_path()
    {
        using var temp = new TempLake();
        var gone = Path.Combine(temp.Root, "gone");

        var error = Assert.Throws<IOException>(() => Disk.FlushFolder(gone));
        Assert.StartsWith($"open of '{gone}': No such file or directory", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.HResult);
    }

    [Fact]
    public void Flushing_a_folder_gives_its_handle_back()
    {
        using var temp = new TempLake();
        if (!Directory.Exists("/proc/self/fd"))
        {
            return;
        }

        for (var i = 0; i < 50; i++)
        {
            Disk.FlushFolder(temp.Root);
        }

        Assert.True(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(each => new FileInfo(each).LinkTarget == temp.Root) < 10);
    }

    [Fact]
    public void What_is_deleted_may_be_a_file_a_full_folder_or_nothing()
    {
        using var temp = new TempLake();
        var folder = Path.Combine(temp.Root, "folder");
        Disk.CreateFolder(Path.Combine(folder, "inner"));
        File.WriteAllText(Path.Combine(folder, "inner", "file"), "");
        var file = Path.Combine(temp.Root, "file");
        File.WriteAllText(file, "");
        foreach (var path in new[] { folder, file, Path.Combine(temp.Root, "nothing") })
        {
            Disk.Delete(path);
            Assert.False(Path.Exists(path));
        }
    }

    [Fact]
    public void A_file_that_could_not_be_flushed_stays_so_until_it_is_given_up()
    {
        using var temp = new TempLake();
        string[] paths = [.. Enumerable.Range(0, 20).Select(i => Path.Combine(temp.Root, Invariant($"f{i}")))];
        foreach (var path in paths[..19])
        {
            File.WriteAllText(path, "x");
        }

        var flushing = new Flushing();
        flushing.Begin(paths[..19]);
        flushing.Finish();

        // The last of twenty is not there.
        flushing.Begin(paths);
        Assert.Throws<FileNotFoundException>(flushing.Finish);
        Assert.Throws<FileNotFoundException>(flushing.Finish);
        flushing.Abandon();
        flushing.Finish();
    }
}
