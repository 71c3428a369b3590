using System.Text;
using Analytics.Domains.Tests;
using Analytics.Engine;

namespace Analytics.Bugs;

/// <summary>Input files of reported defects: those kept under <c>inputs</c>, and those that a test writes.</summary>
internal static class BugInput
{
    /// <summary>Path of a file or folder under <c>tests/Bugs/inputs</c>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([RealData.Repository, "tests", "Bugs", "inputs", .. parts]);

    /// <summary>A kept file as input of a source.</summary>
    public static InputPath Kept(string source, params string[] parts) => new(source, PathOf(parts));

    /// <summary>Writes a UTF-8 file of the given name into the test's folder, as input of a source.</summary>
    public static InputPath Write(this TestLake lake, string source, string name, string text) =>
        lake.Write(source, name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes the bytes as they are.</summary>
    public static InputPath Write(this TestLake lake, string source, string name, byte[] bytes)
    {
        var path = lake.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return new InputPath(source, path);
    }

    /// <summary>The texts of a query's only column.</summary>
    public static string[] Texts(this TestLake lake, Domain domain, string sql)
    {
        var frame = lake.Query(domain, sql);
        return [.. Enumerable.Range(0, frame.RowCount).Select(row => (string)frame.Columns[0][row]!)];
    }
}
