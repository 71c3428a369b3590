using System.Data.Common;
using System.Text.Json.Nodes;
using Analytics.Server.Api;
using Analytics.Server.Events;
using Analytics.Server.Records;

namespace Analytics.Server.Runs;

/// <summary>Runs in the service database. Every change of state is one transaction with the event that tells it.</summary>
internal sealed partial class RunStore(ServiceDatabase database, TimeProvider time, Pulse pulse)
{
    /// <summary>Attempts of a run that fails for what may pass: a network, a lock, a disk.</summary>
    public const int MostAttempts = 4;

    // The last of the pauses between attempts is 30 s, give or take a fifth.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private const string Columns =
        "id, domain, what, config, origin, requested_by, state, accepted_at, not_before, started_at, ended_at, seconds, attempt, exit_code, reason, before, after, worker, trace";

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private string NowText => ServiceDatabase.Text(Now);

    /// <summary>Writes a run down. When this returns it outlives the process.</summary>
    /// <param name="key">The same key is the same run; null for none.</param>
    /// <returns>The run, and whether it is new.</returns>
    public (PipelineRun Run, bool IsNew) Accept(RunRequest request, string origin, string who, string? key)
    {
        var accepted = database.Write(db =>
        {
            var id = Insert(db, request, origin, who, key);
            return id is { } isNew
                ? (Find(db, isNew)!, true)
                : (Find(db, db.Scalar<long>("SELECT id FROM pipeline_runs WHERE request_key = @p0", key))!, false);
        });
        pulse.Beat();
        return accepted;
    }

    /// <summary>Writes a run down within a transaction of the caller.</summary>
    /// <param name="trace">What it belongs to; by default the span around the caller.</param>
    /// <returns>Its id; null where the key is known.</returns>
    public long? Insert(DbConnection db, RunRequest request, string origin, string who, string? key, string? trace = null)
    {
        var id = db.Scalar<long?>(
            """
            INSERT INTO pipeline_runs
                (domain, what, config, origin, requested_by, request_key, state, accepted_at, not_before, trace, is_fetch, trains, study)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 'accepted', @p6, @p6, @p7, @p8, @p9, @p10) ON CONFLICT (request_key) DO NOTHING RETURNING id
            """,
            request.Domain,
            request.What,
            request.ToJson(),
            origin,
            who,
            key,
            NowText,
            trace ?? Spans.Here,
            request.Fetch,
            request.Trains,
            request.Study
        );
        if (id is { } added)
        {
            Tell(db, added, "state", new JsonObject { ["state"] = "accepted", ["reason"] = $"asked for by {who}" });
        }

        return id;
    }

    public PipelineRun? Find(long id)
    {
        using var db = database.Open();
        return Find(db, id);
    }

    /// <summary>The newest first.</summary>
    /// <param name="before">Only those of a lower number.</param>
    public IReadOnlyList<PipelineRun> List(
        int limit,
        long? before = null,
        string? domain = null,
        string? state = null,
        string? origin = null,
        bool isScheduled = false,
        bool isFetch = false
    )
    {
        using var db = database.Open();
        return db.All(
            Read,
            $"""
            SELECT {Columns} FROM pipeline_runs
            WHERE (id < @p0 OR @p0 IS NULL) AND (domain = @p1 OR @p1 IS NULL) AND (state = @p2 OR @p2 IS NULL) AND (origin = @p3 OR @p3 IS NULL)
                AND (@p5 = 0 OR origin LIKE 'schedule:%') AND (@p6 = 0 OR is_fetch = 1)
            ORDER BY id DESC LIMIT @p4
            """,
            before,
            domain,
            state,
            origin,
            limit,
            isScheduled,
            isFetch
        );
    }

    /// <summary>The newest run that trains a study, of scripts too; null for none that is remembered.</summary>
    public PipelineRun? LastTraining(string domain, string study)
    {
        using var db = database.Open();
        return
            db.All(
                Read,
                $"""
                SELECT {Columns} FROM pipeline_runs
                WHERE domain IN (@p0, 'all') AND trains = 1 AND (study = @p1 OR study IS NULL)
                ORDER BY id DESC LIMIT 1
                """,
                domain,
                study
            )
                is [var run]
            ? run
            : null;
    }

    /// <summary>A run has ended. What it published is written down to be told, or the message that caused it is put to the dead letters, in the same transaction.</summary>
    /// <param name="worker">Who says so; where the run is another's by now nothing happens. Null for whoever has it.</param>
    /// <param name="trace">The span of the run, for what follows it; null where none is kept.</param>
    public void End(
        long id,
        RunState state,
        int? code,
        string reason,
        double? seconds,
        string? after,
        string? worker = null,
        string? trace = null
    )
    {
        database.Write(db =>
        {
            var ended = db.Do(
                """
                UPDATE pipeline_runs SET state = @p1, ended_at = @p2, exit_code = @p3, reason = @p4, seconds = @p5, after = @p6
                WHERE id = @p0 AND ((worker = @p7 AND state = 'running') OR @p7 IS NULL)
                """,
                id,
                Word(state),
                NowText,
                code,
                reason,
                seconds,
                after,
                worker
            );
            if (ended == 0)
            {
                return;
            }

            Told(db, id, state, reason, after, trace);
            Tell(
                db,
                id,
                "state",
                new JsonObject
                {
                    ["state"] = Word(state),
                    ["exit_code"] = code,
                    ["reason"] = reason,
                }
            );
        });
        pulse.Beat();
    }

    /// <summary>A run that could not be done now is accepted again, for later.</summary>
    /// <param name="worker">As of <see cref="End"/>.</param>
    public void Again(long id, TimeSpan after, int attempt, string reason, string? worker = null)
    {
        database.Write(db =>
        {
            if (worker is null || IsOf(db, id, worker))
            {
                Again(db, id, after, attempt, reason);
            }
        });
        pulse.Beat();
    }

    /// <summary>A run that waits says what for, unless it was cancelled meanwhile.</summary>
    public void Waits(long id, string reason)
    {
        database.Write(db =>
        {
            if (db.Do("UPDATE pipeline_runs SET reason = @p1 WHERE id = @p0 AND state = 'accepted' AND reason <> @p1", id, reason) > 0)
            {
                Tell(db, id, "state", new JsonObject { ["state"] = "accepted", ["reason"] = reason });
            }
        });
        pulse.Beat();
    }

    /// <summary>Ends a run that waits, or asks one that runs to end.</summary>
    /// <exception cref="ProblemException">There is none (404), or it is over (409).</exception>
    public PipelineRun Cancel(long id, string who)
    {
        var run = database.Write(db =>
        {
            var found = Find(db, id) ?? throw ProblemException.NotFound("There is no run of that number.");
            if (found.IsOver)
            {
                throw new ProblemException(
                    StatusCodes.Status409Conflict,
                    "This run is over.",
                    $"It has {Word(found.State)}; there is nothing to cancel."
                );
            }

            if (found.State == RunState.Accepted)
            {
                var reason = $"cancelled by {who} before it began";
                db.Do(
                    "UPDATE pipeline_runs SET state = 'cancelled', ended_at = @p1, reason = @p2, exit_code = 130 WHERE id = @p0",
                    id,
                    NowText,
                    reason
                );
                Tell(
                    db,
                    id,
                    "state",
                    new JsonObject
                    {
                        ["state"] = "cancelled",
                        ["exit_code"] = 130,
                        ["reason"] = reason,
                    }
                );
            }
            else
            {
                db.Do("UPDATE pipeline_runs SET is_cancelled = 1, reason = @p1 WHERE id = @p0", id, $"cancelled by {who}");
            }

            return Find(db, id)!;
        });
        pulse.Beat();
        return run;
    }

    /// <summary>Who wants a running run to end, as a reason; null for nobody.</summary>
    public string? WhoCancels(long id)
    {
        using var db = database.Open();
        return db.Scalar<string>("SELECT reason FROM pipeline_runs WHERE id = @p0 AND is_cancelled = 1", id);
    }

    public static string Word(RunState state) => state.ToString().ToLowerInvariant();

    private static PipelineRun? Find(DbConnection db, long id) =>
        db.All(Read, $"SELECT {Columns} FROM pipeline_runs WHERE id = @p0", id) is [var run] ? run : null;

    private void Again(DbConnection db, long id, TimeSpan after, int attempt, string reason)
    {
        db.Do(
            "UPDATE pipeline_runs SET state = 'accepted', not_before = @p1, attempt = @p2, reason = @p3 WHERE id = @p0",
            id,
            ServiceDatabase.Text(Now + after),
            attempt,
            reason
        );
        Tell(
            db,
            id,
            "state",
            new JsonObject
            {
                ["state"] = "accepted",
                ["attempt"] = attempt,
                ["reason"] = reason,
            }
        );
    }

    private static PipelineRun Read(DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            JsonNode.Parse(row.GetString(3))!,
            row.GetString(4),
            row.GetString(5),
            Enum.Parse<RunState>(row.GetString(6), ignoreCase: true),
            ServiceDatabase.Time(row.GetString(7)),
            ServiceDatabase.Time(row.GetString(8)),
            row.TimeOrNull(9),
            row.TimeOrNull(10),
            row.IsDBNull(11) ? null : row.GetDouble(11),
            row.GetInt32(12),
            row.IsDBNull(13) ? null : row.GetInt32(13),
            row.GetString(14),
            row.TextOrNull(15),
            row.TextOrNull(16),
            row.TextOrNull(17)
        )
        {
            Trace = row.TextOrNull(18),
        };
}
