using Analytics.Engine;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Domains.Customers;

/// <summary>What the customers' value is compared with: BG/NBD (Fader, Hardie, Lee 2005) for how often, Gamma-Gamma (Fader, Hardie 2013) for how much.</summary>
internal static class BuyTillTheyDie
{
    public static Yardstick Yardstick { get; } =
        new(
            "BG/NBD and Gamma-Gamma",
            ["frequency", "recency_days", "tenure_days", "avg_basket", "horizon_days", "future_revenue"],
            Predict,
            Rank,
            Best
        );

    /// <summary>How well the order of the customers is foreseen: Spearman's rank correlation, -1…1.</summary>
    private static Metric Rank =>
        new("rank_correlation", true, static (truth, prediction) => Correlation(Ranks(truth.Values), Ranks(prediction.Values)))
        {
            IgnoresWeights = true,
        };

    /// <summary>The share of the revenue to come that those bring who are ranked in the best fifth.</summary>
    private static Metric Best =>
        new(
            "best_fifth_share",
            true,
            static (truth, prediction) =>
            {
                int[] order = [.. Enumerable.Range(0, truth.Rows).OrderByDescending(row => prediction.Values[row]).ThenBy(row => row)];
                double Revenue(IEnumerable<int> rows) => rows.Sum(row => Math.Exp(truth.Values[row]) - 1);
                return Revenue(order.Take(Math.Max(1, order.Length / 5))) / Revenue(order);
            }
        )
        {
            IgnoresWeights = true,
        };

    /// <summary>Fits on the history of some customers and gives ln(1 + revenue to be expected) of others.</summary>
    private static double[] Predict(Frame train, Frame test)
    {
        var horizon = train["horizon_days"].ToDoubles()[0];
        var value = new CustomerValue().Fit(History(train)).Predict(History(test), horizon)["value"].ToDoubles();
        return Array.ConvertAll(value, each => Math.Log(1 + each));
    }

    /// <summary>The summary that both models take: purchases after the first, when the last was, how long watched, in days, and the mean basket.</summary>
    private static Frame History(Frame features)
    {
        var (count, since, age) = (
            features["frequency"].ToDoubles(),
            features["recency_days"].ToDoubles(),
            features["tenure_days"].ToDoubles()
        );
        // Watched for an hour at the least: the first purchase may be at the cut-off itself.
        var watched = Array.ConvertAll(age, each => Math.Max(each, 1 / 24.0));
        return new Frame(
            new Column<double>("frequency", Array.ConvertAll(count, each => each - 1)),
            new Column<double>("recency", [.. watched.Zip(since, (all, each) => Math.Clamp(all - each, 0, all))]),
            new Column<double>("age", watched),
            features["avg_basket"].Rename("spend")
        );
    }

    /// <summary>Ranks from 1, equals sharing theirs.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(row => values[row])];
        var ranks = new double[values.Length];
        for (var from = 0; from < order.Length; )
        {
            var to = from;
            while (to < order.Length && values[order[to]] == values[order[from]])
            {
                to++;
            }

            for (var i = from; i < to; i++)
            {
                ranks[order[i]] = (from + to + 1) / 2.0;
            }

            from = to;
        }

        return ranks;
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var (both, ofA, ofB) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            both += (a[i] - meanA) * (b[i] - meanB);
            ofA += (a[i] - meanA) * (a[i] - meanA);
            ofB += (b[i] - meanB) * (b[i] - meanB);
        }

        return both / Math.Sqrt(ofA * ofB);
    }
}
