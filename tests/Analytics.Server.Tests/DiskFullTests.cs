using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Analytics.Server.Tests;

/// <summary>A server in a process of its own, all of whose writes to files fail as on a full disk for a while.</summary>
[Collection(nameof(TestServer))]
public sealed class DiskFullTests(SampleLake lake)
{
    [ProgramFact("strace")]
    public async Task On_a_full_disk_what_would_be_kept_is_refused_by_507_reading_goes_on_and_with_room_again_so_does_writing()
    {
        var data = lake.Copy();
        var head = await File.ReadAllTextAsync(Path.Combine(data, "HEAD"));
        await using var child = await Child.Server(data);
        using var http = new HttpClient { BaseAddress = new Uri(child.Url) };
        await TestServer.Ready(http);
        await using (await FullDisk.Of(child.Id))
        {
            await TestServer.Problem(await Upload("full"), HttpStatusCode.InsufficientStorage, "disk is full", "send it again");
            await TestServer.Problem(await Gold(), HttpStatusCode.InsufficientStorage, "disk is full");
            foreach (var path in (string[])["/", "/kpis", "/api/v2/stats", "/view/models", "/view/data", "/runs", "/metrics"])
            {
                using var answer = await http.GetAsync(path);
                Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
            }
        }

        Assert.Equal(head, await File.ReadAllTextAsync(Path.Combine(data, "HEAD")));
        Assert.Equal(0, (await TestServer.Json(await http.GetAsync("/api/v2/stats"))).GetProperty("uploads").GetInt32());
        var taken = await TestServer.Json(await Upload("room"));
        await Patience.Until(
            async () => await TestServer.Json(await http.GetAsync("/api/v1/status/" + taken.GetProperty("ingestion_id").GetString())),
            status => status.GetProperty("status").GetString() == "accepted",
            status => $"It is {status}.",
            60
        );
        var run = await TestServer.Json(await Gold());
        Assert.Equal("succeeded", (await RunTests.Over(http, run.GetProperty("id").GetInt64())).GetProperty("state").GetString());

        Task<HttpResponseMessage> Upload(string prefix) =>
            http.PostAsync("/api/v1/upload/file", new StringContent(UploadTests.Csv(3, prefix), Encoding.UTF8, "text/csv"));

        Task<HttpResponseMessage> Gold() =>
            http.PostAsJsonAsync(
                "/runs",
                new
                {
                    domain = "accidents",
                    what = "gold",
                    force = true,
                }
            );
    }

    [MountFact]
    public async Task A_run_that_waits_when_the_disk_is_full_is_run_with_room_again_and_one_that_runs_fails_and_leaves_the_lake_as_it_was()
    {
        using var disk = new SmallDisk(megabytes: 1000);
        var data = SampleLake.CopyTo(disk.Folder);
        await using var server = await TestServer.Start(data);
        using var http = TestServer.Client(server);
        long waiting;
        using (var lake = Lake.Lake.Open(data))
        using (lake.Write(TimeProvider.System, "somebody else"))
        {
            waiting = await Ask("gold");
            disk.Fill();
        }

        await Patience.Until(
            async () => await http.GetStringAsync("/health"),
            health => health.Contains("disk is full", StringComparison.Ordinal),
            health => $"It does not say what is lost: {health}",
            60
        );
        disk.Free();
        Assert.Equal("succeeded", (await RunTests.Over(http, waiting)).GetProperty("state").GetString());
        var head = await File.ReadAllTextAsync(Path.Combine(data, "HEAD"));
        var running = await Ask("rebuild");
        await Patience.Until(
            async () =>
                (await TestServer.Json(await http.GetAsync(FormattableString.Invariant($"/runs/{running}"))))
                    .GetProperty("state")
                    .GetString(),
            state => state == "running",
            state => $"It is {state}.",
            60
        );
        disk.Fill();
        await Task.Delay(TimeSpan.FromSeconds(8));
        disk.Free();
        var ended = await RunTests.Over(http, running);
        Assert.Equal("failed", ended.GetProperty("state").GetString());
        Assert.Contains("No space", ended.GetProperty("reason").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(head, await File.ReadAllTextAsync(Path.Combine(data, "HEAD")));

        async Task<long> Ask(string what) => (
                await TestServer.Json(
                    await http.PostAsJsonAsync(
                        "/runs",
                        new
                        {
                            domain = "crashes",
                            what,
                            force = true,
                        }
                    )
                )
            ).GetProperty("id").GetInt64();
    }

    /// <summary>While it lives, each write to a file fails in that process as on a full disk; sockets are written otherwise.</summary>
    private sealed class FullDisk : IAsyncDisposable
    {
        private readonly Process _strace;

        private FullDisk(Process strace) => _strace = strace;

        public static async Task<FullDisk> Of(int process)
        {
            const string Calls = "pwrite64,pwritev,fallocate";
            var strace = Process.Start(
                new ProcessStartInfo(
                    "strace",
                    [
                        "-f",
                        "-o",
                        "/dev/null",
                        "-p",
                        FormattableString.Invariant($"{process}"),
                        "-e",
                        $"trace={Calls}",
                        "-e",
                        $"inject={Calls}:error=ENOSPC",
                    ]
                )
                {
                    RedirectStandardError = true,
                }
            )!;
            // It says so once it is attached to the first thread; the others follow within it.
            for (string? line; (line = await strace.StandardError.ReadLineAsync()) is not null; )
            {
                if (line.Contains("attached", StringComparison.Ordinal))
                {
                    _ = strace.StandardError.ReadToEndAsync();
                    return new FullDisk(strace);
                }
            }

            throw new InvalidOperationException("strace could not attach.");
        }

        public async ValueTask DisposeAsync()
        {
            using var ended = Process.Start("kill", ["-INT", FormattableString.Invariant($"{_strace.Id}")]);
            await _strace.WaitForExitAsync();
            _strace.Dispose();
        }
    }
}
