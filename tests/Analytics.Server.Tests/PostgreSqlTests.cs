using System.Net;
using System.Net.Http.Json;
using Analytics.App;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Npgsql;

namespace Analytics.Server.Tests;

/// <summary>A server whose service database is PostgreSQL: what is wrong with it, and what is left when it ends in the middle.</summary>
[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlTests(PostgreSqlServer postgres, SampleLake lake)
{
    private static async Task<string> Degraded(HttpClient http) =>
        (await TestServer.Json(await http.GetAsync("/health"))).GetProperty("degraded").GetRawText();

    private static Task<HttpResponseMessage> Ask(HttpClient http) =>
        http.PostAsJsonAsync("/runs", new { domain = "accidents", what = "quality" });

    [DatabaseTheory]
    [InlineData("host", "is not reached or does not answer")]
    [InlineData("port", "is not reached or does not answer")]
    [InlineData("password", "does not let this user in")]
    [InlineData("user", "does not let this user in")]
    [InlineData("database", "has no database of that name")]
    public async Task A_server_whose_database_cannot_be_used_serves_the_lake_and_says_why_it_does_no_more(string wrong, string word)
    {
        var url = wrong switch
        {
            "host" => $"postgresql://analytics:{PostgreSqlServer.Password}@nowhere.invalid:5432/postgres",
            "port" => Invariant($"postgresql://analytics:{PostgreSqlServer.Password}@127.0.0.1:{Analytics.Tests.FreePort.Next()}/postgres"),
            "password" => postgres.Url("postgres", password: PostgreSqlServer.Password + "-not"),
            "user" => postgres.Url("postgres", user: "nobody"),
            _ => postgres.Url("none"),
        };
        await using var server = await Child.Server(
            lake.Copy(),
            environment => environment["Analytics__DatabasePostgreSql"] = url,
            "--settings",
            Json()
        );
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        await TestServer.Ready(http);
        Assert.Contains(word, await Degraded(http), StringComparison.Ordinal);
        Assert.Contains(word, await http.GetStringAsync("/"), StringComparison.Ordinal);
        await TestServer.Problem(await Ask(http), HttpStatusCode.ServiceUnavailable, "Nothing can be run or scheduled now.", word);
        await TestServer.Problem(await http.GetAsync("/runs"), HttpStatusCode.ServiceUnavailable, word);
        Assert.Contains("transformer_rows_in_total", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/lake/tables")).StatusCode);
        Assert.Single(server.Lines, line => line.Contains(word, StringComparison.Ordinal));
        var said =
            string.Concat(server.Lines)
            + await http.GetStringAsync("/health")
            + await http.GetStringAsync("/")
            + await http.GetStringAsync("/metrics");
        Assert.DoesNotContain(PostgreSqlServer.Password, said, StringComparison.Ordinal);
        Assert.DoesNotContain("nowhere.invalid", said, StringComparison.Ordinal);
    }

    /// <summary>A settings file that logs as JSON, where errors are told with what is within them.</summary>
    private static string Json()
    {
        var path = Path.Combine(Path.GetTempPath(), "analytics-json-log.json");
        File.WriteAllText(path, """{"Analytics": {"LogFormat": "json"}}""");
        return path;
    }

    [DatabaseFact]
    public void The_database_of_another_lake_is_refused_and_stays_as_it_is()
    {
        var settings = new ServerSettings { Data = lake.Copy(), DatabasePostgreSql = postgres.NewDatabase() };
        using (var first = new ServiceDatabase(settings))
        {
            Assert.Null(first.Problem);
            first.Audit(DateTime.UnixEpoch, "somebody", "something");
        }

        var error = Assert.Throws<RunException>(() => new ServiceDatabase(settings with { Data = lake.Copy() }));
        Assert.Contains("is another lake's", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlServer.Password, error.ToString(), StringComparison.Ordinal);
        using var again = new ServiceDatabase(settings);
        using var db = again.Open();
        Assert.Equal("something", db.Scalar<string>("SELECT what FROM audit"));
    }

    [DatabaseFact]
    public void Tables_of_others_in_the_same_database_are_left_alone()
    {
        var url = postgres.NewDatabase();
        var name = url[(url.LastIndexOf('/') + 1)..];
        postgres.Do(name, "CREATE TABLE alerts (theirs text); INSERT INTO alerts VALUES ('still here')");
        using (var database = new ServiceDatabase(new ServerSettings { Data = lake.Copy(), DatabasePostgreSql = url }))
        {
            Assert.Null(database.Problem);
        }

        postgres.Do(name, "DO $$ BEGIN ASSERT (SELECT theirs FROM public.alerts) = 'still here'; END $$");
    }

    [DatabaseFact]
    public async Task A_server_goes_on_where_its_database_was_killed_and_is_there_again_and_nothing_accepted_is_lost()
    {
        await using var server = await TestServer.Start(
            lake.Copy(),
            settings => settings with { DatabasePostgreSql = postgres.NewDatabase() }
        );
        using var http = TestServer.Client(server);
        List<long> accepted = [];
        for (var round = 0; round < 3; round++)
        {
            // Many connections of the pool are dead afterwards, not one.
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Ask(http)));
            foreach (var answer in answers)
            {
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
                accepted.Add((await TestServer.Json(answer)).GetProperty("id").GetInt64());
            }

            await postgres.Kill();
            try
            {
                await Patience.Until(
                    () => Degraded(http),
                    words => words.Contains("is not reached", StringComparison.Ordinal),
                    words => $"Not degraded: {words}",
                    30
                );
                Assert.Contains("is not reached", await http.GetStringAsync("/"), StringComparison.Ordinal);
                await TestServer.Problem(await Ask(http), HttpStatusCode.ServiceUnavailable, "is not reached");
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
            }
            finally
            {
                await postgres.Begin();
            }

            await Patience.Until(() => Degraded(http), words => words == "[]", words => $"Still degraded: {words}", 30);
        }

        foreach (var id in accepted)
        {
            Assert.Equal("succeeded", (await RunTests.Over(http, id)).GetProperty("state").GetString());
        }
    }

    [DatabaseFact]
    public async Task A_restart_between_two_requests_is_seen_by_neither()
    {
        await using var server = await TestServer.Start(
            lake.Copy(),
            settings => settings with { DatabasePostgreSql = postgres.NewDatabase(), Role = "api" }
        );
        using var http = TestServer.Client(server);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => http.GetAsync("/runs")));
        // As an administrator does it: each connection is ended, the server stays. It waits for their end: one that answers and ends then is not between two requests.
        postgres.Do("postgres", "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'analytics'");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Ask(http)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
    }

    [DatabaseFact]
    public async Task Two_servers_on_one_database_make_one_run_of_a_schedule_that_is_due()
    {
        var (data, url) = (lake.Copy(), postgres.NewDatabase());
        Task<Child> Server() => Child.Server(data, environment => environment["Analytics__DatabasePostgreSql"] = url);
        await using var one = await Server();
        await using var two = await Server();
        using var http = new HttpClient { BaseAddress = new Uri(two.Url) };
        for (var i = 0; i < 5; i++)
        {
            await http.PostAsJsonAsync(
                "/schedules",
                new
                {
                    id = Invariant($"due{i}"),
                    cron = "0 0 1 1 *",
                    config = new { domain = "accidents", what = "quality" },
                }
            );
        }

        using (var database = new ServiceDatabase(new ServerSettings { Data = data, DatabasePostgreSql = url }))
        {
            database.Write(db => db.Do("UPDATE schedules SET next_run_at = '2026-01-01T00:00:00.000Z' WHERE id LIKE 'due%'"));
        }

        // Whichever of them keeps the schedules ends in the middle; the other takes over.
        await Task.Delay(500);
        await one.Kill();
        var runs = await Patience.Until(
            async () =>
                (await TestServer.Json(await http.GetAsync("/runs?limit=1000")))
                    .GetProperty("runs")
                    .EnumerateArray()
                    .Where(run => run.GetProperty("origin").GetString()!.StartsWith("schedule:due", StringComparison.Ordinal))
                    .ToArray(),
            runs => runs.Length >= 5 && runs.All(run => run.GetProperty("state").GetString() == "succeeded"),
            runs => $"Not after a minute: {string.Join(' ', runs)}",
            60
        );
        Assert.Equal(5, runs.Length);
        Assert.Equal(5, runs.Select(run => run.GetProperty("origin").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData("53100", true, false)]
    [InlineData("57P01", false, true)]
    [InlineData("08006", false, true)]
    [InlineData("23505", false, false)]
    public void What_the_server_says_is_told_apart(string state, bool isFull, bool isAway)
    {
        var error = DatabaseException.Of(new PostgresException("why", "ERROR", "ERROR", state));
        Assert.Equal((isFull, isAway), (error.IsFull, error.IsAway));
        Assert.Contains("why", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=h;Password=topsecret-31415")]
    [InlineData("mysql://a:topsecret-31415@h/d")]
    [InlineData("postgresql://h/d")]
    [InlineData("postgresql://a:topsecret-31415@h")]
    [InlineData("postgresql://a:topsecret-31415@h/")]
    [InlineData("postgresql://a:topsecret-31415@h/d/e")]
    [InlineData("postgresql://a:topsecret-31415@h/d?sslmode=some")]
    [InlineData("postgresql://a:topsecret-31415@h/d?sslrootcert=/nowhere")]
    [InlineData("postgresql://a:topsecret-31415@h/d?options=-c")]
    public void What_is_no_address_is_refused_without_telling_it(string url)
    {
        var error = Assert.Throws<UsageException>(() => new ServerSettings { DatabasePostgreSql = url }.Checked());
        Assert.Contains("DatabasePostgreSql", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_says_what_it_says_to_PostgreSQLs_own_programs()
    {
        var all = PostgreSqlUrl.Parse("postgres://us%40er:p%2Fw%3A%3B@[::1]:5433/my%20lake?sslmode=verify-full");
        Assert.Equal(
            ("::1", 5433, "us@er", "p/w:;", "my lake", SslMode.VerifyFull),
            (all.Host, all.Port, all.Username, all.Password, all.Database, all.SslMode)
        );
        var short_ = PostgreSqlUrl.Parse("postgresql://user@host/lake");
        Assert.Equal(("host", 5432, null, SslMode.Prefer), (short_.Host, short_.Port, short_.Password, short_.SslMode));
    }
}
