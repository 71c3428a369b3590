using System.Globalization;

namespace Analytics.Charts;

/// <summary>UTC time in milliseconds since 1970. Ticks fall on calendar boundaries: whole seconds, quarters of an hour, Mondays, months, years.</summary>
internal sealed record TimeScale(double From, double To) : Scale
{
    private const double Second = 1000,
        Minute = 60 * Second,
        Hour = 60 * Minute,
        Day = 24 * Hour,
        Month = 30.44 * Day,
        Year = 365.2425 * Day;

    private static readonly (double Length, int Months)[] s_steps =
    [
        .. new double[] { 1, 2, 5, 10, 15, 30 }.Select(n => (n * Second, 0)),
        .. new double[] { 1, 2, 5, 10, 15, 30 }.Select(n => (n * Minute, 0)),
        .. new double[] { 1, 2, 3, 6, 12 }.Select(n => (n * Hour, 0)),
        .. new double[] { 1, 2, 7, 14 }.Select(n => (n * Day, 0)),
        .. new[] { 1, 2, 3, 6 }.Select(n => (n * Month, n)),
        .. new[] { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000 }.Select(n => (n * Year, 12 * n)),
    ];

    public override double First => From;

    public override double Last => To;

    public override double Share(double value) => (value - From) / (To - From);

    public override IReadOnlyList<Tick> Ticks(int about)
    {
        var raw = (To - From) / Math.Max(about, 1);
        if (raw < Second / 2)
        {
            return SubSecond(about);
        }

        var (length, months) = s_steps.FirstOrDefault(step => step.Length >= raw * 0.999, s_steps[^1]);
        var ticks = new List<Tick>();
        var previous = "";
        for (
            var time = FirstAtOrAfter(length, months);
            (time - DateTime.UnixEpoch).TotalMilliseconds is var value && value <= To * (1 + 1e-12);
            time = Next(time, length, months)
        )
        {
            var (label, second) = Words(time, length);
            ticks.Add(new Tick(value, label, second == previous ? "" : second));
            previous = second;
            // The calendar ends with the year 9999.
            if (time.Year + (months / 12) > 9998)
            {
                break;
            }
        }

        return ticks;
    }

    private static (string Label, string Second) Words(DateTime time, double length)
    {
        var (label, second) = length switch
        {
            >= Year * 0.9 => ("yyyy", ""),
            >= Month * 0.9 => ("MMM", "yyyy"),
            >= Day => ("d MMM", "yyyy"),
            >= Minute => ("HH:mm", "d MMM yyyy"),
            _ => ("HH:mm:ss", "d MMM yyyy"),
        };
        return (
            time.ToString(label, CultureInfo.InvariantCulture),
            second.Length == 0 ? "" : time.ToString(second, CultureInfo.InvariantCulture)
        );
    }

    private DateTime FirstAtOrAfter(double length, int months)
    {
        var from = Values.ToTime(From);
        if (months > 0)
        {
            var index = (from.Year * 12) + from.Month - 1;
            index -= index % months;
            var first = new DateTime(Math.Max(index / 12, 1), (index % 12) + 1, 1, 0, 0, 0, DateTimeKind.Utc);
            return first < from && first.Year + (months / 12) <= 9998 ? first.AddMonths(months) : first;
        }

        // Weeks start on Monday; 1970-01-05 was one.
        var origin = length >= 7 * Day ? 4 * Day : 0;
        return Values.ToTime((Math.Ceiling((From - origin) / length - 1e-9) * length) + origin);
    }

    private static DateTime Next(DateTime time, double length, int months) =>
        months > 0 ? time.AddMonths(months) : time.AddMilliseconds(length);

    private List<Tick> SubSecond(int about)
    {
        var step = LinearScale.NiceStep(To - From, about);
        var ticks = new List<Tick>();
        for (var i = Math.Ceiling(From / step); i * step <= To && ticks.Count < 50; i++)
        {
            var time = Values.ToTime(i * step);
            // A double holds these days to a fifth of a microsecond and no finer.
            if (ticks.Count > 0 && ticks[^1].Value == i * step)
            {
                continue;
            }

            var second = time.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
            ticks.Add(new Tick(i * step, time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture), ticks.Count == 0 ? second : ""));
        }

        return ticks;
    }
}
