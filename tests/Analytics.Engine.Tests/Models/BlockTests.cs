using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

/// <summary>What is drawn as a whole for the intervals of each kind of split.</summary>
public sealed class BlockTests
{
    private static Frame Rows(int count, Func<int, DateTime> at, Func<int, int> trip) =>
        new(
            TextColumn.FromValues("id", Enumerable.Range(0, count).Select(row => FormattableString.Invariant($"{row:D5}"))),
            new Column<DateTime>("at", [.. Enumerable.Range(0, count).Select(at)]),
            new Column<int>("trip", [.. Enumerable.Range(0, count).Select(trip)])
        );

    private static DateTime Hour(int hours) => new DateTime(2024, 1, 1, 0, 30, 0, DateTimeKind.Utc).AddHours(hours);

    [Fact]
    public void Days_are_drawn_where_there_are_eight_and_hours_where_there_are_fewer_which_the_card_says()
    {
        var many = SplitRule.ByTime("at").BlocksOf(Rows(480, row => Hour(row / 2), row => row), "id");
        Assert.Equal(10, many.Count);
        Assert.Null(many.Limit);
        Assert.Equal(many.Of[0], many.Of[47]);
        Assert.NotEqual(many.Of[47], many.Of[48]);

        var few = SplitRule.ByTime("at").BlocksOf(Rows(192, row => Hour(row / 2), row => row), "id");
        Assert.Equal(96, few.Count);
        Assert.StartsWith("n = 4 for days", few.Limit, StringComparison.Ordinal);
    }

    [Fact]
    public void All_rows_of_a_household_are_drawn_together()
    {
        var blocks = SplitRule.ByGroup("trip").BlocksOf(Rows(100, Hour, row => row % 20), "id");
        Assert.Equal(20, blocks.Count);
        Assert.Equal(blocks.Of[3], blocks.Of[83]);
        Assert.Null(blocks.Limit);
    }

    [Fact]
    public void Of_one_trip_stretches_of_it_are_drawn_and_none_is_given_across_trips()
    {
        var blocks = SplitRule.ByHeldOutGroup("trip").BlocksOf(Rows(1000, Hour, _ => 7), "id");
        Assert.Equal(9, blocks.Count);
        Assert.Equal(blocks.Of[0], blocks.Of[119]);
        Assert.NotEqual(blocks.Of[119], blocks.Of[120]);
        Assert.StartsWith("n = 1 for groups ('trip')", blocks.Limit, StringComparison.Ordinal);
        Assert.Contains("none can be given across", blocks.Limit, StringComparison.Ordinal);
    }

    [Fact]
    public void No_stretch_holds_rows_of_two_trips_and_of_many_trips_whole_ones_are_drawn()
    {
        var two = SplitRule.ByHeldOutGroup("trip").BlocksOf(Rows(600, Hour, row => row % 2), "id");
        Assert.Equal(6, two.Count);
        Assert.All(
            Enumerable.Range(0, 6),
            block => Assert.Single(Enumerable.Range(0, 600).Where(row => two.Of[row] == block).Select(row => row % 2).Distinct())
        );
        Assert.StartsWith("n = 2", two.Limit, StringComparison.Ordinal);

        var many = SplitRule.ByHeldOutGroup("trip").BlocksOf(Rows(900, Hour, row => row % 9), "id");
        Assert.Equal((9, null), (many.Count, many.Limit));
    }

    [Fact]
    public void Of_one_block_there_is_no_interval_and_of_many_it_is_wider_than_of_single_rows()
    {
        var frame = Toy.Examples(a: (row, bad) => (bad ? 1 : 0) + 2 * Toy.Noise(row / 20, 5) + Toy.Noise(row, 2));
        var model = new Learning.GradientBoosting { Trees = 10 }.Fit(
            frame.Take([.. Enumerable.Range(0, 200)]),
            "bad",
            new Learning.FitOptions { Features = ["a"] }
        );
        var evaluation = Learning.Evaluation.Of(model, frame.Take([.. Enumerable.Range(200, 200)]));
        Measured Of(int[] blocks) => Measures.Intervals([Learning.Metric.LogLoss], evaluation, new Blocks(blocks, "rows"), 0)["log_loss"];

        Assert.False(Of(new int[200]).HasInterval);
        var (single, whole) = (Of([.. Enumerable.Range(0, 200)]), Of([.. Enumerable.Range(0, 200).Select(row => row / 20)]));
        Assert.True(single.HasInterval && whole.HasInterval);
        Assert.Equal(single.Value, whole.Value);
        Assert.NotEqual(single.Lower, whole.Lower);
    }
}
