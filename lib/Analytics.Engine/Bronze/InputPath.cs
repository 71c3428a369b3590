namespace Analytics.Engine;

/// <summary>A raw file given by a person: <c>--input name=path</c>, where the path is a file, a folder or a glob.</summary>
/// <param name="Source">The input's name.</param>
/// <param name="Path">As typed.</param>
public sealed record InputPath(string Source, string Path)
{
    /// <exception cref="UsageException">The text is not <c>name=path</c>.</exception>
    public static InputPath Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1
            ? new InputPath(text[..at].Trim(), text[(at + 1)..].Trim())
            : throw new UsageException($"--input takes name=path, not '{text}'. For example: --input crashes=data/crashes.csv");
    }

    /// <summary>The files that the path stands for, in ordinal order; hidden files are left out.</summary>
    /// <exception cref="UsageException">Nothing is there, or it may not be read.</exception>
    public IReadOnlyList<string> Files()
    {
        try
        {
            if (File.Exists(Path))
            {
                return [Regular(System.IO.Path.GetFullPath(Path))];
            }

            if (Directory.Exists(Path))
            {
                return NotEmpty(Directory.GetFiles(Path), "the folder is empty");
            }

            if (Path.AsSpan().ContainsAny('*', '?'))
            {
                var folder = System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } parent ? parent : ".";
                if (folder.AsSpan().ContainsAny('*', '?'))
                {
                    throw new UsageException($"--input {Source}={Path}: a glob may stand in the file name only, not in the folder.");
                }

                if (Directory.Exists(folder))
                {
                    return NotEmpty(Directory.GetFiles(folder, System.IO.Path.GetFileName(Path)), "no file matches");
                }
            }
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UsageException($"--input {Source}={Path}: {error.Message} Give yourself read permission (chmod +r) and try again.");
        }

        throw new UsageException($"--input {Source}={Path}: there is no such file or folder.");
    }

    private string Regular(string path) =>
        RegularFile.Otherwise(path) is { } other
            ? throw new UsageException($"--input {Source}={Path}: '{path}' is {other}. Write what it gives into a file and give that.")
            : path;

    private string[] NotEmpty(IEnumerable<string> paths, string problem)
    {
        var files = paths
            .Where(path => !System.IO.Path.GetFileName(path).StartsWith('.'))
            .Select(path => Regular(System.IO.Path.GetFullPath(path)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return files.Length > 0 ? files : throw new UsageException($"--input {Source}={Path}: {problem}.");
    }
}
