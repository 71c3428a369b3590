using System.Globalization;

namespace Analytics.Frames;

/// <summary>One cell as text, in the invariant culture.</summary>
internal static class CellText
{
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>So that reading it gives the same value: shortest round-trip digits, ISO 8601; null is empty.</summary>
    public static string Exact(Column column, int row) =>
        column.IsNull(row)
            ? ""
            : column switch
            {
                TextColumn text => text.At(row)!,
                Column<bool> truths => truths.Values[row] ? "true" : "false",
                Column<DateOnly> dates => dates.Values[row].ToString(DateFormat, CultureInfo.InvariantCulture),
                // Z is said of instants only: a time without a zone is nobody's to shift.
                Column<DateTime> times => times
                    .Values[row]
                    .ToString(
                        times.Values[row].Kind == DateTimeKind.Utc ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
                        CultureInfo.InvariantCulture
                    ),
                _ => ((IFormattable)column[row]!).ToString(null, CultureInfo.InvariantCulture),
            };

    /// <summary>Text that a spreadsheet program shows instead of running it (OWASP, CSV injection); a number stays one.</summary>
    public static string Harmless(string text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]
        && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? "'" + text
            : text;

    /// <summary>For eyes: at most six digits behind the point, times without T and Z, null as <c>null</c>.</summary>
    public static string View(Column column, int row) =>
        column.IsNull(row)
            ? "null"
            : column switch
            {
                Column<double> doubles => Number(doubles.Values[row]),
                Column<float> floats => Number(Math.Round((double)floats.Values[row], 6)),
                Column<DateTime> times => times.Values[row].TimeOfDay == TimeSpan.Zero
                    ? times.Values[row].ToString(DateFormat, CultureInfo.InvariantCulture)
                    : times.Values[row].ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
                _ => Exact(column, row),
            };

    private static string Number(double value) =>
        Math.Abs(value) is 0 or (>= 1e-4 and < 1e15)
            ? value.ToString("0.######", CultureInfo.InvariantCulture)
            : value.ToString("G6", CultureInfo.InvariantCulture);
}
