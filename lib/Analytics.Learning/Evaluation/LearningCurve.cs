using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>How a score grows with the rows to learn from: whether more data would help.</summary>
public static class LearningCurve
{
    /// <summary>Fits on growing parts of a split's training rows; smaller parts are contained in larger ones.</summary>
    /// <param name="learner">What to fit.</param>
    /// <param name="frame">All rows.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="split">Whose test rows measure every fit.</param>
    /// <param name="metric">What to measure.</param>
    /// <param name="shares">Parts of the training rows, each above 0 and at most 1. Default 0.1, 0.325, 0.55, 0.775, 1.</param>
    /// <param name="seed">Which rows come first. Default 0.</param>
    /// <param name="options">Given to each fit.</param>
    /// <param name="whole">What fitting on all training rows, in ascending order, has given already: they are not fitted on again. Default: none.</param>
    /// <returns>One row per share: rows, train (score on the rows fitted on), test.</returns>
    public static Frame Of(
        SupervisedLearner learner,
        Frame frame,
        string target,
        Split split,
        Metric metric,
        IReadOnlyList<double>? shares = null,
        int seed = 0,
        FitOptions? options = null,
        Predictor? whole = null
    )
    {
        shares ??= [0.1, 0.325, 0.55, 0.775, 1];
        if (shares.FirstOrDefault(share => !(share > 0 && share <= 1), 1) is var wrong && wrong != 1)
        {
            throw new MetricException(
                FormattableString.Invariant($"A share of the learning curve is {wrong}; it must be above 0 and at most 1.")
            );
        }

        var order = Mixing.Shuffle(split.Train.Length, seed);
        var test = frame.Take(split.Test);
        var (rows, trainScores, testScores) = (new List<int>(), new List<double>(), new List<double>());
        foreach (var share in shares)
        {
            int[] part = [.. order.Take(Math.Max(1, (int)Math.Round(share * order.Length))).Select(i => split.Train[i]).Order()];
            var train = frame.Take(part);
            var model = whole is not null && part.AsSpan().SequenceEqual(split.Train) ? whole : learner.Fit(train, target, options);
            rows.Add(part.Length);
            trainScores.Add(Evaluation.Of(model, train, options?.Weight)[metric]);
            testScores.Add(Evaluation.Of(model, test, options?.Weight)[metric]);
        }

        return new Frame(
            new Column<int>("rows", [.. rows]),
            new Column<double>("train", [.. trainScores]),
            new Column<double>("test", [.. testScores])
        );
    }
}
