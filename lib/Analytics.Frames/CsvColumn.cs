using System.Globalization;

namespace Analytics.Frames;

/// <summary>Texts of one CSV column as a typed column.</summary>
internal static class CsvColumn
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;

    public static Column From(string name, List<string?> texts, List<int> lines, ColumnType? type)
    {
        var target = type ?? Narrowest(texts);
        return target switch
        {
            ColumnType.Text => TextColumn.FromValues(name, texts),
            ColumnType.Bool => Parse<bool>(name, texts, lines, TryBool),
            ColumnType.Int32 => Parse<int>(name, texts, lines, TryInt),
            ColumnType.Int64 => Parse<long>(name, texts, lines, TryLong),
            ColumnType.Single => Parse<float>(
                name,
                texts,
                lines,
                (string text, out float value) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            ),
            ColumnType.Double => Parse<double>(name, texts, lines, TryDouble),
            ColumnType.Decimal => Parse<decimal>(
                name,
                texts,
                lines,
                (string text, out decimal value) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            ),
            ColumnType.Date => Parse<DateOnly>(name, texts, lines, TryDate),
            ColumnType.Timestamp => Parse<DateTime>(name, texts, lines, TryTime),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such column type."),
        };
    }

    private delegate bool TryParse<T>(string text, out T value);

    private static ColumnType Narrowest(List<string?> texts)
    {
        if (texts.TrueForAll(text => text is null))
        {
            return ColumnType.Text;
        }

        return All<int>(TryInt) ? ColumnType.Int32
            : All<long>(TryLong) ? ColumnType.Int64
            : All<double>(TryDouble) ? ColumnType.Double
            : All<bool>(TryBool) ? ColumnType.Bool
            : All<DateOnly>(TryDate) ? ColumnType.Date
            : All<DateTime>(TryTime) ? ColumnType.Timestamp
            : ColumnType.Text;

        bool All<T>(TryParse<T> parse) => texts.TrueForAll(text => text is null || parse(text, out _));
    }

    private static Column<T> Parse<T>(string name, List<string?> texts, List<int> lines, TryParse<T> parse)
        where T : struct =>
        Column<T>.FromNullable(
            name,
            texts
                .Select(
                    (text, row) =>
                        text is null ? (T?)null
                        : parse(text, out var value) ? value
                        : throw new FormatException(Invariant($"Line {lines[row]}, column '{name}': '{text}' is no {typeof(T).Name}."))
                )
                .ToArray()
        );

    private static bool TryBool(string text, out bool value) => bool.TryParse(text, out value);

    private static bool TryInt(string text, out int value) =>
        int.TryParse(text, Whole, CultureInfo.InvariantCulture, out value) && IsPlain(text);

    private static bool TryLong(string text, out long value) =>
        long.TryParse(text, Whole, CultureInfo.InvariantCulture, out value) && IsPlain(text);

    // 007 is a code, not a number: as a number it would lose its zeros.
    private static bool IsPlain(string text) => text.Length == 1 || text[0] is not ('0' or '+') && text is not ['-', '0', ..];

    private static bool TryDouble(string text, out double value) =>
        double.TryParse(
            text,
            NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite),
            CultureInfo.InvariantCulture,
            out value
        ) && !(text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1]));

    private static bool TryDate(string text, out DateOnly value) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);

    private static bool TryTime(string text, out DateTime value) =>
        DateTime.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out value
        );
}
