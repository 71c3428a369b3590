using System.Net;
using System.Text.RegularExpressions;

namespace Analytics.Server.Tests;

/// <summary>Pages that change something, as a browser without scripts uses them.</summary>
[Collection(nameof(TestServer))]
public sealed partial class RunPageTests(ChangingServer server) : IClassFixture<ChangingServer>
{
    /// <summary>A browser's part: it keeps cookies and does not follow.</summary>
    private HttpClient Browser() =>
        new(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(server.Server.Url),
        };

    private static async Task<HttpResponseMessage> Send(
        HttpClient http,
        string page,
        string action,
        params (string Name, string Value)[] fields
    )
    {
        var token = Token().Match(await http.GetStringAsync(page));
        Assert.True(token.Success, page);
        return await http.PostAsync(
            action,
            new FormUrlEncodedContent([
                KeyValuePair.Create(token.Groups[1].Value, token.Groups[2].Value),
                .. fields.Select(each => KeyValuePair.Create(each.Name, each.Value)),
            ])
        );
    }

    [Fact]
    public async Task A_form_asks_for_a_run_its_page_tells_how_it_ended_and_a_reload_asks_for_nothing()
    {
        using var http = Browser();
        var answer = await Send(http, "/view/runs", "/view/runs", ("what", "quality"), ("domain", "accidents"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var address = answer.Headers.Location!.ToString();
        await RunTests.Until(http, long.Parse(address.Split('/')[^1], null), state => state == "succeeded");
        var page = WebUtility.HtmlDecode(await http.GetStringAsync(address));
        Assert.Contains(">succeeded<", page, StringComparison.Ordinal);
        Assert.Matches(@"accidents: \d+ of \d+ gates passed", page);
        Assert.DoesNotContain("/cancel\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-follow", page, StringComparison.Ordinal);
        Assert.Contains(
            $"href=\"{address}\"",
            await http.GetStringAsync("/view/runs?domain=accidents&state=succeeded"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_form_without_the_token_of_its_page_changes_nothing()
    {
        using var http = Browser();
        foreach (
            var action in (string[])
                [
                    "/view/runs",
                    "/view/runs/1/cancel",
                    "/view/scheduler",
                    "/view/scheduler/quality-daily/off",
                    "/view/dead-letters/1/replay",
                    "/view/dead-letters/1/drop",
                    "/view/retraining/accidents/patterns",
                    "/view/fetch",
                    "/view/storage/look",
                    "/view/storage/remove",
                    "/view/quality/customers/replay",
                ]
        )
        {
            var answer = await http.PostAsync(
                action,
                new FormUrlEncodedContent([KeyValuePair.Create("what", "rebuild"), KeyValuePair.Create("domain", "all")])
            );
            await TestServer.Problem(answer, HttpStatusCode.BadRequest, "Load the page again");
            // A token of somebody else's page is none.
            using var other = Browser();
            var token = Token().Match(await other.GetStringAsync("/view/runs"));
            var forged = await http.PostAsync(
                action,
                new FormUrlEncodedContent([KeyValuePair.Create(token.Groups[1].Value, token.Groups[2].Value)])
            );
            await TestServer.Problem(forged, HttpStatusCode.BadRequest, "Load the page again");
        }
    }

    [Fact]
    public async Task A_schedule_is_added_by_its_form_turned_off_run_and_deleted_by_its_buttons()
    {
        using var http = Browser();
        Task<HttpResponseMessage> Add(string cron) =>
            Send(
                http,
                "/view/scheduler",
                "/view/scheduler",
                ("id", "by-form"),
                ("cron", cron),
                ("timezone", "America/Chicago"),
                ("what", "quality"),
                ("domain", "all"),
                ("misfire", "skip")
            );
        var refused = await Add("61 * * * *");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("61 * * * *", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/view/scheduler#by-form", (await Add("30 2 * * *")).Headers.Location!.ToString());
        var card = Card(await http.GetStringAsync("/view/scheduler"));
        Assert.Equal(5, Regex.Count(card, "<time "));
        Assert.Matches(@"(02:30|03:00) -0[56]:00", WebUtility.HtmlDecode(card));
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(http, "/view/scheduler", "/view/scheduler/by-form/off")).StatusCode);
        Assert.Contains(">off<", Card(await http.GetStringAsync("/view/scheduler")), StringComparison.Ordinal);
        var run = await Send(http, "/view/scheduler", "/view/scheduler/by-form/run");
        Assert.StartsWith("/view/runs/", run.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(http, "/view/scheduler", "/view/scheduler/by-form/delete")).StatusCode);
        Assert.DoesNotContain("by-form\"", await http.GetStringAsync("/view/scheduler"), StringComparison.Ordinal);
    }

    private static string Card(string page) =>
        Regex.Match(page, "<article class=\"card\" id=\"by-form\">.*?</article>", RegexOptions.Singleline).Value;

    [BrowserFact]
    public async Task The_page_of_a_run_follows_it_to_its_end_without_being_loaded_again()
    {
        await using var browser = await Tests.Browser.Start();
        await browser.Look(390, true);
        await browser.Open(server.Server.Url + "/view/runs");
        await browser.Run(
            "document.querySelector('#what').value = 'gold'; document.querySelector('#of').value = 'accidents'; document.querySelector('#force').checked = true; document.querySelector('form[method=post]').submit()"
        );
        await browser.Until("location.pathname.startsWith('/view/runs/') && document.querySelector('#live')", "the run's page");
        await browser.Run("window.stays = 1");
        await browser.Until("document.querySelector('#live .badge').textContent === 'succeeded'", "the run's end");
        Assert.Equal("1", (await browser.Run("window.stays"))!.ToString());
        Assert.Equal("0", (await browser.Run("document.querySelectorAll('[data-follow]').length"))!.ToString());
        Assert.Contains(
            "gold.accidents.",
            (await browser.Run("document.querySelector('pre').textContent"))!.ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal("true", (await browser.Run("document.documentElement.scrollWidth <= innerWidth"))!.ToString());
        if (Environment.GetEnvironmentVariable("ANALYTICS_SCREENSHOTS") is { } folder)
        {
            await browser.Picture(Path.Combine(Directory.CreateDirectory(folder).FullName, "run-390-dark.png"));
        }

        Assert.Empty(browser.TakeWrongs());
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
