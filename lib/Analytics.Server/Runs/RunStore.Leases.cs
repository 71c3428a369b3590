using System.Data.Common;
using System.Text.Json.Nodes;
using Analytics.Server.Events;
using Analytics.Server.Records;

namespace Analytics.Server.Runs;

/// <summary>Who takes runs.</summary>
/// <param name="Worker">The process, by a name that no other has.</param>
/// <param name="Whats">What it runs; null for everything.</param>
/// <param name="Lease">How long a run is its own without a word of it.</param>
internal sealed record RunTaker(string Worker, IReadOnlyList<string>? Whats, TimeSpan Lease);

/// <summary>Which process does which run. One runs at a time, whichever process does it: the lake has one writer.</summary>
internal sealed partial class RunStore
{
    private static readonly string s_waits = "state = 'accepted' AND " + Due.Sql("not_before", "@p0", "@p1");

    /// <summary>The oldest run whose time has come, that the taker can do while nobody else is at one; null for none.</summary>
    public PipelineRun? Next(RunTaker? taker = null)
    {
        using var db = database.Open();
        return Next(db, taker, Now);
    }

    /// <summary>The oldest run whose time has come, which is the taker's from now on; null for none, and while another process is at one.</summary>
    public PipelineRun? TakeNext(string? snapshot, RunTaker? taker = null) =>
        database.Write(db =>
        {
            if (Next(db, taker, Now) is not { } next)
            {
                return null;
            }

            if (next.State == RunState.Running)
            {
                return next;
            }

            db.Do(
                "UPDATE pipeline_runs SET state = 'running', started_at = @p1, before = @p2, reason = '', worker = @p3, lease_until = @p4 WHERE id = @p0",
                next.Id,
                NowText,
                snapshot,
                taker?.Worker,
                taker is null ? null : ServiceDatabase.Text(Now + taker.Lease)
            );
            var data = new JsonObject { ["state"] = "running", ["attempt"] = next.Attempt };
            if (taker is not null)
            {
                data["worker"] = taker.Worker;
            }

            Tell(db, next.Id, "state", data);
            return Find(db, next.Id);
        });

    /// <summary>Says that a run is still being done.</summary>
    /// <returns>False where it is another's by now, or over: it must be let go.</returns>
    public bool Renew(long id, RunTaker taker)
    {
        return database.Write(db =>
            db.Do(
                "UPDATE pipeline_runs SET lease_until = @p2 WHERE id = @p0 AND worker = @p1 AND state = 'running'",
                id,
                taker.Worker,
                ServiceDatabase.Text(Now + taker.Lease)
            ) > 0
        );
    }

    /// <summary>
    /// Sees to the runs whose worker ended, or was not heard of for its lease. One that a schedule or an event caused is accepted again, so that its effect is there once; another one is told as
    /// interrupted, and whoever asked for it decides.
    /// </summary>
    /// <param name="isGone">Whether a worker has ended, where that can be told; its lease is not waited for.</param>
    /// <returns>How many there were.</returns>
    public int Recover(string? snapshot, Func<string, bool>? isGone = null)
    {
        using (var looking = database.Open())
        {
            if (Left(looking, isGone).Count == 0)
            {
                return 0;
            }
        }

        var left = database.Write(db =>
        {
            var all = Left(db, isGone);
            foreach (var run in all)
            {
                Recover(db, run, snapshot);
            }

            return all.Count;
        });
        pulse.Beat();
        return left;
    }

    private void Recover(DbConnection db, PipelineRun run, string? snapshot)
    {
        var published = snapshot == run.Before ? "nothing was published" : $"snapshot {snapshot} is in force now";
        var reason = $"the server ended while it ran; {published}";
        var cancelled = db.Scalar<long>("SELECT is_cancelled FROM pipeline_runs WHERE id = @p0", run.Id) == 1;
        if (run.IsUnattended && run.Attempt < MostAttempts && !cancelled)
        {
            Again(db, run.Id, TimeSpan.Zero, run.Attempt + 1, reason + "; it is run again");
            return;
        }

        db.Do(
            "UPDATE pipeline_runs SET state = 'interrupted', ended_at = @p1, reason = @p2, after = @p3 WHERE id = @p0",
            run.Id,
            NowText,
            reason,
            snapshot
        );
        if (!cancelled)
        {
            Told(db, run.Id, RunState.Interrupted, reason, snapshot);
        }

        Tell(db, run.Id, "state", new JsonObject { ["state"] = "interrupted", ["reason"] = reason });
    }

    /// <summary>Runs that are told to run and are done by nobody.</summary>
    private IReadOnlyList<PipelineRun> Left(DbConnection db, Func<string, bool>? isGone) =>
        [
            .. db.All(
                    row => (Run: Read(row), IsHeld: row.Flag(19)),
                    $"SELECT {Columns}, CASE WHEN lease_until > @p0 THEN 1 ELSE 0 END FROM pipeline_runs WHERE state = 'running' ORDER BY id",
                    NowText
                )
                .Where(each => !each.IsHeld || (each.Run.Worker is { } worker && isGone?.Invoke(worker) == true))
                .Select(each => each.Run),
        ];

    /// <summary>Writes down what the end of a run is to others: what was published, or that its message failed.</summary>
    private void Told(DbConnection db, long id, RunState state, string reason, string? after, string? trace = null)
    {
        if (state == RunState.Succeeded)
        {
            Outbox.Add(db, Find(db, id)!, after, Now, trace);
        }
        else if (state is RunState.Failed or RunState.Interrupted)
        {
            DeadLetters.OfRun(db, id, Invariant($"run {id} {Word(state)}: {reason}"), Now);
        }
    }

    private static bool IsOf(DbConnection db, long id, string worker) =>
        db.Scalar<long>("SELECT count(*) FROM pipeline_runs WHERE id = @p0 AND worker = @p1 AND state = 'running'", id, worker) > 0;

    /// <summary>Runs whose time has come and that nobody has taken, the oldest first.</summary>
    public IReadOnlyList<PipelineRun> Waiting()
    {
        var due = Due.Of(Now, s_longestPause);
        using var db = database.Open();
        return db.All(Read, $"SELECT {Columns} FROM pipeline_runs WHERE {s_waits} ORDER BY id", due.Now, due.Never);
    }

    private static PipelineRun? Next(DbConnection db, RunTaker? taker, DateTime now)
    {
        // It was taken, but the answer to that was lost on the way.
        if (
            taker is not null
            && db.All(Read, $"SELECT {Columns} FROM pipeline_runs WHERE state = 'running' AND worker = @p0", taker.Worker) is [var own, ..]
        )
        {
            return own;
        }

        var due = Due.Of(now, s_longestPause);
        return
            db.All(
                Read,
                $"""
                SELECT {Columns} FROM pipeline_runs
                WHERE {s_waits} AND {(taker?.Whats is { } some ? $"what IN ({DatabaseCalls.Places(2, some.Count)})" : "1 = 1")}
                    AND NOT EXISTS (SELECT 1 FROM pipeline_runs WHERE state = 'running' AND lease_until > @p0)
                ORDER BY id LIMIT 1
                """,
                [due.Now, due.Never, .. taker?.Whats ?? []]
            )
                is [var run]
            ? run
            : null;
    }
}
