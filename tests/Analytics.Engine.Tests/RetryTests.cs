using System.Net;
using System.Net.Http.Headers;

namespace Analytics.Engine.Tests;

public sealed class RetryTests
{
    /// <summary>A clock whose timers fire at once and write down how long they were asked to wait.</summary>
    private sealed class Impatient : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
            {
                Pauses.Add(dueTime);
            }

            return base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
        }
    }

    private static async Task<(int Tries, List<TimeSpan> Pauses, Exception? Error)> Try(
        Func<int, Exception?> failure,
        int seed = 1,
        Action<string>? tell = null
    )
    {
        var time = new Impatient();
        var tries = 0;
        var error = await Record.ExceptionAsync(async () =>
            await Retry
                .Of(time, seed, tell)
                .ExecuteAsync(_ => failure(tries++) is { } thrown ? ValueTask.FromException(thrown) : ValueTask.CompletedTask)
        );
        return (tries, time.Pauses, error);
    }

    [Fact]
    public async Task Transient_trouble_is_tried_again_after_2_10_and_30_seconds_give_or_take_a_fifth()
    {
        var (tries, pauses, error) = await Try(_ => new HttpRequestException("reset"));

        Assert.IsType<HttpRequestException>(error);
        Assert.Equal(4, tries);
        Assert.Equal(3, pauses.Count);
        foreach (var (pause, seconds) in pauses.Zip([2.0, 10, 30]))
        {
            Assert.InRange(pause.TotalSeconds, seconds * 0.8, seconds * 1.2);
        }

        Assert.Equal(pauses, (await Try(_ => new HttpRequestException("reset"))).Pauses);
    }

    [Fact]
    public async Task It_stops_trying_at_the_first_success()
    {
        var (tries, pauses, error) = await Try(attempt => attempt < 1 ? new TimeoutException() : null);

        Assert.Null(error);
        Assert.Equal((2, 1), (tries, pauses.Count));
    }

    [Fact]
    public async Task A_server_that_says_when_to_come_back_is_obeyed()
    {
        var (_, pauses, _) = await Try(attempt =>
            attempt == 0 ? new RefusedException(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(17), "429") : null
        );

        Assert.Equal([TimeSpan.FromSeconds(17)], pauses);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, null)]
    [InlineData(HttpStatusCode.Forbidden, null)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 3600)]
    [InlineData(HttpStatusCode.TooManyRequests, 3600)]
    public async Task What_will_not_pass_soon_is_not_tried_again(HttpStatusCode status, int? after)
    {
        var (tries, _, error) = await Try(_ => new RefusedException(
            status,
            after is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            "no"
        ));

        Assert.IsType<RefusedException>(error);
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task A_mistake_in_the_program_is_not_tried_again() =>
        Assert.Equal(1, (await Try(_ => new InvalidOperationException())).Tries);

    [Fact]
    public async Task Clients_of_different_seeds_come_back_spread_over_the_whole_fifth_and_each_try_anew()
    {
        var shares = new List<double[]>();
        for (var seed = 0; seed < 60; seed++)
        {
            shares.Add([
                .. (await Try(_ => new HttpIOException(HttpRequestError.ResponseEnded), seed)).Pauses.Zip(
                    [2.0, 10, 30],
                    (pause, seconds) => pause.TotalSeconds / seconds
                ),
            ]);
        }

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var spread = shares.ConvertAll(each => each[attempt]);
            Assert.All(spread, share => Assert.InRange(share, 0.8, 1.2));
            Assert.InRange(spread.Min(), 0.8, 0.84);
            Assert.InRange(spread.Max(), 1.16, 1.2);
            // Timers count whole milliseconds, so a few of 60 may meet.
            Assert.True(spread.Distinct().Count() > 50);
        }

        Assert.All(shares, each => Assert.Equal(3, each.Distinct().Count()));
    }

    [Theory]
    [InlineData(408, true)]
    [InlineData(429, true)]
    [InlineData(499, false)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(301, false)]
    public async Task Of_what_a_server_says_only_too_much_too_late_and_its_own_trouble_is_tried_again(int status, bool again) =>
        Assert.Equal(
            again ? 2 : 1,
            (await Try(attempt => attempt == 0 ? new RefusedException((HttpStatusCode)status, null, "no") : null)).Tries
        );

    [Theory]
    [InlineData(300, 2)]
    [InlineData(301, 1)]
    public async Task A_server_may_ask_for_five_minutes_and_no_second_more(int seconds, int tries) =>
        Assert.Equal(
            tries,
            (
                await Try(attempt =>
                    attempt == 0 ? new RefusedException(HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(seconds), "busy") : null
                )
            ).Tries
        );

    [Fact]
    public async Task A_response_that_breaks_off_is_tried_again() =>
        Assert.Equal(2, (await Try(attempt => attempt == 0 ? new InvalidDataException("cut") : null)).Tries);

    [Fact]
    public async Task Each_pause_is_told_with_its_reason()
    {
        var told = new List<string>();
        await Try(
            attempt =>
                attempt == 0 ? new RefusedException(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(2.5), "429: too many.") : null,
            tell: told.Add
        );

        Assert.Equal(["429: too many. Trying again in 2.5 s."], told);
    }

    [Fact]
    public void A_server_names_its_pause_in_seconds_or_as_a_date_and_a_date_gone_by_means_now()
    {
        var time = new StillTime { Now = ToyLake.Noon };

        Assert.Null(Retry.After(null, time));
        Assert.Equal(TimeSpan.FromSeconds(7), Retry.After(new RetryConditionHeaderValue(TimeSpan.FromSeconds(7)), time));
        Assert.Equal(TimeSpan.FromSeconds(90), Retry.After(new RetryConditionHeaderValue(ToyLake.Noon.AddSeconds(90)), time));
        Assert.Equal(TimeSpan.Zero, Retry.After(new RetryConditionHeaderValue(ToyLake.Noon.AddSeconds(-90)), time));
    }
}
