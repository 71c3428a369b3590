using System.Text;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

/// <summary>Files beside the tables that say themselves what their bytes must be: models, experiments, decisions.</summary>
public sealed partial class Lake
{
    /// <summary>Writes the hashes of a folder's files, those of its folders too, into <c>SHA256SUMS</c> beside them, and flushes them all.</summary>
    /// <param name="folder">Nobody else writes to it meanwhile.</param>
    /// <param name="flush">Wait until they are on the device. Default true.</param>
    public static void SealFolder(string folder, bool flush = true)
    {
        string[] paths =
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => path != Sums.PathIn(folder) && !path.EndsWith(".tmp", StringComparison.Ordinal)),
        ];
        foreach (var path in paths.Where(_ => flush))
        {
            Disk.Flush(path);
        }

        Disk.Write(
            Sums.PathIn(folder),
            Sums.PathIn(folder) + ".tmp",
            Sums.Of(folder, paths.Select(path => Path.GetRelativePath(folder, path)))
        );
    }

    /// <summary>Seals these files of a folder, to which others are added all the time.</summary>
    public static void SealFiles(string folder, params IReadOnlyList<string> names) =>
        Disk.Write(Sums.PathIn(folder), Sums.PathIn(folder) + ".tmp", Sums.Of(folder, names));

    /// <summary>Lets nobody read a sealed folder of which a file was changed. Each is hashed once per process; a folder without sums is one of an earlier version.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">Only these of its files, those in it; empty for all.</param>
    /// <exception cref="LakeException">A file was changed or is missing.</exception>
    public void RequireSealed(string folder, params IReadOnlyList<string> names)
    {
        if (Sums.Read(folder) is { } files)
        {
            Require(
                [.. files.Where(file => names.Count == 0 || names.Contains(Path.GetRelativePath(folder, file.Path)))],
                null,
                $"'{Path.GetRelativePath(Folder, folder)}'",
                "remove the folder and make it again"
            );
        }
    }

    /// <summary>Lets nobody read files of a kept candidate, each named by its hash, of which one was changed.</summary>
    /// <exception cref="LakeException">One is not what its name says.</exception>
    public void RequireNamed(IEnumerable<string> paths) =>
        Require([.. paths.Select(path => (path, Path.GetFileName(path).Split('.')[0]))], null, "A kept candidate", "run again");

    /// <summary>Takes a folder's seal away before its files are written again.</summary>
    public static void Unseal(string folder) => Disk.Delete(Sums.PathIn(folder));

    /// <summary>Whether a folder has its sums.</summary>
    public static bool IsSealed(string folder) => File.Exists(Sums.PathIn(folder));

    /// <summary>The text of a folder's sums, to see whether they have changed; null where there are none.</summary>
    public static string? SealOf(string folder)
    {
        try
        {
            return File.ReadAllText(Sums.PathIn(folder));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes a file that is there whole or not at all, and still after a power cut.</summary>
    /// <param name="path">Nobody else writes to it meanwhile.</param>
    /// <param name="bytes">All of it.</param>
    public static void WriteWhole(string path, ReadOnlySpan<byte> bytes) => Disk.Write(path, path + ".tmp", bytes);

    /// <summary>Adds a JSON object as a line that holds its own hash. The file is replaced whole, so that a crash leaves no half line.</summary>
    /// <param name="path">Nobody else writes to it meanwhile.</param>
    public static void AppendSealed(string path, string json) =>
        Disk.Write(path, path + ".tmp", (File.Exists(path) ? File.ReadAllText(path) : "") + Seal.Add(json) + "\n");

    /// <summary>The lines of a file that <see cref="AppendSealed"/> wrote; those of earlier versions have no hash.</summary>
    /// <exception cref="LakeException">A line was changed.</exception>
    public static IReadOnlyList<string> ReadSealed(string path)
    {
        var lines = File.ReadAllLines(path);
        return Array.FindIndex(lines, line => Seal.Check(Encoding.UTF8.GetBytes(line)) == SealState.Broken) is >= 0 and var broken
            ? throw new LakeException(
                Invariant(
                    $"Line {broken + 1} of '{path}' was changed after it was written. Restore the file from a backup, or remove the line."
                )
            )
            : lines;
    }

    /// <summary>Holds a part of the lake that is no table, e.g. <c>experiments</c>, until disposed; who comes second waits.</summary>
    /// <exception cref="LakeException">Somebody held it for a minute.</exception>
    public IDisposable Hold(string part)
    {
        Disk.CreateFolder(Path.Combine(Folder, part));
        for (var turn = 0; ; turn++)
        {
            try
            {
                return new FileStream(Path.Combine(Folder, part, "LOCK"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException busy) when (WriterLock.IsSharingViolation(busy))
            {
                if (turn == 3000)
                {
                    throw new LakeException(
                        $"'{Path.Combine(Folder, part)}' has been written by another process for a minute. Wait for it to end and run again.",
                        busy
                    );
                }

                Thread.Sleep(20);
            }
        }
    }
}
