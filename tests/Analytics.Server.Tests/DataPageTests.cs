using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Server.Security;

namespace Analytics.Server.Tests;

/// <summary>Pages that bring data in, read it again, remove what is left over and train again, as a browser without scripts uses them.</summary>
[Collection(nameof(TestServer))]
public sealed partial class DataPageTests(ChangingServer server) : IClassFixture<ChangingServer>
{
    private HttpClient Browser() =>
        new(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(server.Server.Url),
        };

    private static async Task<(string Name, string Value)> TokenOf(HttpClient http, string page)
    {
        var token = Token().Match(await http.GetStringAsync(page));
        Assert.True(token.Success, page);
        return (token.Groups[1].Value, token.Groups[2].Value);
    }

    private static async Task<HttpResponseMessage> Send(
        HttpClient http,
        string page,
        string action,
        params (string Name, string Value)[] fields
    )
    {
        (string, string)[] all = [await TokenOf(http, page), .. fields];
        return await http.PostAsync(action, new FormUrlEncodedContent(all.Select(each => KeyValuePair.Create(each.Item1, each.Item2))));
    }

    private static async Task<System.Text.Json.JsonElement> RunOf(HttpClient http, HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return await TestServer.Json(
            await http.GetAsync(answer.Headers.Location!.ToString().Replace("/view", "", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task The_quarantine_is_read_again_by_its_button_and_nothing_is_trained_for_it()
    {
        using var http = Browser();
        Assert.Contains(
            "/view/quality/customers/replay",
            await http.GetStringAsync("/view/quality/customers/quarantine"),
            StringComparison.Ordinal
        );
        var run = await RunOf(http, await Send(http, "/view/quality/customers/replay", "/view/quality/customers/replay"));
        var config = run.GetProperty("config");
        Assert.Equal(("customers", "rebuild"), (run.GetProperty("domain").GetString(), run.GetProperty("what").GetString()));
        Assert.True(config.GetProperty("replay").GetBoolean());
        Assert.False(config.GetProperty("models").GetBoolean());
        var ended = await RunTests.Over(http, run.GetProperty("id").GetInt64());
        Assert.Equal("succeeded", ended.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("between", "2024-01-31", "2024-01-01", "from")]
    [InlineData("between", "31.01.2024", "2024-02-01", "31.01.2024")]
    public async Task Days_that_are_none_are_refused_on_the_page(string days, string from, string to, string word)
    {
        using var http = Browser();
        var answer = await Send(http, "/view/fetch", "/view/fetch", ("domain", "crashes"), ("days", days), ("from", from), ("to", to));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(word, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_domains_with_a_public_api_are_fetched_and_the_days_of_the_form_are_those_of_the_run()
    {
        using var http = Browser();
        var page = await http.GetStringAsync("/view/fetch");
        Assert.Contains("<option>crashes</option>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<option>vehicles</option>", page, StringComparison.Ordinal);
        var refused = await Send(http, "/view/fetch", "/view/fetch", ("domain", "vehicles"), ("days", "since"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);

        // It waits for whoever writes the lake, so that it is cancelled before it asks the network for anything.
        using var lake = Lake.Lake.Open(server.Data);
        using var writer = lake.Write(TimeProvider.System, "test");
        var asked = await Send(
            http,
            "/view/fetch",
            "/view/fetch",
            ("domain", "crashes"),
            ("days", "between"),
            ("from", "2024-01-01"),
            ("to", "2024-01-02"),
            ("tables", "true")
        );
        var run = await RunOf(http, asked);
        await Send(http, "/view/runs", Invariant($"/view/runs/{run.GetProperty("id").GetInt64()}/cancel"));
        var config = run.GetProperty("config");
        Assert.Equal("rebuild", run.GetProperty("what").GetString());
        Assert.Equal(
            ("2024-01-01", "2024-01-02", true),
            (config.GetProperty("from").GetString(), config.GetProperty("to").GetString(), config.GetProperty("fetch").GetBoolean())
        );
        await RunTests.Over(http, run.GetProperty("id").GetInt64());
        Assert.Contains("Last fetches", await http.GetStringAsync("/view/fetch"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_uploaded_by_the_form_once_and_not_without_its_token()
    {
        using var http = Browser();
        var (name, value) = await TokenOf(http, "/view/fetch");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Repository.Samples("households"), "survey.csv.gz"));
        async Task<HttpResponseMessage> Upload(byte[] file, string token)
        {
            using var form = new MultipartFormDataContent { { new StringContent(token), name } };
            var part = new ByteArrayContent(file);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(part, "file", "../../<script>alert(1)</script>.csv");
            return await http.PostAsync("/view/fetch/upload", form);
        }

        await TestServer.Problem(await Upload(bytes, "nonsense"), HttpStatusCode.BadRequest, "Load the page again");
        var answer = await Upload(bytes, value);
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        var id = answer.Headers.Location!.ToString().Split('#')[1];
        Assert.Equal(id, (await Upload(bytes, value)).Headers.Location!.ToString().Split('#')[1]);
        var page = await Patience.Until(
            () => http.GetStringAsync("/view/fetch"),
            text => Regex.IsMatch(text, $"id=\"{id}\".*?badge (good|info)\">(accepted|published)<", RegexOptions.Singleline),
            text => text
        );
        Assert.Equal(1, Regex.Count(page, $"<tr id=\"{id}\""));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        var refused = await Upload(Encoding.UTF8.GetBytes("\u0001\u0002 no table"), value);
        Assert.Contains((int)refused.StatusCode, new[] { 303, 415, 422 });
    }

    [Fact]
    public async Task What_would_go_is_shown_and_nothing_goes_without_the_word()
    {
        using var http = Browser();
        var left = Path.Combine(server.Data, "silver", "accidents", "accidents", "part-left-behind.parquet");
        await File.WriteAllTextAsync(left, "x");
        var look = await Send(http, "/view/storage", "/view/storage/look");
        Assert.Contains("part-left-behind.parquet", await look.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(File.Exists(left));
        var refused = await Send(http, "/view/storage", "/view/storage/remove", ("word", "yes"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Nothing was removed", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var run = await RunOf(http, await Send(http, "/view/storage", "/view/storage/remove", ("word", "remove")));
        Assert.Equal("succeeded", (await RunTests.Over(http, run.GetProperty("id").GetInt64())).GetProperty("state").GetString());
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task Retraining_says_why_or_why_not_for_every_study_and_its_button_trains_that_one()
    {
        using var http = Browser();
        var all = await TestServer.Json(await http.GetAsync("/models/retraining"));
        Assert.Equal(
            Catalog.Domains.SelectMany(domain => domain.Studies.Select(study => $"{domain.Name}/{study.Name}")),
            all.EnumerateArray().Select(each => $"{each.GetProperty("domain").GetString()}/{each.GetProperty("model").GetString()}")
        );
        using var lake = Lake.Lake.Open(server.Data);
        var page = WebUtility.HtmlDecode(await http.GetStringAsync("/view/retraining"));
        foreach (var each in all.EnumerateArray())
        {
            var domain = Catalog.Of(each.GetProperty("domain").GetString()!);
            var verdict = new Retraining(lake).Judge(
                domain,
                domain.Studies.Single(study => study.Name == each.GetProperty("model").GetString())
            );
            Assert.Equal(verdict.IsNeeded, each.GetProperty("is_needed").GetBoolean());
            Assert.Equal(verdict.Reasons, each.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!));
            Assert.All(verdict.Reasons, reason => Assert.Contains(reason, page, StringComparison.Ordinal));
            Assert.Contains(
                each.GetProperty("schedules").EnumerateArray(),
                schedule =>
                    schedule.GetProperty("id").GetString() == "retrain-weekly"
                    && schedule.GetProperty("only_if_needed").GetBoolean()
                    && !schedule.GetProperty("enabled").GetBoolean()
            );
        }

        using var writer = lake.Write(TimeProvider.System, "test");
        var run = await RunOf(http, await Send(http, "/view/retraining", "/view/retraining/accidents/patterns"));
        Assert.Equal(("retrain", "accidents"), (run.GetProperty("what").GetString(), run.GetProperty("domain").GetString()));
        Assert.Equal("patterns", run.GetProperty("config").GetProperty("study").GetString());
        await Send(http, "/view/runs", Invariant($"/view/runs/{run.GetProperty("id").GetInt64()}/cancel"));
        await RunTests.Over(http, run.GetProperty("id").GetInt64());
        var last = (await TestServer.Json(await http.GetAsync("/models/retraining")))
            .EnumerateArray()
            .Single(each => each.GetProperty("model").GetString() == "patterns");
        Assert.Equal(run.GetProperty("id").GetInt64(), last.GetProperty("last_run").GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task A_reader_sees_these_pages_and_changes_nothing_and_only_an_admin_removes()
    {
        var keys = new[] { "reader", "operator" }.ToDictionary(role => role, role => ApiKeys.New(role).Split('\n'));
        await using var closed = await TestServer.Start(
            server.Data,
            with => with with { Keys = [.. keys.Select(each => ApiKeys.Parse(each.Key, each.Value[1].Split('=')[1].Trim()))] }
        );
        foreach (var (role, lines) in keys)
        {
            using var http = TestServer.Client(closed);
            http.DefaultRequestHeaders.Add(KeyCheck.Header, lines[0].Split(' ')[^1].Trim());
            foreach (var page in (string[])["/view/fetch", "/view/storage", "/view/retraining", "/view/monitoring"])
            {
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(page)).StatusCode);
            }

            foreach (
                var (path, isOperators) in new[]
                {
                    ("/view/fetch", true),
                    ("/view/fetch/upload", true),
                    ("/view/storage/look", true),
                    ("/view/storage/remove", false),
                    ("/view/retraining/accidents/patterns", true),
                    ("/view/quality/customers/replay", true),
                }
            )
            {
                var answer = await http.PostAsync(path, new FormUrlEncodedContent([]));
                Assert.Equal(role == "reader" || !isOperators, answer.StatusCode == HttpStatusCode.Forbidden);
            }
        }
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
