using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Server.Records;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class SqliteKilledRunTests(SampleLake lake) : KilledRunTests(lake, "");

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlKilledRunTests(SampleLake lake, PostgreSqlServer server) : KilledRunTests(lake, server.NewDatabase());

/// <summary>What a server that was killed owes of runs and schedules when it is started again.</summary>
/// <param name="url">The address of a PostgreSQL database; empty for SQLite.</param>
public abstract class KilledRunTests(SampleLake lake, string url)
{
    private Task<Child> Server(string data) => Child.Server(data, environment => environment["Analytics__DatabasePostgreSql"] = url);

    private static async Task<IReadOnlyList<JsonElement>> Runs(HttpClient http, string origin) =>
        [
            .. (await TestServer.Json(await http.GetAsync("/runs?limit=1000")))
                .GetProperty("runs")
                .EnumerateArray()
                .Where(run => run.GetProperty("origin").GetString() == origin),
        ];

    [DatabaseFact]
    public async Task No_accepted_run_or_schedule_is_lost_and_a_broken_off_one_is_told()
    {
        var data = lake.Copy();
        List<long> accepted = [];
        List<string> schedules = [];
        // Killed while it starts, while it runs, while it takes requests.
        var random = new Random(20260802);
        int[] waits = [0, 300, 1200, .. Enumerable.Range(0, Child.Kills - 3).Select(_ => random.Next(0, 1500))];
        for (var kill = 0; kill < waits.Length; kill++)
        {
            await using var child = await Server(data);
            using var http = new HttpClient { BaseAddress = new Uri(child.Url) };
            for (var i = 0; i < 3; i++)
            {
                var answer = await http.PostAsJsonAsync(
                    "/runs",
                    new
                    {
                        domain = "accidents",
                        what = "gold",
                        force = true,
                    }
                );
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
                accepted.Add((await TestServer.Json(answer)).GetProperty("id").GetInt64());
                var schedule = await http.PostAsJsonAsync(
                    "/schedules",
                    new
                    {
                        id = FormattableString.Invariant($"mine-{kill}-{i}"),
                        cron = "0 0 1 1 *",
                        config = new { domain = "all", what = "quality" },
                    }
                );
                Assert.Equal(HttpStatusCode.Created, schedule.StatusCode);
                schedules.Add((await TestServer.Json(schedule)).GetProperty("id").GetString()!);
            }

            await Task.Delay(waits[kill]);
            await child.Kill();
        }

        await using var last = await Server(data);
        using var after = new HttpClient { BaseAddress = new Uri(last.Url) };
        var states = new List<string>();
        foreach (var id in accepted)
        {
            var run = await RunTests.Over(after, id);
            states.Add(run.GetProperty("state").GetString()!);
            if (states[^1] == "interrupted")
            {
                Assert.Contains("the server ended while it ran", run.GetProperty("reason").GetString()!, StringComparison.Ordinal);
            }
        }

        Assert.All(states, state => Assert.Contains(state, (string[])["succeeded", "interrupted"]));
        // Of each server that was killed at most the one run that it was at.
        Assert.InRange(states.Count(state => state == "interrupted"), 0, waits.Length);
        Assert.Equal(accepted.Distinct().Count(), accepted.Count);
        var kept = (await TestServer.Json(await after.GetAsync("/schedules")))
            .EnumerateArray()
            .Select(each => each.GetProperty("id").GetString()!);
        Assert.Superset(schedules.ToHashSet(), kept.ToHashSet());
    }

    [DatabaseFact]
    public async Task A_schedule_that_was_due_has_the_effect_of_one_run_however_often_the_server_is_killed_meanwhile()
    {
        var data = lake.Copy();
        await using (var first = await Server(data))
        {
            using var http = new HttpClient { BaseAddress = new Uri(first.Url) };
            await http.PostAsJsonAsync(
                "/schedules",
                new
                {
                    id = "due",
                    cron = "0 0 1 1 *",
                    config = new
                    {
                        domain = "accidents",
                        what = "silver",
                        force = true,
                    },
                }
            );
            await first.Kill();
        }

        // It was due while no server was there.
        using (var database = new ServiceDatabase(new Hosting.ServerSettings { Data = data, DatabasePostgreSql = url }))
        using (var db = database.Open())
        {
            Assert.Equal(1, db.Do("UPDATE schedules SET next_run_at = '2026-01-01T00:00:00.000Z' WHERE id = 'due'"));
        }

        foreach (var wait in new[] { 0, 700, 1500 })
        {
            await using var child = await Server(data);
            await Task.Delay(wait);
            await child.Kill();
        }

        await using var last = await Server(data);
        using var after = new HttpClient { BaseAddress = new Uri(last.Url) };
        var runs = await Patience.Until(
            () => Runs(after, "schedule:due"),
            runs => runs is [var run] && run.GetProperty("state").GetString() is not ("accepted" or "running"),
            runs => $"Not after two minutes: {string.Join(' ', runs)}"
        );
        Assert.Equal("succeeded", runs[0].GetProperty("state").GetString());
        var schedule = (await TestServer.Json(await after.GetAsync("/schedules/due"))).GetProperty("schedule");
        Assert.Equal(runs[0].GetProperty("id").GetInt64(), schedule.GetProperty("last_run").GetInt64());
        Assert.Contains("missed", schedule.GetProperty("last_word").GetString()!, StringComparison.Ordinal);
        Assert.True(schedule.GetProperty("next_run_at").GetDateTime() > TimeProvider.System.GetUtcNow().UtcDateTime);
    }
}
