using System.Text;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

/// <summary>A file on its way into Bronze.</summary>
/// <param name="Source">The source within the domain.</param>
/// <param name="Path">Where it lies now.</param>
/// <param name="Info">What is known about it.</param>
public sealed record BronzeFile(string Source, string Path, BronzeInfo Info);

public sealed partial class Objects
{
    private const int FilesAtOnce = 8;

    private sealed record Copied(string Sha, long Bytes, string Name, string Temporary, string Description, BronzeInfo Info);

    /// <summary>Copies a file into Bronze.</summary>
    /// <exception cref="LakeException">It cannot be read, or there is no room.</exception>
    public BronzeObject Land(string domain, string source, string path, BronzeInfo info) =>
        Land(domain, [new BronzeFile(source, path, info)])[0];

    /// <summary>
    /// Copies files into Bronze, several at once: first all bytes are on the device, then they get their names. Bytes that
    /// landed before are not stored again; of equal ones the first in the list lands.
    /// </summary>
    /// <param name="domain">The domain.</param>
    /// <param name="files">The files.</param>
    /// <param name="rows">Counts the records of a copied file, for those whose description lacks them; null counts none.</param>
    /// <param name="copied">Gets each file that is copied, from any thread.</param>
    /// <returns>The objects, in the order of the files.</returns>
    /// <exception cref="LakeException">One cannot be read, or there is no room; none of them has landed that had not before.</exception>
    public IReadOnlyList<BronzeObject> Land(
        string domain,
        IReadOnlyList<BronzeFile> files,
        Func<BronzeFile, string, long?>? rows = null,
        Action<BronzeFile>? copied = null
    )
    {
        var folders = files.Select(file => FolderOf(domain, file.Source)).ToArray();
        var copies = new Copied?[files.Count];
        try
        {
            foreach (var folder in folders.Distinct(StringComparer.Ordinal))
            {
                OnDisk(folder, folder, () => Disk.CreateFolder(folder));
            }

            Parallel
                .ForAsync(
                    0,
                    files.Count,
                    new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce },
                    (i, _) =>
                    {
                        copies[i] = Copy(folders[i], files[i], rows);
                        copied?.Invoke(files[i]);
                        return ValueTask.CompletedTask;
                    }
                )
                .GetAwaiter()
                .GetResult();
            var isNew = new bool[files.Count];
            var landed = folders.Distinct(StringComparer.Ordinal).ToDictionary(folder => folder, Landed, StringComparer.Ordinal);
            // The bytes of all, then the descriptions of all: an object without one is there, one without bytes is not.
            for (var i = 0; i < files.Count; i++)
            {
                var (folder, copy) = (folders[i], copies[i]!);
                if (isNew[i] = landed[folder].TryAdd(copy.Sha, copy.Name))
                {
                    OnDisk(folder, files[i].Path, () => Disk.Move(copy.Temporary, Path.Combine(folder, copy.Name)));
                }
            }

            Flush(folders);
            CrashPoints.Pass(CrashPoints.BronzeObject);
            for (var i = 0; i < files.Count; i++)
            {
                if (!File.Exists(BronzeJson.PathOf(folders[i], copies[i]!.Sha)))
                {
                    OnDisk(folders[i], files[i].Path, () => Describe(folders[i], copies[i]!, landed[folders[i]][copies[i]!.Sha]));
                }
            }

            Flush(folders);
            return
            [
                .. files.Select((file, i) => BronzeJson.Read(domain, file.Source, folders[i], copies[i]!.Sha) with { IsNew = isNew[i] }),
            ];
        }
        finally
        {
            foreach (var copy in copies.OfType<Copied>())
            {
                File.Delete(copy.Temporary);
                File.Delete(copy.Description);
            }
        }
    }

    private static Copied Copy(string folder, BronzeFile file, Func<BronzeFile, string, long?>? rows)
    {
        var temporary = Temporary(folder);
        FileStream stream;
        try
        {
            stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 17, FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new LakeException(
                $"The input file '{file.Path}' cannot be read: {missing.Message} Check the path given with --input.",
                missing
            );
        }

        using (stream)
        {
            Copied? done = null;
            OnDisk(
                folder,
                file.Path,
                () =>
                {
                    var (sha, length, isGzip) = Copy(stream, temporary);
                    CrashPoints.Pass(CrashPoints.BronzeTemp);
                    var info = file.Info with
                    {
                        Extension = CheckExtension(file.Info.Extension ?? ExtensionOf(file.Path)),
                        Rows = file.Info.Rows ?? rows?.Invoke(file, temporary),
                    };
                    var name = NameOf(sha, info.Extension!, isGzip);
                    var description = temporary + BronzeJson.Suffix;
                    Disk.WriteAside(description, Encoding.UTF8.GetBytes(BronzeJson.Text(name, length, info)));
                    done = new Copied(sha, length, name, temporary, description, info);
                }
            );
            return done!;
        }
    }

    private static void Describe(string folder, Copied copy, string there)
    {
        // The same bytes may have landed under another extension.
        if (there != copy.Name)
        {
            Disk.WriteAside(copy.Description, Encoding.UTF8.GetBytes(BronzeJson.Text(there, copy.Bytes, copy.Info)));
        }

        Disk.Move(copy.Description, BronzeJson.PathOf(folder, copy.Sha));
    }

    /// <summary>Hash → file name of the objects in a folder; read once, because a folder may hold years of daily files.</summary>
    private static Dictionary<string, string> Landed(string folder)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var name in Directory
                .EnumerateFiles(folder)
                .Select(path => Path.GetFileName(path)!)
                .Where(name => !name.EndsWith(BronzeJson.Suffix, StringComparison.Ordinal) && Hash.IsHash(name.Split('.')[0]))
        )
        {
            names.TryAdd(name[..Hash.Length], name);
        }

        return names;
    }

    private static void Flush(string[] folders)
    {
        foreach (var folder in folders.Distinct(StringComparer.Ordinal))
        {
            OnDisk(folder, folder, () => Disk.FlushFolder(folder));
        }
    }

    private static void OnDisk(string folder, string what, Action act)
    {
        try
        {
            act();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new LakeException(
                $"'{what}' could not land in '{folder}': {failed.Message} What landed before is whole. Free space and run again.",
                failed
            );
        }
    }
}
