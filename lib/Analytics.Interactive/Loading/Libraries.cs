using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Analytics.Interactive.Compiling;

namespace Analytics.Interactive.Loading;

/// <summary>One library as it was when a session first referenced it. <see cref="Copy"/> is what is compiled against and loaded.</summary>
internal sealed record Library(string Name, string Source, Guid Mvid, string Copy);

/// <summary>A file that was referenced, and whether the files beside it came along (not so from a package).</summary>
internal sealed record LibraryRoot(string Path, bool Siblings);

/// <summary>
/// The libraries that `#r` brought in. Referencing a file takes a snapshot of all managed files beside it, each in a
/// shadow copy keyed by its MVID: a later build is never blocked by us and never mixes old and new files in one session.
/// A simple name is taken once; the first one wins.
/// </summary>
internal sealed class Libraries(string shadowRoot)
{
    private readonly Dictionary<string, Library> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> folders = [];
    private readonly List<LibraryRoot> roots = [];

    /// <summary>The folders referenced so far, in order; native libraries are looked for here.</summary>
    public IReadOnlyList<string> Folders => folders;

    /// <summary>What was asked for, in order: adding the same again to an empty set gives the same libraries.</summary>
    public IReadOnlyList<LibraryRoot> Roots => roots;

    public IEnumerable<Library> All => byName.Values;

    public Library? Find(string simpleName) => byName.GetValueOrDefault(simpleName);

    /// <summary>Takes <paramref name="path"/> and, when <paramref name="siblings"/>, the managed files beside it.</summary>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    public Library Add(string path, bool siblings = true)
    {
        path = Path.GetFullPath(path);
        var name = Path.GetFileNameWithoutExtension(path);
        if (!byName.TryGetValue(name, out Library? known))
        {
            byName.Add(name, known = Snapshot(path) ?? throw new BadImageFormatException($"{path} is not a .NET assembly"));
        }

        if (!roots.Contains(new(path, siblings)))
        {
            roots.Add(new(path, siblings));
        }

        var folder = Path.GetDirectoryName(path)!;
        if (folders.Contains(folder, StringComparer.Ordinal))
        {
            return known;
        }

        folders.Add(folder);
        if (!siblings)
        {
            return known;
        }

        foreach (var other in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            var otherName = Path.GetFileNameWithoutExtension(other);
            if (!byName.ContainsKey(otherName) && !Framework.Has(otherName) && !Host.Has(otherName) && Snapshot(other) is { } library)
            {
                byName.Add(otherName, library);
            }
        }

        return known;
    }

    /// <summary>Libraries whose file on disk is no longer the one in use; the session must be restarted to see the new one.</summary>
    public IReadOnlyList<Library> Changed() =>
        [
            .. byName
                .Values.Where(l => File.Exists(l.Source) && ReadMvid(l.Source) is { } now && now != l.Mvid)
                .OrderBy(l => l.Name, StringComparer.Ordinal),
        ];

    /// <summary>The module version id of a managed file; null for a native or damaged one, or one being written.</summary>
    public static Guid? ReadMvid(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ReadMvid(file);
        }
        catch (IOException)
        {
            return null; // Being replaced by a build at this moment: not usable now.
        }
    }

    private static Guid? ReadMvid(Stream file)
    {
        try
        {
            using PEReader reader = new(file, PEStreamOptions.LeaveOpen);
            if (!reader.HasMetadata)
            {
                return null;
            }

            MetadataReader metadata = reader.GetMetadataReader();
            return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }

    private Library? Snapshot(string source)
    {
        if (Path.GetFileNameWithoutExtension(source) == Host.Name)
        {
            return new(Host.Name, source, Host.Mvid, Host.Path);
        }

        if (ReadMvid(source) is not { } mvid)
        {
            return null;
        }

        var name = Path.GetFileNameWithoutExtension(source);
        var folder = Path.Combine(shadowRoot, name, mvid.ToString("N"));
        var copy = Path.Combine(folder, Path.GetFileName(source));
        if (!File.Exists(copy))
        {
            // Renamed into place: another process may be taking the same copy, and a half-written file must never be loaded.
            Directory.CreateDirectory(folder);
            var part = Invariant($"{copy}.{Environment.ProcessId}.part");
            File.Copy(source, part, overwrite: true);
            File.Move(part, copy, overwrite: true);
        }

        return new(name, source, mvid, copy);
    }
}
