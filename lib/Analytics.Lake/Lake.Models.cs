using System.Text;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class Lake
{
    /// <summary>The hashes of a model version's files, a line each, as sha256sum(1) writes and checks them.</summary>
    internal const string ModelSums = "SHA256SUMS";

    private IEnumerable<Damage> VerifyModels(Snapshot head, CancellationToken ct)
    {
        foreach (var (model, version) in head.Models)
        {
            ct.ThrowIfCancellationRequested();
            var folder = Path.Combine(Folder, "models", model, version);
            var sums = Path.Combine(folder, ModelSums);
            if (!File.Exists(sums))
            {
                yield return new Damage(Path.GetRelativePath(Folder, sums), null, $"the file is missing, so model {model}@{version} cannot be checked; train it again: dotnet script scripts/train.csx {model.Split('/')[0]}");
                continue;
            }

            foreach (var line in File.ReadAllLines(sums))
            {
                if (line.Length <= Hash.Length + 2 || !Hash.IsHash(line.AsSpan(0, Hash.Length)) || Path.GetFileName(line[(Hash.Length + 2)..]) is not { Length: > 0 } name)
                    yield return new Damage(Path.GetRelativePath(Folder, sums), null, $"'{line}' is not a hash and a file's name");
                else if (CheckFile(Path.Combine(folder, name), line[..Hash.Length], null) is { } damage)
                    yield return damage;
            }
        }
    }

    /// <summary>Writes the hashes of a model version's files beside them and flushes them all, before the folder gets its name.</summary>
    /// <param name="folder">It holds files only.</param>
    public static void SealModel(string folder)
    {
        var lines = new StringBuilder();
        foreach (var path in Directory.GetFiles(folder).Where(path => Path.GetFileName(path) != ModelSums).Order(StringComparer.Ordinal))
        {
            Disk.Flush(path);
            lines.Append(Hash.OfFile(path)).Append("  ").Append(Path.GetFileName(path)).Append('\n');
        }

        Disk.WriteAside(Path.Combine(folder, ModelSums), Encoding.UTF8.GetBytes(lines.ToString()));
        Disk.FlushFolder(folder);
    }

    /// <summary>Seals a model version that was written aside and gives it its name, so that a power cut leaves it whole or not there.</summary>
    /// <param name="aside">It holds files only, on the lake's file system.</param>
    /// <param name="folder"><c>models/domain/study/version</c>; folders above it are made.</param>
    /// <exception cref="LakeException">The disk is full or broken; there is no such version then.</exception>
    public static void PlaceModel(string aside, string folder)
    {
        try
        {
            SealModel(aside);
            Disk.CreateFolder(Path.GetDirectoryName(folder)!);
            Directory.Move(aside, folder);
            Disk.FlushFolder(Path.GetDirectoryName(folder)!);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new LakeException($"The model could not be put into '{folder}': {failed.Message} Check space and permissions there and train again.", failed);
        }
    }
}
