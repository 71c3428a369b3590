using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Analytics.Interactive.Compiling;

/// <summary>Finds what `#load` names, relative to the file that says so, and remembers the bytes that were compiled.</summary>
internal sealed class SourceFiles(string baseFolder) : SourceFileResolver(ImmutableArray<string>.Empty, baseFolder)
{
    private readonly SortedDictionary<string, byte[]> loaded = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, byte[]> Loaded => loaded;

    /// <summary>A cell has a name, not a path: traces say "cell 3", not "folder/cell 3".</summary>
    public override string? NormalizePath(string path, string? baseFilePath) =>
        Path.IsPathRooted(path) ? base.NormalizePath(path, baseFilePath) : path;

    public override Stream OpenRead(string resolvedPath)
    {
        var bytes = File.ReadAllBytes(resolvedPath);
        loaded[resolvedPath] = bytes;
        return new MemoryStream(bytes, writable: false);
    }
}
