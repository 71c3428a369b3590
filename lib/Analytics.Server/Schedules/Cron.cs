using Analytics.Server.Api;
using Cronos;

namespace Analytics.Server.Schedules;

/// <summary>
/// Five fields (minute, hour, day, month, day of week) in a time zone. A time that the clock leaves out runs when it goes on, 02:30 at
/// 03:00; one that comes twice runs the first time, unless the fields name an interval (<c>*</c>, <c>/</c>), which runs in both.
/// </summary>
internal sealed class Cron
{
    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    /// <exception cref="ProblemException">The fields or the zone are not what is wanted: 422.</exception>
    public Cron(string cron, string timezone)
    {
        try
        {
            // Macros and a sixth field of seconds are not of the five.
            _expression =
                cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 5
                    ? CronExpression.Parse(cron)
                    : throw new CronFormatException("it does not have five fields");
        }
        catch (CronFormatException error)
        {
            throw ProblemException.Field(
                "cron",
                $"five fields: minute hour day month weekday, e.g. '30 2 * * 1-5' ({error.Message.TrimEnd('.')})",
                cron
            );
        }

        _zone =
            timezone.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(timezone, out var zone)
                ? zone
                : throw ProblemException.Field("timezone", "a name such as UTC or America/Chicago", timezone);
    }

    /// <summary>The next time behind this one, UTC; null for never.</summary>
    public DateTime? Next(DateTime utc) =>
        _expression.GetNextOccurrence(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)), _zone)?.UtcDateTime;

    /// <summary>The next times, in the zone.</summary>
    public IReadOnlyList<DateTimeOffset> NextIn(DateTime utc, int count)
    {
        var all = new List<DateTimeOffset>();
        for (var next = Next(utc); next is { } at && all.Count < count; next = Next(at))
        {
            all.Add(TimeZoneInfo.ConvertTime(new DateTimeOffset(at), _zone));
        }

        return all;
    }
}
