using System.Collections.Frozen;

namespace Analytics.ClickHouse;

/// <summary>
/// How ClickHouse says DuckDB's functions. Those that need more than another name are functions of the query itself, named in its WITH:
/// <c>CREATE FUNCTION</c> would need a right on the server, be seen by all of its users, and stay behind.
/// </summary>
internal static class Functions
{
    /// <summary>
    /// The first lines of each query. A number is rounded as DuckDB does: away from zero where it lies in the middle, by scaling up and down for a
    /// DOUBLE and exactly for a DECIMAL; ClickHouse rounds a DOUBLE to the even neighbour and cuts a DECIMAL off.
    /// A DECIMAL of more digits than a DOUBLE holds becomes one in two parts, whole and fraction, in both.
    /// A function of a WITH is written out where it is used, argument and all; <c>arrayMap</c> over one value computes that once, however deep they stand in
    /// each other.
    /// Below a null of ClickHouse lies a number, of 0 / 0 one that no DECIMAL and no whole number can hold, and a branch that is not chosen may be computed
    /// all the same: hence the zeros.
    /// </summary>
    public const string With = """
        ((x) -> position(toTypeName(x), 'Decimal') > 0) AS duck_is_decimal,
        ((x) -> arrayMap(v -> if(duck_is_decimal(v), if(abs(reinterpretAsInt128(v)) > 9007199254740992,
          toFloat64(accurateCast(trunc(if(duck_is_decimal(v), ifNull(v, 0), 0)), 'Int128')) + toFloat64(v - trunc(v)), toFloat64(v)), toFloat64(v)), [x])[1]) AS duck_double,
        ((x) -> arrayMap(v -> if(abs(v - trunc(v)) >= 0.5, trunc(v) + sign(v), trunc(v)), [x])[1]) AS duck_nearest,
        ((x, places) -> arrayMap(u -> if(duck_is_decimal(u), duck_double(round(u, places)),
          if(isFinite(toFloat64(u) * pow(10., places)), duck_nearest(toFloat64(u) * pow(10., places)) / pow(10., places), toFloat64(u))), [x])[1]) AS duck_round,
        ((x, type) -> if(match(toTypeName(x), 'Float|Decimal'),
          if(isNull(x), NULL, accurateCast(ifNull(if(duck_is_decimal(x), duck_double(round(x, 0)), roundBankers(toFloat64(x))), 0), type)), accurateCast(x, type))) AS duck_whole,
        ((x, places, unit) -> if(isNull(x), NULL, if(match(toTypeName(x), 'Float'),
          toDecimal128(duck_nearest(toFloat64(ifNull(x, 0)) * pow(10., places)), 0) * toDecimal128(unit, places), toDecimal128(round(ifNull(x, 0), places), places)))) AS duck_decimal,
        ((x) -> if(throwIf(match(toTypeName(x), 'Float|Decimal|DateTime'), 'Texts of fractions and times differ between DuckDB and ClickHouse') = 0, CAST(x AS Nullable(String)), NULL)) AS duck_text,
        ((a, b, step) -> if(isNull(a + b + step), emptyArrayInt64(), range(toInt64(ifNull(a, 0)), toInt64(ifNull(b, 0)), toInt64(ifNull(step, 1))))) AS duck_range
        """;

    /// <summary>Functions that mean the same under the same name.</summary>
    private static readonly FrozenSet<string> s_same = FrozenSet.Create(
        StringComparer.Ordinal,
        "abs",
        "avg",
        "coalesce",
        "cos",
        "count",
        "dense_rank",
        "floor",
        "greatest",
        "least",
        "ln",
        "lower",
        "max",
        "min",
        "ntile",
        "nullif",
        "pi",
        "printf",
        "radians",
        "rank",
        "row_number",
        "sin",
        "sqrt",
        "sum",
        "upper"
    );

    private static readonly FrozenDictionary<string, string> s_renamed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["arg_max"] = "argMax",
        ["arg_min"] = "argMin",
        ["date_diff"] = "dateDiff",
        ["hour"] = "toHour",
        ["isodow"] = "toDayOfWeek",
        ["lag"] = "lag",
        ["lpad"] = "leftPad",
        ["month"] = "toMonth",
        ["power"] = "pow",
        ["to_days"] = "toIntervalDay",
        ["year"] = "toYear",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Letters of a time's format that both read alike, and the one that they do not.</summary>
    private static readonly FrozenDictionary<char, char> s_times = new Dictionary<char, char>
    {
        ['Y'] = 'Y',
        ['m'] = 'm',
        ['d'] = 'd',
        ['H'] = 'H',
        ['M'] = 'i',
        ['S'] = 'S',
        ['j'] = 'j',
    }.ToFrozenDictionary();

    /// <param name="name">As DuckDB names it, in any case.</param>
    /// <param name="arguments">Translated already.</param>
    /// <param name="suffix">Its FILTER and OVER, translated; empty for none.</param>
    /// <exception cref="UntranslatableException">It is not known what ClickHouse calls it.</exception>
    public static string Call(string name, IReadOnlyList<string> arguments, string suffix)
    {
        var function = name.ToLowerInvariant();
        var list = string.Join(", ", arguments);
        return function switch
        {
            "round" when arguments.Count is 1 or 2 && suffix.Length == 0 =>
                $"duck_round({arguments[0]}, {(arguments.Count == 2 ? arguments[1] : "0")})",
            "strftime" when arguments.Count == 2 => $"formatDateTime({arguments[0]}, {TimeFormat(arguments[1])})",
            // The element at place ceil(share × count) of the sorted values; ClickHouse's own quantiles take the one after it where the product is whole.
            "quantile_disc" when arguments.Count == 2 && suffix.Length == 0 =>
                $"arrayElementOrNull(arraySort(groupArray({arguments[0]})), greatest(1, toInt64(ceil(toFloat64({arguments[1]}) * count({arguments[0]})))))",
            _ when s_same.Contains(function) => $"{function}({list}){suffix}",
            _ when s_renamed.TryGetValue(function, out var renamed) => $"{renamed}({list}){suffix}",
            _ => throw new UntranslatableException($"{function}() with {arguments.Count} arguments has no translation"),
        };
    }

    private static string TimeFormat(string quoted)
    {
        var text = quoted.ToCharArray();
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (text[i] == '%')
            {
                i++;
                text[i] = s_times.TryGetValue(text[i], out var letter)
                    ? letter
                    : throw new UntranslatableException($"the format {quoted} of a time holds %{text[i]}, which has no translation");
            }
        }

        return new string(text);
    }
}
