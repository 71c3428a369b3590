using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Analytics.Server.Schedules;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Server.Tests;

/// <summary>Schedules over a database in a folder of their own and a clock that stands still.</summary>
public abstract class ScheduleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-schedules-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero));
    private readonly ServerSettings _settings;
    private readonly ServiceDatabase _database;
    private readonly RunStore _runs;
    private readonly ScheduleStore _schedules;

    /// <param name="database">The address of a PostgreSQL database; null for SQLite.</param>
    protected ScheduleTests(string? database)
    {
        _settings = new ServerSettings { Data = _folder, DatabasePostgreSql = database ?? "" };
        _database = new ServiceDatabase(_settings);
        (_runs, _schedules) = Stores();
    }

    public void Dispose()
    {
        _database.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private (RunStore, ScheduleStore) Stores()
    {
        var pulse = new Pulse(_time);
        var runs = new RunStore(_database, _time, pulse);
        return (runs, new ScheduleStore(_database, runs, _time, pulse));
    }

    private RunSchedule Put(string id, string cron, string timezone = "UTC", string misfire = "once", bool enabled = true) =>
        _schedules.Put(
            ScheduleRoutes.Of(
                new JsonObject
                {
                    ["id"] = id,
                    ["cron"] = cron,
                    ["timezone"] = timezone,
                    ["misfire"] = misfire,
                    ["enabled"] = enabled,
                    ["config"] = new JsonObject { ["domain"] = "accidents", ["what"] = "rebuild" },
                }
            ),
            "test"
        );

    private static DateTime Utc(string text) =>
        DateTime.ParseExact(
            text,
            "yyyy-MM-dd HH:mm",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );

    /// <summary>The next times behind one, all of UTC.</summary>
    private static IReadOnlyList<string> Next(string cron, string timezone, string from, int count) =>
        [
            .. new Cron(cron, timezone)
                .NextIn(Utc(from), count)
                .Select(at => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
        ];

    // Clocks of Chicago went from 02:00 to 03:00 on 8 March 2026 (08:00 UTC) and from 02:00 back to 01:00 on 1 November (07:00 UTC), as its zone's table says.
    [DatabaseFact]
    public void A_time_that_the_clock_leaves_out_runs_when_it_goes_on() =>
        Assert.Equal(
            ["2026-03-07 08:30", "2026-03-08 08:00", "2026-03-09 07:30"],
            Next("30 2 * * *", "America/Chicago", "2026-03-07 00:00", 3)
        );

    [DatabaseFact]
    public void A_time_that_comes_twice_runs_once() =>
        Assert.Equal(
            ["2026-10-31 06:30", "2026-11-01 06:30", "2026-11-02 07:30"],
            Next("30 1 * * *", "America/Chicago", "2026-10-31 00:00", 3)
        );

    [DatabaseFact]
    public void Every_half_hour_is_every_half_hour_in_the_hour_that_comes_twice_too() =>
        Assert.Equal(
            ["2026-11-01 06:00", "2026-11-01 06:30", "2026-11-01 07:00", "2026-11-01 07:30", "2026-11-01 08:00"],
            Next("*/30 * * * *", "America/Chicago", "2026-11-01 05:45", 5)
        );

    [DatabaseFact]
    public void A_schedule_is_due_once_at_its_time_and_the_run_is_its_request()
    {
        Put("daily", "0 12 * * *");
        Assert.Equal(0, _schedules.Tick());
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, _schedules.Tick());
        Assert.Equal(0, _schedules.Tick());

        var run = Assert.Single(_runs.List(10));
        Assert.Equal(("accidents", "rebuild", "schedule:daily", RunState.Accepted), (run.Domain, run.What, run.Origin, run.State));
        var after = _schedules.Find("daily")!;
        Assert.Equal((Utc("2026-01-05 12:00"), Utc("2026-01-06 12:00"), run.Id), (after.LastRunAt, after.NextRunAt, after.LastRun));
    }

    [DatabaseFact]
    public void A_week_without_a_server_is_one_run()
    {
        Put("hourly", "0 * * * *");
        _time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        var (_, again) = Stores();
        Assert.Equal(1, again.Tick());
        Assert.Equal(0, again.Tick());
        Assert.Single(_runs.List(10));
        Assert.Equal(Utc("2026-01-12 11:00"), again.Find("hourly")!.NextRunAt);
        Assert.Contains("missed", again.Find("hourly")!.LastWord, StringComparison.Ordinal);
    }

    [DatabaseFact]
    public void A_schedule_that_leaves_missed_times_out_leaves_them_out_and_is_punctual_then()
    {
        Put("hourly", "0 * * * *", misfire: "skip");
        _time.Advance(TimeSpan.FromHours(30.5));
        Assert.Equal(0, _schedules.Tick());
        Assert.Contains("left out", _schedules.Find("hourly")!.LastWord, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(1, _schedules.Tick());
    }

    [DatabaseFact]
    public void A_time_that_comes_while_the_run_before_is_not_over_is_left_out()
    {
        Put("hourly", "0 * * * *");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _schedules.Tick());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _schedules.Tick());
        var run = _runs.TakeNext(null)!;
        Assert.Contains(
            FormattableString.Invariant($"run {run.Id} is not over"),
            _schedules.Find("hourly")!.LastWord,
            StringComparison.Ordinal
        );
        _runs.End(run.Id, RunState.Succeeded, 0, "done", 1, null);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _schedules.Tick());
    }

    [DatabaseFact]
    public void A_clock_that_jumps_a_day_ahead_and_back_makes_no_run_twice_and_silences_nothing()
    {
        Put("hourly", "0 * * * *");
        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5));
        Assert.Equal(1, _schedules.Tick());
        _runs.End(_runs.TakeNext(null)!.Id, RunState.Succeeded, 0, "done", 1, null);
        // Back where it was: next due tomorrow, as far as the database knows.
        _time.AdjustTime(new DateTimeOffset(2026, 1, 5, 10, 6, 0, TimeSpan.Zero));
        Assert.Equal(0, _schedules.Tick());
        Assert.Equal(Utc("2026-01-05 11:00"), _schedules.Find("hourly")!.NextRunAt);
        // The time of 11:00 had its run; that of 12:00 did not.
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _schedules.Tick());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _schedules.Tick());
        Assert.Equal(2, _runs.List(10).Count);
    }

    [DatabaseFact]
    public async Task Two_schedulers_on_one_database_make_one_run_of_each_time()
    {
        for (var i = 0; i < 20; i++)
        {
            Put(FormattableString.Invariant($"s{i}"), "0 * * * *");
        }

        _time.Advance(TimeSpan.FromHours(1));
        var others = Enumerable.Range(0, 8).Select(_ => Stores().Item2).ToArray();
        var accepted = await Task.WhenAll(others.Select(each => Task.Run(each.Tick)));
        Assert.Equal(20, accepted.Sum());
        Assert.Equal(20, _runs.List(1000).Count);
    }

    [DatabaseFact]
    public void Turned_off_it_is_not_due_and_turned_on_what_passed_was_not_missed()
    {
        Put("hourly", "0 * * * *");
        _schedules.Turn("hourly", false);
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, _schedules.Tick());
        Assert.Null(_schedules.Find("hourly")!.NextRunAt);
        _schedules.Turn("hourly", true);
        Assert.Equal(0, _schedules.Tick());
        Assert.Equal(Utc("2026-01-07 11:00"), _schedules.Find("hourly")!.NextRunAt);
    }

    [DatabaseFact]
    public void Those_that_come_with_the_program_are_there_once_and_keep_what_a_person_changed()
    {
        _schedules.AddBuiltIn();
        Assert.Equal(["quality-daily"], _schedules.All().Where(each => each.Enabled).Select(each => each.Id));
        _schedules.Turn("quality-daily", false);
        _schedules.AddBuiltIn();
        Assert.Equal(BuiltInSchedules.All.Count, _schedules.All().Count);
        Assert.DoesNotContain(_schedules.All(), each => each.Enabled);
        Assert.All(_schedules.All(), each => RunRequest.Of(each.Config.AsObject()));
    }

    [DatabaseFact]
    public void What_a_killed_server_left_running_is_run_again_where_it_was_scheduled_and_told_where_it_was_not()
    {
        Put("hourly", "0 * * * *");
        _time.Advance(TimeSpan.FromHours(1));
        _schedules.Tick();
        var scheduled = _runs.TakeNext("before")!;
        var (asked, _) = _runs.Accept(new RunRequest { Domain = "accidents", What = "rebuild" }, "api", "somebody", null);
        Assert.Equal(asked.Id, _runs.TakeNext("before")!.Id);
        var (waiting, _) = _runs.Accept(new RunRequest { Domain = "crashes", What = "rebuild" }, "api", "somebody", null);

        Assert.Equal(2, Stores().Item1.Recover("before"));
        Assert.Equal((RunState.Accepted, 2), (_runs.Find(scheduled.Id)!.State, _runs.Find(scheduled.Id)!.Attempt));
        Assert.Equal(RunState.Interrupted, _runs.Find(asked.Id)!.State);
        Assert.Contains("nothing was published", _runs.Find(asked.Id)!.Reason, StringComparison.Ordinal);
        Assert.Equal(RunState.Accepted, _runs.Find(waiting.Id)!.State);
        // One that kills its server each time comes to an end.
        for (var attempt = 2; attempt <= RunStore.MostAttempts; attempt++)
        {
            Assert.Equal(scheduled.Id, _runs.TakeNext("before")!.Id);
            _runs.Recover("before");
        }

        Assert.Equal(RunState.Interrupted, _runs.Find(scheduled.Id)!.State);
    }

    [DatabaseFact]
    public void A_run_that_was_cancelled_while_it_waited_stays_so_whatever_it_is_said_to_wait_for()
    {
        var (run, _) = _runs.Accept(new RunRequest { Domain = "accidents", What = "rebuild" }, "api", "somebody", null);
        _runs.Cancel(run.Id, "somebody");
        _runs.Waits(run.Id, "waits for a script");
        Assert.Equal(RunState.Cancelled, _runs.Find(run.Id)!.State);
        Assert.Null(_runs.TakeNext(null));
    }

    [DatabaseFact]
    public void Pauses_before_another_attempt_are_2_10_and_30_seconds_give_or_take_a_fifth_and_the_same_each_time()
    {
        foreach (var (attempt, seconds) in new[] { (1, 2.0), (2, 10.0), (3, 30.0) })
        {
            var pauses = Enumerable.Range(1, 200).Select(run => RunExecution.Pause(run, attempt).TotalSeconds).ToArray();
            Assert.All(pauses, pause => Assert.InRange(pause, seconds * 0.8, seconds * 1.2));
            Assert.True(pauses.Max() - pauses.Min() > seconds * 0.3);
            Assert.Equal(RunExecution.Pause(7, attempt), RunExecution.Pause(7, attempt));
        }
    }

    [DatabaseFact]
    public void A_database_of_a_newer_program_is_refused_and_stays_as_it_is()
    {
        using (var db = _database.Open())
        {
            db.Do(_settings.DatabasePostgreSql.Length > 0 ? "UPDATE service_database SET version = 99" : "PRAGMA user_version = 99");
        }

        var error = Assert.Throws<RunException>(() => new ServiceDatabase(_settings));
        Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlServer.Password, error.ToString(), StringComparison.Ordinal);
    }
}

public sealed class SqliteScheduleTests() : ScheduleTests(null);

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlScheduleTests(PostgreSqlServer server) : ScheduleTests(server.NewDatabase());

/// <summary>Schedules by the API.</summary>
[Collection(nameof(TestServer))]
public sealed class ScheduleApiTests(TestServer shared, SampleLake lake)
{
    [Fact]
    public async Task A_schedule_is_added_listed_run_now_turned_off_and_deleted_at_both_addresses()
    {
        await using var server = await TestServer.Start(lake.Copy());
        using var http = TestServer.Client(server);
        var body = new
        {
            id = "nightly",
            cron = "30 2 * * *",
            timezone = "America/Chicago",
            config = new { domain = "accidents", what = "quality" },
        };
        var added = await http.PostAsJsonAsync("/schedules", body);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsJsonAsync("/api/schedules", body)).StatusCode);
        var all = await TestServer.Json(await http.GetAsync("/api/schedules"));
        var mine = Assert.Single(all.EnumerateArray(), each => each.GetProperty("id").GetString() == "nightly");
        Assert.Equal("30 2 * * *", mine.GetProperty("cron").GetString());
        Assert.True(mine.GetProperty("enabled").GetBoolean());
        var detail = await TestServer.Json(await http.GetAsync("/schedules/nightly"));
        Assert.Equal(5, detail.GetProperty("next").GetArrayLength());
        Assert.All(detail.GetProperty("next").EnumerateArray(), at => Assert.Matches("T0[23]:[03]0:00-0[56]:00$", at.GetString()));

        var run = await TestServer.Json(await http.PostAsync("/schedules/nightly/run", null));
        var ended = await RunTests.Over(http, run.GetProperty("id").GetInt64());
        Assert.Equal("succeeded", ended.GetProperty("state").GetString());
        Assert.Equal("schedule:nightly", ended.GetProperty("origin").GetString());

        var off = await TestServer.Json(
            await http.PostAsJsonAsync(
                "/schedules",
                new
                {
                    body.id,
                    body.cron,
                    body.config,
                    enabled = false,
                }
            )
        );
        Assert.Equal(System.Text.Json.JsonValueKind.Null, off.GetProperty("next_run_at").ValueKind);
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync("/api/schedules/nightly")).StatusCode);
        await TestServer.Problem(await http.DeleteAsync("/schedules/nightly"), HttpStatusCode.NotFound, "nightly");
        // Those that come with the program are there once the server has taken charge of the runs.
        await Patience.Until(
            async () => (await http.GetAsync("/schedules/quality-daily")).StatusCode,
            status => status != HttpStatusCode.NotFound,
            _ => "The program's schedules are not there after a minute.",
            60
        );
        await TestServer.Problem(await http.DeleteAsync("/schedules/quality-daily"), HttpStatusCode.Conflict, "Turn it off");
    }

    [Theory]
    [InlineData("""{"cron":"99 2 * * *","config":{"domain":"all","what":"quality"}}""", "cron")]
    [InlineData("""{"cron":"0 0 2 * * *","config":{"domain":"all","what":"quality"}}""", "cron")]
    [InlineData("""{"cron":"@every_second","config":{"domain":"all","what":"quality"}}""", "cron")]
    [InlineData("""{"cron":"0 2 * * *","timezone":"Mars/Olympus","config":{"domain":"all","what":"quality"}}""", "timezone")]
    [InlineData("""{"cron":"0 2 * * *","config":{"domain":"all","what":"dance"}}""", "what")]
    [InlineData("""{"cron":"0 2 * * *"}""", "config")]
    [InlineData("""{"id":"../x","cron":"0 2 * * *","config":{"domain":"all","what":"quality"}}""", "id")]
    [InlineData("""{"cron":"0 2 * * *","misfire":"twice","config":{"domain":"all","what":"quality"}}""", "misfire")]
    [InlineData("""{"cron":"0 2 * * *","every":"day","config":{"domain":"all","what":"quality"}}""", "every")]
    public async Task A_schedule_that_could_never_run_is_refused_with_the_field(string body, string field)
    {
        var answer = await shared.Http.PostAsync("/schedules", new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = await TestServer.Problem(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }
}
