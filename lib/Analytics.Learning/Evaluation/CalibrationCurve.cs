using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>Whether 30 % happens three times in ten: predicted against observed shares in bins of the probability.</summary>
public static class CalibrationCurve
{
    /// <param name="truth">n codes 0 or 1.</param>
    /// <param name="probabilities">n numbers 0…1.</param>
    /// <param name="bins">2…1000. Default 10; a bin without rows is left out.</param>
    /// <param name="by">Bins of equal width over 0…1 (default), or of equally many rows.</param>
    /// <param name="weights">n numbers ≥ 0, or none.</param>
    /// <returns>One row per bin: predicted (mean probability), observed (share of positives), rows (their weight).</returns>
    public static Frame Of(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<double> probabilities,
        int bins = 10,
        Borders by = Borders.Uniform,
        ReadOnlySpan<float> weights = default
    )
    {
        Given.Same(truth.Length, probabilities.Length, weights.Length);
        Given.Binary(truth);
        if (bins is < 2 or > 1000)
        {
            throw new MetricException(Invariant($"{bins} bins were asked for; 2…1000 are possible."));
        }

        var bin = BinsOf(probabilities, bins, by);
        var (predicted, observed, total) = (new double[bins], new double[bins], new double[bins]);
        for (var row = 0; row < truth.Length; row++)
        {
            var probability = probabilities[row];
            if (!(probability is >= 0 and <= 1))
            {
                throw new MetricException(
                    FormattableString.Invariant($"The probability of row {row + 1} is {probability}; 0…1 was expected.")
                );
            }

            var weight = Given.Weight(weights, row);
            predicted[bin[row]] += weight * probability;
            observed[bin[row]] += weight * truth[row];
            total[bin[row]] += weight;
        }

        int[] filled = [.. Enumerable.Range(0, bins).Where(each => total[each] > 0)];
        return new Frame(
            new Column<double>("predicted", [.. filled.Select(each => predicted[each] / total[each])]),
            new Column<double>("observed", [.. filled.Select(each => observed[each] / total[each])]),
            new Column<double>("rows", [.. filled.Select(each => total[each])])
        );
    }

    /// <summary>The 0-based bin of each row; as in scikit-learn a value on a border belongs to the bin below.</summary>
    /// <param name="probabilities">n numbers 0…1.</param>
    /// <param name="bins">2…1000. Default 10.</param>
    /// <param name="by">As in <see cref="Of"/>.</param>
    public static int[] BinsOf(ReadOnlySpan<double> probabilities, int bins = 10, Borders by = Borders.Uniform)
    {
        var borders = Enumerable.Range(1, bins - 1).Select(bin => (double)bin / bins).ToArray();
        var all = probabilities.ToArray();
        if (by == Borders.Quantiles)
        {
            double[] sorted = [.. all.Order()];
            borders = [.. borders.Select(share => Evaluation.Quantile(sorted, share))];
        }

        return Array.ConvertAll(all, probability => borders.Count(border => border < probability));
    }
}
