namespace Analytics.Learning.Trees;

/// <summary>From margins (sums of leaf values) to what is predicted.</summary>
internal static class Link
{
    /// <summary>Margins per row.</summary>
    public static int Outputs(Loss loss, Target target) => loss == Loss.Softmax ? target.Classes.Count : 1;

    /// <summary>Turns one row's margins into its value or class probabilities.</summary>
    public static void Apply(Loss loss, ReadOnlySpan<double> margins, Span<double> scores)
    {
        switch (loss)
        {
            case Loss.Logistic:
                scores[1] = Sigmoid(margins[0]);
                scores[0] = 1 - scores[1];
                break;
            case Loss.Softmax:
                var (sum, most) = (0.0, double.NegativeInfinity);
                foreach (var margin in margins)
                {
                    most = Math.Max(most, margin);
                }

                for (var i = 0; i < scores.Length; i++)
                {
                    sum += scores[i] = Math.Exp(margins[i] - most);
                }

                for (var i = 0; i < scores.Length; i++)
                {
                    scores[i] /= sum;
                }

                break;
            case Loss.Poisson:
                scores[0] = Math.Exp(margins[0]);
                break;
            default:
                scores[0] = margins[0];
                break;
        }
    }

    public static double Sigmoid(double margin) => 1 / (1 + Math.Exp(-margin));
}
