using System.Text;
using System.Text.Json;

namespace Analytics.Engine;

/// <summary>The columns of a JSON reader: members of the record, and of objects within it as structs.</summary>
internal static class JsonColumns
{
    /// <summary>How a query reads what the header calls <c>name</c> or <c>/object/name</c>.</summary>
    public static string Read(string inFile) =>
        inFile.StartsWith('/') ? string.Join('.', inFile[1..].Split('/').Select(Sql.Name)) : Sql.Name(inFile);

    /// <summary>The reader's column list of a file.</summary>
    public static string Of(Readable readable)
    {
        var types = readable.Match.Layout.Columns.ToDictionary(
            column => column.Name,
            column => readable.IsText ? RawColumn.Text : column.JsonType,
            StringComparer.Ordinal
        );
        var members = Paths(readable).Select(column => (column.Path, Type: types[column.Name]));
        return string.Join(", ", Group([.. members]).Select(member => $"{Sql.Text(member.Name)}: {Sql.Text(member.Type)}"));
    }

    /// <summary>Where each column stands in a record and what it is called; null when all of them are the record's own members.</summary>
    public static IReadOnlyList<(string[] Path, string Name)>? Pointed(Readable readable) =>
        Paths(readable).ToArray() is var paths && paths.Any(column => column.Path.Length > 1) ? paths : null;

    /// <summary>A record with the columns as its own members; what is not there is left out.</summary>
    public static string Flat(JsonElement record, IReadOnlyList<(string[] Path, string Name)> columns)
    {
        var flat = new StringBuilder("{");
        foreach (var (path, name) in columns)
        {
            var at = record;
            if (path.All(member => at.ValueKind == JsonValueKind.Object && at.TryGetProperty(member, out at)))
            {
                flat.Append(flat.Length > 1 ? "," : "").Append(JsonSerializer.Serialize(name)).Append(':').Append(at.GetRawText());
            }
        }

        return flat.Append('}').ToString();
    }

    private static IEnumerable<(string[] Path, string Name)> Paths(Readable readable) =>
        readable
            .Match.Columns.OfType<string>()
            .Select(column => column.Split('\n'))
            .Select(column => (column[0].StartsWith('/') ? column[0][1..].Split('/') : [column[0]], column[1]));

    private static IEnumerable<(string Name, string Type)> Group(IReadOnlyList<(string[] Path, string Type)> members) =>
        members
            .GroupBy(member => member.Path[0], StringComparer.Ordinal)
            .Select(group =>
                (
                    group.Key,
                    group.First() is { Path.Length: 1 } leaf
                        ? leaf.Type
                        : $"STRUCT({string.Join(", ", Group([.. group.Where(member => member.Path.Length > 1).Select(member => (member.Path[1..], member.Type))]).Select(member => $"{Sql.Name(member.Name)} {member.Type}"))})"
                )
            );
}
