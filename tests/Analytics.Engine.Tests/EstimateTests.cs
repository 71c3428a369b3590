namespace Analytics.Engine.Tests;

/// <summary>Numbers with intervals, and rankings that luck does not lead.</summary>
public sealed class EstimateTests
{
    [Fact]
    public void A_mean_has_the_interval_of_Student()
    {
        // scipy.stats.t.interval(0.95, 4, loc=3, scale=sem) of 1..5: 1.0368 to 4.9632.
        var mean = Estimates.Mean("a", [1, 2, 3, 4, 5, double.NaN]);

        Assert.Equal((3, 5), (mean.Value, mean.Count));
        Assert.Equal(1.0368, mean.Lower, 3);
        Assert.Equal(4.9632, mean.Upper, 3);
        Assert.True(double.IsNaN(Estimates.Mean("one", [7]).Lower));
    }

    [Fact]
    public void A_share_over_clusters_that_are_each_of_one_mind_is_as_unsure_as_their_number()
    {
        Group[] alike = [.. Enumerable.Range(0, 10).Select(i => new Group($"{i}", 50, 100))];
        Group[] opposed = [.. Enumerable.Range(0, 10).Select(i => new Group($"{i}", i % 2 == 0 ? 100 : 0, 100))];

        Assert.Equal(0.5, Estimates.ShareOf("alike", alike).Lower, 9);
        var unsure = Estimates.ShareOf("opposed", opposed);
        // A fair coin thrown ten times: ± t(9) · √(1/36).
        Assert.Equal(0.5 - (2.262 / 6), unsure.Lower, 9);
        Assert.Equal(10, unsure.Count);
        Assert.Equal(0, Estimates.DesignEffect(alike), 9);
        Assert.Equal(1000.0 / 9, Estimates.DesignEffect(opposed), 6);
    }

    [Fact]
    public void A_difference_of_two_shares_has_Newcombes_interval()
    {
        // Newcombe 1998, table II, method 10, example (a): 56/70 - 48/80 = 0.2, 0.0524 to 0.3339.
        var apart = Estimates.Difference("a", new Group("", 56, 70), new Group("", 48, 80));

        Assert.Equal(0.2, apart.Value, 9);
        Assert.Equal(0.0524, apart.Lower, 4);
        Assert.Equal(0.3339, apart.Upper, 4);
        Assert.Equal(70, apart.Count);
    }

    [Fact]
    public void A_group_of_two_rows_does_not_lead_a_shrunk_ranking()
    {
        Group[] groups = [new("lucky", 2, 2), new("bad", 240, 500), new("good", 120, 500), new("middle", 180, 500)];

        var shrunk = groups.Shrunk();

        Assert.True(groups[0].Share > groups[1].Share);
        Assert.Equal("bad", shrunk.MaxBy(group => group.Share)!.Name);
        Assert.InRange(groups.PriorRows(), 1, 100);
    }

    [Fact]
    public void Groups_that_differ_by_chance_alone_all_get_the_share_of_all()
    {
        Group[] groups = [new("a", 51, 100), new("b", 49, 100), new("c", 50, 100)];

        Assert.True(double.IsPositiveInfinity(groups.PriorRows()));
        Assert.All(groups.Shrunk(), group => Assert.Equal(0.5, group.Share, 9));
        Assert.Equal(0.505, groups.Shrunk(100)[0].Share, 9);
    }

    [Fact]
    public void A_count_changed_only_where_the_interval_of_the_ratio_leaves_one_out()
    {
        Assert.True(Claims.Change(100, 200, "crashes").IsFound);
        Assert.StartsWith("There are fewer crashes", Claims.Change(200, 100, "crashes").Text, StringComparison.Ordinal);
        Assert.False(Claims.Change(100, 105, "crashes").IsFound);
        Assert.Null(Claims.Change(3, 30, "crashes").IsFound);
    }

    [Fact]
    public void The_best_of_pairs_names_its_sides_as_it_is_told()
    {
        (string, Group, Group)[] pairs = [("income", new("", 80, 100), new("", 20, 100)), ("luck", new("", 50, 100), new("", 50, 100))];

        Assert.Contains(
            "unanswered 80.0 % of 100",
            Claims.Best(pairs, "are poor", "unanswered", "answered").Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "unanswered and 50.0 %",
            Claims.Best(pairs[1..], "are poor", "unanswered", "answered").Text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0, 100_000, "0.0 % of 100,000 (< 0.1 %)")]
    [InlineData(3, 100_000, "< 0.1 % of 100,000 (< 0.1 %)")]
    [InlineData(3, 10_000, "< 0.1 % of 10,000 (0.0-0.1 %)")]
    [InlineData(60, 100_000, "0.1 % of 100,000 (0.0-0.1 %)")]
    [InlineData(0, 40, "0.0 % of 40 (0.0-8.8 %)")]
    [InlineData(99_997, 100_000, "> 99.9 % of 100,000 (> 99.9 %)")]
    [InlineData(100_000, 100_000, "100.0 % of 100,000 (> 99.9 %)")]
    [InlineData(40, 40, "100.0 % of 40 (91.2-100.0 %)")]
    public void A_share_that_is_not_0_is_not_told_as_0(int hits, int rows, string told) =>
        Assert.Equal(told, new Group("a", hits, rows).Told);

    [Fact]
    public void Rows_that_go_together_in_blocks_widen_intervals_and_weaken_claims()
    {
        var group = new Group("a", 120, 400) { Effect = 4, Blocks = "40 days" };

        Assert.Equal(new Group("a", 30, 100).Interval, group.Interval);
        Assert.Equal("30.0 % of 400 in 40 days (21.9-39.6 %)", group.Told);
        // Fewer than independent rows would tell is never too many.
        Assert.Equal(new Group("a", 120, 400).Interval, (group with { Effect = 0.5 }).Interval);
        Assert.Equal((0, 1), (group with { Effect = double.PositiveInfinity }).Interval);

        // χ² is 10.67, of twice the rows 21.33; 10.83 is one chance in a thousand.
        Group many = new("many", 240, 800),
            fewer = new("fewer", 160, 800);
        Assert.True(Claims.Shares([many, fewer], "win").IsFound);
        Assert.False(Claims.Shares([many with { Effect = 2 }, fewer with { Effect = 2 }], "win").IsFound);
        Assert.True(Claims.Two(many, fewer, "win").IsFound);
        Assert.False(Claims.Two(many with { Effect = 2 }, fewer with { Effect = 2 }, "win").IsFound);
        Assert.True(Claims.Best([("many", many, fewer)], "win").IsFound);
        Assert.False(Claims.Best([("many", many, fewer)], "win", effects: [2]).IsFound);
        Assert.False(Claims.Best([("many", many, fewer)], "win", effects: [double.PositiveInfinity]).IsFound);
        // What is known of the difference goes before what is known of each side.
        Assert.True(Claims.Best([("many", many with { Effect = 9 }, fewer)], "win", effects: [1]).IsFound);
    }

    [Fact]
    public void A_mean_counts_clusters_and_of_clusters_of_one_row_it_is_the_plain_one()
    {
        double[] values = [1, 5, 2, 9, 4, 4, 7];
        var plain = Estimates.Mean("m", values);
        var single = Estimates.MeanOf("m", values.Select(value => (value, 1)));
        var doubled = Estimates.MeanOf("m", values.Select(value => (2 * value, 2)));

        foreach (var each in new[] { single, doubled })
        {
            Assert.Equal(plain.Value, each.Value, 12);
            Assert.Equal(plain.Lower, each.Lower, 12);
            Assert.Equal(plain.Upper, each.Upper, 12);
            Assert.Equal(7, each.Count);
        }

        Assert.True(double.IsNaN(Estimates.MeanOf("m", [(8, 2)]).Lower));
    }
}
