using System.Text.RegularExpressions;

namespace Analytics.Engine;

/// <summary>Columns as axes, titles and sentences name them; tables of numbers keep the names that programs use.</summary>
public static partial class ColumnWords
{
    /// <summary>With its unit, for axes and values: <c>average speed (km/h)</c> for <c>speed_avg</c>, <c>hit and run</c> for <c>hit_and_run_i</c>.</summary>
    public static string Of(string column)
    {
        var (name, unit) = Parted(column);
        return unit.Length > 0 ? $"{name} ({unit})" : name;
    }

    /// <summary>The same for a table's column, without its unit: <c>number of passengers (vehicles)</c>.</summary>
    public static string Of(string table, string column) => $"{Plain(column)} ({Plain(table)})";

    /// <summary>Without its unit, for sentences and for what has another unit than the column: <c>average speed</c>.</summary>
    public static string Plain(string column) => Parted(column).Name;

    private static (string Name, string Unit) Parted(string column)
    {
        if (ColumnNames.Whole.TryGetValue(column, out var known))
        {
            return known;
        }

        // Features of a window are repeated over this window and the two before.
        if (column.EndsWith("_30", StringComparison.Ordinal))
        {
            var (name, unit) = Parted(column[..^3]);
            return ($"{name}, last 30 s", unit);
        }

        foreach (var (end, says) in ColumnNames.Ends)
        {
            if (column.EndsWith(end, StringComparison.Ordinal))
            {
                var (name, unit) = Parted(column[..^end.Length]);
                return ($"{says} {name}", unit);
            }
        }

        // An "i" at the end marks an indicator in Chicago's files, and "no" a number.
        var words = (column.EndsWith("_i", StringComparison.Ordinal) ? column[..^2] : column).Split('_');
        if (words is [.., _, "no"])
        {
            words[^1] = "number";
        }

        return (string.Join(' ', words.Select(word => ColumnNames.Parts.GetValueOrDefault(word, word))), "");
    }

    /// <summary>A sentence with the columns in it named in words: those in quotes, and those that an underscore shows.</summary>
    public static string Text(string text) => Named().Replace(text, match => Plain(match.Value.Trim('\'')));

    /// <summary>Why a row was refused, in words: <c>purchased at: expected a time</c> for <c>purchased_at: expected TIMESTAMP in 'date_achat'</c>.</summary>
    /// <param name="reason">As quarantine gives it, without what the row said.</param>
    public static string Reason(string reason)
    {
        var named = Text(Leading().Replace(Header().Replace(reason, ""), match => Plain(match.Value)));
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

    [GeneratedRegex("^[a-z][a-z0-9_]*(?=:)")]
    private static partial Regex Leading();

    [GeneratedRegex(@" in '[^']*'$")]
    private static partial Regex Header();

    [GeneratedRegex(@"expected (TIMESTAMP|DATE|TIME|BOOLEAN|BIGINT|INTEGER|SMALLINT|TINYINT|VARCHAR|DOUBLE|FLOAT|DECIMAL\([0-9, ]+\))")]
    private static partial Regex Typed();
}
