using System.Net;
using System.Text.Json;
using Analytics.App.Commands;
using Analytics.Server.Hosting;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Analytics.Server.Tests;

/// <summary>A lake of the committed samples with a champion for every study, made once for all tests; tests only read it, or work on a copy.</summary>
public sealed class SampleLake : IDisposable
{
    private static readonly Lazy<string> s_made = new(Make);

    private readonly List<string> _copies = [];

    /// <summary>Read only.</summary>
    public static string Folder => s_made.Value;

    /// <summary>A copy that a test may change.</summary>
    public string Copy()
    {
        var folder = Directory.CreateTempSubdirectory("analytics-served-").FullName;
        _copies.Add(folder);
        return CopyTo(folder);
    }

    /// <summary>A copy within a folder that the test removes.</summary>
    public static string CopyTo(string folder)
    {
        var copy = Path.Combine(folder, "data");
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            // What the server that reads it remembers is its own, and changes while it is copied.
            if (Path.GetRelativePath(Folder, file).StartsWith("service" + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return copy;
    }

    public void Dispose() => _copies.ForEach(copy => Directory.Delete(copy, recursive: true));

    private static string Make()
    {
        // A lake that somebody made before, for a person who runs one test often.
        if (Environment.GetEnvironmentVariable("ANALYTICS_TEST_LAKE") is { Length: > 0 } there)
        {
            return there;
        }

        var folder = Directory.CreateTempSubdirectory("analytics-served-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        Assert.Equal(0, Rebuild.Main(["all", "--data", Path.Combine(folder, "data")]));
        return Path.Combine(folder, "data");
    }
}

/// <summary>One server over the sample lake, on a free port, for all tests that only read.</summary>
public sealed class TestServer : IAsyncLifetime
{
    public RunningServer Server { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await Start(SampleLake.Folder);
        Http = Client(Server);
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A server on a free port of this machine, ready.</summary>
    public static async Task<RunningServer> Start(string data, Func<ServerSettings, ServerSettings>? with = null)
    {
        var settings = new ServerSettings { Data = data, Port = 0 };
        var server = await RunningServer.Start(with?.Invoke(settings) ?? settings, TimeProvider.System);
        using var http = Client(server);
        await Ready(http);
        return server;
    }

    /// <summary>Waits until the server has read its lake.</summary>
    internal static Task Ready(HttpClient http) =>
        Patience.Until(
            async () => (await http.GetAsync("/health/ready")).StatusCode,
            status => status == HttpStatusCode.OK,
            _ => "The server is not ready after a minute.",
            60
        );

    public static HttpClient Client(RunningServer server) => new() { BaseAddress = new Uri(server.Url) };

    public async Task<JsonElement> Json(string path) => await Json(await Http.GetAsync(path));

    public static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.RequestUri}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Asserts that an answer is a problem as RFC 9457 says, that holds the words and no trace.</summary>
    public static async Task<JsonElement> Problem(HttpResponseMessage answer, HttpStatusCode status, params string[] words)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{answer.RequestMessage!.RequestUri}: {answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var json = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)status, json.GetProperty("status").GetInt32());
        Assert.NotEqual("", json.GetProperty("title").GetString());
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        var told = string.Join('\n', json.EnumerateObject().Select(each => each.Value.ToString()));
        Assert.All(words, word => Assert.Contains(word, told, StringComparison.Ordinal));
        return json;
    }
}

[CollectionDefinition(nameof(TestServer))]
public sealed class TestServerCollection : ICollectionFixture<TestServer>, ICollectionFixture<SampleLake>;
