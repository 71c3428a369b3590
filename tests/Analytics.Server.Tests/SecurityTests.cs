using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Server.Security;
using Microsoft.AspNetCore.Routing;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class SecurityTests(TestServer server, SampleLake lake)
{
    private static ApiKey Key(string name, Role role) => new(name, role, SHA256.HashData(Encoding.UTF8.GetBytes(name + "-secret")));

    private static async Task<HttpStatusCode> Status(HttpClient http, string method, string path, string? key = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
        {
            request.Headers.Add(KeyCheck.Header, key);
        }

        if (method == "POST")
        {
            request.Content = JsonContent.Create(new { sql = "select 1" });
        }

        var answer = await http.SendAsync(request);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        return answer.StatusCode;
    }

    [Fact]
    public async Task Where_there_are_keys_each_role_may_what_it_may_and_nobody_else_anything()
    {
        await using var running = await TestServer.Start(
            lake.Copy(),
            settings => settings with { Keys = [Key("r", Role.Reader), Key("o", Role.Operator), Key("a", Role.Admin)] }
        );
        using var http = TestServer.Client(running);

        foreach (var path in (string[])["/", "/lake/tables", "/kpis", "/crashes/summary", "/models", "/experiments"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "GET", path));
            Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "GET", path, "wrong"));
            Assert.Equal(HttpStatusCode.OK, await Status(http, "GET", path, "r-secret"));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "POST", "/lake/query"));
        Assert.Equal(HttpStatusCode.OK, await Status(http, "POST", "/lake/query", "r-secret"));
        const string Rollback = "/models/crashes/severity/rollback";
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "POST", Rollback));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(http, "POST", Rollback, "r-secret"));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(http, "POST", Rollback, "o-secret"));
        // Allowed, but there is no version before.
        Assert.Equal(HttpStatusCode.Conflict, await Status(http, "POST", Rollback, "a-secret"));
        foreach (var path in (string[])["/runs", "/jobs", "/schedules", "/api/schedules", "/schedules/quality-daily/run", "/runs/1/cancel"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "POST", path));
            Assert.Equal(HttpStatusCode.Forbidden, await Status(http, "POST", path, "r-secret"));
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Status(http, "POST", "/runs", "o-secret"));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(http, "DELETE", "/schedules/quality-daily", "r-secret"));
        Assert.Equal(HttpStatusCode.OK, await Status(http, "GET", "/runs", "r-secret"));
        Assert.Equal(HttpStatusCode.OK, await Status(http, "GET", "/health"));
        Assert.Equal(HttpStatusCode.OK, await Status(http, "GET", "/health/ready"));
        // An answer that was kept for one who may is not given to one who may not, and 304 tells nothing either.
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(http, "GET", "/kpis"));
    }

    /// <summary>How the server does, and what pages look like.</summary>
    private static readonly string[] s_open =
    [
        "/api/v2/health",
        "/assets/{name}",
        "/health",
        "/health/ready",
        "/scalar/favicon.svg",
        "/scalar/scalar.aspnetcore.js",
        "/scalar/scalar.js",
        "/scalar/{documentName?}",
    ];

    /// <summary>What changes nothing though it is sent: cases to be scored, a question, the pedals of one's own simulated car.</summary>
    private static readonly string[] s_sentByReaders =
    [
        "/accidents/predict",
        "/crashes/predict",
        "/customers/predict",
        "/households/predict",
        "/lake/query",
        "/predict",
        "/vehicles/live/{simulation}",
        "/vehicles/predict",
    ];

    [Fact]
    public async Task Every_address_asks_for_a_key_and_what_changes_something_for_more_than_a_readers()
    {
        await using var running = await TestServer.Start(
            lake.Copy(),
            settings => settings with { Keys = [Key("r", Role.Reader), Key("a", Role.Admin)] }
        );
        using var http = TestServer.Client(running);
        var (open, byReaders) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        var asked = 0;
        foreach (var endpoint in running.Endpoints)
        {
            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            var path = Regex.Replace(route, @"\{[^}]*\}", "1");
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                asked++;
                if (await Code(http, method, path, null) != HttpStatusCode.Unauthorized)
                {
                    open.Add(route);
                }
                else if (method is not ("GET" or "HEAD") && await Code(http, method, path, "r-secret") != HttpStatusCode.Forbidden)
                {
                    byReaders.Add(route);
                }
            }
        }

        Assert.True(asked > 100, $"{asked} addresses were asked.");
        Assert.Equal(s_open, open);
        Assert.Equal(s_sentByReaders, byReaders);
    }

    /// <summary>Only the head of the answer: some have no end.</summary>
    private static async Task<HttpStatusCode> Code(HttpClient http, string method, string path, string? key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
        {
            request.Headers.Add(KeyCheck.Header, key);
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }

    [Fact]
    public async Task A_page_of_another_site_can_change_nothing_and_another_name_for_this_machine_is_refused()
    {
        async Task<HttpStatusCode> Send(string header, string value)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/lake/query") { Content = JsonContent.Create(new { sql = "select 1" }) };
            request.Headers.TryAddWithoutValidation(header, value);
            return (await server.Http.SendAsync(request)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.Forbidden, await Send("Origin", "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await Send("Origin", "null"));
        Assert.Equal(HttpStatusCode.Forbidden, await Send("Sec-Fetch-Site", "cross-site"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await Send("Host", "evil.example"));
        Assert.Equal(HttpStatusCode.OK, await Send("Origin", server.Server.Url));
        Assert.Equal(HttpStatusCode.OK, await Send("Sec-Fetch-Site", "same-origin"));
    }

    [Fact]
    public async Task More_requests_than_are_allowed_are_told_to_wait()
    {
        await using var running = await TestServer.Start(SampleLake.Folder, settings => settings with { RequestsPerSecond = 1 });
        using var http = TestServer.Client(running);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => http.GetAsync("/kpis")));
        var refused = answers.Where(each => each.StatusCode == HttpStatusCode.TooManyRequests).ToArray();
        Assert.InRange(refused.Length, 20, 39);
        await TestServer.Problem(refused[0], HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused[0].Headers.RetryAfter);
    }
}
