using System.Globalization;
using Analytics.Frames;

namespace Analytics.Server.Pages;

/// <summary>How numbers, times and sizes stand on pages, in the invariant culture.</summary>
internal static class Show
{
    /// <summary>E.g. <c>4,000</c>.</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>E.g. <c>0.734</c>; what is no number is a dash.</summary>
    public static string Number(double number) =>
        !double.IsFinite(number) ? "–"
        : Math.Abs(number) is 0 or >= 0.001 and < 1e9
            ? number.ToString(Math.Abs(number) >= 1000 ? "N0" : "0.###", CultureInfo.InvariantCulture)
        : number.ToString("G3", CultureInfo.InvariantCulture);

    public static string Share(double share) => double.IsFinite(share) ? share.ToString("0.0 %", CultureInfo.InvariantCulture) : "–";

    /// <summary>A time of UTC to the minute.</summary>
    public static string Time(DateTime? time) =>
        time is { } at ? at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC" : "never";

    /// <summary>A time of UTC as programs read it (ISO 8601), to the second; null for none.</summary>
    public static string? Iso(DateTime? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>E.g. <c>3 hours</c>: the largest unit that fits.</summary>
    public static string Age(double seconds) =>
        seconds switch
        {
            < 60 => "less than a minute",
            < 5400 => Count(seconds / 60, "minute"),
            < 36 * 3600 => Count(seconds / 3600, "hour"),
            _ => Count(seconds / 86400, "day"),
        };

    /// <summary>Bytes in powers of ten.</summary>
    public static string Bytes(long bytes) =>
        bytes switch
        {
            < 1000 => Invariant($"{bytes} B"),
            < 1_000_000 => Invariant($"{bytes / 1e3:0.#} kB"),
            < 1_000_000_000 => Invariant($"{bytes / 1e6:0.#} MB"),
            _ => Invariant($"{bytes / 1e9:0.##} GB"),
        };

    /// <summary>The first digits of an id, enough to find it again.</summary>
    public static string Short(string id) => id.Length > 12 ? id[..12] : id;

    /// <summary>A cell for eyes: at most five digits behind the point, times to the second; null is empty.</summary>
    public static string Cell(Column column, int row) =>
        column.IsNull(row)
            ? ""
            : column[row] switch
            {
                string text => text.Length > LongestCell
                    ? text[..(char.IsHighSurrogate(text[LongestCell - 1]) ? LongestCell - 1 : LongestCell)] + "…"
                    : text,
                double number => Decimal(number),
                float number => Decimal(number),
                bool flag => flag ? "true" : "false",
                DateTime time => time.ToString(
                    time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss",
                    CultureInfo.InvariantCulture
                ),
                DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                var other => ((IFormattable)other!).ToString(null, CultureInfo.InvariantCulture),
            };

    /// <summary>Whether a column's values stand to the right.</summary>
    public static bool IsRight(Column column) =>
        column.Type is not (ColumnType.Text or ColumnType.Bool or ColumnType.Date or ColumnType.Timestamp);

    private const int LongestCell = 400;

    private static string Decimal(double value) =>
        Math.Abs(value) is 0 or >= 1e-4 and < 1e15
            ? value.ToString("0.#####", CultureInfo.InvariantCulture)
            : value.ToString("G5", CultureInfo.InvariantCulture);

    private static string Count(double number, string unit) =>
        Math.Floor(number) is var whole && whole == 1 ? $"1 {unit}" : Invariant($"{whole:0} {unit}s");
}
