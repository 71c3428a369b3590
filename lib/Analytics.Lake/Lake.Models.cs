using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class Lake
{
    private const string Decisions = "decisions.jsonl";

    private string ModelRoot => Path.Combine(Folder, "models");

    /// <summary>The folder of a model version, each of whose files is what the published manifest says, or its own sums where that says nothing.</summary>
    /// <param name="model"><c>domain/study</c>.</param>
    /// <param name="version">A version that exists.</param>
    /// <exception cref="LakeException">A file was changed or is missing.</exception>
    public string CheckedModel(string model, string version)
    {
        var files = ExpectedFiles(Head, $"{model}/{version}");
        if (files.Count == 0)
        {
            throw new LakeException(
                $"Model {model}@{version} has no {Sums.FileName}, so its files cannot be checked. Train it again: dotnet script scripts/train.csx {model.Split('/')[0]}"
            );
        }

        Require(
            files,
            null,
            $"Model {model}@{version}",
            $"train it again: dotnet script scripts/train.csx {model.Split('/')[0]}, or put another version in force: dotnet script scripts/experiments.csx promote {model}@<version>; a damaged version that is not in force goes with: dotnet script scripts/experiments.csx remove {model}@{version}"
        );
        return Path.Combine(ModelRoot, model, version);
    }

    private IEnumerable<Damage> VerifyModels(Snapshot head, CancellationToken ct)
    {
        // What is no number is no version.
        var onDisk = Folders(ModelRoot)
            .SelectMany(Folders)
            .SelectMany(Directory.EnumerateDirectories)
            .Where(path => Path.GetFileName(path).All(char.IsAsciiDigit))
            .Select(path => Path.GetRelativePath(ModelRoot, path).Replace('\\', '/'));
        var inForce = head.Models.Select(model => $"{model.Key}/{model.Value}");
        var listed = head.Manifest.ModelFiles.Keys.Select(path => path[..path.LastIndexOf('/')]);
        foreach (var version in onDisk.Concat(inForce).Concat(listed).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            var sums = Sums.PathIn(Path.Combine(ModelRoot, version));
            IReadOnlyList<(string Path, string Sha)> files = [];
            if (Try(() => files = ExpectedFiles(head, version)) is { } broken)
            {
                yield return new Damage(Path.GetRelativePath(Folder, sums), null, broken);
            }
            else if (files.Count == 0)
            {
                yield return new Damage(
                    Path.GetRelativePath(Folder, sums),
                    null,
                    $"the file is missing or empty, so model {version} cannot be checked; train it again: dotnet script scripts/train.csx {version.Split('/')[0]}"
                );
            }

            foreach (var (path, sha) in files)
            {
                if (CheckFile(path, sha, null) is { } damage)
                {
                    yield return damage;
                }
            }
        }

        foreach (var path in Folders(ModelRoot).SelectMany(Folders).Select(folder => Path.Combine(folder, Decisions)).Where(File.Exists))
        {
            if (Try(() => ReadSealed(path)) is { } damage)
            {
                yield return new Damage(Path.GetRelativePath(Folder, path), null, damage);
            }
        }
    }

    /// <summary>What the files of a version must be: by the manifest, which holds their sums too, or else by those.</summary>
    private IReadOnlyList<(string Path, string Sha)> ExpectedFiles(Snapshot head, string version)
    {
        var listed = head
            .Manifest.ModelFiles.Where(file => file.Key.StartsWith(version + "/", StringComparison.Ordinal))
            .Select(file => (Path.Combine(ModelRoot, file.Key), file.Value))
            .ToArray();
        return listed.Length > 0 ? listed : Sums.Read(Path.Combine(ModelRoot, version)) ?? [];
    }

    /// <summary>Seals a model version that was written aside and gives it its name, so that a power cut leaves it whole or not there.</summary>
    /// <param name="aside">It holds files only, on the lake's file system.</param>
    /// <param name="folder"><c>models/domain/study/version</c>; folders above it are made.</param>
    /// <exception cref="LakeException">The disk is full or broken; there is no such version then.</exception>
    public static void PlaceModel(string aside, string folder)
    {
        try
        {
            SealFolder(aside);
            Disk.CreateFolder(Path.GetDirectoryName(folder)!);
            Directory.Move(aside, folder);
            Disk.FlushFolder(Path.GetDirectoryName(folder)!);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new LakeException(
                $"The model could not be put into '{folder}': {failed.Message} Check space and permissions there and train again.",
                failed
            );
        }
    }

    /// <summary>Removes the folder of a model version that no snapshot needs any more.</summary>
    /// <exception cref="LakeException">It cannot be removed.</exception>
    public static void RemoveModel(string folder)
    {
        try
        {
            Disk.Delete(folder);
            Disk.FlushFolder(Path.GetDirectoryName(folder)!);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new LakeException(
                $"The model in '{folder}' could not be removed: {failed.Message} Check the permissions there and run the same command again.",
                failed
            );
        }
    }
}
