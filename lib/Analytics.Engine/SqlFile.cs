using System.Reflection;
using System.Text.RegularExpressions;

namespace Analytics.Engine;

/// <summary>
/// An embedded SQL file of named queries. A line <c>-- table: name</c> or <c>-- feed: name</c> starts each;
/// the file is source code and its text is part of a step's fingerprint.
/// </summary>
public sealed partial class SqlFile
{
    private readonly string _name;
    private readonly Dictionary<string, string> _queries = new(StringComparer.Ordinal);

    private SqlFile(string name, string text)
    {
        _name = name;
        var parts = Heading().Split(text.ReplaceLineEndings("\n"));
        for (var i = 1; i + 1 < parts.Length; i += 2)
        {
            _queries[parts[i]] = parts[i + 1].Trim().TrimEnd(';');
        }
    }

    /// <summary>Reads the embedded resource that lies beside a type: <c>Crashes/Silver.sql</c> for a type in <c>….Crashes</c>.</summary>
    public static SqlFile Beside(Type type, string file)
    {
        var name = $"{type.Namespace}.{file}";
        using var stream =
            type.Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no embedded file '{name}' beside {type.FullName}.");
        using var reader = new StreamReader(stream);
        return new SqlFile(file, reader.ReadToEnd());
    }

    /// <summary>Reads named queries from text.</summary>
    public static SqlFile Parse(string name, string text) => new(name, text);

    public string this[string query] =>
        _queries.TryGetValue(query, out var sql)
            ? sql
            : throw new KeyNotFoundException($"{_name} has no query '{query}'; it has: {string.Join(", ", _queries.Keys)}.");

    public IEnumerable<string> Names => _queries.Keys;

    [GeneratedRegex(@"^--\s*(?:table|feed|query):\s*(\w+)[^\n]*\n", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
