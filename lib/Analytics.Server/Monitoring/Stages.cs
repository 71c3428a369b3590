using System.Globalization;
using Analytics.Server.Records;

namespace Analytics.Server.Monitoring;

/// <summary>A layer of a domain over the last day: what its steps did.</summary>
/// <param name="Domain">A domain's name.</param>
/// <param name="Stage"><c>silver</c> or <c>gold</c>.</param>
/// <param name="Steps">Steps that had something to do.</param>
/// <param name="Rows">Rows that they wrote.</param>
/// <param name="RowsPerSecond">Rows by seconds of work.</param>
/// <param name="P50">Seconds of the step in the middle.</param>
/// <param name="P95">Seconds that 95 % of the steps took at most.</param>
public sealed record StageReading(string Domain, string Stage, int Steps, long Rows, double RowsPerSecond, double P50, double P95);

internal static class Stages
{
    /// <summary>What the run records of the last day say, of scripts too.</summary>
    public static IReadOnlyList<StageReading> Of(ServiceDatabase database, DateTime now)
    {
        using var db = database.Open();
        // A record's name begins with the time at which it was written.
        var since = (now - Readings.Window).ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var steps = db.All(
            row => (Step: row.GetString(0), Seconds: row.GetDouble(1), Rows: row.GetInt64(2)),
            "SELECT step, seconds, rows FROM step_times WHERE record >= @p0 AND reason <> 'fresh'",
            since
        );
        return
        [
            .. steps
                .Select(each => (Parts: each.Step.Split('.'), each.Seconds, each.Rows))
                .GroupBy(each => (Domain: each.Parts[1], Stage: each.Parts[0]))
                .OrderBy(group => group.Key.Domain, StringComparer.Ordinal)
                .ThenByDescending(group => group.Key.Stage, StringComparer.Ordinal)
                .Select(group =>
                {
                    double[] seconds = [.. group.Select(each => each.Seconds)];
                    var rows = group.Sum(each => each.Rows);
                    return new StageReading(
                        group.Key.Domain,
                        group.Key.Stage,
                        seconds.Length,
                        rows,
                        seconds.Sum() > 0 ? rows / seconds.Sum() : 0,
                        Percentile(seconds, 0.5),
                        Percentile(seconds, 0.95)
                    );
                }),
        ];
    }

    /// <summary>The smallest value that is not exceeded by so large a share (nearest rank).</summary>
    public static double Percentile(double[] values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
