using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

/// <summary>What codes and orders tell of a target, at each bound: numbers that can be counted by hand.</summary>
public sealed class LeakScreenTests
{
    private static double N(int row, int stream) => new SampleRandom(23, row).Uniform(stream);

    private static LeakScreen Screen(IEnumerable<bool> target, int[]? blocks = null) =>
        LeakScreen.Of(new Frame(new Column<bool>("y", [.. target])), "y", blocks is null ? null : new Blocks(blocks, "blocks"));

    private static (int[] First, int[] Second) Halves(int rows) => Screen(new bool[rows]).Halves;

    [Theory]
    [InlineData(3, 3, true)]
    [InlineData(2, 3, false)]
    [InlineData(3, 2, false)]
    public void Each_half_needs_three_rows_of_either_class(int first, int second, bool canJudge)
    {
        var halves = Halves(100);
        int[] few = [.. halves.First[..first], .. halves.Second[..second]];
        bool[] target = [.. Enumerable.Range(0, 100).Select(few.Contains)];

        Assert.Equal(canJudge, Screen(target).CanJudge);
        Assert.Equal(canJudge, Screen(target.Select(value => !value)).CanJudge);
        int[] codes = [.. target.Select(value => value ? 1 : 0)];
        Assert.Equal(canJudge ? 1 : 0.5, Screen(target).Of(codes, 2), 12);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(7, false)]
    public void Eight_blocks_go_to_one_half_each_as_a_whole_and_of_fewer_the_rows_are_halved(int count, bool isWhole)
    {
        int[] blocks = [.. Enumerable.Range(0, 400).Select(row => row % count)];
        var (first, second) = Screen(new bool[400], blocks).Halves;

        Assert.Equal(isWhole, !first.Select(row => blocks[row]).Intersect(second.Select(row => blocks[row])).Any());
        // Where each row is a block of its own there are none.
        Assert.Equal(Halves(400).First, Screen(new bool[400], [.. Enumerable.Range(0, 400)]).Halves.First);
    }

    [Fact]
    public void A_code_that_the_other_half_has_not_seen_counts_as_the_mean()
    {
        var (_, second) = Halves(100);
        // Of the second half a third has a code of its own, and is bad.
        int[] codes = [.. Enumerable.Range(0, 100).Select(row => row % 2)];
        foreach (var row in second[..(second.Length / 3)])
        {
            codes[row] = 2;
        }

        Assert.Equal(1, Screen(codes.Select(code => code > 0)).Of(codes, 3), 12);
    }

    [Fact]
    public void Rows_beside_a_row_are_those_of_other_blocks_or_of_its_own_group()
    {
        int[] order = [.. Enumerable.Range(0, 400)];
        bool[] target = [.. order.Select(row => row / 40 % 2 == 1)];
        int[] blocks = [.. order.Select(row => row / 40)];

        Assert.InRange(Screen(target).OfNeighbours(order), 0.95, 1);
        // Blocks that take turns: the nearest row of another one is of the other class.
        Assert.InRange(Screen(target, blocks).OfNeighbours(order), 0, 0.2);
        Assert.InRange(Screen(target, blocks).OfNeighbours(order, blocks), 0.99, 1);
        // Nobody has a neighbour of its own group.
        Assert.Equal(0.5, Screen(target).OfNeighbours(order, order), 12);
    }

    [Fact]
    public void A_row_without_neighbours_counts_as_the_mean()
    {
        // Pairs of one class, and rows alone, all of them bad: better than the pairs that are not.
        int[] order = [.. Enumerable.Range(0, 300)];
        int[] group = [.. order.Select(row => row < 200 ? row / 2 : row)];
        Assert.Equal(1, Screen(order.Select(row => row >= 100)).OfNeighbours(order, group), 12);
    }

    [Theory]
    [InlineData(20, 10, 1)]
    [InlineData(199, 1, 0.5)]
    [InlineData(200, 1, 1)]
    public void Who_comes_first_within_a_group_is_told_from_two_hundred_pairs_on(int bad, int good, double expected)
    {
        // The group, and rows of both classes that stand alone.
        var rows = bad + good;
        int[] order = [.. Enumerable.Range(0, rows + 60)];
        int[] group = [.. order.Select(row => row < rows ? 0 : row)];
        double[] values = [.. order.Select(row => (double)row)];
        var screen = Screen(order.Select(row => row < bad || (row >= rows && row % 2 == 0)));

        Assert.Equal(expected, screen.OfOrder(order, group, values), 12);
        Assert.Equal(expected, screen.OfOrder(order, group, [.. values.Select(value => -value)]), 12);
        // Equal values come neither first nor last, and missing ones are equal.
        Assert.Equal(0.5, screen.OfOrder(order, group, new double[order.Length]), 12);
        Assert.Equal(0.5, screen.OfOrder(order, group, [.. values.Select(_ => double.NaN)]), 12);
    }

    [Fact]
    public void Numbers_that_are_few_are_codes_and_many_fall_into_bins_of_equally_many_rows()
    {
        Assert.Equal([0, 1, 2, 3, 0, 2], Coded.Of([double.NaN, -1, 0, 7, double.PositiveInfinity, -0.0], 3).Codes);
        Assert.Equal(4, Coded.Of([double.NaN, -1, 0, 7], 3).Count);
        var bins = Coded.Of([.. Enumerable.Range(0, 1000).Select(row => N(row, 1))], 4);
        Assert.Equal(5, bins.Count);
        Assert.Equal([250, 250, 250, 250], bins.Codes.GroupBy(code => code).OrderBy(group => group.Key).Select(group => group.Count()));
        // Nine tenths are zero: nine of ten borders are the same, and make one bin.
        var mostly = Coded.Of([.. Enumerable.Range(0, 1000).Select(row => Math.Max(0, row - 899))], 10);
        Assert.Equal(3, mostly.Count);
        Assert.Equal(900, mostly.Codes.Count(code => code == 1));
        Assert.Equal(100, mostly.Codes.Count(code => code == 2));
    }

    [Fact]
    public void Words_that_stand_most_often_are_codes_the_others_share_one_and_what_is_missing_has_its_own()
    {
        var words = Coded.Of(["b", "a", "c", null, "c", "b", "c", "d"], 2);
        Assert.Equal([3, 1, 2, 0, 2, 3, 2, 1], words.Codes);
        Assert.Equal(4, words.Count);
        Assert.Equal([7, 5], new Coded([1, 1], 3).And(new Coded([3, 1], 4)).Codes);
    }

    [Fact]
    public void Numbers_in_order_give_the_auc_of_the_library_with_what_is_missing_for_the_least()
    {
        double[] values =
        [
            .. Enumerable
                .Range(0, 500)
                .Select(row =>
                    N(row, 2) < 0.1 ? double.NaN
                    : N(row, 2) < 0.12 ? double.PositiveInfinity
                    : Math.Round(8 * N(row, 3)) - 4
                ),
        ];
        int[] codes =
        [
            .. Enumerable.Range(0, 500).Select(row => N(row, 4) + (double.IsNaN(values[row]) ? -0.2 : 0.05 * values[row]) > 0.5 ? 1 : 0),
        ];

        Assert.Equal(
            BinaryMetrics.RocAuc(codes, Array.ConvertAll(values, value => double.IsFinite(value) ? value : -99)),
            Ordered.Of(values).Auc(codes)
        );
        // Rows that are bad are missing or low: all of it is told only where missing is the least.
        var frame = new Frame(new Column<bool>("y", [true, true, true, false, false, false]));
        Assert.Equal(1, Separation.Of(frame, "y").Of(Ordered.Of([double.NaN, 1, 1, 2, 3, 4])));
    }

    [Fact]
    public void A_number_is_told_by_the_square_of_the_correlation_from_three_rows_on()
    {
        double Told(params double[] values) => Separation.Of(new Frame(new Column<double>("y", [1, 2, 3, 4])), "y").Of(Ordered.Of(values));

        Assert.Equal(1, Told(-1, -2, -3, -4), 12);
        Assert.Equal(1, Told(5, 7, 9, double.NaN), 12);
        Assert.Equal(0, Told(5, 7, double.NaN, double.NaN));
        Assert.Equal(0, Told(5, 5, 5, 5));
    }
}
