using Analytics.Learning.Trees;

namespace Analytics.Learning.Tests.Trees;

public sealed class BinningTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(255)]
    public unsafe void Each_value_falls_into_the_first_bin_whose_bound_is_not_below_it(int bins)
    {
        var values = Enumerable
            .Range(0, 5_000)
            .Select(row =>
                (float)(
                    row % 3 == 0 ? Math.Pow(Tables.Normal(row, 0), 5)
                    : row % 3 == 1 ? Tables.Normal(row, 1) * 1e-20
                    : Math.Floor(Tables.Normal(row, 2))
                )
            )
            .ToArray();
        values[17] = float.PositiveInfinity;
        values[18] = float.NegativeInfinity;
        values[19] = -0f;
        values[20] = float.NaN;
        var sorted = values.Where(float.IsFinite).ToArray();
        var chosen = FeatureBins.Numeric(BinBounds.Choose(sorted, [], new uint[sorted.Length], bins));
        Assert.InRange(chosen.Count, bins - 2, bins);
        Assert.Equal(chosen.Bounds.Order(), chosen.Bounds);
        var found = new byte[values.Length];
        fixed (float* from = values)
        fixed (byte* to = found)
        {
            new BinTable(chosen).Find(from, 1, to, values.Length);
        }

        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(float.IsNaN(values[i]) ? chosen.Missing : chosen.Bounds.Count(bound => bound < values[i]), found[i]);
        }
    }

    [Fact]
    public void Bins_hold_about_the_same_weight()
    {
        var values = Enumerable.Range(0, 10_000).Select(row => (float)Math.Exp(Tables.Normal(row, 0))).ToArray();
        var bounds = BinBounds.Choose((float[])values.Clone(), [], new uint[values.Length], 50);
        Assert.Equal(49, bounds.Length);
        var counts = values.GroupBy(value => bounds.Count(bound => bound < value)).Select(group => group.Count()).ToArray();
        Assert.All(counts, count => Assert.InRange(count, 195, 205));
    }

    [Fact]
    public void Few_values_get_a_bin_each_with_bounds_between_them()
    {
        Assert.Equal([1.5f, 3f], BinBounds.Choose([2f, 4, 1, 2, 4, 1], [], new uint[6], 255));
        Assert.Equal([-float.MaxValue / 2 - 1], BinBounds.Choose([-float.MaxValue, 0], [], new uint[2], 255));
        Assert.Empty(BinBounds.Choose([5f, 5], [], new uint[2], 255));
    }

    [Theory]
    [InlineData(1, 2_048)]
    [InlineData(3, 100_000)]
    public void The_vector_search_for_a_split_finds_what_the_plain_one_finds(int seed, int rows)
    {
        var sum = 0L;
        var prefix = new long[260];
        for (var bin = 0; bin < 255; bin++)
        {
            sum += PackedScale.Pack((int)(Tables.Normal(bin, 0, seed) * 1000), (int)(Tables.Uniform(bin, 1, seed) * 5000));
            prefix[bin] = sum;
        }

        var missing = PackedScale.Pack(-700, 900);
        foreach (var (l1, l2) in ((double, double)[])[(0, 1), (0.5, 0)])
        {
            var rules = new SplitRules(new PackedScale(1024, 1024), l1, l2, 1e-3, 20, 0, 10, 10);
            var terms = new SplitSearch.Terms(rules, new NodeTotals(sum + missing, rows));
            for (var cuts = 1; cuts <= 255; cuts += 11)
            {
                unsafe
                {
                    fixed (long* at = prefix)
                    {
                        Assert.Equal(SplitSearch.BestOf(at, cuts, missing, terms), SplitSearch.BestOfVectors(at, cuts, missing, terms));
                    }
                }
            }
        }
    }

    [Fact]
    public void The_exponential_is_within_two_units_in_the_last_place()
    {
        for (var x = -86f; x < 87f; x += 0.0137f)
        {
            Assert.Equal(1, Exponential.Of(x) / Math.Exp(x), 2.4e-7);
        }
    }
}
