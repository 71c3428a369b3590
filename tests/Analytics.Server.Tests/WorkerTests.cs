using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class SqliteWorkerTests(SampleLake lake) : WorkerTests(lake, "");

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlWorkerTests(SampleLake lake, PostgreSqlServer server) : WorkerTests(lake, server.NewDatabase());

/// <summary>The parts of a server as processes of their own: one that answers, others that do the stages.</summary>
/// <param name="url">The address of a PostgreSQL database; empty for SQLite.</param>
public abstract class WorkerTests(SampleLake lake, string url)
{
    private Task<Child> Server(string data, params IReadOnlyList<string> args) =>
        Child.Server(data, environment => environment["Analytics__DatabasePostgreSql"] = url, args);

    private static readonly string[] s_chain = ["bronze", "silver", "gold", "retrain"];

    /// <summary>The runs in their order, but for those of the scripts that made the lake.</summary>
    internal static async Task<IReadOnlyList<JsonElement>> Runs(HttpClient http) =>
        [
            .. (await TestServer.Json(await http.GetAsync("/runs?limit=1000")))
                .GetProperty("runs")
                .EnumerateArray()
                .Where(run => Text(run, "origin") != "script")
                .Reverse(),
        ];

    internal static string Text(JsonElement run, string field) => run.GetProperty(field).GetString() ?? "";

    internal static async Task AskForAll(HttpClient http, string domain)
    {
        var answer = await http.PostAsJsonAsync(
            "/runs",
            new
            {
                domain,
                what = "bronze",
                follow = true,
            }
        );
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Waits until so many runs are there and over.</summary>
    internal static Task<IReadOnlyList<JsonElement>> Over(HttpClient http, int count) =>
        Patience.Until(
            () => Runs(http),
            runs => runs.Count >= count && runs.All(run => Text(run, "state") is not ("accepted" or "running")),
            runs => $"Not after two minutes: {string.Join('\n', runs)}"
        );

    [DatabaseFact]
    public async Task Workers_of_different_stages_pass_data_on_and_the_one_that_answers_does_none_of_it()
    {
        var data = lake.Copy();
        await using var api = await Server(data, "--role", "api");
        using var http = new HttpClient { BaseAddress = new Uri(api.Url) };
        await using (var killed = await Server(data, "--role", "worker", "--stages", "bronze"))
        {
            await killed.Kill();
        }

        await AskForAll(http, "accidents");
        // Nobody is there who does it, and a worker that was killed or does something else is nobody.
        await using var last = await Server(data, "--role", "worker", "--stages", "model");
        var waiting = await Patience.Until(
            () => Runs(http),
            runs => Text(Assert.Single(runs), "reason").Length > 0 || Text(runs[0], "state") != "accepted",
            runs => $"It is not told why it waits: {runs[0]}"
        );
        Assert.Equal("accepted", Text(waiting[0], "state"));
        Assert.Equal(
            "waits for a worker that does bronze; none is there. Start one: dotnet script scripts/serve.csx --role worker --stages bronze",
            Text(waiting[0], "reason")
        );
        Assert.Contains("none is there", await http.GetStringAsync($"/view/runs/{waiting[0].GetProperty("id")}"), StringComparison.Ordinal);

        await using var early = await Server(data, "--role", "worker", "--stages", "bronze,silver");
        await using var late = await Server(data, "--role", "worker", "--stages", "gold");
        var runs = await Over(http, 4);
        Assert.Equal(s_chain, runs.Select(run => Text(run, "what")));
        Assert.All(runs, run => Assert.Equal("succeeded", Text(run, "state")));
        Assert.Equal(
            [early.Id, early.Id, late.Id, last.Id],
            runs.Select(run => int.Parse(Text(run, "worker").Split('-')[^3], System.Globalization.CultureInfo.InvariantCulture))
        );
        var events = (await TestServer.Json(await http.GetAsync("/events"))).GetProperty("events").EnumerateArray().Reverse();
        Assert.Equal(["bronze", "silver", "gold", "model"], events.Select(each => Text(each, "stage")));

        // A worker answers how it does, and nothing else.
        using var of = new HttpClient { BaseAddress = new Uri(early.Url) };
        Assert.Equal(HttpStatusCode.OK, (await of.GetAsync("/health")).StatusCode);
        Assert.Contains("dead_letters 0", await of.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await of.GetAsync("/runs")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await of.GetAsync("/")).StatusCode);
    }

    [DatabaseFact]
    public async Task However_often_workers_are_killed_each_event_has_the_effect_of_one_run()
    {
        var data = lake.Copy();
        await using var api = await Server(data, "--role", "api");
        using var http = new HttpClient { BaseAddress = new Uri(api.Url) };
        await using var steady = await Server(data, "--role", "worker", "--stages", "silver,gold");
        await AskForAll(http, "accidents");
        foreach (var wait in new[] { 0, 300, 900 })
        {
            await using var killed = await Server(data, "--role", "worker");
            await Task.Delay(wait);
            await killed.Kill();
        }

        await using var last = await Server(data, "--role", "worker");
        var first = (await Over(http, 1))[0];
        // The first run was asked for by a person: broken off it is told, and he asks again.
        if (Text(first, "state") == "interrupted")
        {
            await AskForAll(http, "accidents");
        }

        var runs = (await Over(http, Text(first, "state") == "interrupted" ? 5 : 4)).Where(run => Text(run, "state") != "interrupted");
        Assert.Equal(s_chain, runs.Select(run => Text(run, "what")));
        Assert.All(runs, run => Assert.Equal("succeeded", Text(run, "state")));
        Assert.Equal(0, (await TestServer.Json(await http.GetAsync("/events"))).GetProperty("dead_letters").GetInt64());
        Assert.Equal(0, Analytics.App.Commands.LakeCommands.Verify(["accidents", "--data", data]));
    }
}
