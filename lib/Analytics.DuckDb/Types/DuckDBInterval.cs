using System.Globalization;
using System.Text;

namespace Analytics.DuckDb;

/// <summary>An INTERVAL: months, days and microseconds are kept apart, as a month has no fixed length.</summary>
/// <param name="Months">Whole months.</param>
/// <param name="Days">Whole days.</param>
/// <param name="Micros">Microseconds, of any size.</param>
public readonly record struct DuckDBInterval(int Months, int Days, long Micros)
{
    /// <summary>An interval of days and microseconds.</summary>
    public static DuckDBInterval From(TimeSpan span) => new(0, span.Days, (span - TimeSpan.FromDays(span.Days)).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <exception cref="InvalidOperationException">The interval has months, whose length depends on the date.</exception>
    public TimeSpan ToTimeSpan() => Months == 0
        ? TimeSpan.FromDays(Days) + TimeSpan.FromTicks(checked(Micros * TimeSpan.TicksPerMicrosecond))
        : throw new InvalidOperationException($"The interval {this} has months and so no fixed length; add it to a date in SQL, or read it as DuckDBInterval.");

    /// <summary>ISO 8601: <c>P1Y2M3DT4H5M6.5S</c>; <c>PT0S</c> when empty.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("P");
        Part(text, Months / 12, 'Y');
        Part(text, Months % 12, 'M');
        Part(text, Days, 'D');
        if (Micros != 0)
        {
            text.Append('T');
            Part(text, Micros / 3_600_000_000, 'H');
            Part(text, Micros / 60_000_000 % 60, 'M');
            var rest = Micros % 60_000_000;
            if (rest != 0)
                text.Append((rest / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture)).Append('S');
        }

        return text.Length == 1 ? "PT0S" : text.ToString();
    }

    private static void Part(StringBuilder text, long value, char unit)
    {
        if (value != 0)
            text.Append(CultureInfo.InvariantCulture, $"{value}{unit}");
    }
}
