using System.Globalization;
using ExcelDataReader;

namespace Analytics.Engine;

/// <summary>A cell's value as text that means the same in every culture.</summary>
internal static class WorkbookCell
{
    /// <summary>Whole numbers from here on may have lost digits: a workbook keeps them as floating-point numbers (IEEE 754 binary64).</summary>
    private const double FirstInexact = 1L << 53;

    /// <summary>2119-01-10; larger numbers are no days that the macro <c>excel_time</c> knows.</summary>
    private const double LastDay = 80_000;

    /// <summary>
    /// Text as it is; whole numbers without a fraction or exponent, others in the fewest digits that give the same number to 15
    /// digits, as spreadsheet programs show them; numbers of a style like <c>00000</c> with its leading zeros; dates and times of
    /// a date style as ISO 8601; <c>TRUE</c> and <c>FALSE</c>. Null for a blank cell and for <c>#N/A</c>; other errors by their name, such as <c>#REF!</c>.
    /// </summary>
    public static string? Text(IExcelDataReader reader, int column) =>
        reader.GetValue(column) switch
        {
            null or "#N/A" => null,
            string text => text,
            bool flag => flag ? "TRUE" : "FALSE",
            DateTime time => Time(time, reader.GetNumberFormatString(column)),
            TimeSpan time => time.ToString(time.Days != 0 ? "d\\.hh\\:mm\\:ss" : "hh\\:mm\\:ss", CultureInfo.InvariantCulture),
            double number => Number(number, reader.GetNumberFormatString(column)),
            var other => Convert.ToString(other, CultureInfo.InvariantCulture),
        };

    /// <summary>A number without a date's style in a column of times: days since 1899-12-30, whatever day the workbook counts from.</summary>
    public static string Day(double days, Lazy<bool> from1904) =>
        (days is >= 1 and <= LastDay && from1904.Value ? days + WorkbookDates.DaysBetween : days).ToString(
            "G15",
            CultureInfo.InvariantCulture
        );

    /// <summary>Why a cell's value cannot be believed; null where it can.</summary>
    public static string? Problem(IExcelDataReader reader, int column, string? text) =>
        text is null ? null
        : text.Contains('\0', StringComparison.Ordinal) ? "a cell holds a NUL character"
        : reader.GetValue(column) is double number && Math.Abs(number) >= FirstInexact && double.IsInteger(number)
            ? $"the number {text} has more digits than a workbook keeps; store it as text"
        : null;

    private static string Number(double number, string? format)
    {
        if (!double.IsInteger(number) || Math.Abs(number) >= 1e21)
        {
            return number.ToString("G15", CultureInfo.InvariantCulture);
        }

        var digits = number.ToString("F0", CultureInfo.InvariantCulture);
        return format is { Length: > 1 } && number >= 0 && format.AsSpan().IndexOfAnyExcept('0') < 0
            ? digits.PadLeft(format.Length, '0')
            : digits;
    }

    private static string Time(DateTime time, string? format)
    {
        var clock = time.Millisecond == 0 ? "HH:mm:ss" : "HH:mm:ss.fff";
        return time.ToString(
            format is not null && !HasDay(format) ? clock
                : time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd"
                : "yyyy-MM-dd " + clock,
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>Whether a style shows a day, month or year: <c>hh:mm</c> does not, and its cell holds a time of day alone.</summary>
    private static bool HasDay(string format)
    {
        var (quoted, bracketed) = (false, false);
        for (var i = 0; i < format.Length; i++)
        {
            switch (format[i])
            {
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '[' or ']' when !quoted:
                    bracketed = format[i] == '[';
                    break;
                case 'y' or 'Y' or 'd' or 'D' or 'e' or 'E' when !quoted && !bracketed:
                    return true;
                default:
                    break;
            }
        }

        // A month alone has three letters or more, or no hours and seconds beside it.
        return format.Contains("mmm", StringComparison.OrdinalIgnoreCase) || !format.AsSpan().ContainsAny("hHsS");
    }
}
