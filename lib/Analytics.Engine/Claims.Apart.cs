using System.Globalization;
using Analytics.Frames;

namespace Analytics.Engine;

public static partial class Claims
{
    /// <summary>Draws of a permutation test: enough to tell a chance of 0.0005.</summary>
    private const int Draws = 1999;

    /// <summary>
    /// Whether a measure differs over groups, where rows are compared only with rows of the same stratum: how far the groups' means lie apart, against what
    /// dealing the groups out again among the rows of each stratum gives (permutation test; R. A. Fisher, 1935; one is added to both counts, Phipson and Smyth, 2010).
    /// </summary>
    /// <param name="rows">A row per independent observation, e.g. a trip, in a fixed order.</param>
    /// <param name="group">Column of the group.</param>
    /// <param name="stratum">Column of what else makes rows differ, e.g. the road.</param>
    /// <param name="measure">Column of the number.</param>
    /// <param name="what">What the rows are, e.g. <c>trips</c>.</param>
    /// <param name="told">How the groups differ, as a sentence.</param>
    public static Claim Apart(Frame rows, string group, string stratum, string measure, string what, string told)
    {
        var numbers = rows[measure].ToDoubles();
        int[] known = [.. Enumerable.Range(0, rows.RowCount).Where(row => !double.IsNaN(numbers[row]))];
        string Word(string column, int row) => Convert.ToString(rows[column][row], CultureInfo.InvariantCulture) ?? "";
        var groups = known.Select(row => Word(group, row)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        int[] of = [.. known.Select(row => Array.IndexOf(groups, Word(group, row)))];
        int[][] strata =
        [
            .. Enumerable
                .Range(0, known.Length)
                .GroupBy(at => Word(stratum, known[at]), StringComparer.Ordinal)
                .OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => each.ToArray()),
        ];
        if (known.Length < Fewest || groups.Length < 2)
        {
            return new Claim(Invariant($"{told} These are {known.Length} {what}: too few to say whether chance gives as much."), null);
        }

        double[] rest = [.. known.Select(row => numbers[row])];
        foreach (var at in strata)
        {
            var mean = at.Average(each => rest[each]);
            foreach (var each in at)
            {
                rest[each] -= mean;
            }
        }

        var seen = Spread(rest, of, groups.Length);
        var asFar = 0;
        for (var draw = 1; draw <= Draws; draw++)
        {
            var dealt = (int[])of.Clone();
            foreach (var at in strata)
            {
                for (var last = at.Length - 1; last > 0; last--)
                {
                    var other = new SampleRandom(draw, at[last]).Whole(0, 0, last);
                    (dealt[at[last]], dealt[at[other]]) = (dealt[at[other]], dealt[at[last]]);
                }
            }

            // The same deal, summed in another order, may come out smaller in the last bits.
            asFar += Spread(rest, dealt, groups.Length) >= seen * (1 - 1e-9) ? 1 : 0;
        }

        var p = (asFar + 1.0) / (Draws + 1);
        var how = Invariant($"{known.Length} {what} of {groups.Length} kinds, compared within each {stratum}, {P(p)}");
        return p < Chance
            ? new Claim(Invariant($"{told} Chance does not give as much ({how})."), true)
            : new Claim(Invariant($"No difference is seen that chance does not give ({how}). As numbers: {told}"), false);
    }

    private static double Spread(double[] values, int[] groups, int count)
    {
        var (sums, rows) = (new double[count], new int[count]);
        for (var at = 0; at < values.Length; at++)
        {
            sums[groups[at]] += values[at];
            rows[groups[at]]++;
        }

        return sums.Zip(rows, (sum, number) => number == 0 ? 0 : sum * sum / number).Sum();
    }
}
