namespace Analytics.Learning;

/// <summary>How good the probabilities of many classes are. Truth is n 0-based codes, probabilities n × classes row by row.</summary>
public static class ClassMetrics
{
    /// <summary>Mean of -ln of the probability that was given to the truth; probabilities are kept 2.2e-16 away from 0 and 1, then made to sum to 1.</summary>
    public static double LogLoss(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<double> probabilities,
        int classes,
        ReadOnlySpan<float> weights = default
    )
    {
        Check(truth, probabilities, classes, weights);
        double sum = 0,
            total = 0;
        for (var row = 0; row < truth.Length; row++)
        {
            var all = 0.0;
            foreach (var probability in probabilities.Slice(row * classes, classes))
            {
                all += Clipped(probability);
            }

            var weight = Given.Weight(weights, row);
            sum -= weight * Math.Log(Clipped(probabilities[row * classes + truth[row]]) / all);
            total += weight;
        }

        return sum / total;

        static double Clipped(double probability) => Math.Clamp(probability, BinaryMetrics.Epsilon, 1 - BinaryMetrics.Epsilon);
    }

    /// <summary>The ROC AUC of each class against the rest, averaged; classes that do not occur are left out.</summary>
    /// <param name="truth">n 0-based codes.</param>
    /// <param name="probabilities">n × classes.</param>
    /// <param name="classes">How many there are.</param>
    /// <param name="weights">n numbers ≥ 0, or none.</param>
    /// <param name="average">Macro (default) or weighted by the classes' weight.</param>
    public static double RocAuc(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<double> probabilities,
        int classes,
        ReadOnlySpan<float> weights = default,
        Average average = Average.Macro
    )
    {
        Check(truth, probabilities, classes, weights);
        double sum = 0,
            total = 0;
        var (isClass, scores) = (new int[truth.Length], new double[truth.Length]);
        for (var code = 0; code < classes; code++)
        {
            var share = 0.0;
            for (var row = 0; row < truth.Length; row++)
            {
                isClass[row] = truth[row] == code ? 1 : 0;
                share += isClass[row] * Given.Weight(weights, row);
                scores[row] = probabilities[row * classes + code];
            }

            if (share == 0)
            {
                continue;
            }

            var weight = average == Average.Weighted ? share : 1;
            sum += weight * BinaryMetrics.RocAuc(isClass, scores, weights);
            total += weight;
        }

        return sum / total;
    }

    private static void Check(ReadOnlySpan<int> truth, ReadOnlySpan<double> probabilities, int classes, ReadOnlySpan<float> weights)
    {
        Given.Same(truth.Length, probabilities.Length / Math.Max(1, classes), weights.Length);
        for (var row = 0; row < truth.Length; row++)
        {
            if ((uint)truth[row] >= (uint)classes)
            {
                throw new MetricException(Invariant($"The truth of row {row + 1} is {truth[row]}; there are {classes} classes, from 0."));
            }
        }
    }
}
