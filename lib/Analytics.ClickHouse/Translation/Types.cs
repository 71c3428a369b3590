using System.Globalization;
using System.Text.RegularExpressions;

namespace Analytics.ClickHouse;

/// <summary>DuckDB's types and casts in ClickHouse's words.</summary>
internal static partial class Types
{
    /// <summary>The type that holds every value of a column. Decimals are as wide as they can be, so that products do not overflow; a list is never null.</summary>
    /// <exception cref="UntranslatableException">ClickHouse has none that carries the same values.</exception>
    public static string Of(string duck) =>
        duck.ToUpperInvariant() switch
        {
            "VARCHAR" or "TEXT" => "Nullable(String)",
            "TINYINT" => "Nullable(Int8)",
            "SMALLINT" => "Nullable(Int16)",
            "INTEGER" or "INT" => "Nullable(Int32)",
            "BIGINT" => "Nullable(Int64)",
            "DOUBLE" => "Nullable(Float64)",
            "BOOLEAN" or "BOOL" => "Nullable(Bool)",
            "DATE" => "Nullable(Date32)",
            "TIMESTAMP" => "Nullable(DateTime64(6, 'UTC'))",
            var type when Scale(type) is { } scale => string.Create(CultureInfo.InvariantCulture, $"Nullable(Decimal(38, {scale}))"),
            _ => throw new UntranslatableException($"the type {duck} has no translation"),
        };

    /// <summary>Whether a column of the type can be carried there and back with its nulls.</summary>
    public static bool Carries(string duck)
    {
        try
        {
            return Of(duck).Length > 0;
        }
        catch (UntranslatableException)
        {
            return false;
        }
    }

    /// <summary>An expression cast as DuckDB casts: whole numbers are rounded, not cut off, and one that does not fit is an error.</summary>
    public static string Cast(string expression, string duck)
    {
        var type = Of(duck);
        if (expression == "NULL")
        {
            return $"CAST(NULL AS {type})";
        }

        var upper = duck.ToUpperInvariant();
        return upper switch
        {
            "TINYINT" or "SMALLINT" or "INTEGER" or "INT" or "BIGINT" => $"duck_whole({expression}, '{type}')",
            "DOUBLE" => $"duck_double({expression})",
            "VARCHAR" or "TEXT" => $"duck_text({expression})",
            _ when Scale(upper) is { } scale => string.Create(
                CultureInfo.InvariantCulture,
                $"duck_decimal({expression}, {scale}, '{(scale == 0 ? "1" : "0." + new string('0', scale - 1) + "1")}')"
            ),
            _ => $"CAST({expression} AS {type})",
        };
    }

    private static int? Scale(string upper) =>
        DecimalType().Match(upper) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^DECIMAL\(\s*[0-9]+\s*,\s*([0-9]+)\s*\)$")]
    private static partial Regex DecimalType();
}
