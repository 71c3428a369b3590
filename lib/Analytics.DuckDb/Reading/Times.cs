namespace Analytics.DuckDb;

/// <summary>
/// DuckDB's days and microseconds as .NET dates and times: of kind Utc for an instant (TIMESTAMPTZ), of kind Unspecified for a time without a zone. <c>infinity</c> and <c>-infinity</c> are the largest and smallest .NET value;
/// what lies outside the years 1 to 9999 otherwise is an error.
/// </summary>
internal static class Times
{
    private static readonly int s_epochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static DateOnly Date(int days)
    {
        if (days is int.MaxValue)
        {
            return DateOnly.MaxValue;
        }

        if (days is -int.MaxValue)
        {
            return DateOnly.MinValue;
        }

        var number = (long)days + s_epochDay;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number)
            : throw Outside("DATE", days, "days");
    }

    public static int Days(DateOnly date) =>
        date == DateOnly.MaxValue ? int.MaxValue
        : date == DateOnly.MinValue ? -int.MaxValue
        : date.DayNumber - s_epochDay;

    public static DateTime Seconds(long seconds) => FromTicks(seconds, TimeSpan.TicksPerSecond, "seconds");

    public static DateTime Millis(long millis) => FromTicks(millis, TimeSpan.TicksPerMillisecond, "milliseconds");

    public static DateTime Micros(long micros) => FromTicks(micros, TimeSpan.TicksPerMicrosecond, "microseconds");

    /// <summary>A TIMESTAMPTZ: an instant.</summary>
    public static DateTime Instant(long micros) => DateTime.SpecifyKind(Micros(micros), DateTimeKind.Utc);

    /// <summary>.NET counts 100 ns; the rest is cut towards the past.</summary>
    public static DateTime Nanos(long nanos) =>
        nanos switch
        {
            long.MaxValue => Max,
            -long.MaxValue => Min,
            _ => new DateTime(DateTime.UnixEpoch.Ticks + nanos / 100 - (nanos % 100 < 0 ? 1 : 0)),
        };

    /// <summary>Microseconds since 1970. A time of kind Local is taken to UTC first, one of kind Unspecified is taken as it is.</summary>
    public static long Micros(DateTime time)
    {
        if (time.Ticks == DateTime.MaxValue.Ticks)
        {
            return long.MaxValue;
        }

        if (time.Ticks == 0)
        {
            return -long.MaxValue;
        }

        var ticks = (time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time).Ticks - DateTime.UnixEpoch.Ticks;
        return (ticks - (ticks % 10 + 10) % 10) / 10;
    }

    private static readonly DateTime Max = new(DateTime.MaxValue.Ticks);

    private static readonly DateTime Min = new(0);

    private static DateTime FromTicks(long value, long ticksEach, string unit)
    {
        if (value is long.MaxValue)
        {
            return Max;
        }

        if (value is -long.MaxValue)
        {
            return Min;
        }

        var ticks = (Int128)value * ticksEach + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime((long)ticks) : throw Outside("TIMESTAMP", value, unit);
    }

    private static OverflowException Outside(string type, long value, string unit) =>
        new(Invariant($"{type} of {value} {unit} since 1970-01-01 lies outside .NET's years 1 to 9999; cast it to VARCHAR in SQL."));
}
