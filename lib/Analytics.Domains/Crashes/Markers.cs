using System.Globalization;

namespace Analytics.Domains.Crashes;

/// <summary>One small file per page of a fetch that has landed: row count, then the ids that the page brought.</summary>
internal sealed class Markers(string lake, string window)
{
    private readonly string _folder = Path.Combine(lake, "fetch", "crashes", window);

    public (int Rows, IReadOnlyList<string> Ids)? Read(string page)
    {
        var path = Path.Combine(_folder, page);
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadAllLines(path);
        return (int.Parse(lines[0], CultureInfo.InvariantCulture), lines[1..]);
    }

    public void Write(string page, int rows, IReadOnlyList<string> ids)
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, page);
        // Written aside and renamed: a marker is there whole or not at all.
        var aside = $"{path}.{Path.GetRandomFileName()}.tmp";
        File.WriteAllLines(aside, [rows.ToString(CultureInfo.InvariantCulture), .. ids]);
        File.Move(aside, path, overwrite: true);
    }

    /// <summary>The fetch is complete; the next one of the same window asks again.</summary>
    public void Clear()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
