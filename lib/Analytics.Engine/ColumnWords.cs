using System.Text.RegularExpressions;

namespace Analytics.Engine;

/// <summary>Columns as axes, titles and sentences name them; tables of numbers keep the names that programs use.</summary>
public static partial class ColumnWords
{
    /// <summary>What columns write short, in words.</summary>
    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["avg"] = "average",
        ["dayofweek"] = "day of week",
        ["lat"] = "latitude",
        ["lon"] = "longitude",
        ["num"] = "number of",
        ["opd"] = "OPD",
        ["usd"] = "USD",
        ["vsla"] = "VSLA",
    };

    /// <summary><c>number of passengers</c> for <c>num_passengers</c>, <c>hit and run</c> for <c>hit_and_run_i</c>, <c>day of week</c> for <c>dayofweek</c>.</summary>
    public static string Of(string column)
    {
        // An "i" at the end marks an indicator in Chicago's files.
        var words = column.EndsWith("_i", StringComparison.Ordinal) ? column[..^2] : column;
        return string.Join(' ', words.Split('_').Select(word => s_words.GetValueOrDefault(word, word)));
    }

    /// <summary>The same for a table's column: <c>number of passengers (vehicles)</c>.</summary>
    public static string Of(string table, string column) => $"{Of(column)} ({table.Replace('_', ' ')})";

    /// <summary>A sentence with the columns in it named in words: those in quotes, and those that an underscore shows.</summary>
    public static string Text(string text) => Named().Replace(text, match => Of(match.Value.Trim('\'')));

    /// <summary>Why a row was refused, in words: <c>purchased at: expected a time</c> for <c>purchased_at: expected TIMESTAMP in 'date_achat'</c>.</summary>
    /// <param name="reason">As quarantine gives it, without what the row said.</param>
    public static string Reason(string reason)
    {
        var named = Text(Header().Replace(reason, ""));
        return Typed()
            .Replace(
                named,
                match =>
                    match.Groups[1].Value switch
                    {
                        "TIMESTAMP" => "expected a time",
                        "DATE" => "expected a date",
                        "TIME" => "expected a time of day",
                        "BOOLEAN" => "expected yes or no",
                        "BIGINT" or "INTEGER" or "SMALLINT" or "TINYINT" => "expected a whole number",
                        "VARCHAR" => "expected text",
                        _ => "expected a number",
                    }
            );
    }

    [GeneratedRegex(@"'[a-z][a-z0-9_]*'|\b[a-z][a-z0-9]*(_[a-z0-9]+)+\b|\bdayofweek\b")]
    private static partial Regex Named();

    [GeneratedRegex(@" in '[^']*'$")]
    private static partial Regex Header();

    [GeneratedRegex(@"expected (TIMESTAMP|DATE|TIME|BOOLEAN|BIGINT|INTEGER|SMALLINT|TINYINT|VARCHAR|DOUBLE|FLOAT|DECIMAL\([0-9, ]+\))")]
    private static partial Regex Typed();
}
