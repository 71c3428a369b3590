using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Server.Events;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Analytics.Server.Security;

namespace Analytics.Server.Tests;

/// <summary>Dead letters by the API and on their page.</summary>
[Collection(nameof(TestServer))]
public sealed partial class DeadLetterPageTests(SampleLake lake)
{
    private const string Newer = """{"version":7,"id":"a<b"}""";

    private static void Put(string data, string text)
    {
        var database = new ServiceDatabase(new ServerSettings { Data = data });
        var pulse = new Pulse(TimeProvider.System);
        new Inbox(database, new RunStore(database, TimeProvider.System, pulse), TimeProvider.System, pulse).Take(
            new TakenMessage("gold", text)
        );
    }

    private static async Task<long[]> Numbers(HttpClient http) =>
        [
            .. (await TestServer.Json(await http.GetAsync("/events/dead-letters")))
                .EnumerateArray()
                .Select(each => each.GetProperty("number").GetInt64()),
        ];

    [Fact]
    public async Task The_page_tells_why_and_its_buttons_replay_and_drop()
    {
        var data = lake.Copy();
        await using var server = await TestServer.Start(data);
        Put(data, Newer);
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(server.Url),
        };
        var first = Assert.Single(await Numbers(http));
        var page = await http.GetStringAsync("/view/dead-letters");
        Assert.Contains("It is of version 7", page, StringComparison.Ordinal);
        Assert.Contains("a&lt;b", page, StringComparison.Ordinal);

        async Task Press(string verb, long number)
        {
            var token = Token().Match(await http.GetStringAsync("/view/dead-letters"));
            var answer = await http.PostAsync(
                Invariant($"/view/dead-letters/{number}/{verb}"),
                new FormUrlEncodedContent([KeyValuePair.Create(token.Groups[1].Value, token.Groups[2].Value)])
            );
            Assert.Equal(
                (HttpStatusCode.SeeOther, "/view/dead-letters"),
                (answer.StatusCode, answer.Headers.Location?.ToString() ?? await answer.Content.ReadAsStringAsync())
            );
        }

        await Press("replay", first);
        // It goes through the transport, is not known again, and comes back under another number.
        var second = await Patience.Until(
            () => Numbers(http),
            numbers => numbers is [var number] && number != first,
            numbers => $"Not replayed: {string.Join(' ', numbers)}",
            30
        );
        await Press("drop", second[0]);
        Assert.Empty(await Numbers(http));
        Assert.Contains("Every message was done", await http.GetStringAsync("/view/dead-letters"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replaying_needs_an_operator_and_dropping_an_admin()
    {
        var data = lake.Copy();
        var keys = new[] { Role.Reader, Role.Operator, Role.Admin }.ToDictionary(role => role, role => $"key-of-{role}-0123456789abcdef");
        await using var server = await TestServer.Start(
            data,
            settings =>
                settings with
                {
                    Keys =
                    [
                        .. keys.Select(each => new ApiKey(
                            Invariant($"{each.Key}"),
                            each.Key,
                            SHA256.HashData(Encoding.UTF8.GetBytes(each.Value))
                        )),
                    ],
                }
        );
        Put(data, Newer);
        using var http = TestServer.Client(server);
        async Task<HttpStatusCode> Send(Role role, HttpMethod method, string path)
        {
            using var message = new HttpRequestMessage(method, path);
            message.Headers.Add("X-Api-Key", keys[role]);
            return (await http.SendAsync(message)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await Send(Role.Reader, HttpMethod.Get, "/events/dead-letters"));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(Role.Reader, HttpMethod.Post, "/events/dead-letters/1/replay"));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(Role.Operator, HttpMethod.Delete, "/events/dead-letters/1"));
        Assert.Equal(HttpStatusCode.NoContent, await Send(Role.Admin, HttpMethod.Delete, "/events/dead-letters/1"));
        Assert.Equal(HttpStatusCode.NotFound, await Send(Role.Operator, HttpMethod.Post, "/events/dead-letters/1/replay"));
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
