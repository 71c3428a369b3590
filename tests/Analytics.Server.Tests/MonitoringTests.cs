using System.Globalization;
using System.Net;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class SqliteMonitoringTests(SampleLake lake) : MonitoringTests(lake, "");

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlMonitoringTests(SampleLake lake, PostgreSqlServer server) : MonitoringTests(lake, server.NewDatabase());

/// <summary>Monitoring of a whole server whose clock stands still between our steps.</summary>
/// <param name="url">The address of a PostgreSQL database; empty for SQLite.</param>
public abstract class MonitoringTests(SampleLake lake, string url)
{
    private static async Task Advance(FakeTimeProvider time, Func<Task<bool>> isSo, string words)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 200, words);
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(50);
        }
    }

    [DatabaseFact]
    public async Task A_failed_run_opens_an_alert_that_is_told_and_ends_a_day_later()
    {
        await using var receiver = await HookReceiver.Start();
        // Whatever this machine does meanwhile, its own alerts are not the question.
        bool Told(string what) =>
            receiver.Got.Any(each =>
                each.Body.GetProperty("event").GetString() == what
                && each.Body.GetProperty("alert").GetProperty("rule").GetString() == "run_failures"
                && each.Body.GetProperty("alert").GetProperty("component").GetString() == "crashes"
            );
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var data = lake.Copy();
        await using var running = await RunningServer.Start(
            new ServerSettings
            {
                Data = data,
                Port = 0,
                AlertWebhook = receiver.Url,
                DatabasePostgreSql = url,
            },
            time
        );
        using var http = TestServer.Client(running);
        var (database, pulse) = (new ServiceDatabase(running.Settings), new Pulse(time));
        var runs = new RunStore(database, time, pulse);
        await Advance(
            time,
            async () =>
                (await TestServer.Json(await http.GetAsync("/monitoring")))
                    .GetProperty("readings")
                    .GetProperty("system")
                    .GetProperty("disk")
                    .ValueKind != System.Text.Json.JsonValueKind.Null,
            "the machine is never looked at"
        );
        Assert.Equal(1, await Success());

        database.Write(db =>
        {
            var id = runs.Insert(db, new RunRequest { Domain = "crashes", What = "verify" }, "api", "test", null)!.Value;
            db.Do(
                "UPDATE pipeline_runs SET state = 'failed', ended_at = @p1 WHERE id = @p0",
                id,
                ServiceDatabase.Text(time.GetUtcNow().UtcDateTime)
            );
        });
        await Advance(time, () => Task.FromResult(Told("opened")), "the alert is not told");
        var open = await TestServer.Json(await http.GetAsync("/alerts?state=open"));
        Assert.Contains(
            open.GetProperty("alerts").EnumerateArray(),
            each => each.GetProperty("rule").GetString() == "run_failures" && each.GetProperty("severity").GetString() == "critical"
        );
        // One failed among however many made the lake.
        Assert.InRange(await Success(), 0, 0.99);
        var page = await http.GetStringAsync("/view/monitoring");
        Assert.Matches(@"1 of \d+ runs of the last day failed", page);

        // Put forward at once: advanced, it would ring every timer for each of its seconds in between.
        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromHours(25));
        await Advance(time, () => Task.FromResult(Told("resolved")), "its end is not told");
        var over = await TestServer.Json(await http.GetAsync("/alerts?state=resolved"));
        Assert.Contains(over.GetProperty("alerts").EnumerateArray(), each => each.GetProperty("rule").GetString() == "run_failures");

        async Task<double> Success() =>
            (await TestServer.Json(await http.GetAsync("/monitoring")))
                .GetProperty("health")
                .GetProperty("parts")
                .EnumerateArray()
                .Single(part => part.GetProperty("name").GetString() == "success")
                .GetProperty("value")
                .GetDouble();
    }

    [DatabaseFact]
    public async Task Forgotten_runs_still_count_and_the_newest_and_a_schedules_last_stay()
    {
        var data = lake.Copy();
        var settings = new ServerSettings
        {
            Data = data,
            RunsKept = 10,
            DatabasePostgreSql = url,
        };
        var (database, time) = (new ServiceDatabase(settings), new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        var runs = new RunStore(database, time, new Pulse(time));
        for (var i = 0; i < 40; i++)
        {
            var (run, _) = runs.Accept(
                new RunRequest
                {
                    Domain = "crashes",
                    What = "bronze",
                    Fetch = true,
                },
                "api",
                "test",
                null
            );
            runs.TakeNext(null);
            runs.End(run.Id, i % 4 == 0 ? RunState.Failed : RunState.Succeeded, i % 4 == 0 ? 1 : 0, "", 1, null);
        }

        var (waiting, _) = runs.Accept(new RunRequest { Domain = "crashes", What = "verify" }, "api", "test", null);
        database.Write(db =>
            db.Do(
                "INSERT INTO schedules (id, cron, timezone, config, enabled, misfire, built_in, created_by, created_at, last_run) VALUES ('x', '0 1 * * *', 'UTC', '{\"domain\":\"all\",\"what\":\"verify\"}', 0, 'once', 0, 'test', '', 3)"
            )
        );
        Assert.Equal(30, runs.Forget(settings.RunsKept));
        Assert.Equal([41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 3], runs.List(100).Select(each => each.Id));
        Assert.Equal(waiting.Id, runs.Next()!.Id);
        Assert.Empty(runs.Events(5));
        Assert.NotEmpty(runs.Events(3));
        Assert.Equal(0, runs.Forget(settings.RunsKept));
        runs.Cancel(waiting.Id, "test");

        await using var running = await TestServer.Start(data, with => with with { RunsKept = 10, DatabasePostgreSql = url });
        using var http = TestServer.Client(running);
        var metrics = await http.GetStringAsync("/metrics");
        double Of(string name) =>
            double.Parse(
                metrics.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[^1],
                CultureInfo.InvariantCulture
            );
        Assert.Equal(30, Of("extractor_jobs_total{domain=\"crashes\",status=\"succeeded\"}"));
        Assert.Equal(10, Of("extractor_jobs_total{domain=\"crashes\",status=\"failed\"}"));
        Assert.Equal(10, Of("extractor_errors_total{domain=\"crashes\",stage=\"fetch\"}"));
        Assert.Equal(0, Of("transformer_errors_total{domain=\"crashes\"}"));
    }
}

/// <summary>What is monitored, as it is told.</summary>
[Collection(nameof(TestServer))]
public sealed class MonitoringRouteTests(TestServer server)
{
    [Fact]
    public async Task The_score_is_the_weighed_sum_of_its_parts_on_the_api_and_on_the_page()
    {
        var health = (await server.Json("/monitoring")).GetProperty("health");
        var parts = health.GetProperty("parts").EnumerateArray().ToArray();
        Assert.Equal([0.4, 0.3, 0.2, 0.1], parts.Select(part => part.GetProperty("weight").GetDouble()));
        Assert.Equal(
            parts.Sum(part => part.GetProperty("weight").GetDouble() * part.GetProperty("value").GetDouble()),
            health.GetProperty("score").GetDouble(),
            0.0001
        );
        Assert.All(parts, part => Assert.InRange(part.GetProperty("value").GetDouble(), 0, 1));
        Assert.Contains(
            health.GetProperty("word").GetString()!,
            await server.Http.GetStringAsync("/view/monitoring"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/alerts?state=closed", "open or resolved")]
    [InlineData("/alerts?limit=0", "1 to 1000")]
    public async Task A_wrong_question_about_alerts_is_refused_by_name(string path, string word) =>
        await TestServer.Problem(await server.Http.GetAsync(path), HttpStatusCode.UnprocessableEntity, word);

    [Fact]
    public async Task Requests_runs_and_monitoring_are_told_to_Prometheus()
    {
        await server.Http.GetAsync("/view/runs");
        await server.Http.GetAsync("/runs/999999");
        var metrics = await server.Http.GetStringAsync("/metrics");
        foreach (
            var name in (string[])
                [
                    "request_processing_seconds_count{kind=\"page\",status=\"2xx\"}",
                    "request_processing_seconds_count{kind=\"api\",status=\"4xx\"}",
                    "health_score ",
                    "health_part{part=\"system\"}",
                    "data_quality_score{domain=\"crashes\"}",
                    "domain_age_seconds{domain=\"accidents\"}",
                    "model_missing{domain=\"crashes\",model=\"severity\"} 0",
                    "alerts_open{severity=\"critical\"}",
                    "system_used_ratio{resource=\"disk\"}",
                    "cleaner_job_duration_seconds_count{domain=\"crashes\"}",
                ]
        )
        {
            Assert.Contains("\n" + name, metrics, StringComparison.Ordinal);
        }
    }
}
