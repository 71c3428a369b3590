namespace Analytics.Server.Tests;

/// <summary>Servers and workers as processes of their own, with a real broker between them.</summary>
[Collection(nameof(RabbitMqServer))]
public sealed class RabbitMqProcessTests(RabbitMqServer broker, SampleLake lake)
{
    [RabbitMqFact]
    public async Task Processes_pass_stages_on_by_the_broker_though_workers_and_the_broker_are_killed_meanwhile()
    {
        var data = lake.Copy();
        void With(IDictionary<string, string?> environment) => environment["Analytics__Events__RabbitMq"] = broker.Url;
        await using var api = await Child.Server(data, With, "--role", "api");
        using var http = new HttpClient { BaseAddress = new Uri(api.Url) };
        Assert.Equal("rabbitmq", WorkerTests.Text(await TestServer.Json(await http.GetAsync("/events")), "transport"));
        await WorkerTests.AskForAll(http, "accidents");
        await using var bronze = await Child.Server(data, With, "--role", "worker", "--stages", "bronze");
        // Its event is with the broker, and nobody takes it.
        await WorkerTests.Over(http, 1);
        await Patience.Until(
            async () => (await TestServer.Json(await http.GetAsync("/events"))).GetProperty("waiting").GetInt64(),
            waiting => waiting == 0,
            waiting => Invariant($"{waiting} wait"),
            30
        );
        await broker.Kill();
        try
        {
            await using var killed = await Child.Server(data, With, "--role", "worker");
            await Task.Delay(500);
            Assert.Single(await WorkerTests.Runs(http));
            await killed.Kill();
        }
        finally
        {
            await broker.Begin();
        }

        await using (var killed = await Child.Server(data, With, "--role", "worker"))
        {
            await Task.Delay(1000);
            await killed.Kill();
        }

        await using var last = await Child.Server(data, With, "--role", "worker");
        var runs = await Patience.Until(
            () => WorkerTests.Runs(http),
            runs => runs.Count == 4 && runs.All(run => WorkerTests.Text(run, "state") is not ("accepted" or "running")),
            runs => Invariant($"{string.Join('\n', runs)}\n{http.GetStringAsync("/events").Result}"),
            60
        );
        Assert.Equal(["bronze", "silver", "gold", "retrain"], runs.Select(run => WorkerTests.Text(run, "what")));
        Assert.All(runs, run => Assert.Equal("succeeded", WorkerTests.Text(run, "state")));
        Assert.Equal(0, (await TestServer.Json(await http.GetAsync("/events"))).GetProperty("dead_letters").GetInt64());
        Assert.DoesNotContain(
            "guest",
            await http.GetStringAsync("/events") + await http.GetStringAsync("/health"),
            StringComparison.Ordinal
        );
    }

    [RabbitMqFact]
    public async Task Without_its_broker_a_server_starts_says_so_accepts_runs_and_passes_them_on_when_the_broker_is_there()
    {
        var data = lake.Copy();
        await broker.Kill();
        await using var server = await Child.Server(data, environment => environment["Analytics__Events__RabbitMq"] = broker.Url);
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        Task<string> Degraded() => Of(http, "degraded");
        try
        {
            await Patience.Until(
                Degraded,
                words => words.Contains("The broker is not reached", StringComparison.Ordinal),
                words => $"Not degraded: {words}",
                30
            );
            await WorkerTests.AskForAll(http, "accidents");
            await WorkerTests.Over(http, 1);
            Assert.Equal("bronze", WorkerTests.Text(Assert.Single(await WorkerTests.Runs(http)), "what"));
        }
        finally
        {
            await broker.Begin();
        }

        var runs = await WorkerTests.Over(http, 4);
        Assert.Equal(["bronze", "silver", "gold", "retrain"], runs.Select(run => WorkerTests.Text(run, "what")));
        Assert.All(runs, run => Assert.Equal("succeeded", WorkerTests.Text(run, "state")));
        await Patience.Until(
            Degraded,
            words => !words.Contains("broker", StringComparison.Ordinal),
            words => $"Still degraded: {words}",
            60
        );
        Assert.DoesNotContain("guest", string.Concat(server.Lines), StringComparison.Ordinal);
    }

    private static async Task<string> Of(HttpClient http, string field) =>
        (await TestServer.Json(await http.GetAsync("/health"))).GetProperty(field).GetRawText();
}
