using System.Data.Common;
using System.Text.Json.Nodes;
using Analytics.Server.Records;

namespace Analytics.Server.Runs;

/// <summary>What happened in runs, and which runs are forgotten.</summary>
internal sealed partial class RunStore
{
    /// <summary>Lines that are kept of one run.</summary>
    private const int MostEvents = 5000;

    /// <summary>Adds to what happened in a run.</summary>
    public void Tell(long id, string kind, JsonObject data)
    {
        database.Write(db => Tell(db, id, kind, data));
        pulse.Beat();
    }

    /// <summary>What happened in a run, in order.</summary>
    /// <param name="after">Only what has a higher number.</param>
    public IReadOnlyList<RunEvent> Events(long id, long after = 0, string? kind = null)
    {
        using var db = database.Open();
        return db.All(
            row => new RunEvent(
                row.GetInt64(0),
                ServiceDatabase.Time(row.GetString(1)),
                row.GetString(2),
                JsonNode.Parse(row.GetString(3))!
            ),
            "SELECT number, at, kind, data FROM run_events WHERE run = @p0 AND number > @p1 AND (kind = @p2 OR @p2 IS NULL) ORDER BY number",
            id,
            after,
            kind
        );
    }

    /// <summary>Forgets runs that are over, with what happened in them, but for the newest; how many ended how is kept. A schedule's last run stays.</summary>
    /// <param name="kept">So many are kept.</param>
    /// <returns>How many were forgotten.</returns>
    public int Forget(int kept)
    {
        using (var looking = database.Open())
        {
            // Now and then rather than with each run.
            if (looking.Scalar<long>("SELECT count(*) FROM pipeline_runs") <= kept + kept / 10)
            {
                return 0;
            }
        }

        return database.Write(db =>
        {
            // The same runs for each of the three: nobody else writes meanwhile, and they go themselves last.
            const string Gone = """
                SELECT id FROM pipeline_runs
                WHERE ended_at IS NOT NULL AND id NOT IN (SELECT id FROM pipeline_runs ORDER BY id DESC LIMIT @p0)
                    AND id NOT IN (SELECT last_run FROM schedules WHERE last_run IS NOT NULL)
                """;
            db.Do(
                $"""
                INSERT INTO run_totals (domain, what, is_fetch, state, failed_in, runs)
                SELECT domain, what, is_fetch, state, failed_in, count(*) FROM ended_runs WHERE id IN ({Gone}) GROUP BY 1, 2, 3, 4, 5
                ON CONFLICT (domain, what, is_fetch, state, failed_in) DO UPDATE SET runs = run_totals.runs + excluded.runs
                """,
                kept
            );
            db.Do($"DELETE FROM run_events WHERE run IN ({Gone})", kept);
            var forgotten = db.Do($"DELETE FROM pipeline_runs WHERE id IN ({Gone})", kept);
            db.Do("DELETE FROM step_times WHERE record NOT IN (SELECT record FROM run_records ORDER BY record DESC LIMIT @p0)", kept);
            return forgotten;
        });
    }

    private void Tell(DbConnection db, long id, string kind, JsonObject data)
    {
        var number = db.Scalar<long>("SELECT coalesce(max(number), 0) FROM run_events WHERE run = @p0", id) + 1;
        if (kind != "state" && number >= MostEvents)
        {
            if (number > MostEvents)
            {
                return;
            }

            (kind, data) = ("log", new JsonObject { ["text"] = "… what follows was not kept" });
        }

        db.Do(
            "INSERT INTO run_events (run, number, at, kind, data) VALUES (@p0, @p1, @p2, @p3, @p4)",
            id,
            number,
            NowText,
            kind,
            data.ToJsonString()
        );
    }
}
