using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// What a binary score does at each threshold that makes a difference: n rows with a score ≥ the threshold are called positive. From it
/// come the ROC and precision-recall curves and the choice of a threshold.
/// </summary>
public sealed class OperatingPoints
{
    private readonly double[] _thresholds;
    private readonly double[] _truePositives;
    private readonly double[] _falsePositives;
    private readonly IReadOnlyList<string> _classes;

    private OperatingPoints(double[] thresholds, double[] truePositives, double[] falsePositives, IReadOnlyList<string> classes) =>
        (_thresholds, _truePositives, _falsePositives, _classes) = (thresholds, truePositives, falsePositives, classes);

    /// <param name="truth">n codes 0 or 1.</param>
    /// <param name="scores">n finite numbers, higher for positives.</param>
    /// <param name="weights">n numbers ≥ 0, or none.</param>
    /// <param name="classes">Names of negative and positive. Default "0" and "1".</param>
    public static OperatingPoints Of(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<double> scores,
        ReadOnlySpan<float> weights = default,
        IReadOnlyList<string>? classes = null
    )
    {
        Given.Same(truth.Length, scores.Length, weights.Length);
        Given.Binary(truth);
        Given.Finite(scores);
        var (keys, rows) = (new ulong[scores.Length], new int[scores.Length]);
        for (var row = 0; row < keys.Length; row++)
        {
            (keys[row], rows[row]) = (Radix.Key(scores[row]), row);
        }

        Radix.Sort(keys, rows);

        var (thresholds, truePositives, falsePositives) = (new List<double>(), new List<double>(), new List<double>());
        double positives = 0,
            negatives = 0;
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            if (truth[rows[i]] == 1)
            {
                positives += Given.Weight(weights, rows[i]);
            }
            else
            {
                negatives += Given.Weight(weights, rows[i]);
            }

            if (i > 0 && keys[i - 1] == keys[i])
            {
                continue;
            }

            thresholds.Add(Radix.Value(keys[i]));
            truePositives.Add(positives);
            falsePositives.Add(negatives);
        }

        return new OperatingPoints([.. thresholds], [.. truePositives], [.. falsePositives], classes ?? ["0", "1"]);
    }

    /// <summary>The k distinct scores, descending.</summary>
    public ReadOnlySpan<double> Thresholds => _thresholds;

    /// <summary>Weight of the positives.</summary>
    public double Positives => _truePositives[^1];

    /// <summary>Weight of the negatives.</summary>
    public double Negatives => _falsePositives[^1];

    public double RocAuc
    {
        get
        {
            if (Positives == 0 || Negatives == 0)
            {
                throw BinaryMetrics.OneClass("ROC AUC");
            }

            double area = 0,
                lastTrue = 0,
                lastFalse = 0;
            for (var i = 0; i < _thresholds.Length; i++)
            {
                area += (_falsePositives[i] - lastFalse) * (_truePositives[i] + lastTrue) / 2;
                (lastTrue, lastFalse) = (_truePositives[i], _falsePositives[i]);
            }

            return area / (Positives * Negatives);
        }
    }

    public double AveragePrecision
    {
        get
        {
            if (Positives == 0)
            {
                throw new MetricException("Average precision is not defined: there are no positives. Measure on rows that hold some.");
            }

            double sum = 0,
                last = 0;
            for (var i = 0; i < _thresholds.Length; i++)
            {
                if (_truePositives[i] > last)
                {
                    sum += (_truePositives[i] - last) * _truePositives[i] / (_truePositives[i] + _falsePositives[i]);
                }

                last = _truePositives[i];
            }

            return sum / Positives;
        }
    }

    /// <summary>The confusion when scores ≥ the threshold are called positive.</summary>
    public Confusion At(double threshold)
    {
        int low = 0,
            high = _thresholds.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_thresholds[middle] >= threshold)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? Make(0, 0) : Make(_truePositives[low - 1], _falsePositives[low - 1]);
    }

    /// <summary>The threshold with the highest score; the highest threshold of equals. Example: <c>points.Best(at => at.FBeta(2))</c>.</summary>
    public double Best(Func<Confusion, double> score)
    {
        var best = (Threshold: double.NaN, Score: double.NegativeInfinity);
        for (var i = 0; i < _thresholds.Length; i++)
        {
            var at = score(Make(_truePositives[i], _falsePositives[i]));
            if (at > best.Score)
            {
                best = (_thresholds[i], at);
            }
        }

        return best.Threshold;
    }

    /// <summary>The threshold with the least cost; +∞, calling nothing positive, where that is cheapest.</summary>
    /// <param name="falsePositive">Cost of a false alarm, ≥ 0.</param>
    /// <param name="falseNegative">Cost of a miss, ≥ 0.</param>
    public double Cheapest(double falsePositive, double falseNegative)
    {
        if (!(falsePositive >= 0 && falseNegative >= 0))
        {
            throw new MetricException(FormattableString.Invariant($"Costs are {falsePositive} and {falseNegative}; both must be ≥ 0."));
        }

        var best = (Threshold: double.PositiveInfinity, Cost: falseNegative * Positives);
        for (var i = 0; i < _thresholds.Length; i++)
        {
            var cost = falsePositive * _falsePositives[i] + falseNegative * (Positives - _truePositives[i]);
            if (cost < best.Cost)
            {
                best = (_thresholds[i], cost);
            }
        }

        return best.Threshold;
    }

    /// <summary>k rows × threshold, true_positive_rate (recall), false_positive_rate, precision: what curves are drawn from.</summary>
    public Frame ToFrame() =>
        new(
            new Column<double>("threshold", [.. _thresholds]),
            new Column<double>("true_positive_rate", [.. _truePositives.Select(each => each / Positives)]),
            new Column<double>("false_positive_rate", [.. _falsePositives.Select(each => each / Negatives)]),
            new Column<double>("precision", [.. _truePositives.Zip(_falsePositives, (right, wrong) => right / (right + wrong))])
        );

    private Confusion Make(double truePositive, double falsePositive) =>
        new(_classes, [Negatives - falsePositive, falsePositive, Positives - truePositive, truePositive]);
}
