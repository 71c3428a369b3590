using System.Data.Common;
using System.Text.Json;
using Analytics.Server.Hosting;
using Analytics.Server.Records;

namespace Analytics.Server.Alerts;

/// <summary>Alerts in the service database. That one opens or ends and that this is to be told are one transaction.</summary>
internal sealed class AlertStore(ServiceDatabase database, ServerSettings settings, TimeProvider time)
{
    /// <summary>Alerts that are over and remembered.</summary>
    private const int MostOver = 1000;

    private const string Columns =
        "id, rule, component, severity, summary, value, at_most, at_least, opened_at, seen_at, resolved_at, (SELECT count(*) FROM alert_deliveries WHERE alert = alerts.id AND delivered_at IS NULL)";

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Where alerts are told, by the settings.</summary>
    private IEnumerable<string> Channels =>
        new[] { (settings.AlertWebhook, "webhook"), (settings.AlertTo, "email") }
            .Where(each => each.Item1.Length > 0)
            .Select(each => each.Item2);

    /// <summary>Opens what is beyond its limit and was not, goes on with what still is, ends what is no more.</summary>
    /// <returns>How many were opened and ended.</returns>
    public (int Opened, int Resolved) Take(IReadOnlyList<Violation> violations) =>
        database.Write(db =>
        {
            var open = List(db, "resolved_at IS NULL", 100_000).ToDictionary(each => (each.Rule, each.Component));
            var (now, opened) = (ServiceDatabase.Text(Now), 0);
            foreach (var each in violations)
            {
                if (open.Remove((each.Rule, each.Component), out var known))
                {
                    db.Do(
                        "UPDATE alerts SET summary = @p1, value = @p2, at_most = @p3, at_least = @p4, seen_at = @p5 WHERE id = @p0",
                        known.Id,
                        each.Summary,
                        each.Value,
                        each.AtMost,
                        each.AtLeast,
                        now
                    );
                    continue;
                }

                var id = db.Scalar<long>(
                    """
                    INSERT INTO alerts (rule, component, severity, summary, value, at_most, at_least, opened_at, seen_at)
                    VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p7) RETURNING id
                    """,
                    each.Rule,
                    each.Component,
                    each.Severity,
                    each.Summary,
                    each.Value,
                    each.AtMost,
                    each.AtLeast,
                    now
                );
                Tell(db, id, "opened", now);
                opened++;
            }

            foreach (var over in open.Values)
            {
                db.Do("UPDATE alerts SET resolved_at = @p1 WHERE id = @p0", over.Id, now);
                Tell(db, over.Id, "resolved", now);
            }

            if (open.Count > 0)
            {
                Forget(db);
            }

            return (opened, open.Count);
        });

    /// <summary>The newest first.</summary>
    /// <param name="isOpen">Null for both.</param>
    public IReadOnlyList<Alert> List(bool? isOpen, int limit)
    {
        using var db = database.Open();
        return List(
            db,
            isOpen switch
            {
                true => "resolved_at IS NULL",
                false => "resolved_at IS NOT NULL",
                null => "1 = 1",
            },
            limit
        );
    }

    /// <summary>Messages whose time has come. Of an alert and channel only the first: that it ended is not told before that it began.</summary>
    public IReadOnlyList<Delivery> Due()
    {
        var due = Records.Due.Of(Now, AlertDelivery.Longest);
        using var db = database.Open();
        return db.All(
            row => new Delivery(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                JsonSerializer.Deserialize<Alert>(row.GetString(3))!,
                row.GetInt32(4)
            ),
            $"""
            SELECT id, event, channel, data, attempts FROM alert_deliveries AS one
            WHERE delivered_at IS NULL AND {Records.Due.Sql("not_before", "@p0", "@p1")} AND NOT EXISTS (
                SELECT 1 FROM alert_deliveries AS other
                WHERE other.alert = one.alert AND other.channel = one.channel AND other.delivered_at IS NULL AND other.id < one.id)
            ORDER BY id LIMIT 100
            """,
            due.Now,
            due.Never
        );
    }

    public void Delivered(long id) =>
        database.Write(db =>
            db.Do(
                "UPDATE alert_deliveries SET delivered_at = @p1, attempts = attempts + 1, problem = '' WHERE id = @p0",
                id,
                ServiceDatabase.Text(Now)
            )
        );

    public void Failed(long id, TimeSpan pause, string problem) =>
        database.Write(db =>
            db.Do(
                "UPDATE alert_deliveries SET not_before = @p1, attempts = attempts + 1, problem = @p2 WHERE id = @p0",
                id,
                ServiceDatabase.Text(Now + pause),
                problem
            )
        );

    /// <summary>Channel → how many messages wait, how often the first was tried, and why it failed.</summary>
    public IReadOnlyList<(string Channel, int Waiting, int Attempts, string Problem)> Waiting()
    {
        using var db = database.Open();
        return db.All(
            row => (row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.GetString(3)),
            "SELECT channel, count(*), max(attempts), max(problem) FROM alert_deliveries WHERE delivered_at IS NULL GROUP BY channel ORDER BY channel"
        );
    }

    private void Tell(DbConnection db, long id, string what, string now)
    {
        var alert = List(db, Invariant($"id = {id}"), 1)[0];
        foreach (var channel in Channels)
        {
            db.Do(
                "INSERT INTO alert_deliveries (alert, event, channel, data, not_before) VALUES (@p0, @p1, @p2, @p3, @p4)",
                id,
                what,
                channel,
                JsonSerializer.Serialize(alert),
                now
            );
        }
    }

    /// <summary>Old alerts of which all was told.</summary>
    private static void Forget(DbConnection db)
    {
        db.Do(
            """
            DELETE FROM alerts WHERE resolved_at IS NOT NULL
                AND id NOT IN (SELECT id FROM alerts WHERE resolved_at IS NOT NULL ORDER BY id DESC LIMIT @p0)
                AND id NOT IN (SELECT alert FROM alert_deliveries WHERE delivered_at IS NULL)
            """,
            MostOver
        );
        db.Do("DELETE FROM alert_deliveries WHERE alert NOT IN (SELECT id FROM alerts)");
    }

    private static IReadOnlyList<Alert> List(DbConnection db, string which, int limit) =>
        db.All(
            row => new Alert(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetDouble(5),
                row.IsDBNull(6) ? null : row.GetDouble(6),
                row.IsDBNull(7) ? null : row.GetDouble(7),
                ServiceDatabase.Time(row.GetString(8)),
                ServiceDatabase.Time(row.GetString(9)),
                row.TimeOrNull(10),
                row.GetInt32(11)
            ),
            $"SELECT {Columns} FROM alerts WHERE {which} ORDER BY id DESC LIMIT @p0",
            limit
        );
}
