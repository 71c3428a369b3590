using System.Runtime.CompilerServices;

namespace Analytics.Learning;

/// <summary>
/// How well scores tell positives from negatives. Truth is n codes 0 or 1; scores are n numbers, higher for positives; weights are n
/// numbers ≥ 0 or none. Definitions are those of scikit-learn.
/// </summary>
public static class BinaryMetrics
{
    /// <summary>Probability that a positive scores above a negative, ties counting half: the area under the ROC curve.</summary>
    /// <exception cref="MetricException">One of the classes does not occur.</exception>
    public static double RocAuc(ReadOnlySpan<int> truth, ReadOnlySpan<double> scores, ReadOnlySpan<float> weights = default)
    {
        Given.Same(truth.Length, scores.Length, weights.Length);
        if (!weights.IsEmpty)
        {
            return OperatingPoints.Of(truth, scores, weights).RocAuc;
        }

        Given.Binary(truth);
        var positives = 0;
        foreach (var code in truth)
        {
            positives += code;
        }

        if (positives == 0 || positives == truth.Length)
        {
            throw OneClass("ROC AUC");
        }

        var keys = Divide(truth, scores);
        var scratch = GC.AllocateUninitializedArray<ulong>(keys.Length);
        // Positives stand first, then one place that holds nothing, then negatives.
        var (negatives, total) = (truth.Length - positives, (double)positives * (truth.Length - positives));
        ulong[] high = keys,
            low = keys;
        if (truth.Length > 50_000)
        {
            Parallel.Invoke(
                () => high = Radix.Sort(keys, scratch, 0, positives),
                () => low = Radix.Sort(keys, scratch, positives + 1, negatives)
            );
        }
        else
        {
            (high, low) = (Radix.Sort(keys, scratch, 0, positives), Radix.Sort(keys, scratch, positives + 1, negatives));
        }

        return Wins(high.AsSpan(0, positives), low.AsSpan(positives + 1, negatives)) / total;
    }

    /// <summary>Mean precision over the recall gained at each threshold: the area under the precision-recall curve without interpolation.</summary>
    /// <exception cref="MetricException">There are no positives.</exception>
    public static double AveragePrecision(ReadOnlySpan<int> truth, ReadOnlySpan<double> scores, ReadOnlySpan<float> weights = default) =>
        OperatingPoints.Of(truth, scores, weights).AveragePrecision;

    /// <summary>Mean squared distance of probability and truth.</summary>
    public static double Brier(ReadOnlySpan<int> truth, ReadOnlySpan<double> probabilities, ReadOnlySpan<float> weights = default)
    {
        Given.Same(truth.Length, probabilities.Length, weights.Length);
        Given.Binary(truth);
        double sum = 0,
            total = 0;
        for (var row = 0; row < truth.Length; row++)
        {
            var weight = Given.Weight(weights, row);
            sum += weight * (truth[row] - probabilities[row]) * (truth[row] - probabilities[row]);
            total += weight;
        }

        return sum / total;
    }

    /// <summary>Mean of -ln of the probability that was given to the truth; probabilities are kept 2.2e-16 away from 0 and 1.</summary>
    public static double LogLoss(ReadOnlySpan<int> truth, ReadOnlySpan<double> probabilities, ReadOnlySpan<float> weights = default)
    {
        Given.Same(truth.Length, probabilities.Length, weights.Length);
        Given.Binary(truth);
        double sum = 0,
            total = 0;
        for (var row = 0; row < truth.Length; row++)
        {
            var weight = Given.Weight(weights, row);
            var probability = Math.Clamp(probabilities[row], Epsilon, 1 - Epsilon);
            sum -= weight * Math.Log(truth[row] == 1 ? probability : 1 - probability);
            total += weight;
        }

        return sum / total;
    }

    internal const double Epsilon = 2.220446049250313e-16;

    internal static MetricException OneClass(string metric) =>
        new($"{metric} is not defined: all rows are of one class. Measure on rows that hold both.");

    /// <summary>Positives grow from the front and negatives from the end, without a branch that could be guessed wrong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong[] Divide(ReadOnlySpan<int> truth, ReadOnlySpan<double> scores)
    {
        Given.Finite(scores);
        var keys = GC.AllocateUninitializedArray<ulong>(truth.Length + 1);
        int highs = 0,
            lows = truth.Length;
        for (var row = 0; row < truth.Length; row++)
        {
            keys[highs] = keys[lows] = Radix.Key(scores[row]);
            highs += truth[row];
            lows -= 1 - truth[row];
        }

        return keys;
    }

    /// <summary>Pairs that the higher list wins, ties half; both lists ascending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Wins(ReadOnlySpan<ulong> high, ReadOnlySpan<ulong> low)
    {
        long twice = 0;
        int below = 0,
            upTo = 0;
        foreach (var key in high)
        {
            while (below < low.Length && low[below] < key)
            {
                below++;
            }

            upTo = Math.Max(upTo, below);
            while (upTo < low.Length && low[upTo] == key)
            {
                upTo++;
            }

            twice += below + upTo;
        }

        return twice / 2.0;
    }
}
