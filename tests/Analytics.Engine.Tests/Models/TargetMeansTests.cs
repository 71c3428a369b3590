using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

/// <summary>When a feature is the target's mean by a group with the tested rows among it, and when it only looks so.</summary>
public sealed class TargetMeansTests
{
    private const int Rows = 2000;

    private static readonly double[] s_bad = [.. Enumerable.Range(0, Rows).Select(row => N(row, 1) > 0.6 ? 1.0 : 0)];

    private static double N(int row, int stream) => new SampleRandom(31, row).Uniform(stream);

    /// <summary>The smoothed mean of the target by group, of some rows.</summary>
    private static double[] Means(int[] town, Func<int, bool> counts, double smoothing = 0)
    {
        var all = Enumerable.Range(0, Rows).Where(counts).Average(row => s_bad[row]);
        var means = town.Distinct()
            .ToDictionary(
                each => each,
                each =>
                    Enumerable.Range(0, Rows).Where(row => town[row] == each && counts(row)).Select(row => s_bad[row]).ToArray() is var some
                    && some.Length + smoothing > 0
                        ? (some.Sum() + smoothing * all) / (some.Length + smoothing)
                        : all
            );
        return [.. town.Select(each => means[each])];
    }

    private static bool IsFound(int[] town, double[] x, Func<int, bool>? trains = null, bool byDay = false, double[]? bad = null)
    {
        var frame = new Frame([
            TextColumn.FromValues("id", Enumerable.Range(0, Rows).Select(row => FormattableString.Invariant($"e{row:0000}"))),
            new Column<bool>("bad", [.. (bad ?? s_bad).Select(value => value == 1)]),
            new Column<DateOnly>(
                "day",
                [.. Enumerable.Range(0, Rows).Select(row => new DateOnly(2024, 1, 1).AddDays(byDay ? town[row] : row))]
            ),
            .. byDay ? Array.Empty<Column>() : [TextColumn.FromValues("town", town.Select(each => "t" + each))],
            new Column<double>("x", x),
        ]);
        trains ??= row => row < 1200;
        int[] rows = [.. Enumerable.Range(0, Rows)];
        var sides = new Sides([.. rows.Where(trains)], [], [.. rows.Where(row => !trains(row))], "");
        return TargetMeans.Find(frame, Toy.Study(), ["x"], sides).Any(leak => leak.Rule == "mean" && leak.Columns[0] == "x");
    }

    private static readonly int[] s_towns = [.. Enumerable.Range(0, Rows).Select(row => row % 40)];

    [Fact]
    public void The_mean_of_all_rows_is_found_and_that_of_the_training_rows_is_honest()
    {
        Assert.True(IsFound(s_towns, Means(s_towns, _ => true)));
        // Nearly all rows train: the two means are alike, and yet this one knows nothing of the others.
        bool Trains(int row) => row % 197 != 0;
        Assert.False(IsFound(s_towns, Means(s_towns, Trains), Trains));
        Assert.True(IsFound(s_towns, Means(s_towns, _ => true), Trains));
    }

    [Fact]
    public void What_only_goes_with_the_mean_is_not_it()
    {
        var means = Means(s_towns, _ => true);
        var spread = means.Max() - means.Min();
        Assert.False(IsFound(s_towns, [.. means.Select((mean, row) => mean + 0.12 * spread * (N(s_towns[row], 7) - 0.5))]));
        // One value for a whole group is asked for.
        Assert.False(IsFound(s_towns, [.. means.Select((mean, row) => mean + 0.001 * spread * N(row, 8))]));
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(7, false)]
    public void Of_fewer_than_eight_groups_nothing_is_said(int towns, bool isFound)
    {
        int[] town = [.. Enumerable.Range(0, Rows).Select(row => row % towns)];
        Assert.Equal(isFound, IsFound(town, Means(town, _ => true)));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void Of_fewer_than_three_values_nothing_is_said(int different, bool isFound)
    {
        // Of each town so many of ten rows are bad.
        double[] bad = [.. Enumerable.Range(0, Rows).Select(row => row / 40 % 10 < 3 + row % 40 % different ? 1.0 : 0)];
        Assert.Equal(
            isFound,
            IsFound(s_towns, [.. s_towns.Select(town => 0.3 + 0.1 * (town % different))], row => N(row, 9) < 0.6, bad: bad)
        );
    }

    [Fact]
    public void A_mean_that_draws_small_groups_towards_all_is_found()
    {
        // Towns of 1 to 60 rows.
        int[] town = [.. Enumerable.Range(0, Rows).Select(row => (int)Math.Sqrt(2 * row))];
        Assert.True(IsFound(town, Means(town, _ => true, 20)));
        Assert.True(IsFound(town, Means(town, _ => true)));
    }

    [Fact]
    public void A_mean_by_the_day_that_the_split_goes_by_is_found() =>
        Assert.True(IsFound(s_towns, Means(s_towns, _ => true), byDay: true));
}
