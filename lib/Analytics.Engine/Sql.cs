namespace Analytics.Engine;

/// <summary>Quotes names and texts for SQL: nothing from outside enters a statement in any other way.</summary>
public static class Sql
{
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(Name));

    public static string Texts(IEnumerable<string> texts) => string.Join(", ", texts.Select(Text));
}
