namespace Analytics.Learning;

public sealed partial record Metric
{
    /// <summary>The terms of each row whose sums make the metric; null where it is made of more than sums.</summary>
    internal Func<Truth, Prediction, RowTerms>? Sums { get; init; }

    /// <summary>A score of the confusion between truth and prediction: of the most probable class, or where one is given of the second of two classes from a probability on.</summary>
    /// <param name="name">As it stands in tables.</param>
    /// <param name="score">The higher the better.</param>
    /// <param name="threshold">0…1. Default: the most probable class is predicted.</param>
    public static Metric OfConfusion(string name, Func<Confusion, double> score, double? threshold = null)
    {
        int[] Decided(Prediction prediction) =>
            threshold is { } at ? Array.ConvertAll(prediction.Values, value => value >= at ? 1 : 0) : prediction.Codes;
        return new Metric(
            name,
            true,
            (truth, prediction) => score(Confusion.Of(truth.Target.Classes, truth.Codes, Decided(prediction), truth.Weights))
        )
        {
            Sums = (truth, prediction) =>
            {
                var (codes, decided, classes) = (truth.Codes, Decided(prediction), truth.Target.Classes);
                var cells = new double[codes.Length * classes.Count * classes.Count];
                for (var row = 0; row < codes.Length; row++)
                {
                    cells[(row * classes.Count + codes[row]) * classes.Count + decided[row]] = 1;
                }

                return new RowTerms(classes.Count * classes.Count, cells, sums => score(new Confusion(classes, sums)));
            },
        };
    }

    private static RowTerms LogLossTerms(Truth truth, Prediction prediction)
    {
        var (codes, width) = (truth.Codes, truth.Target.Classes.Count);
        return Mean(
            truth,
            row =>
            {
                // As ClassMetrics does: kept away from 0 and 1, and the row's probabilities brought to a sum of 1.
                var sum = 0.0;
                for (var code = 0; code < width; code++)
                {
                    sum += Math.Clamp(prediction.Scores[row * width + code], BinaryMetrics.Epsilon, 1 - BinaryMetrics.Epsilon);
                }

                return -Math.Log(
                    Math.Clamp(prediction.Scores[row * width + codes[row]], BinaryMetrics.Epsilon, 1 - BinaryMetrics.Epsilon) / sum
                );
            },
            static mean => mean
        );
    }

    private static RowTerms BrierTerms(Truth truth, Prediction prediction) => Squared(truth, prediction.Values, static mean => mean);

    private static RowTerms RmseTerms(Truth truth, Prediction prediction) => Squared(truth, prediction.Values, Math.Sqrt);

    private static RowTerms MaeTerms(Truth truth, Prediction prediction)
    {
        var predicted = prediction.Values;
        return Mean(truth, row => Math.Abs(truth.Values[row] - predicted[row]), static mean => mean);
    }

    private static RowTerms R2Terms(Truth truth, Prediction prediction)
    {
        var (predicted, middle) = (prediction.Values, truth.Values.Average());
        var terms = new double[truth.Rows * 4];
        for (var row = 0; row < truth.Rows; row++)
        {
            // Around the mean of all, so that no large numbers are taken from each other.
            var (left, y) = (truth.Values[row] - predicted[row], truth.Values[row] - middle);
            (terms[row * 4], terms[row * 4 + 1], terms[row * 4 + 2], terms[row * 4 + 3]) = (left * left, y, y * y, 1);
        }

        return new RowTerms(
            4,
            terms,
            static sums =>
                sums[2] - sums[1] * sums[1] / sums[3] is var spread && spread > 1e-12 * sums[2] ? 1 - sums[0] / spread
                : sums[0] > 0 ? 0
                : 1
        );
    }

    private static RowTerms Squared(Truth truth, double[] predicted, Func<double, double> of) =>
        Mean(truth, row => (truth.Values[row] - predicted[row]) * (truth.Values[row] - predicted[row]), of);

    private static RowTerms Mean(Truth truth, Func<int, double> loss, Func<double, double> of)
    {
        var terms = new double[truth.Rows * 2];
        for (var row = 0; row < truth.Rows; row++)
        {
            (terms[row * 2], terms[row * 2 + 1]) = (loss(row), 1);
        }

        return new RowTerms(2, terms, sums => of(sums[0] / sums[1]));
    }
}
