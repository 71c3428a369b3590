using System.Text;

namespace Analytics.Lake.Storage;

/// <summary>
/// <c>SHA256SUMS</c>: the hashes of a folder's files, a line each, as sha256sum(1) writes and checks them, and a last line, to
/// sha256sum a comment, with the hash of those before it.
/// </summary>
internal static class Sums
{
    public const string FileName = "SHA256SUMS";

    private const string Begin = "# sha256 ";
    private const string End = " #";

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The text for files of a folder.</summary>
    /// <param name="names">Relative to the folder.</param>
    public static string Of(string folder, IEnumerable<string> names)
    {
        var lines = new StringBuilder();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            lines.Append(Hash.OfFile(Path.Combine(folder, name))).Append("  ").Append(name.Replace('\\', '/')).Append('\n');
        }

        var text = lines.ToString();
        return text + Begin + Hash.OfText(text) + End + "\n";
    }

    /// <summary>The files that a folder's sums name; null where there are none.</summary>
    /// <exception cref="LakeException">The sums are not what was written.</exception>
    public static IReadOnlyList<(string Path, string Sha)>? Read(string folder)
    {
        if (!File.Exists(PathIn(folder)))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(File.ReadAllBytes(PathIn(folder)));
        var files = new List<(string, string)>();
        var lines = text.Split('\n');
        // Those of earlier versions have no last line of this kind. No single bit makes a sealed text look like one of them.
        var isSealed =
            lines is [.., var seal, ""] && seal.StartsWith(Begin, StringComparison.Ordinal) && seal.EndsWith(End, StringComparison.Ordinal);
        if (isSealed && lines[^2] != Begin + Hash.OfText(text[..(text.Length - lines[^2].Length - 1)]) + End)
        {
            throw Broken(folder, "its lines are not those that its last line seals");
        }

        if (lines[^1].Length > 0)
        {
            throw Broken(folder, $"its last line '{lines[^1]}' has no end");
        }

        foreach (var line in lines[..^(isSealed ? 2 : 1)])
        {
            if (
                line.Length <= Hash.Length + 2
                || !Hash.IsHash(line.AsSpan(0, Hash.Length))
                || line[Hash.Length..(Hash.Length + 2)] != "  "
                || line.Split('/').Contains("..")
            )
            {
                throw Broken(folder, $"'{line}' is not a hash and a file's name");
            }

            files.Add((Path.Combine(folder, line[(Hash.Length + 2)..]), line[..Hash.Length]));
        }

        return files;
    }

    private static LakeException Broken(string folder, string what) =>
        new($"'{PathIn(folder)}' was changed after it was written: {what}. Restore it from a backup, or make the folder again.");
}
