using System.Net;
using System.Text.RegularExpressions;
using Analytics.App.Commands;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed partial class PageTests(TestServer server, SampleLake lake)
{
    /// <summary>A page of each kind.</summary>
    public static IReadOnlyList<string> Addresses { get; } =
    [
        "/",
        "/view/reports",
        .. Catalog.Domains.Select(domain => $"/view/explore/{domain.Name}"),
        "/view/models",
        "/view/models/crashes/severity",
        "/view/models/accidents/patterns",
        "/view/experiments",
        "/view/experiments/crashes/severity",
        "/view/quality",
        "/view/quality/households",
        "/view/quality/customers/quarantine",
        "/view/data",
        "/view/data?domain=crashes&layer=gold&sort=-rows",
        "/view/data/gold.crashes.hotspots",
        "/view/data/silver.crashes.crashes?column=weather_condition&has=rain&sort=-crash_date&page=2",
        "/view/lineage",
        "/view/history",
        "/view/sql",
        "/view/sql?q=from%20crashes.hotspots",
        "/view/sql?q=selec%201",
        "/view/cockpit",
        "/view/monitoring",
        "/view/retraining",
        "/view/fetch",
        "/view/storage",
        "/view/quality/customers/replay",
        "/view/runs",
        "/view/runs?domain=all&state=failed",
        "/view/scheduler",
        "/view/dead-letters",
        "/view/numbers/explore/crashes/all/by-hour",
    ];

    public static TheoryData<string> Pages => [.. Addresses];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_one_heading_a_title_and_no_script_of_its_own(string path)
    {
        var answer = await server.Http.GetAsync(path);
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        RequireWhole(path, page);
    }

    [Fact]
    public async Task Every_link_of_every_page_leads_to_a_page_or_a_file()
    {
        var (waiting, seen, shapes) = (
            new Queue<(string Path, string From)>([("/", "")]),
            new HashSet<string>(StringComparer.Ordinal) { "/" },
            new Dictionary<string, int>(StringComparer.Ordinal)
        );
        while (waiting.TryDequeue(out var next))
        {
            var answer = await server.Http.GetAsync(next.Path);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{next.Path}, linked from {next.From}: {answer.StatusCode}");
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            var page = await answer.Content.ReadAsStringAsync();
            RequireWhole(next.Path, page);
            foreach (
                var path in Links()
                    .Matches(page)
                    .Select(match => WebUtility.HtmlDecode(match.Groups[1].Value).Split('#')[0])
                    .Where(path =>
                        path.StartsWith('/')
                        && !path.StartsWith("/docs", StringComparison.Ordinal)
                        && !path.StartsWith("/assets", StringComparison.Ordinal)
                    )
            )
            {
                // Of pages that differ in a table, a finding or a query only a few are opened.
                var shape =
                    Regex.Replace(path.Split('?')[0], @"(/view/\w+/?)(.*)", "$1")
                    + (path.Contains('?', StringComparison.Ordinal) ? "?" : "");
                if (seen.Add(path) && (shapes[shape] = shapes.GetValueOrDefault(shape) + 1) <= 12)
                {
                    waiting.Enqueue((path, next.Path));
                }
            }
        }

        Assert.Superset(
            new HashSet<string>(
                Addresses.Where(path => path.Split('/').Length <= 3 && !path.Contains('?', StringComparison.Ordinal)),
                StringComparer.Ordinal
            ),
            seen
        );
    }

    [Theory]
    [InlineData("/view/explore/crashes")]
    [InlineData("/view/findings/explore/crashes/all/by-hour.svg")]
    [InlineData("/view/quality/crashes")]
    [InlineData("/view/data/gold.crashes.hotspots?sort=-crashes")]
    public async Task What_follows_from_the_snapshot_has_its_tag_and_is_not_sent_twice(string path)
    {
        var first = await server.Http.GetAsync(path);
        Assert.Equal(server.Server.Snapshots.Current.Id, first.Headers.ETag!.Tag.Trim('"'));
        Assert.Equal(server.Server.Snapshots.Current.Id, first.Headers.GetValues("X-Snapshot").Single());

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag);
        var second = await server.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/view/explore/nothing", "crashes")]
    [InlineData("/view/models/crashes/nothing", "crashes/nothing")]
    [InlineData("/view/models/crashes/severity?version=99", "99")]
    [InlineData("/view/data/gold.crashes.nothing", "gold.crashes.nothing")]
    [InlineData("/view/experiments/run/0123456789", "0123456789")]
    [InlineData("/view/experiments/compare?run=1", "two runs")]
    [InlineData("/view/nothing", "/view/nothing")]
    [InlineData("/view/explore/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "&lt;script&gt;")]
    public async Task What_is_not_there_is_a_page_for_browsers_that_says_so(string path, string word)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
        var answer = await server.Http.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(word, page, StringComparison.Ordinal);
        RequireWhole(path, page);
    }

    [Fact]
    public async Task A_table_pages_sorts_and_filters_and_its_file_holds_all_rows_of_that_view()
    {
        const string Path = "/view/data/silver.crashes.crashes";
        var first = await server.Http.GetStringAsync(Path + "?sort=-crash_date");
        var second = await server.Http.GetStringAsync(Path + "?sort=-crash_date&page=2");
        Assert.Contains("Rows 1 to 50 of", first, StringComparison.Ordinal);
        Assert.Contains("Rows 51 to 100 of", second, StringComparison.Ordinal);
        Assert.Contains("aria-sort=\"descending\"", first, StringComparison.Ordinal);

        var csv = await server.Http.GetStringAsync(Path + "/rows.csv?sort=-crash_date&column=weather_condition&has=rain");
        using var reader = new StringReader(csv);
        var rows = Frames.Frame.ReadCsv(reader);
        Assert.Equal(
            server.Server.Snapshots.Current.Query(
                "SELECT count(*) AS n FROM crashes.crashes WHERE weather_condition ILIKE '%rain%'",
                default
            )["n"][0],
            (long)rows.RowCount
        );
        string[] dates = [.. Enumerable.Range(0, rows.RowCount).Select(row => rows["crash_date"][row]!.ToString()!)];
        Assert.NotEmpty(dates);
        Assert.All(
            Enumerable.Range(0, rows.RowCount),
            row => Assert.Contains("rain", rows["weather_condition"][row]!.ToString()!, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task The_threshold_of_the_model_gives_the_counts_that_its_card_has()
    {
        using var opened = Lake.Lake.Open(SampleLake.Folder);
        var registry = new Registry(opened);
        var run = registry.Card("crashes", "severity", registry.ChampionOf("crashes", "severity")!).Run;
        var alarms = run.Alarms[0];
        var page = await server.Http.GetStringAsync("/view/models/crashes/severity");

        var cells = Cells()
            .Matches(page)
            .Select(match =>
                long.Parse(
                    match.Groups[1].Value,
                    System.Globalization.NumberStyles.Number,
                    System.Globalization.CultureInfo.InvariantCulture
                )
            )
            .ToArray();
        Assert.Equal([alarms.Right, alarms.Missed, alarms.Raised - alarms.Right], cells[..3]);
        Assert.Equal(run.TestRows, cells.Sum());

        var all = await server.Http.GetStringAsync("/view/models/crashes/severity?threshold=0");
        Assert.Equal(
            [run.Alarms[1].Right, 0],
            Cells()
                .Matches(all)
                .Select(match =>
                    long.Parse(
                        match.Groups[1].Value,
                        System.Globalization.NumberStyles.Number,
                        System.Globalization.CultureInfo.InvariantCulture
                    )
                )
                .Take(2)
        );
    }

    [Fact]
    public async Task A_case_typed_into_the_form_gets_the_probability_that_the_API_gives_and_what_moved_it()
    {
        var api = await server.Http.PostAsync(
            "/crashes/predict",
            new StringContent(
                """{"hour": 17, "posted_speed_limit": 30, "first_crash_type": "ANGLE"}""",
                System.Text.Encoding.UTF8,
                "application/json"
            )
        );
        var probability = (await TestServer.Json(api)).GetProperty("probability").GetDouble();
        var page = await server.Http.GetStringAsync(
            "/view/models/crashes/severity?x.hour=17&x.posted_speed_limit=30&x.first_crash_type=ANGLE"
        );

        Assert.Contains(
            $"<dd>{probability.ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture)}</dd>",
            page,
            StringComparison.Ordinal
        );
        Assert.Matches("<th scope=\"row\">first_crash_type</th><td>ANGLE</td>", page);
        var wrong = await server.Http.GetStringAsync("/view/models/crashes/severity?x.hour=%3Cscript%3E");
        Assert.Contains("hour takes a number, not &#x27;&lt;script&gt;&#x27;", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_snapshot_of_a_lake_with_one_domain_shows_every_page_with_what_to_type_for_the_rest()
    {
        var data = lake.Copy();
        using (var opened = Lake.Lake.Open(data))
        {
            using var writer = opened.Write(TimeProvider.System, "test");
            writer.Rollback(opened.History(10_000)[^1]);
            writer.Publish("the first again");
            Assert.True(
                Catalog.Domains.Count(domain => domain.Tables.Any(table => opened.Head.Tables.ContainsKey(table.FullName(domain)))) == 1
            );
        }

        // No model is in force, so it never is ready.
        await using var running = await Hosting.RunningServer.Start(
            new Hosting.ServerSettings { Data = data, Port = 0 },
            TimeProvider.System
        );
        using var http = TestServer.Client(running);
        foreach (
            var path in Addresses.Where(path =>
                !path.StartsWith("/view/data/", StringComparison.Ordinal) && !path.StartsWith("/view/numbers/", StringComparison.Ordinal)
            )
        )
        {
            var answer = await http.GetAsync(path);
            var page = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
            RequireWhole(path, page);
        }

        Assert.Contains("dotnet script scripts/rebuild.csx customers", await http.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains(
            "dotnet script scripts/rebuild.csx customers",
            await http.GetStringAsync("/view/explore/customers"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "dotnet script scripts/train.csx crashes",
            WebUtility.HtmlDecode(await http.GetStringAsync("/view/models/crashes/severity")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Html_that_is_stored_in_a_table_is_text_on_every_page()
    {
        var folder = Directory.CreateTempSubdirectory("analytics-hostile-").FullName;
        const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>";
        try
        {
            var cell = "\"" + Hostile.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
            File.WriteAllText(
                Path.Combine(folder, "customers.csv"),
                $"id_client,nom,email,date_inscription,pays\nC1,{cell},a@example.com,2023-01-01,{cell}\nC2,{cell},{cell},2023-01-02,France\n"
            );
            File.WriteAllText(
                Path.Combine(folder, "purchases.csv"),
                "id_achat,id_client,date_achat,montant,produit\n"
                    + string.Concat(
                        Enumerable
                            .Range(1, 40)
                            .Select(i => FormattableString.Invariant($"A{i},C{1 + i % 2},2023-{1 + i % 12:00}-03 10:00:00,{i}.50,{cell}\n"))
                    )
                    + $"A99,C1,{cell},1.00,{cell}\n"
            );
            var data = Path.Combine(folder, "data");
            Assert.Equal(
                0,
                Rebuild.Main([
                    "customers",
                    "--data",
                    data,
                    "--no-models",
                    "--input",
                    $"customers={Path.Combine(folder, "customers.csv")}",
                    $"purchases={Path.Combine(folder, "purchases.csv")}",
                ])
            );

            await using var running = await Hosting.RunningServer.Start(
                new Hosting.ServerSettings { Data = data, Port = 0 },
                TimeProvider.System
            );
            using var http = TestServer.Client(running);
            var tables = running.Snapshots.Current.Snapshot.Tables.Keys.Select(table => $"/view/data/{table}");
            var asked =
                "/view/sql?q="
                + Uri.EscapeDataString(
                    $"select '{Hostile.Replace("'", "''", StringComparison.Ordinal)}' as \"{Hostile.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                );
            string[] paths =
            [
                "/",
                "/view/reports",
                "/view/explore/customers",
                "/view/quality/customers",
                "/view/quality/customers/quarantine",
                "/view/lineage",
                "/view/history",
                asked,
                "/view/sql?q=" + Uri.EscapeDataString(Hostile),
                $"/view/explore/customers?words={Uri.EscapeDataString(Hostile)}",
                $"/view/data?domain={Uri.EscapeDataString(Hostile)}&sort={Uri.EscapeDataString(Hostile)}",
                .. tables,
                .. new[] { "quarantine", "deliveries" }.Select(name => $"/view/numbers/quality/customers/all/{name}"),
            ];
            var shown = 0;
            foreach (var path in paths)
            {
                var answer = await http.GetAsync(path);
                var page = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
                Assert.DoesNotContain("<script>alert", page, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
                RequireWhole(path, page);
                shown += WebUtility.HtmlDecode(page).Contains("<script>alert(1)</script>", StringComparison.Ordinal) ? 1 : 0;
            }

            // Of what was stored something was shown: the test would see it run.
            Assert.True(shown >= 6, FormattableString.Invariant($"Only {shown} pages showed it."));
            var csv = await http.GetStringAsync("/view/data/silver.customers.customers/rows.csv");
            Assert.Contains("<script>alert(1)</script>", csv, StringComparison.Ordinal);
            foreach (
                var figure in Figures().Matches(await http.GetStringAsync("/view/explore/customers")).Select(match => match.Groups[1].Value)
            )
            {
                Assert.DoesNotContain("<script", await http.GetStringAsync(figure + "svg"), StringComparison.OrdinalIgnoreCase);
                Assert.Equal("application/json", (await http.GetAsync(figure + "json")).Content.Headers.ContentType!.MediaType);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void RequireWhole(string path, string page)
    {
        Assert.True(Regex.Count(page, "<h1[ >]") == 1, $"{path} has {Regex.Count(page, "<h1[ >]")} first headings.");
        Assert.Matches("<title>[^<]+</title>", page);
        Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)", page);
        // What stands between quotes is a value, whatever it says.
        Assert.DoesNotMatch(@"<[^>]*\son\w+=", Regex.Replace(page, "\"[^\"]*\"", "\"\""));
        Assert.DoesNotMatch(@"\n\s+at \w+[.\w]*\(|System\.\w+Exception|\.cs:line", page);
        // No place of this machine: neither where the program lies nor where the lake does.
        Assert.DoesNotContain(RealData.Repository, page, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), page, StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Links();

    [GeneratedRegex("data-figure=\"([^\"]+)json\"")]
    private static partial Regex Figures();

    [GeneratedRegex("<td class=\"(?:right|wrong)\">([0-9,]+)<small>")]
    private static partial Regex Cells();
}
