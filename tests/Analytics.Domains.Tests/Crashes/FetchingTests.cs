using System.Globalization;
using Analytics.Domains.Crashes;
using Analytics.Engine;

namespace Analytics.Domains.Tests.Crashes;

public sealed class FetchingTests
{
    private static readonly Domain s_crashes = new Analytics.Domains.Crashes.Crashes();

    [Fact]
    public async Task A_window_brings_its_crashes_with_their_vehicles_and_people()
    {
        using var lake = new TestLake();
        using var server = new SodaServer(700);

        var fetched = await Fetch(lake, server, new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 31));
        lake.Rebuild(s_crashes);

        Assert.Equal((700, 1400, 700), fetched);
        Assert.Equal(700, lake.Number(s_crashes, "SELECT count(*) FROM silver.merged WHERE veh_count = 2 AND ppl_count = 1"));
        // 700 ids are three batches of at most 300 for each of the two tables, besides one page of crashes.
        Assert.Equal(7, server.Requests.Count);
    }

    [Theory]
    [InlineData("429 Too Many Requests", 7.0)]
    [InlineData("500 Internal Server Error", 2.0)]
    [InlineData("cut", 2.0)]
    public async Task What_passes_is_tried_again_after_the_pause_that_fits(string fault, double seconds)
    {
        using var lake = new TestLake();
        using var server = new SodaServer(3) { Fault = (number, _) => number == 1 ? fault : null };
        var time = new ImpatientTime();

        var fetched = await Fetch(lake, server, new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 2), time);

        Assert.Equal(3, fetched.Crashes);
        var pause = Assert.Single(time.Pauses);
        Assert.InRange(pause.TotalSeconds, seconds * 0.8, seconds * 1.2);
    }

    [Fact]
    public async Task A_server_that_stays_silent_is_given_up_after_four_tries_of_sixty_seconds()
    {
        using var lake = new TestLake();
        using var server = new SodaServer(3) { Fault = (_, _) => "silence" };
        var time = new ImpatientTime { EndsTimeOuts = true };

        await Assert.ThrowsAsync<TimeoutException>(() => Fetch(lake, server, new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 2), time));

        Assert.Equal(3, time.Pauses.Count);
    }

    [Fact]
    public async Task A_refusal_for_good_is_not_tried_again()
    {
        using var lake = new TestLake();
        using var server = new SodaServer(3) { Fault = (_, _) => "400 Bad Request" };

        await Assert.ThrowsAsync<RefusedException>(() => Fetch(lake, server, new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 2)));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_fetch_that_was_killed_goes_on_without_asking_again_for_the_pages_that_landed()
    {
        using var lake = new TestLake();
        using var server = new SodaServer(700)
        {
            Fault = (_, path) => path.Contains("u6pd-qa9d", StringComparison.Ordinal) ? "400 Bad Request" : null,
        };
        await Assert.ThrowsAnyAsync<IOException>(() => Fetch(lake, server, new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 2)));
        server.Requests.Clear();
        server.Fault = (_, _) => null;

        var fetched = await Fetch(lake, server, new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 2));

        Assert.Equal((700, 1400, 700), fetched);
        Assert.All(server.Requests, request => Assert.Contains("u6pd-qa9d", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_incremental_fetch_looks_back_three_days_before_the_last_one_ended()
    {
        using var lake = new TestLake();
        using var server = new SodaServer(5);
        await Fetch(lake, server, new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 31));
        server.Requests.Clear();

        await Fetch(lake, server, null, new DateOnly(2024, 2, 5));

        Assert.Contains("crash_date >= '2024-01-28T00:00:00'", Uri.UnescapeDataString(server.Requests.First()), StringComparison.Ordinal);
    }

    private static async Task<(long Crashes, long Vehicles, long People)> Fetch(
        TestLake lake,
        SodaServer server,
        DateOnly? from,
        DateOnly to,
        TimeProvider? time = null
    )
    {
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        var clock = time ?? TimeProvider.System;
        var request = new FetchRequest(lake.Lake, from, to, clock, (_, _, _) => { });
        return await new Fetching(new Socrata(http, Retry.Of(clock, 1), clock), request).Run(CancellationToken.None);
    }

    /// <summary>A clock whose pauses are over at once and remembered; time-outs of a minute end only when asked.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public bool EndsTimeOuts { get; init; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.Parse("2024-03-01T00:00:00Z", CultureInfo.InvariantCulture);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var isTimeOut = dueTime == TimeSpan.FromSeconds(60);
            if (!isTimeOut && dueTime > TimeSpan.Zero)
            {
                lock (Pauses)
                {
                    Pauses.Add(dueTime);
                }
            }

            return isTimeOut && !EndsTimeOuts
                ? TimeProvider.System.CreateTimer(callback, state, dueTime, period)
                : TimeProvider.System.CreateTimer(
                    callback,
                    state,
                    dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(isTimeOut ? 200 : 1) : dueTime,
                    period
                );
        }
    }
}
