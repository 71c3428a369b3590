using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Analytics.Server.Monitoring;
using Microsoft.AspNetCore.Http;

namespace Analytics.Server.Tests;

/// <summary>Traces as a collector gets them, and the log in JSON, of servers in processes of their own.</summary>
[Collection(nameof(TestServer))]
public sealed class TraceTests(SampleLake lake)
{
    private static Action<IDictionary<string, string?>> To(string url, params (string Name, string Value)[] more) =>
        environment =>
        {
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = url;
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
            environment["Analytics__LogFormat"] = "json";
            foreach (var (name, value) in more)
            {
                environment[name] = value;
            }
        };

    private static HttpClient Client(Child server) => new() { BaseAddress = new Uri(server.Url) };

    private static async Task<long> Ask(HttpClient http, object request) =>
        (await TestServer.Json(await http.PostAsJsonAsync("/runs", request))).GetProperty("id").GetInt64();

    /// <summary>The spans of the trace of a run, once that and all behind it have come.</summary>
    private static async Task<Span[]> Trace(TraceReceiver collector, long run, string last)
    {
        Span[] Of()
        {
            var all = collector.Spans.ToArray();
            var trace = all.FirstOrDefault(each =>
                each.Name.StartsWith("run ", StringComparison.Ordinal) && each.Tag(Analytics.Engine.Spans.Run) == Invariant($"{run}")
            )?.Trace;
            return [.. all.Where(each => each.Trace == trace)];
        }

        return await Patience.Until(
            () => Task.FromResult(Of()),
            spans => spans.Any(each => each.Name == last) && spans.Any(each => each.Parent.Length == 0),
            spans => string.Join('\n', spans.Select(each => each.Name)),
            20
        );
    }

    private static void Hangs_together(Span[] trace, string domain, params string[] names)
    {
        var ids = trace.ToDictionary(each => each.Id);
        var root = Assert.Single(trace, each => each.Parent.Length == 0);
        Assert.Equal("POST /runs", root.Name);
        Assert.All(trace.Except([root]), each => Assert.True(ids.ContainsKey(each.Parent), $"{each.Name} has a parent that did not come"));
        Assert.All(
            names,
            name => Assert.True(trace.Any(each => each.Name == name), $"no {name} in {string.Join(", ", trace.Select(each => each.Name))}")
        );
        Assert.All(
            trace.Except([root]),
            each =>
            {
                Assert.Equal(domain, each.Tag(Analytics.Engine.Spans.Domain));
                Assert.True(long.TryParse(each.Tag(Analytics.Engine.Spans.Run), out _), each.Name);
                Assert.NotEqual("", each.Tag(Analytics.Engine.Spans.Snapshot) ?? "");
                Assert.False(each.IsError, each.Name);
            }
        );
    }

    [Fact]
    public async Task A_run_and_all_that_follows_it_in_other_processes_is_one_trace_from_the_request_to_the_model()
    {
        var data = lake.Copy();
        await using var collector = await TraceReceiver.Start();
        await using var api = await Child.Server(data, To(collector.Url), "--role", "api");
        await using var early = await Child.Server(data, To(collector.Url), "--role", "worker", "--stages", "bronze,silver");
        await using var late = await Child.Server(
            data,
            To(collector.Url, ("OTEL_SERVICE_NAME", "late")),
            "--role",
            "worker",
            "--stages",
            "gold,model"
        );
        using var http = Client(api);
        var run = await Ask(
            http,
            new
            {
                domain = "accidents",
                what = "silver",
                force = true,
                follow = true,
            }
        );
        await WorkerTests.Over(http, 3);

        var trace = await Trace(collector, run, "run retrain");
        Hangs_together(
            trace,
            "accidents",
            "run silver",
            "tables accidents",
            "silver.accidents.accidents",
            "gates silver.accidents.accidents",
            "publish accidents",
            "send silver",
            "take gold",
            "run gold",
            "send gold",
            "take model",
            "run retrain",
            "judge accidents/patterns"
        );
        // Each within what caused it.
        string Around(string name) => trace.Single(each => each.Id == trace.First(span => span.Name == name).Parent).Name;
        Assert.Equal("POST /runs", Around("run silver"));
        Assert.Equal("run silver", Around("tables accidents"));
        Assert.Equal("tables accidents", Around("silver.accidents.accidents"));
        Assert.Equal("run silver", Around("take gold"));
        Assert.Equal("take gold", Around("run gold"));
        Assert.Equal("take model", Around("run retrain"));
        Assert.Equal("late", trace.Single(each => each.Name == "run gold").Service);
        Assert.Equal("analytics", trace.Single(each => each.Name == "run silver").Service);
        Assert.True(long.Parse(trace.First(each => each.Name == "silver.accidents.accidents").Tag("analytics.rows")!, null) > 100);

        // The lines of the log of each run name it, its domain, its snapshot and the same trace.
        var lines = early.Lines.Concat(late.Lines).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var ofRuns = lines.Where(line => line.TryGetProperty("run", out _)).ToArray();
        Assert.All(
            ofRuns,
            line =>
            {
                Assert.Equal(trace[0].Trace, line.GetProperty("trace_id").GetString());
                Assert.Equal("accidents", line.GetProperty("domain").GetString());
                Assert.NotEqual("", line.GetProperty("snapshot").GetString());
            }
        );
        Assert.Equal(3, ofRuns.Select(line => line.GetProperty("run").GetInt64()).Distinct().Count());
        Assert.Contains(
            ofRuns,
            line =>
                line.TryGetProperty("step", out var step)
                && step.GetString() == "silver.accidents.accidents"
                && line.GetProperty("step_state").GetString() == "done"
        );
        Assert.Equal(3, ofRuns.Count(line => line.TryGetProperty("state", out var state) && state.GetString() == "succeeded"));
    }

    [Fact]
    public async Task Training_is_in_the_trace_of_its_rebuild_and_a_run_that_fails_says_of_what_kind_and_not_why()
    {
        var data = lake.Copy();
        await using var collector = await TraceReceiver.Start(isGrpc: true);
        await using var server = await Child.Server(data, To(collector.Url, ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")));
        using var http = Client(server);
        await TestServer.Ready(http);
        var run = await Ask(
            http,
            new
            {
                domain = "accidents",
                what = "rebuild",
                force = true,
            }
        );
        Assert.Equal("succeeded", (await RunTests.Over(http, run)).GetProperty("state").GetString());
        Hangs_together(
            await Trace(collector, run, "run rebuild"),
            "accidents",
            "silver.accidents.accidents",
            "train accidents/patterns",
            "warehouse"
        );
        Assert.All(collector.Paths, path => Assert.Equal("/opentelemetry.proto.collector.trace.v1.TraceService/Export", path));

        foreach (var file in Directory.GetFiles(Path.Combine(data, "silver"), "*.parquet", SearchOption.AllDirectories))
        {
            await File.WriteAllTextAsync(file, "no table of Mary Smith");
        }

        var broken = await Ask(http, new { domain = "accidents", what = "verify" });
        Assert.Equal("failed", (await RunTests.Over(http, broken)).GetProperty("state").GetString());
        var failed = await Patience.Until(
            () => Task.FromResult(collector.Spans.FirstOrDefault(each => each.Name == "run verify")),
            span => span is not null,
            _ => "no span of the run that failed",
            20
        );
        Assert.True(failed!.IsError);
        Assert.Equal("failed", failed.Tag("analytics.run.state"));
    }

    [Fact]
    public async Task Spans_and_the_log_hold_names_of_routes_and_models_and_nothing_of_who_asks_or_what_is_sent()
    {
        await using var collector = await TraceReceiver.Start();
        var key = "key-that-nobody-may-read";
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        await using var server = await Child.Server(
            lake.Copy(),
            To(collector.Url, ("Analytics__Keys__maria", "admin:" + hash), ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=collector-secret"))
        );
        using var http = Client(server);
        await TestServer.Ready(http);
        http.DefaultRequestHeaders.Add(Security.KeyCheck.Header, key);
        http.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        http.DefaultRequestHeaders.Add("tracestate", "person=MARY-SMITH");
        var household = new
        {
            household_id = "H-OF-MARY-SMITH",
            district = "Kanungu",
            household_size = 9,
            time_to_water = 31,
        };
        await TestServer.Json(await http.PostAsJsonAsync("/households/predict?explain=true", household));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await http.PostAsJsonAsync("/households/predict", new { household_size = "77001177 MARY" })).StatusCode
        );
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/customers/C-OF-MARY-SMITH")).StatusCode);
        await http.PostAsJsonAsync("/lake/query", new { sql = "SELECT 'MARY-SMITH'::INTEGER" });
        await http.GetAsync("/nowhere/MARY-SMITH?q=MARY-SMITH");
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync("/schedules/MARY-SMITH/run", new { })).StatusCode);

        var spans = await Patience.Until(
            () => Task.FromResult(collector.Spans.ToArray()),
            all => all.Any(each => each.Name == "POST /schedules/{id}/run"),
            all => string.Join('\n', all.Select(each => each.Name)),
            20
        );
        var asked = spans.Where(each => each.Source == Analytics.Engine.Spans.Requests.Name).ToArray();
        Assert.Equal(
            [
                "GET",
                "GET /customers/{id}",
                "POST /households/predict",
                "POST /households/predict",
                "POST /lake/query",
                "POST /schedules/{id}/run",
            ],
            asked.Select(each => each.Name).Order(StringComparer.Ordinal)
        );
        // They go on with the caller's trace.
        Assert.All(asked, each => Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (each.Trace, each.Parent)));
        string[] known = ["http.request.method", "http.route", "http.response.status_code", "analytics.snapshot", "error.type"];
        Assert.All(asked, each => Assert.Empty(each.Tags.Keys.Except(known)));
        var scored = Assert.Single(spans, each => each.Name == "score households/vulnerability");
        Assert.Equal(
            ["analytics.domain", "analytics.rows", "analytics.snapshot", "analytics.version"],
            scored.Tags.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Contains(asked, each => each.Id == scored.Parent);

        var sent = string.Concat(collector.Bodies.Select(Encoding.Latin1.GetString));
        var logged = string.Join('\n', server.Lines);
        Assert.Contains("households/vulnerability", sent, StringComparison.Ordinal);
        foreach (
            var personal in (string[])["MARY", "Kanungu", "77001177", "maria", "household_size", "127.0.0.1", key, hash, "collector-secret"]
        )
        {
            Assert.DoesNotContain(personal, sent, StringComparison.OrdinalIgnoreCase);
            if (personal is not ("127.0.0.1" or "maria"))
            {
                // The log says where the server is and who, by the name of his key, changed what.
                Assert.DoesNotContain(personal, logged, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_collector_that_is_away_or_never_answers_slows_nothing_and_is_told_in_one_line(bool isSilent)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        if (!isSilent)
        {
            silent.Stop();
        }

        await using var server = await Child.Server(
            lake.Copy(),
            To(
                Invariant($"http://user:collector-secret@127.0.0.1:{port}"),
                ("OTEL_EXPORTER_OTLP_TIMEOUT", "1000"),
                ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=collector-secret")
            )
        );
        using var http = Client(server);
        await TestServer.Ready(http);
        var accident = new
        {
            hour = 17,
            dayofweek = 5,
            month = 11,
            severity = 1,
        };
        await TestServer.Json(await http.PostAsJsonAsync("/predict", accident));
        var took = new List<TimeSpan>();
        // More spans than the sender keeps.
        for (var times = 0; times < 1500; times++)
        {
            var began = Stopwatch.GetTimestamp();
            await TestServer.Json(await http.PostAsJsonAsync("/predict", accident));
            took.Add(Stopwatch.GetElapsedTime(began));
        }

        // A wait for the collector would be its time-out of a second, each time.
        Assert.True(took.Order().ElementAt(took.Count * 99 / 100) < TimeSpan.FromSeconds(1), $"{took.Max()}");
        var run = await Ask(http, new { domain = "accidents", what = "quality" });
        Assert.Equal("succeeded", (await RunTests.Over(http, run)).GetProperty("state").GetString());
        await Patience.Until(() => server.Lines.Any(line => line.Contains("collector", StringComparison.Ordinal)), "nothing is told", 20);
        var stopping = Stopwatch.GetTimestamp();
        await server.Stop();
        Assert.True(Stopwatch.GetElapsedTime(stopping) < TimeSpan.FromSeconds(8), $"{Stopwatch.GetElapsedTime(stopping)}");

        var line = JsonDocument
            .Parse(Assert.Single(server.Lines, each => each.Contains("collector", StringComparison.Ordinal)))
            .RootElement;
        Assert.Equal("warning", line.GetProperty("level").GetString());
        Assert.Equal(
            Invariant($"The collector at http://127.0.0.1:{port} does not take traces; they are lost until it does. All else goes on."),
            line.GetProperty("message").GetString()
        );
        Assert.All(server.Lines, each => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(each).RootElement.ValueKind));
        Assert.DoesNotContain(server.Lines, each => each.Contains("collector-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_script_is_a_trace_of_its_own()
    {
        var data = lake.Copy();
        await using var collector = await TraceReceiver.Start();
        using var script = Child.Script("rebuild.csx", To(collector.Url), "accidents", "--force", "--no-models", "--data", data);
        await script.WaitForExitAsync();
        Assert.Equal(0, script.ExitCode);
        var root = Assert.Single(collector.Spans, each => each.Parent.Length == 0);
        Assert.Equal(("script rebuild", "analytics-script", "0"), (root.Name, root.Service, root.Tag("process.exit.code")));
        Assert.All(collector.Spans, each => Assert.Equal(root.Trace, each.Trace));
        Assert.Contains(collector.Spans, each => each.Name == "silver.accidents.accidents");
    }

    [Fact]
    public async Task An_address_of_a_collector_that_is_none_is_refused_without_repeating_it()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Child.Server(lake.Copy(), To("secret-place")));
        Assert.Contains(
            "OTEL_EXPORTER_OTLP_ENDPOINT is no address that begins with http:// or https://.",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret-place", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_long_as_nobody_listens_a_request_and_a_scored_row_allocate_nothing_for_traces()
    {
        Assert.False(Analytics.Engine.Spans.Requests.HasListeners());
        var (http, next) = (new DefaultHttpContext(), Task.CompletedTask);
        var middleware = new RequestSpans(_ => next);
        long Times(int times)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var at = 0; at < times; at++)
            {
                Assert.Same(next, middleware.Invoke(http));
                using var span = Analytics.Engine.Spans.Scoring.Begin("score", "households/vulnerability");
                Assert.Null(span);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Times(1000);
        Assert.Equal(0, Times(1000));
    }
}
