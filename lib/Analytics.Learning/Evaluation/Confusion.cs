using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>How one number is made of those of the classes.</summary>
public enum Average
{
    /// <summary>The mean over the classes that occur in truth or prediction.</summary>
    Macro,

    /// <summary>Of the sums over the classes; the accuracy, for F and precision and recall.</summary>
    Micro,

    /// <summary>The mean over the classes, each by its weight in the truth.</summary>
    Weighted,

    /// <summary>That of the second (positive) of two classes.</summary>
    Positive,
}

/// <summary>How often, or with which weight, each class was predicted as each.</summary>
public sealed class Confusion
{
    private readonly double[] _cells;
    private readonly int _width;

    /// <param name="classes">Their names.</param>
    /// <param name="cells">classes × classes weights, row = truth, column = prediction.</param>
    public Confusion(IReadOnlyList<string> classes, double[] cells)
    {
        if (cells.Length != classes.Count * classes.Count || classes.Count < 2)
        {
            throw new MetricException(
                Invariant($"{classes.Count} classes (2 at least) need {classes.Count * classes.Count} cells; {cells.Length} were given.")
            );
        }

        Classes = classes;
        _cells = cells;
        _width = classes.Count;
    }

    /// <summary>Counts n pairs of 0-based class codes.</summary>
    public static Confusion Of(
        IReadOnlyList<string> classes,
        ReadOnlySpan<int> truth,
        ReadOnlySpan<int> predicted,
        ReadOnlySpan<float> weights = default
    )
    {
        Given.Same(truth.Length, predicted.Length, weights.Length);
        var cells = new double[classes.Count * classes.Count];
        for (var row = 0; row < truth.Length; row++)
        {
            if ((uint)truth[row] >= (uint)classes.Count || (uint)predicted[row] >= (uint)classes.Count)
            {
                throw new MetricException(
                    Invariant(
                        $"Row {row + 1} holds the codes {truth[row]} and {predicted[row]}; there are {classes.Count} classes, from 0."
                    )
                );
            }

            cells[truth[row] * classes.Count + predicted[row]] += weights.IsEmpty ? 1 : weights[row];
        }

        return new Confusion(classes, cells);
    }

    public IReadOnlyList<string> Classes { get; }

    public double this[int truth, int predicted] => _cells[truth * _width + predicted];

    public double Total => _cells.Sum();

    /// <summary>Share predicted right.</summary>
    public double Accuracy => Correct / Total;

    /// <summary>Mean recall over the classes that occur in the truth.</summary>
    public double BalancedAccuracy
    {
        get
        {
            var present = Enumerable.Range(0, _width).Where(code => Truth(code) > 0).ToArray();
            return present.Sum(code => this[code, code] / Truth(code)) / present.Length;
        }
    }

    /// <summary>Matthews' correlation of truth and prediction, -1…1 (Gorodkin 2004 for many classes); 0 where one of them is constant.</summary>
    public double Mcc
    {
        get
        {
            double total = Total,
                product = 0,
                truths = 0,
                predictions = 0;
            for (var code = 0; code < _width; code++)
            {
                product += Truth(code) * Predicted(code);
                truths += Truth(code) * Truth(code);
                predictions += Predicted(code) * Predicted(code);
            }

            var spread = Math.Sqrt((total * total - truths) * (total * total - predictions));
            return spread == 0 ? 0 : (Correct * total - product) / spread;
        }
    }

    /// <summary>Of what was predicted as a class, the share that is one; 0 where nothing was.</summary>
    public double Precision(Average average = Average.Positive) =>
        Averaged(average, (right, _, predicted) => predicted == 0 ? 0 : right / predicted);

    /// <summary>Of what is a class, the share predicted as one; 0 where nothing is.</summary>
    public double Recall(Average average = Average.Positive) => Averaged(average, (right, truth, _) => truth == 0 ? 0 : right / truth);

    /// <summary>The harmonic mean of precision and recall.</summary>
    /// <param name="beta">How much more recall counts, &gt; 0. Default 1.</param>
    /// <param name="average">How classes are put together. Default: the positive of two.</param>
    public double FBeta(double beta = 1, Average average = Average.Positive) =>
        Averaged(average, (right, truth, predicted) => right == 0 ? 0 : (1 + beta * beta) * right / (beta * beta * truth + predicted));

    /// <summary>One row per class: truth, then one column per predicted class.</summary>
    public Frame ToFrame() =>
        new([
            TextColumn.FromValues("truth", Classes),
            .. Classes.Select(
                (name, code) => (Column)new Column<double>(name, [.. Enumerable.Range(0, _width).Select(truth => this[truth, code])])
            ),
        ]);

    private double Correct => Enumerable.Range(0, _width).Sum(code => this[code, code]);

    private double Truth(int code) => Enumerable.Range(0, _width).Sum(other => this[code, other]);

    private double Predicted(int code) => Enumerable.Range(0, _width).Sum(other => this[other, code]);

    private double Averaged(Average average, Func<double, double, double, double> score)
    {
        double Of(int code) => score(this[code, code], Truth(code), Predicted(code));
        switch (average)
        {
            case Average.Positive when _width != 2:
                throw new MetricException(
                    Invariant($"There are {_width} classes and none is the positive one: choose Average.Macro, Micro or Weighted.")
                );
            case Average.Positive:
                return Of(1);
            case Average.Micro:
                return score(Correct, Total, Total);
            case Average.Weighted:
                return Enumerable.Range(0, _width).Sum(code => Truth(code) * Of(code)) / Total;
            default:
                var present = Enumerable.Range(0, _width).Where(code => Truth(code) + Predicted(code) > 0).ToArray();
                return present.Sum(Of) / present.Length;
        }
    }
}
