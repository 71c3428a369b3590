using System.Net.Http.Json;
using Analytics.Server.Hosting;

namespace Analytics.Server.Tests;

/// <summary>Runs that take longer than they may.</summary>
[Collection(nameof(TestServer))]
public sealed class LimitTests(SampleLake lake)
{
    private const int Minutes = 77;

    /// <summary>The clock of this machine, on which the limit of a run is over after a second.</summary>
    private sealed class Hasty : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == TimeSpan.FromMinutes(Minutes) ? TimeSpan.FromSeconds(1) : dueTime, period);
    }

    [Fact]
    public async Task A_run_that_does_not_end_is_cancelled_at_its_limit_with_that_as_its_reason_and_the_next_one_goes_on()
    {
        var data = lake.Copy();
        var head = await File.ReadAllTextAsync(Path.Combine(data, "HEAD"));
        await using var server = await RunningServer.Start(
            new ServerSettings
            {
                Data = data,
                Port = 0,
                RunMinutes = Minutes,
            },
            new Hasty()
        );
        using var http = TestServer.Client(server);
        await TestServer.Ready(http);
        async Task<long> Ask(string domain, string what, bool force) => (
                await TestServer.Json(
                    await http.PostAsJsonAsync(
                        "/runs",
                        new
                        {
                            domain,
                            what,
                            force,
                        }
                    )
                )
            ).GetProperty("id").GetInt64();
        var (endless, next) = (await Ask("all", "rebuild", true), await Ask("accidents", "quality", false));

        var ended = await RunTests.Over(http, endless);
        Assert.Equal("cancelled", ended.GetProperty("state").GetString());
        Assert.Equal(130, ended.GetProperty("exit_code").GetInt32());
        Assert.Equal("it took longer than 77 minutes (the setting RunMinutes)", ended.GetProperty("reason").GetString());
        Assert.Equal(head, await File.ReadAllTextAsync(Path.Combine(data, "HEAD")));
        Assert.Equal("succeeded", (await RunTests.Over(http, next)).GetProperty("state").GetString());
        var page = await http.GetStringAsync(Invariant($"/view/runs/{endless}"));
        Assert.Contains("it took longer than 77 minutes", page, StringComparison.Ordinal);
    }
}
