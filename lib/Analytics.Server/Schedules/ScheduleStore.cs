using System.Data.Common;
using System.Text.Json.Nodes;
using Analytics.Server.Api;
using Analytics.Server.Records;
using Analytics.Server.Runs;

namespace Analytics.Server.Schedules;

/// <summary>
/// Schedules in the service database. That a schedule was due and that its run is accepted are one transaction, and a due time is a run's key: killed anywhere, or looked at by two,
/// there is one run for it.
/// </summary>
internal sealed class ScheduleStore(ServiceDatabase database, RunStore runs, TimeProvider time, Pulse pulse)
{
    /// <summary>A time that passed less than this ago was not missed.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromMinutes(1);

    private const string Columns = "id, cron, timezone, config, enabled, misfire, built_in, last_run_at, last_run, last_word, next_run_at";

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public IReadOnlyList<RunSchedule> All()
    {
        using var db = database.Open();
        return All(db);
    }

    public RunSchedule? Find(string id) => All().FirstOrDefault(each => each.Id == id);

    /// <summary>Adds those that come with the program and are not there yet; what a person changed stays.</summary>
    public void AddBuiltIn() =>
        database.Write(db =>
        {
            foreach (var (id, cron, config, enabled) in BuiltInSchedules.All)
            {
                Insert(
                    db,
                    new RunSchedule(id, cron, "UTC", JsonNode.Parse(config)!, enabled, Misfire.Once, true, null, null, "", null),
                    "the program",
                    "(id) DO NOTHING"
                );
            }
        });

    /// <summary>Adds a schedule, or changes the one of that name; its history stays.</summary>
    public RunSchedule Put(RunSchedule schedule, string who) =>
        database.Write(db =>
        {
            Insert(
                db,
                schedule,
                who,
                """
                (id) DO UPDATE SET cron = excluded.cron, timezone = excluded.timezone, config = excluded.config, enabled = excluded.enabled,
                    misfire = excluded.misfire, next_run_at = excluded.next_run_at
                """
            );
            return All(db).First(each => each.Id == schedule.Id);
        });

    /// <summary>Turns a schedule on or off. Turned on it is next due in the future: what passed while it was off was not missed.</summary>
    /// <exception cref="ProblemException">There is none of that name: 404.</exception>
    public RunSchedule Turn(string id, bool isOn) =>
        database.Write(db =>
        {
            var found = Need(db, id);
            if (found.Enabled != isOn)
            {
                db.Do(
                    "UPDATE schedules SET enabled = @p1, next_run_at = @p2 WHERE id = @p0",
                    id,
                    isOn,
                    isOn ? NextOf(found.Cron, found.Timezone) : null
                );
            }

            return Need(db, id);
        });

    /// <exception cref="ProblemException">There is none of that name (404), or it came with the program (409).</exception>
    public void Delete(string id) =>
        database.Write(db =>
        {
            if (Need(db, id).BuiltIn)
            {
                throw new ProblemException(
                    StatusCodes.Status409Conflict,
                    "This schedule came with the program.",
                    "It would be there again after the next start. Turn it off instead: POST it with enabled false."
                );
            }

            return db.Do("DELETE FROM schedules WHERE id = @p0", id);
        });

    /// <summary>Asks now for the run of a schedule, whatever its time.</summary>
    /// <exception cref="ProblemException">There is none of that name: 404.</exception>
    public PipelineRun RunNow(string id, string who)
    {
        var schedule = Find(id) ?? throw Unknown(id);
        return runs.Accept(RunRequest.Of(schedule.Config.AsObject()), PipelineRun.OriginOf(id), who, null).Run;
    }

    /// <summary>Accepts a run for each schedule that is due.</summary>
    /// <returns>How many were accepted.</returns>
    public int Tick()
    {
        var now = Now;
        if (All().All(each => !each.Enabled || each.NextRunAt is null || (each.NextRunAt > now && !IsTooLate(each, now))))
        {
            return 0;
        }

        var accepted = database.Write(db => All(db).Where(each => each.Enabled).Count(each => TryTick(db, each, now)));
        if (accepted > 0)
        {
            pulse.Beat();
        }

        return accepted;
    }

    /// <summary>One that can no longer be run, its zone or domain gone, says so and stops no other.</summary>
    private bool TryTick(DbConnection db, RunSchedule schedule, DateTime now)
    {
        try
        {
            return Tick(db, schedule, now);
        }
        catch (ProblemException error)
        {
            db.Do(
                "UPDATE schedules SET next_run_at = NULL, last_word = @p1 WHERE id = @p0",
                schedule.Id,
                $"cannot be run: {error.Message}"
            );
            return false;
        }
    }

    private bool Tick(DbConnection db, RunSchedule schedule, DateTime now)
    {
        var next = NextOf(schedule.Cron, schedule.Timezone);
        if (schedule.NextRunAt is not { } due || due > now)
        {
            if (schedule.NextRunAt is not null && IsTooLate(schedule, now))
            {
                db.Do("UPDATE schedules SET next_run_at = @p1 WHERE id = @p0", schedule.Id, next);
            }

            return false;
        }

        var at = ServiceDatabase.Text(due);
        if (schedule.Misfire == Misfire.Skip && now - due > Grace)
        {
            Word(db, schedule, next, null, $"due at {at} and missed: left out, as the schedule wants it");
            return false;
        }

        var going = db.Scalar<long?>(
            "SELECT id FROM pipeline_runs WHERE origin = @p0 AND state IN ('accepted', 'running') LIMIT 1",
            PipelineRun.OriginOf(schedule.Id)
        );
        if (going is { } still)
        {
            Word(db, schedule, next, null, Invariant($"due at {at}: left out, run {still} is not over"));
            return false;
        }

        var run = runs.Insert(
            db,
            RunRequest.Of(schedule.Config.AsObject()),
            PipelineRun.OriginOf(schedule.Id),
            $"schedule {schedule.Id}",
            $"{PipelineRun.OriginOf(schedule.Id)}@{at}"
        );
        Word(db, schedule, next, run, now - due > Grace ? $"due at {at} and missed: run once when the server was back" : $"due at {at}");
        return run is not null;
    }

    // The clock was put back: what was computed from a later time must not keep the schedule silent until then.
    private static bool IsTooLate(RunSchedule schedule, DateTime now)
    {
        try
        {
            return schedule.NextRunAt > new Cron(schedule.Cron, schedule.Timezone).Next(now);
        }
        catch (ProblemException)
        {
            // Its turn tells what is wrong.
            return true;
        }
    }

    private static void Word(DbConnection db, RunSchedule schedule, string? next, long? run, string word) =>
        db.Do(
            "UPDATE schedules SET last_run_at = @p1, last_run = coalesce(@p2, last_run), last_word = @p3, next_run_at = @p4 WHERE id = @p0",
            schedule.Id,
            ServiceDatabase.Text(schedule.NextRunAt!.Value),
            run,
            word,
            next
        );

    private string? NextOf(string cron, string timezone) =>
        new Cron(cron, timezone).Next(Now) is { } next ? ServiceDatabase.Text(next) : null;

    private void Insert(DbConnection db, RunSchedule schedule, string who, string conflict) =>
        db.Do(
            $"""
            INSERT INTO schedules (id, cron, timezone, config, enabled, misfire, built_in, created_by, created_at, next_run_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9) ON CONFLICT {conflict}
            """,
            schedule.Id,
            schedule.Cron,
            schedule.Timezone,
            schedule.Config.ToJsonString(),
            schedule.Enabled,
            schedule.Misfire.ToString().ToLowerInvariant(),
            schedule.BuiltIn,
            who,
            ServiceDatabase.Text(Now),
            schedule.Enabled ? NextOf(schedule.Cron, schedule.Timezone) : null
        );

    private static RunSchedule Need(DbConnection db, string id) => All(db).FirstOrDefault(each => each.Id == id) ?? throw Unknown(id);

    private static ProblemException Unknown(string id) => ProblemException.NotFound($"There is no schedule '{id}'.");

    private static IReadOnlyList<RunSchedule> All(DbConnection db) =>
        db.All(
            row => new RunSchedule(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                JsonNode.Parse(row.GetString(3))!,
                row.Flag(4),
                Enum.Parse<Misfire>(row.GetString(5), ignoreCase: true),
                row.Flag(6),
                row.TimeOrNull(7),
                row.IsDBNull(8) ? null : row.GetInt64(8),
                row.GetString(9),
                row.TimeOrNull(10)
            ),
            $"SELECT {Columns} FROM schedules ORDER BY id"
        );
}
