using System.Globalization;
using System.Security.Cryptography;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

/// <summary>
/// Bronze: raw bytes as they came, in <c>bronze/&lt;domain&gt;/&lt;source&gt;/&lt;sha&gt;.&lt;ext&gt;[.gz]</c> with <c>&lt;sha&gt;.info.json</c> beside them.
/// Landing needs no lock: the same bytes have the same name, and a name appears only when they are whole.
/// </summary>
public sealed partial class Objects
{
    private static int s_temporaries;
    private readonly string _lake;

    internal Objects(string lake) => _lake = lake;

    private string Root => Path.Combine(_lake, "bronze");

    /// <summary>Copies a stream into Bronze, to its end. Bytes that landed before are not stored again.</summary>
    /// <exception cref="LakeException">There is no room.</exception>
    public BronzeObject Land(string domain, string source, Stream bytes, BronzeInfo info)
    {
        var folder = FolderOf(domain, source);
        var temporary = Temporary(folder);
        try
        {
            Disk.CreateFolder(folder);
            var (sha, length, isGzip) = Copy(bytes, temporary);
            CrashPoints.Pass(CrashPoints.BronzeTemp);
            var extension = CheckExtension(info.Extension ?? ExtensionOf(info.Origin));
            if (Find(folder, sha) is { } there)
            {
                File.Delete(temporary);
                // The bytes lie there but a crash kept their description from being written: this landing describes them.
                if (!File.Exists(BronzeJson.PathOf(folder, sha)))
                {
                    BronzeJson.Write(folder, there, info with { Extension = extension }, temporary);
                }

                return BronzeJson.Read(domain, source, folder, sha);
            }

            var name = NameOf(sha, extension, isGzip);
            Disk.Move(temporary, Path.Combine(folder, name));
            Disk.FlushFolder(folder);
            CrashPoints.Pass(CrashPoints.BronzeObject);
            BronzeJson.Write(folder, Path.Combine(folder, name), info with { Extension = extension }, temporary);
            return BronzeJson.Read(domain, source, folder, sha) with { IsNew = true };
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new LakeException(
                $"'{info.Origin}' could not land in '{folder}': {failed.Message} What landed before is whole. Free space and run again.",
                failed
            );
        }
    }

    /// <summary>The hashes of a source's objects in ordinal order; what their descriptions say is not read.</summary>
    public IReadOnlyList<string> Hashes(string domain, string source) =>
        FolderOf(domain, source) is var folder && Directory.Exists(folder) ? [.. Described(folder)] : [];

    /// <summary>One object by its hash.</summary>
    /// <exception cref="LakeException">Its description is missing or broken.</exception>
    public BronzeObject Of(string domain, string source, string sha) => BronzeJson.Read(domain, source, FolderOf(domain, source), sha);

    /// <summary>A source's objects in the order they landed: by time received, then by hash.</summary>
    public IReadOnlyList<BronzeObject> List(string domain, string source)
    {
        var folder = FolderOf(domain, source);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return
        [
            .. Described(folder)
                .Select(sha => BronzeJson.Read(domain, source, folder, sha))
                .OrderBy(each => each.Info.ReceivedAt)
                .ThenBy(each => each.Sha, StringComparer.Ordinal),
        ];
    }

    /// <summary>Adds to an object's description how it is read. The bytes stay as they are, and so does all else that was said of them.</summary>
    /// <exception cref="LakeException">There is no room, or the description is missing.</exception>
    public void Describe(string domain, string source, string sha, BronzeReading reading)
    {
        var folder = FolderOf(domain, source);
        var known = BronzeJson.Read(domain, source, folder, sha);
        OnDisk(folder, known.Path, () => BronzeJson.Write(folder, known.Path, known.Info with { Reading = reading }, Temporary(folder)));
    }

    /// <summary>Hashes every object again.</summary>
    internal IEnumerable<Damage> Verify(Action<string>? progress, CancellationToken ct)
    {
        foreach (var domain in Folders(Root))
        {
            foreach (var source in Folders(domain))
            {
                var objects = new List<BronzeObject>();
                foreach (var sha in Described(source))
                {
                    var broken = (Damage?)null;
                    try
                    {
                        objects.Add(BronzeJson.Read(Path.GetFileName(domain), Path.GetFileName(source), source, sha));
                    }
                    catch (LakeException changed)
                    {
                        broken = new Damage(Path.GetRelativePath(_lake, BronzeJson.PathOf(source, sha)), null, changed.Message);
                    }

                    if (broken is not null)
                    {
                        yield return broken;
                    }
                }

                progress?.Invoke($"bronze {Path.GetFileName(domain)} {Path.GetFileName(source)}: {objects.Count} objects");
                // The bytes are named by their hash, whether or not their description can be read.
                foreach (
                    var path in Directory
                        .EnumerateFiles(source)
                        .Where(IsBytes)
                        .Union(objects.Select(each => each.Path), StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal)
                )
                {
                    ct.ThrowIfCancellationRequested();
                    if (CheckedFiles.Hashed(path, Path.GetFileName(path)[..Hash.Length]) is { } what)
                    {
                        yield return new Damage(Path.GetRelativePath(_lake, path), null, what);
                    }
                }
            }
        }
    }

    /// <summary>Lets nobody read raw bytes that are not those that landed; each object is hashed once per process.</summary>
    /// <param name="paths">Paths of objects, which are named by their hash.</param>
    /// <exception cref="LakeException">One was changed.</exception>
    public void Require(IEnumerable<string> paths)
    {
        if (CheckedFiles.Wrong([.. paths.Select(path => (path, Path.GetFileName(path)[..Hash.Length]))]) is [var (path, wrong), ..])
        {
            throw new LakeException(
                $"The raw file '{path}' is not what landed: {wrong}. Nothing of it was read. See all damage: dotnet script scripts/verify.csx all; then remove it and its description and land it again, or restore it from a backup."
            );
        }
    }

    /// <summary>Landings that a process of this machine left unfinished when it was killed, and any that are older than a day.</summary>
    internal IEnumerable<string> Leftovers(TimeProvider time) =>
        Folders(Root)
            .SelectMany(Folders)
            .SelectMany(folder => Directory.EnumerateFiles(folder, ".landing-*"))
            .Where(path =>
                IsOfDeadProcess(Path.GetFileName(path)) || File.GetLastWriteTimeUtc(path) < time.GetUtcNow().UtcDateTime.AddDays(-1)
            );

    private static bool IsOfDeadProcess(string name)
    {
        var own = $".landing-{Environment.MachineName}-";
        if (
            !name.StartsWith(own, StringComparison.Ordinal)
            || !int.TryParse(name[own.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        )
        {
            return false;
        }

        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static bool IsBytes(string path) =>
        Path.GetFileName(path) is var name
        && !name.EndsWith(BronzeJson.Suffix, StringComparison.Ordinal)
        && Hash.IsHash(name.Split('.')[0]);

    private static IEnumerable<string> Described(string folder) =>
        Directory
            .EnumerateFiles(folder, "*" + BronzeJson.Suffix)
            .Select(path => Path.GetFileName(path)[..^BronzeJson.Suffix.Length])
            .Where(sha => Hash.IsHash(sha))
            .Order(StringComparer.Ordinal);

    private static string Temporary(string folder) =>
        Path.Combine(
            folder,
            string.Create(
                CultureInfo.InvariantCulture,
                $".landing-{Environment.MachineName}-{Environment.ProcessId}-{Interlocked.Increment(ref s_temporaries)}"
            )
        );

    private static string NameOf(string sha, string extension, bool isGzip) => $"{sha}.{extension}{(isGzip ? ".gz" : "")}";

    private static (string Sha, long Length, bool IsGzip) Copy(Stream from, string temporary)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var to = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        var buffer = new byte[1 << 17];
        var (length, isGzip) = (0L, false);
        while (from.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is > 0 and var read)
        {
            if (length == 0)
            {
                isGzip = read >= 2 && buffer[0] == 0x1f && buffer[1] == 0x8b;
            }

            hash.AppendData(buffer, 0, read);
            to.Write(buffer, 0, read);
            length += read;
        }

        to.Flush(flushToDisk: true);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), length, isGzip);
    }

    private string FolderOf(string domain, string source)
    {
        if (!TableName.IsPart(domain) || !TableName.IsPart(source))
        {
            throw new LakeException($"'{domain}/{source}' cannot name a source: lower-case letters, digits and _ on both sides.");
        }

        return Path.Combine(Root, domain, source);
    }

    private static string? Find(string folder, string sha) =>
        Directory.EnumerateFiles(folder, sha + ".*").FirstOrDefault(path => !path.EndsWith(BronzeJson.Suffix, StringComparison.Ordinal));

    // input.csv.gz is csv: whether it is compressed is told by its first bytes, not by its name.
    private static string ExtensionOf(string name)
    {
        var file = name.Split('?')[0];
        if (file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            file = file[..^3];
        }

        var extension = Path.GetExtension(file).TrimStart('.').ToLowerInvariant();
        return extension.Length is > 0 and <= 10 && extension.All(char.IsAsciiLetterOrDigit) ? extension : "bin";
    }

    private static string CheckExtension(string extension) =>
        extension.Length is > 0 and <= 10 && extension.All(char.IsAsciiLetterOrDigit)
            ? extension
            : throw new LakeException($"'{extension}' is no file extension: up to 10 letters and digits, without a dot.");

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Where(path => TableName.IsPart(Path.GetFileName(path))).Order(StringComparer.Ordinal)
            : [];
}
