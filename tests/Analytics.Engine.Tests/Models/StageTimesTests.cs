namespace Analytics.Engine.Tests.Models;

/// <summary>Where a training's time goes is counted once.</summary>
public sealed class StageTimesTests
{
    private readonly StillTime _time = new() { Now = ToyLake.Noon };

    [Fact]
    public void What_is_done_within_something_else_is_not_counted_there()
    {
        var times = new StageTimes(_time);

        times.Of(
            "measure",
            () =>
            {
                Spend(2);
                times.Of("read rows", () => times.Of("unpack", () => Spend(3)) + Spend(1));
                return Spend(4);
            }
        );
        times.Of("read rows", () => Spend(10));

        Assert.Equal([new("measure", 6), new("read rows", 11) { Count = 2 }, new("unpack", 3)], times.All);
    }

    [Fact]
    public void What_fails_took_time_all_the_same()
    {
        var times = new StageTimes(_time);

        Assert.Throws<InvalidOperationException>(() =>
            times.Of("measure", () => times.Of("fit", () => Spend(5) > 0 ? throw new InvalidOperationException() : 0) + Spend(1))
        );

        Assert.Equal([new("measure", 0), new("fit", 5)], times.All);
    }

    [Fact]
    public void Things_done_side_by_side_do_not_take_each_others_time()
    {
        var times = new StageTimes(_time);
        using var both = new Barrier(2);

        Parallel.Invoke(
            () => times.Of("one", () => both.SignalAndWait(TimeSpan.FromMinutes(1))),
            () => times.Of("other", () => both.SignalAndWait(TimeSpan.FromMinutes(1)))
        );

        Assert.Equal(["one", "other"], times.All.Select(each => each.What).Order(StringComparer.Ordinal));
        Assert.All(times.All, each => Assert.Equal(0, each.Seconds));
    }

    private int Spend(int seconds)
    {
        _time.Now = _time.Now.AddSeconds(seconds);
        return seconds;
    }
}
