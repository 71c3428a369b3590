using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Server.Security;

namespace Analytics.Server.Tests;

/// <summary>What somebody tries who means no good: bodies that never end, text that wants to be a header, keys that are nearly right.</summary>
[Collection(nameof(TestServer))]
public sealed class AttackTests(TestServer server, SampleLake lake)
{
    private const string Evil = "x\r\nX-Evil: 1";

    [Theory]
    [InlineData("/api/v1/upload/file", "text/csv")]
    [InlineData("/crashes/predict", "application/json")]
    public async Task A_body_that_drips_is_given_up_leaves_nothing_and_holds_up_nobody(string path, string type)
    {
        var data = lake.Copy();
        await using var running = await TestServer.Start(data);
        using var http = TestServer.Client(running);
        using var client = new TcpClient();
        var url = new Uri(running.Url);
        await client.ConnectAsync(url.Host, url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: {type}\r\nContent-Length: 100000\r\n\r\n["
            )
        );
        var answer = ReadToEnd(stream);
        for (var bytes = 0; !answer.IsCompleted && bytes < 300; bytes++)
        {
            await Task.Delay(200);
            try
            {
                await stream.WriteAsync(" "u8.ToArray());
            }
            catch (IOException)
            {
                // The server has ended it.
                break;
            }

            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health")).StatusCode);
        }

        var said = await answer.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(said.Length == 0 || said.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), said);
        var uploads = Path.Combine(data, "uploads");
        Assert.True(!Directory.Exists(uploads) || Directory.GetFileSystemEntries(uploads).Length == 0);
    }

    private static async Task<string> ReadToEnd(NetworkStream stream)
    {
        try
        {
            using var all = new MemoryStream();
            await stream.CopyToAsync(all);
            return Encoding.UTF8.GetString(all.ToArray());
        }
        catch (IOException)
        {
            return "";
        }
    }

    [Fact]
    public async Task What_is_asked_never_becomes_a_header_of_the_answer()
    {
        var paths = (await server.Json("/openapi/v1.json")).GetProperty("paths");
        var asked = 0;
        foreach (var path in paths.EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)))
        {
            var get = path.Value.GetProperty("get");
            var parameters = get.TryGetProperty("parameters", out var found) ? found.EnumerateArray().ToArray() : [];
            var address = path.Name;
            var query = new List<string>();
            foreach (var parameter in parameters)
            {
                var name = parameter.GetProperty("name").GetString()!;
                address = address.Replace($"{{{name}}}", Uri.EscapeDataString(Evil), StringComparison.Ordinal);
                query.Add($"{name}={Uri.EscapeDataString(Evil)}");
            }

            // Endless by nature: it is asked for something that is not there.
            using var answer = await server.Http.GetAsync($"{address}?{string.Join('&', query)}", HttpCompletionOption.ResponseHeadersRead);
            Harmless(answer);
            asked++;
        }

        Assert.True(asked > 30, $"{asked} endpoints were asked.");
    }

    [Fact]
    public async Task A_name_that_wants_to_be_a_header_is_refused_or_stays_a_name()
    {
        await using var running = await TestServer.Start(lake.Copy());
        using var http = TestServer.Client(running);
        using var schedule = await http.PostAsJsonAsync(
            "/schedules",
            new
            {
                id = Evil,
                cron = "0 0 1 1 *",
                config = new { domain = "all", what = "quality" },
            }
        );
        Harmless(schedule);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, schedule.StatusCode);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("a,b\n1,2\n")), "file", "name" } };
        form.First().Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=file; filename=\"x%0d%0aX-Evil: 1\"");
        using var upload = await http.PostAsync("/api/v1/upload/file", form);
        Harmless(upload);
        using var run = await http.PostAsJsonAsync("/runs", new { domain = Evil, what = Evil });
        Harmless(run);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, run.StatusCode);
    }

    private static void Harmless(HttpResponseMessage answer)
    {
        var address = answer.RequestMessage!.RequestUri;
        Assert.False(answer.Headers.Contains("X-Evil") || answer.Content.Headers.Contains("X-Evil"), $"{address}");
        Assert.True((int)answer.StatusCode < 500, $"{address}: {answer.StatusCode}");
    }

    [Fact]
    public void Every_key_is_compared_whichever_is_shown()
    {
        static ApiKey Key(string name, string secret) => new(name, Role.Reader, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        // The last of two equal ones is found: the first that fits does not end the search, which would tell its place by the time.
        var keys = new ApiKeys([Key("first", "a"), Key("second", "a"), Key("third", "b")]);
        Assert.Equal("second", keys.Find("a")!.Name);
        Assert.Equal("third", keys.Find("b")!.Name);
        Assert.All((string[])["", "A", "a ", "aa"], shown => Assert.Null(keys.Find(shown)));
    }
}
