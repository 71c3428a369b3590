using System.Net;
using System.Text.RegularExpressions;
using Analytics.App.Commands;
using Analytics.Server.Hosting;
using Analytics.Server.Security;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class HostTests(TestServer server, SampleLake lake)
{
    [Fact]
    public async Task Home_shows_every_domain_without_a_script_within_the_page()
    {
        var answer = await server.Http.GetAsync("/");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.All(Catalog.Domains, domain => Assert.Contains(domain.Question, page, StringComparison.Ordinal));
        Assert.Contains("script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)", page);
        Assert.DoesNotMatch(@"\son\w+=", page);
    }

    [Fact]
    public async Task Home_is_kept_as_long_as_it_would_read_the_same_and_no_longer()
    {
        var data = lake.Copy();
        await using var running = await TestServer.Start(data);
        using var http = TestServer.Client(running);
        async Task<(string Page, bool WasKept)> Home()
        {
            using var answer = await http.GetAsync("/");
            return (await answer.Content.ReadAsStringAsync(), answer.Headers.Age > TimeSpan.Zero);
        }

        Task Until(string status) =>
            Patience.Until(
                async () => (await TestServer.Json(await http.GetAsync("/health"))).GetProperty("status").GetString(),
                seen => seen == status,
                seen => $"The server is {seen}.",
                20
            );

        var (healthy, _) = await Home();
        await Task.Delay(1100);
        var (again, wasKept) = await Home();
        Assert.True(wasKept);
        Assert.Equal(healthy, again);

        var head = Path.Combine(data, "HEAD");
        var published = await File.ReadAllTextAsync(head);
        await File.WriteAllTextAsync(head, new string('0', 64) + "\n");
        await Until("degraded");
        Assert.Contains("What is published now cannot be served", (await Home()).Page, StringComparison.Ordinal);
        await File.WriteAllTextAsync(head, published);
        await Until("healthy");
        Assert.DoesNotContain("cannot be served", (await Home()).Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ages_on_home_follow_the_clock()
    {
        var time = new JumpingClock();
        await using var running = await RunningServer.Start(new ServerSettings { Data = lake.Copy(), Port = 0 }, time);
        using var http = TestServer.Client(running);
        async Task<string[]> Ages() =>
            [.. Regex.Matches(await http.GetStringAsync("/"), "Changed <time[^>]*>([^<]*)</time>").Select(match => match.Groups[1].Value)];

        var before = await Ages();
        Assert.Equal(Catalog.Domains.Count, before.Length);
        time.Ahead = TimeSpan.FromDays(3);
        await Patience.Until(
            Ages,
            after =>
                after.Length == before.Length
                && before.Zip(after).All(pair => pair.First != pair.Second && pair.Second.EndsWith("days ago", StringComparison.Ordinal)),
            after => $"The ages are still {string.Join(", ", after)}.",
            30
        );
    }

    /// <summary>A clock that can be put forward at once: a false one that stands rings every timer for each of its seconds in between.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }

    [Fact]
    public async Task Health_names_the_snapshot_the_age_of_each_domain_and_every_champion()
    {
        var health = await server.Json("/health");

        using var opened = Lake.Lake.Open(SampleLake.Folder);
        Assert.Equal(opened.Head.Id, health.GetProperty("snapshot").GetString());
        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal(
            Catalog.Domains.Select(domain => domain.Name),
            health.GetProperty("domains").EnumerateArray().Select(each => each.GetProperty("domain").GetString()!)
        );
        Assert.All(
            health.GetProperty("domains").EnumerateArray(),
            each => Assert.InRange(each.GetProperty("age_seconds").GetDouble(), 0, 86400 * 365)
        );
        Assert.Equal(
            opened.Head.Models.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, each.Value)),
            health.GetProperty("models").EnumerateObject().Select(each => (each.Name, each.Value.GetString()!))
        );
    }

    [Fact]
    public async Task What_was_not_published_yet_is_told_by_every_endpoint_and_page_and_none_breaks()
    {
        var folder = Directory.CreateTempSubdirectory("analytics-one-").FullName;
        try
        {
            Assert.Equal(0, Rebuild.Main(["accidents", "--data", Path.Combine(folder, "data"), "--no-models"]));
            await using var running = await RunningServer.Start(
                new ServerSettings { Data = Path.Combine(folder, "data"), Port = 0 },
                TimeProvider.System
            );
            using var http = TestServer.Client(running);
            await TestServer.Problem(await http.GetAsync("/kpis"), HttpStatusCode.ServiceUnavailable, "scripts/rebuild.csx");
            var described = (await TestServer.Json(await http.GetAsync("/openapi/v1.json"))).GetProperty("paths").EnumerateObject();
            var paths = described
                .Where(path => path.Value.TryGetProperty("get", out _))
                .Select(path => Regex.Replace(path.Name, "{[^}]*}", "1"))
                .Concat(Catalog.Domains.SelectMany(domain => new[] { $"/view/explore/{domain.Name}", $"/view/quality/{domain.Name}" }))
                .Concat(["/", "/view/models", "/view/reports", "/view/experiments", "/view/data", "/view/lineage", "/view/history"]);
            foreach (var path in paths)
            {
                // A stream of events has no end to wait for.
                using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
                Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_published_snapshot_is_served_within_seconds_and_the_old_one_is_freed()
    {
        var data = lake.Copy();
        await using var running = await TestServer.Start(data);
        using var http = TestServer.Client(running);
        var old = running.Snapshots.Enter();
        using var opened = Lake.Lake.Open(data);
        using (var writer = opened.Write(TimeProvider.System, "test"))
        {
            writer.Rollback(opened.At(opened.Head.Parent!));
            writer.Publish("one step back");
        }

        await Patience.Until(() => running.Snapshots.Current.Id != old.Id, "The new snapshot is not served after ten seconds.", 10);
        Assert.Equal(opened.Head.Id, (await TestServer.Json(await http.GetAsync("/health"))).GetProperty("snapshot").GetString());
        Assert.False(old.IsFreed);
        Assert.True(old.Query("select 1 as one", default).RowCount == 1, "Who entered the old snapshot can still read it.");
        old.Leave();
        // A report of it that is being made is made to its end.
        await Patience.Until(() => old.IsFreed, "The old snapshot is not freed after twenty seconds.", 20);
        Assert.False(old.TryEnter());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line_with_what_to_type()
    {
        var port = new Uri(server.Server.Url).Port;
        var error = await Assert.ThrowsAsync<RunException>(() =>
            RunningServer.Start(new ServerSettings { Data = SampleLake.Folder, Port = port }, TimeProvider.System)
        );
        Assert.Contains(FormattableString.Invariant($"Port {port} of 127.0.0.1 is taken"), error.Message, StringComparison.Ordinal);
        Assert.Contains("--port", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_lake_is_said_with_the_command_that_fills_it()
    {
        var error = await Assert.ThrowsAsync<RunException>(() =>
            RunningServer.Start(
                new ServerSettings { Data = Path.Combine(Path.GetTempPath(), "no-such-lake"), Port = 0 },
                TimeProvider.System
            )
        );
        Assert.Contains("dotnet script scripts/rebuild.csx --data", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Path.GetTempPath(), "no-such-lake")));
    }

    [Fact]
    public async Task A_lake_of_a_newer_program_is_refused_before_anything_listens()
    {
        var data = lake.Copy();
        var manifest = Path.Combine(data, "manifests", File.ReadAllText(Path.Combine(data, "HEAD")).Trim() + ".json");
        var newer = System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(manifest), @"(""format""\s*:\s*)\d+", "${1}99");
        var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(newer)));
        File.WriteAllText(Path.Combine(data, "manifests", sha + ".json"), newer);
        File.WriteAllText(Path.Combine(data, "HEAD"), sha + "\n");

        var error = await Assert.ThrowsAnyAsync<Lake.LakeException>(() =>
            RunningServer.Start(new ServerSettings { Data = data, Port = 0 }, TimeProvider.System)
        );
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_others_can_reach_needs_keys()
    {
        var error = await Assert.ThrowsAsync<UsageException>(() =>
            RunningServer.Start(
                new ServerSettings
                {
                    Data = SampleLake.Folder,
                    Host = "0.0.0.0",
                    Port = 0,
                },
                TimeProvider.System
            )
        );
        Assert.Contains("--new-key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_are_kept_by_browsers_under_the_hash_of_their_content()
    {
        var page = await server.Http.GetStringAsync("/");
        var address = System.Text.RegularExpressions.Regex.Match(page, "/assets/site.css\\?v=[0-9a-f]{12}").Value;
        Assert.Contains("immutable", (await server.Http.GetAsync(address)).Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Http.GetAsync("/assets/..%2Fappsettings.json")).StatusCode);
    }
}
