using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Analytics.App.Commands;
using Analytics.Server.Hosting;

namespace Analytics.Server.Tests;

/// <summary>A server over a lake that its tests may change, one for all of them: starting costs seconds.</summary>
public class ChangingServer : IAsyncLifetime
{
    private readonly SampleLake _lake = new();

    public string Data { get; private set; } = "";

    public RunningServer Server { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The address of a PostgreSQL database; empty for SQLite.</summary>
    protected virtual string Database => "";

    public virtual async Task InitializeAsync()
    {
        Data = _lake.Copy();
        Server = await TestServer.Start(Data, settings => settings with { DatabasePostgreSql = Database });
        Http = TestServer.Client(Server);
    }

    public virtual async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        _lake.Dispose();
    }
}

/// <summary>As <see cref="ChangingServer"/>, with PostgreSQL.</summary>
public sealed class PostgreSqlChangingServer(PostgreSqlServer server) : ChangingServer
{
    protected override string Database => server.NewDatabase();

    public override Task InitializeAsync() => PostgreSqlServer.Missing is null ? base.InitializeAsync() : Task.CompletedTask;

    public override Task DisposeAsync() => PostgreSqlServer.Missing is null ? base.DisposeAsync() : Task.CompletedTask;
}

[Collection(nameof(TestServer))]
public sealed class SqliteRunTests(ChangingServer server) : RunTests(server), IClassFixture<ChangingServer>;

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlRunTests(PostgreSqlChangingServer server) : RunTests(server), IClassFixture<PostgreSqlChangingServer>;

public abstract class RunTests(ChangingServer server)
{
    private readonly string _data = server.Data;
    private readonly HttpClient _http = server.Http;

    private async Task<JsonElement> Ask(object request, string path = "/runs", string? key = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(request) };
        if (key is not null)
        {
            message.Headers.Add("Idempotency-Key", key);
        }

        var answer = await _http.SendAsync(message);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return await TestServer.Json(answer);
    }

    private Task<JsonElement> Over(long id) => Over(_http, id);

    internal static Task<JsonElement> Over(HttpClient http, long id) => Until(http, id, state => state is not ("accepted" or "running"));

    internal static Task<JsonElement> Until(HttpClient http, long id, Func<string, bool> isSo) =>
        Patience.Until(
            async () => await TestServer.Json(await http.GetAsync(FormattableString.Invariant($"/runs/{id}"))),
            run => isSo(run.GetProperty("state").GetString()!),
            run => $"Not after two minutes: {run}"
        );

    private static long Id(JsonElement run) => run.GetProperty("id").GetInt64();

    private string Head => File.ReadAllText(Path.Combine(_data, "HEAD")).Trim();

    [DatabaseFact]
    public async Task A_run_is_accepted_done_by_the_scripts_code_and_told_with_their_words()
    {
        var before = Head;
        var run = await Ask(
            new
            {
                domain = "accidents",
                what = "gold",
                force = true,
            }
        );
        Assert.Equal("accepted", run.GetProperty("state").GetString());
        var ended = await Over(Id(run));

        Assert.Equal("succeeded", ended.GetProperty("state").GetString());
        Assert.Equal(0, ended.GetProperty("exit_code").GetInt32());
        Assert.Equal(before, ended.GetProperty("before").GetString());
        Assert.Equal(Head, ended.GetProperty("after").GetString());
        var log = await _http.GetStringAsync(FormattableString.Invariant($"/runs/{Id(run)}/log"));
        // Line for line what the script says, but for the seconds.
        var steps = log.Split('\n').Where(line => line.Contains("gold.accidents.", StringComparison.Ordinal)).ToArray();
        using var opened = Lake.Lake.Open(_data);
        Assert.Equal(
            opened
                .Head.Tables.Keys.Where(name => name.StartsWith("gold.accidents.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            steps.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].TrimEnd(':')).Order(StringComparer.Ordinal)
        );
        Assert.All(steps, line => Assert.EndsWith("(forced)", line, StringComparison.Ordinal));
        Assert.DoesNotContain(_data, log, StringComparison.Ordinal);
    }

    [DatabaseFact]
    public async Task What_fails_ends_with_the_scripts_code_and_its_last_words()
    {
        var damaged = Directory.GetFiles(Path.Combine(_data, "gold", "accidents"), "*.parquet", SearchOption.AllDirectories)[0];
        var bytes = File.ReadAllBytes(damaged);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        try
        {
            await VerifyFinds();
        }
        finally
        {
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(damaged, bytes);
        }
    }

    private async Task VerifyFinds()
    {
        var ended = await Over(Id(await Ask(new { domain = "accidents", what = "verify" })));

        Assert.Equal("failed", ended.GetProperty("state").GetString());
        Assert.Equal(1, ended.GetProperty("exit_code").GetInt32());
        var (code, text) = Script(() => LakeCommands.Verify(["accidents", "--data", _data]));
        Assert.Equal(1, code);
        Assert.Equal(text.Trim().Split('\n')[^1], ended.GetProperty("reason").GetString());
        Assert.Contains("scripts/rebuild.csx accidents --force", ended.GetProperty("reason").GetString()!, StringComparison.Ordinal);
    }

    private static (int Code, string Text) Script(Func<int> run)
    {
        var (before, written) = (Console.Out, new StringWriter());
        Console.SetOut(written);
        try
        {
            return (run(), written.ToString());
        }
        finally
        {
            Console.SetOut(before);
        }
    }

    [DatabaseFact]
    public async Task Events_come_while_it_runs_end_with_its_end_and_go_on_behind_the_last_that_was_seen()
    {
        var run = await Ask(
            new
            {
                domain = "accidents",
                what = "gold",
                force = true,
            }
        );
        var path = FormattableString.Invariant($"/runs/{Id(run)}/events");
        using var answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var events = Parsed(await answer.Content.ReadAsStringAsync());

        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(each => each.Id));
        Assert.Equal(
            ["accepted", "running", "succeeded"],
            events.Where(each => each.Kind == "state").Select(each => each.Data.GetProperty("state").GetString()!)
        );
        var steps = events.Where(each => each.Kind == "step").Select(each => each.Data).ToArray();
        Assert.Contains(steps, step => step.GetProperty("state").GetString() == "started");
        Assert.Contains(
            steps,
            step =>
                step.GetProperty("state").GetString() == "done"
                && step.GetProperty("of").GetInt32() == step.GetProperty("number").GetInt32()
        );
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.Add("Last-Event-ID", FormattableString.Invariant($"{events.Count - 1}"));
        var rest = Parsed(await (await _http.SendAsync(again)).Content.ReadAsStringAsync());
        Assert.Equal("succeeded", Assert.Single(rest).Data.GetProperty("state").GetString());
    }

    private static IReadOnlyList<(int Id, string Kind, JsonElement Data)> Parsed(string text) =>
        [
            .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(block =>
                {
                    var fields = block.Split('\n').Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
                    return (
                        int.Parse(fields["id"], System.Globalization.CultureInfo.InvariantCulture),
                        fields["event"],
                        JsonDocument.Parse(fields["data"]).RootElement
                    );
                }),
        ];

    [DatabaseFact]
    public async Task A_run_waits_for_a_writer_elsewhere_can_be_cancelled_meanwhile_and_another_goes_on_behind_it()
    {
        using var opened = Lake.Lake.Open(_data);
        JsonElement first,
            second;
        using (opened.Write(TimeProvider.System, "a script of somebody"))
        {
            first = await Ask(new { domain = "accidents", what = "rebuild" });
            second = await Ask(new { domain = "accidents", what = "rebuild" });
            await Patience.Until(
                async () => await TestServer.Json(await _http.GetAsync(FormattableString.Invariant($"/runs/{Id(first)}"))),
                waiting => waiting.GetProperty("reason").GetString()!.Contains("a script of somebody", StringComparison.Ordinal),
                waiting => $"It does not say what it waits for: {waiting}"
            );
            var seen = await TestServer.Json(await _http.GetAsync("/runs"));
            Assert.Contains("a script of somebody", seen.GetProperty("writer").GetString()!, StringComparison.Ordinal);
            var cancelled = await TestServer.Json(await _http.PostAsync(FormattableString.Invariant($"/runs/{Id(first)}/cancel"), null));
            Assert.Equal("cancelled", cancelled.GetProperty("state").GetString());
        }

        Assert.Equal("succeeded", (await Over(Id(second))).GetProperty("state").GetString());
        Assert.Equal("cancelled", (await Over(Id(first))).GetProperty("state").GetString());
        var answer = await _http.PostAsync(FormattableString.Invariant($"/runs/{Id(first)}/cancel"), null);
        await TestServer.Problem(answer, HttpStatusCode.Conflict, "nothing to cancel");
    }

    [DatabaseFact]
    public async Task A_run_that_is_cancelled_while_it_runs_publishes_nothing()
    {
        var before = Head;
        var run = await Ask(
            new
            {
                domain = "crashes",
                what = "rebuild",
                force = true,
            }
        );
        await Until(_http, Id(run), state => state == "running");
        await _http.PostAsync(FormattableString.Invariant($"/runs/{Id(run)}/cancel"), null);
        var ended = await Over(Id(run));

        Assert.Equal("cancelled", ended.GetProperty("state").GetString());
        Assert.Equal(130, ended.GetProperty("exit_code").GetInt32());
        Assert.StartsWith("cancelled by", ended.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, Head);
    }

    [DatabaseFact]
    public async Task Runs_are_done_one_after_the_other_in_the_order_in_which_they_were_accepted()
    {
        long[] ids =
        [
            .. await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => Id(await Ask(new { domain = "accidents", what = "rebuild" })))),
        ];
        var runs = new List<JsonElement>();
        foreach (var id in ids.Order())
        {
            runs.Add(await Over(id));
        }

        Assert.All(runs, run => Assert.Equal("succeeded", run.GetProperty("state").GetString()));
        Assert.All(
            runs.Zip(runs.Skip(1)),
            pair => Assert.True(pair.First.GetProperty("ended_at").GetDateTime() <= pair.Second.GetProperty("started_at").GetDateTime())
        );
    }

    [DatabaseFact]
    public async Task The_same_request_with_the_same_key_is_one_run()
    {
        var first = await Ask(new { domain = "accidents", what = "rebuild" }, key: "one");
        var second = await Ask(new { domain = "accidents", what = "rebuild" }, key: "one");
        var third = await Ask(new { domain = "accidents", what = "rebuild" }, key: "two");
        Assert.Equal(Id(first), Id(second));
        Assert.NotEqual(Id(first), Id(third));
        // Whichever test comes next: a run that still waits would be the one that says what for.
        await Over(Id(third));
    }

    [DatabaseTheory]
    [InlineData("""{"domain":"accidents","what":"dance"}""", "what", "rebuild")]
    [InlineData("""{"domain":"atlantis","what":"rebuild"}""", "domain", "accidents")]
    [InlineData("""{"domain":"accidents","what":"train","study":"none"}""", "study", "patterns")]
    [InlineData("""{"domain":"accidents","what":"train","force":true}""", "force", "rebuild")]
    [InlineData("""{"domain":"accidents","what":"rebuild","forced":true}""", "forced", "field")]
    [InlineData("""{"domain":"accidents","what":"rebuild","force":"yes"}""", "force", "field")]
    [InlineData("""{"domain":"crashes","what":"bronze","fetch":true,"from":"2024-02-01","to":"2024-01-01"}""", "from", "2024-02-01")]
    [InlineData("""[1]""", "body", "object")]
    public async Task What_cannot_be_run_is_refused_with_the_field_before_it_is_accepted(string body, string field, string word)
    {
        var answer = await _http.PostAsync("/runs", new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = await TestServer.Problem(answer, HttpStatusCode.UnprocessableEntity, word);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Empty((await TestServer.Json(await _http.GetAsync("/runs?state=accepted"))).GetProperty("runs").EnumerateArray());
    }

    [DatabaseFact]
    public async Task The_extractors_job_messages_become_fetches_of_their_days()
    {
        using var opened = Lake.Lake.Open(_data);
        // Nothing is fetched here: the lake is held, and the jobs are cancelled.
        using var held = opened.Write(TimeProvider.System, "test");
        var backfill = await Ask(
            JsonDocument
                .Parse(
                    """
                    {"mode": "backfill", "source": "crash", "join_key": "crash_record_id",
                     "date_range": {"field": "crash_date", "start": "2020-01-01T00:00:00", "end": "2020-01-02T00:00:00"},
                     "primary": {"id": "85ca-t3if", "alias": "crashes", "select": "crash_record_id,crash_date", "order": "crash_date, crash_record_id", "page_size": 2000},
                     "enrich": [{"id": "68nd-jvt3", "alias": "vehicles", "select": "make"}, {"id": "u6pd-qa9d", "alias": "people", "select": "age"}],
                     "batching": {"id_batch_size": 50, "max_workers": {"vehicles": 4, "people": 4}}, "storage": {"bucket": "raw-data", "prefix": "crash", "compress": true}}
                    """
                )
                .RootElement,
            "/jobs"
        );
        var streaming = await Ask(
            JsonDocument
                .Parse("""{"mode": "streaming", "source": "crash", "primary": {"id": "85ca-t3if", "where_by": {"since_days": 7}}}""")
                .RootElement,
            "/jobs"
        );
        foreach (var job in new[] { backfill, streaming })
        {
            await _http.PostAsync($"/runs/{job.GetProperty("job_id").GetString()}/cancel", null);
        }

        var config = backfill.GetProperty("run").GetProperty("config");
        Assert.Equal(
            """{"domain":"crashes","what":"rebuild","fetch":true,"from":"2020-01-01","to":"2020-01-01","models":false}""",
            config.GetRawText()
        );
        Assert.Equal(
            ["crashes", "--data", "lake", "--fetch", "--from", "2020-01-01", "--to", "2020-01-01", "--no-models"],
            Server.Runs.RunRequest.Kept(config.GetRawText()).Arguments("lake", new DateOnly(2026, 1, 10))
        );
        Assert.Equal(
            ["crashes", "--data", "lake", "--fetch", "--from", "2026-01-03", "--no-models"],
            Server
                .Runs.RunRequest.Kept(streaming.GetProperty("run").GetProperty("config").GetRawText())
                .Arguments("lake", new DateOnly(2026, 1, 10))
        );
        var wrong = await _http.PostAsJsonAsync("/jobs", new { mode = "streaming", primary = new { id = "abcd-1234" } });
        Assert.Equal(
            "primary.id",
            (await TestServer.Problem(wrong, HttpStatusCode.UnprocessableEntity, "85ca-t3if")).GetProperty("field").GetString()
        );
    }

    [DatabaseFact]
    public async Task A_run_of_a_script_in_another_process_is_in_the_list_once()
    {
        async Task<int> Scripts() =>
            (await TestServer.Json(await _http.GetAsync("/runs?limit=1000")))
                .GetProperty("runs")
                .EnumerateArray()
                .Count(run => run.GetProperty("origin").GetString() == "script" && run.GetProperty("domain").GetString() == "households");

        // What made the lake: one run, or more where it was made again.
        var made = Directory
            .GetFiles(Path.Combine(_data, "runs"), "*.json")
            .Count(record => Path.GetFileName(record).Contains("-households.", StringComparison.Ordinal));
        Assert.True(made > 0);
        await Patience.Until(
            Scripts,
            scripts => scripts == made,
            scripts => $"{scripts} of {made} runs that made the lake are in the list."
        );

        var survey = Path.Combine(_data, "more.csv");
        await File.WriteAllTextAsync(survey, UploadTests.Csv(20, "by-script"));
        using (var script = Child.Script("rebuild.csx", "households", "--no-models", "--input", "survey=" + survey, "--data", _data))
        {
            await script.WaitForExitAsync();
            Assert.Equal(0, script.ExitCode);
        }

        await Patience.Until(Scripts, scripts => scripts == made + 1, scripts => FormattableString.Invariant($"{scripts} runs of scripts"));

        await Task.Delay(3000);
        Assert.Equal(made + 1, await Scripts());
    }
}
