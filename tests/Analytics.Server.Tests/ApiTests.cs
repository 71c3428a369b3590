using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class ApiTests(TestServer server, SampleLake lake)
{
    private async Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> Ask(string sql, string accept = "application/json") => Ask(server.Http, sql, accept);

    private static async Task<HttpResponseMessage> Ask(HttpClient http, string sql, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/lake/query") { Content = JsonContent.Create(new { sql }) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return await http.SendAsync(request);
    }

    public static TheoryData<string> Reads =>
        [
            "/crashes/hotspots",
            "/crashes/summary",
            "/vehicles/trips",
            "/revenue/country",
            "/revenue/product",
            "/revenue/monthly",
            "/customers",
            "/kpis",
            "/ml/segments",
            "/ml/segments/summary",
            "/ml/churn",
            "/ml/churn/high-risk",
            "/ml/clv",
            "/ml/model-metrics",
            "/lake/tables",
            "/lake/history",
            "/lake/diff",
            "/models",
            "/models/crashes/severity",
            "/lake/tables/crashes/by_month",
        ];

    [Theory, MemberData(nameof(Reads))]
    public async Task An_answer_has_the_snapshot_as_its_tag_and_is_not_sent_again_to_who_has_it(string path)
    {
        var snapshot = (await server.Json("/health")).GetProperty("snapshot").GetString();
        var first = await Get(path);
        var again = await Get(path);

        Assert.True(first.StatusCode == HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        Assert.Equal((snapshot, $"\"{snapshot}\""), (first.Headers.GetValues("X-Snapshot").Single(), first.Headers.ETag!.Tag));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        var known = await Get(path, ("If-None-Match", first.Headers.ETag.Tag));
        Assert.Equal((HttpStatusCode.NotModified, ""), (known.StatusCode, await known.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.OK, (await Get(path, ("If-None-Match", "\"other\""))).StatusCode);
        Assert.True(
            JsonDocument.Parse(await first.Content.ReadAsStringAsync()).RootElement.GetRawText().Length > 2,
            "The answer is empty."
        );
    }

    [Fact]
    public async Task Paging_goes_through_a_table_once_whatever_its_key()
    {
        foreach (
            var table in (string[])["customers/customer_metrics", "crashes/by_hour_weekday", "customers/cohorts", "vehicles/trip_summary"]
        )
        {
            var entry = (await server.Json("/lake/tables"))
                .EnumerateArray()
                .Single(each => $"{each.GetProperty("schema").GetString()}/{each.GetProperty("table").GetString()}" == table);
            var rows = entry.GetProperty("rows").GetInt64();
            var limit = Math.Max(1, rows / 4);
            var seen = new List<string>();
            var pages = 0;
            for (var next = $"/lake/tables/{table}?limit={limit}"; next is not null; pages++)
            {
                var answer = await Get(next);
                seen.AddRange((await TestServer.Json(answer)).EnumerateArray().Select(each => each.ToString()));
                next = answer.Headers.TryGetValues("Link", out var link) ? link.Single()[1..].Split('>')[0] : null;
            }

            Assert.Equal((rows, rows), (seen.Count, seen.Distinct().Count()));
            Assert.InRange(pages, 4, 6);
        }
    }

    [Fact]
    public async Task Scored_customers_page_as_tables_do()
    {
        var first = await Get("/ml/churn?limit=2");
        var ids = (await TestServer.Json(first)).EnumerateArray().Select(each => each.GetProperty("customer_id").GetString()!).ToArray();
        var second = await server.Json(first.Headers.GetValues("Link").Single()[1..].Split('>')[0]);
        var four = (await server.Json("/ml/churn?limit=4")).EnumerateArray().Select(each => each.GetProperty("customer_id").GetString());
        Assert.Equal(four, [.. ids, .. second.EnumerateArray().Select(each => each.GetProperty("customer_id").GetString()!)]);
    }

    [Theory]
    [InlineData("/lake/tables/crashes/by_month?limit=0", 422)]
    [InlineData("/lake/tables/crashes/by_month?limit=1001", 422)]
    [InlineData("/lake/tables/crashes/by_month?limit=x", 422)]
    [InlineData("/lake/tables/crashes/by_month?after=x", 422)]
    [InlineData("/lake/tables/crashes/by_month?after=WyJhIiwiYiJd", 422)]
    [InlineData("/lake/tables/crashes/by_month?after=W251bGxd", 422)]
    [InlineData("/lake/tables/crashes/no_table", 404)]
    [InlineData("/lake/tables/crashes/by_month%22;drop%20table", 404)]
    [InlineData("/lake/diff?from=zzzz", 404)]
    [InlineData("/crashes/no-such-crash", 404)]
    [InlineData("/models/crashes/none", 404)]
    [InlineData("/models/crashes/severity?version=99", 404)]
    [InlineData("/models/..%2F..%2Fcrashes/severity", 404)]
    [InlineData("/experiments?domain=..", 422)]
    [InlineData("/runs/999999", 404)]
    [InlineData("/no/such/place", 404)]
    public async Task What_is_not_there_is_a_problem_without_a_tag(string path, int status)
    {
        var answer = await Get(path);
        await TestServer.Problem(answer, (HttpStatusCode)status);
        Assert.Null(answer.Headers.ETag);
    }

    [Theory]
    [InlineData("/runs?limit=abc", "limit", "a whole number", "abc")]
    [InlineData("/runs?before=1.5", "before", "a whole number", "1.5")]
    [InlineData("/events?limit=9999999999999", "limit", "a whole number", "9999999999999")]
    [InlineData("/events/dead-letters?limit=%22%3E%3Cb%3E", "limit", "a whole number", "\"><b>")]
    [InlineData("/lake/history?limit=abc", "limit", "a whole number from 1 to 1000", "abc")]
    public async Task A_value_of_another_kind_is_told_with_its_field(string path, string field, string expected, string got)
    {
        var answer = await Get(path);
        var problem = await TestServer.Problem(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(
            (field, expected, got),
            (problem.GetProperty("field").GetString(), problem.GetProperty("expected").GetString(), problem.GetProperty("got").GetString())
        );
    }

    [Fact]
    public async Task A_table_comes_as_JSON_CSV_or_Parquet_with_the_same_rows()
    {
        var json = await server.Json("/lake/tables/crashes/by_month");
        var csv = await Get("/lake/tables/crashes/by_month", ("Accept", "text/csv"));
        var parquet = await Get("/lake/tables/crashes/by_month", ("Accept", "application/vnd.apache.parquet"));
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, await parquet.Content.ReadAsByteArrayAsync());
        using var db = DuckDBConnection.InMemory();
        var read = db.Query($"from read_parquet({DuckDBConnection.Literal(file)})");
        File.Delete(file);

        var lines = (await csv.Content.ReadAsStringAsync()).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        Assert.Equal(json[0].EnumerateObject().Select(each => each.Name), lines[0].Split(','));
        Assert.Equal((json.GetArrayLength(), json.GetArrayLength()), (lines.Length - 1, read.RowCount));
        Assert.Equal(
            json.EnumerateArray().Select(each => each.GetProperty("crashes").GetInt64()),
            read["crashes"].ToDoubles().Select(each => (long)each)
        );
        Assert.Equal(
            "application/json",
            (await Get("/lake/tables/crashes/by_month", ("Accept", "*/*"))).Content.Headers.ContentType!.MediaType
        );
    }

    [Fact]
    public async Task The_shop_is_answered_in_the_words_of_the_system_that_was_replaced()
    {
        var kpis = await server.Json("/kpis");
        var countries = await server.Json("/revenue/country");
        var months = await server.Json("/revenue/monthly");

        Assert.Equal(
            ["total_revenue", "total_purchases", "total_customers", "avg_basket"],
            kpis.EnumerateObject().Select(each => each.Name)
        );
        Assert.Equal(
            kpis.GetProperty("total_revenue").GetDecimal(),
            countries.EnumerateArray().Sum(each => each.GetProperty("revenue").GetDecimal())
        );
        Assert.Equal(
            kpis.GetProperty("total_revenue").GetDecimal(),
            months.EnumerateArray().Sum(each => each.GetProperty("revenue").GetDecimal())
        );
        var missing = await TestServer.Problem(await Get("/customers/nobody"), HttpStatusCode.NotFound);
        Assert.Equal("Customer not found", missing.GetProperty("error").GetString());
        var id = (await server.Json("/ml/churn?limit=1"))[0].GetProperty("customer_id").GetString();
        var customer = await server.Json("/customers/" + id);
        Assert.Equal(id, customer.GetProperty("customer_id").GetString());
        Assert.Equal(
            (await server.Json("/ml/churn?limit=1"))[0].GetProperty("probability").GetDouble(),
            customer.GetProperty("churn_probability").GetDouble()
        );
        var segments = await server.Json("/ml/segments/summary");
        Assert.Equal(4, segments.GetArrayLength());
        Assert.Equal(
            kpis.GetProperty("total_customers").GetInt64(),
            segments.EnumerateArray().Sum(each => each.GetProperty("customers").GetInt64())
        );
        var risky = (await server.Json("/ml/churn/high-risk"))
            .EnumerateArray()
            .Select(each => each.GetProperty("probability").GetDouble())
            .ToArray();
        Assert.All(risky, each => Assert.True(each >= 0.7));
        Assert.Equal(risky.OrderDescending(), risky);
        Assert.Equal(["churn", "clv", "rfm"], (await server.Json("/ml/model-metrics")).EnumerateObject().Select(each => each.Name));
    }

    [Fact]
    public async Task A_crash_comes_with_its_vehicles_and_people()
    {
        var id = (
            await TestServer.Json(
                await Ask("select crash_record_id as id from crashes.people group by 1 having count(*) > 1 order by 1 limit 1")
            )
        )[0]
            .GetProperty("id")
            .GetString();
        var crash = await server.Json("/crashes/" + id);

        Assert.Equal(id, crash.GetProperty("crash_record_id").GetString());
        Assert.True(crash.GetProperty("people").GetArrayLength() > 1);
        var summary = await server.Json("/crashes/summary");
        Assert.Equal(
            summary.GetProperty("crashes").GetInt64(),
            summary.GetProperty("by_month").EnumerateArray().Sum(each => each.GetProperty("crashes").GetInt64())
        );
    }

    [Fact]
    public async Task A_question_is_answered_as_query_csx_answers_it()
    {
        var answer = await TestServer.Json(await Ask("select month, crashes from crashes.by_month order by month limit 2"));
        Assert.Equal(["month", "crashes"], answer[0].EnumerateObject().Select(each => each.Name));
        Assert.Equal(2, answer.GetArrayLength());
        Assert.StartsWith(
            "month,crashes",
            await (await Ask("select month, crashes from crashes.by_month order by month limit 2", "text/csv")).Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.Equal("[1,2]", (await TestServer.Json(await Ask("select [1, 2] as list")))[0].GetProperty("list").GetRawText());
    }

    [Theory]
    [InlineData("drop view crashes.by_month")]
    [InlineData("create table x as select 1")]
    [InlineData("select 1; select 2")]
    [InlineData("copy (select 1) to '/tmp/out.csv'")]
    [InlineData("from read_csv('/etc/passwd')")]
    [InlineData("from '/etc/passwd'")]
    [InlineData("from read_text('/proc/self/environ')")]
    [InlineData("from glob('/*')")]
    [InlineData("attach '/tmp/x.db'")]
    [InlineData("install httpfs")]
    [InlineData("set memory_limit = '100GB'")]
    [InlineData("pragma database_list")]
    [InlineData("explain analyze copy (select 1) to '/tmp/out.csv'")]
    [InlineData("from enable_logging('QueryLog', storage := 'file')")]
    [InlineData("select getenv('HOME')")]
    [InlineData("from query('copy (select 1) to ''/tmp/x''')")]
    [InlineData("select count(*) from range(100000000000) a, range(1000) b")]
    [InlineData("select * from range(1000000)")]
    [InlineData("")]
    [InlineData("no sql at all")]
    public async Task A_hostile_question_is_refused_in_words_and_the_next_one_is_answered(string sql)
    {
        var text = (await TestServer.Problem(await Ask(sql), HttpStatusCode.UnprocessableEntity)).ToString();
        Assert.DoesNotContain(SampleLake.Folder, text, StringComparison.Ordinal);
        Assert.Equal(1, (await TestServer.Json(await Ask("select 1 as one")))[0].GetProperty("one").GetInt32());
    }

    [Fact]
    public async Task A_card_comes_as_JSON_and_as_Markdown_and_the_list_names_every_study()
    {
        var card = await server.Json("/models/crashes/severity");
        var markdown = await (await Get("/models/crashes/severity", ("Accept", "text/markdown"))).Content.ReadAsStringAsync();

        Assert.Equal("crashes/severity", card.GetProperty("model").GetString());
        Assert.StartsWith("# crashes/severity", markdown, StringComparison.Ordinal);
        var studies = Catalog.Domains.SelectMany(domain => domain.Studies.Select(study => $"{domain.Name}/{study.Name}"));
        Assert.Equal(
            studies,
            (await server.Json("/models"))
                .EnumerateArray()
                .Select(each => $"{each.GetProperty("domain").GetString()}/{each.GetProperty("model").GetString()}")
        );
        Assert.Contains(
            (await server.Json("/experiments?domain=crashes")).EnumerateArray(),
            run => run.GetProperty("id").GetString() == card.GetProperty("run").GetProperty("id").GetString()
        );
    }

    [Fact]
    public async Task A_table_that_is_damaged_while_it_is_open_answers_no_more_and_the_others_do()
    {
        var data = lake.Copy();
        await using var running = await TestServer.Start(data);
        using var http = TestServer.Client(running);
        await TestServer.Json(await Ask(http, "from crashes.by_month"));

        foreach (
            var file in Directory.GetFiles(Path.Combine(data, "gold", "crashes", "by_month"), "*.parquet", SearchOption.AllDirectories)
        )
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes);
        }

        await TestServer.Problem(await Ask(http, "from crashes.by_month"), HttpStatusCode.InternalServerError);
        await TestServer.Json(await Ask(http, "from crashes.hotspots"));
    }

    [Fact]
    public async Task A_model_is_rolled_back_and_served_at_once()
    {
        var data = lake.Copy();
        var folder = Path.Combine(data, "models", "accidents", "patterns");
        using (var opened = Lake.Lake.Open(data))
        {
            // Another version of the same model, put in force by hand.
            Directory.CreateDirectory(Path.Combine(folder, "2"));
            foreach (var file in Directory.GetFiles(Path.Combine(folder, "1")))
            {
                File.Copy(file, Path.Combine(folder, "2", Path.GetFileName(file)));
            }

            new Registry(opened).Promote("accidents", "patterns", "2", TimeProvider.System);
        }

        await using var running = await TestServer.Start(data);
        using var http = TestServer.Client(running);
        Assert.Equal(
            "2",
            (await TestServer.Json(await http.GetAsync("/health"))).GetProperty("models").GetProperty("accidents/patterns").GetString()
        );
        var back = await TestServer.Json(await http.PostAsJsonAsync("/models/accidents/patterns/rollback", new { }));
        Assert.Equal(("1", "2"), (back.GetProperty("version").GetString(), back.GetProperty("before").GetString()));
        var after = await http.PostAsJsonAsync(
            "/predict",
            new
            {
                hour = 1,
                dayofweek = 1,
                month = 1,
                severity = 1,
            }
        );
        Assert.Equal("1", (await TestServer.Json(after)).GetProperty("model_version").GetString());
        Assert.Equal(back.GetProperty("snapshot").GetString(), after.Headers.GetValues("X-Snapshot").Single());
        await TestServer.Problem(await http.PostAsJsonAsync("/models/accidents/patterns/rollback", new { }), HttpStatusCode.Conflict);
        await TestServer.Problem(
            await http.PostAsJsonAsync("/models/accidents/patterns/rollback", new { version = "../1" }),
            HttpStatusCode.UnprocessableEntity
        );
    }
}
