using System.Text.Json;

namespace Analytics.Learning;

/// <summary>
/// Platt's probability 1 / (1 + exp(a·f + b)) of a score f, fitted by Newton's method on targets drawn in a little from 0 and 1
/// (Platt 1999; Lin, Lin and Weng 2007).
/// </summary>
public sealed record Sigmoid(double A, double B)
{
    /// <summary>Probabilities nearer to 0 or 1 count as this one: single precision, as in ONNX, tells no more.</summary>
    internal const double Least = 1e-6;

    /// <summary>The score of a probability: the logarithm of its odds.</summary>
    public static double LogOdds(double probability)
    {
        var kept = Math.Clamp(probability, Least, 1 - Least);
        return Math.Log(kept / (1 - kept));
    }

    /// <summary>Fits n finite scores to n codes 0 or 1, both of which occur.</summary>
    public static Sigmoid Fit(ReadOnlySpan<double> scores, ReadOnlySpan<int> truth, ReadOnlySpan<float> weights = default)
    {
        Given.Same(truth.Length, scores.Length, weights.Length);
        Given.Finite(scores);
        Given.Binary(truth);
        double positives = 0,
            negatives = 0;
        for (var row = 0; row < truth.Length; row++)
        {
            positives += truth[row] * Given.Weight(weights, row);
            negatives += (1 - truth[row]) * Given.Weight(weights, row);
        }

        if (positives == 0 || negatives == 0)
        {
            throw BinaryMetrics.OneClass("Platt calibration");
        }

        var (high, low) = ((positives + 1) / (positives + 2), 1 / (negatives + 2));
        var fit = new Sigmoid(0, Math.Log((negatives + 1) / (positives + 1)));
        var loss = fit.Loss(scores, truth, weights, high, low);
        for (var iteration = 0; iteration < 100; iteration++)
        {
            var (gradientA, gradientB, stepA, stepB) = fit.Newton(scores, truth, weights, high, low);
            if (Math.Abs(gradientA) < 1e-11 * truth.Length && Math.Abs(gradientB) < 1e-11 * truth.Length)
            {
                break;
            }

            var length = 1.0;
            while (true)
            {
                var next = new Sigmoid(fit.A + length * stepA, fit.B + length * stepB);
                var nextLoss = next.Loss(scores, truth, weights, high, low);
                if (nextLoss < loss + 1e-4 * length * (gradientA * stepA + gradientB * stepB))
                {
                    (fit, loss) = (next, nextLoss);
                    break;
                }

                length /= 2;
                if (length < 1e-10)
                {
                    return fit;
                }
            }
        }

        return fit;
    }

    public double At(double score)
    {
        var z = A * score + B;
        return z >= 0 ? Math.Exp(-z) / (1 + Math.Exp(-z)) : 1 / (1 + Math.Exp(z));
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteValue("a", A);
        json.WriteValue("b", B);
    }

    internal static Sigmoid Read(JsonElement json) => new(json.Double("a"), json.Double("b"));

    private (double GradientA, double GradientB, double StepA, double StepB) Newton(
        ReadOnlySpan<double> scores,
        ReadOnlySpan<int> truth,
        ReadOnlySpan<float> weights,
        double high,
        double low
    )
    {
        double aa = 1e-12,
            bb = 1e-12,
            ab = 0,
            gradientA = 0,
            gradientB = 0;
        for (var row = 0; row < scores.Length; row++)
        {
            var weight = Given.Weight(weights, row);
            var probability = At(scores[row]);
            var curve = weight * probability * (1 - probability);
            aa += scores[row] * scores[row] * curve;
            bb += curve;
            ab += scores[row] * curve;
            var pull = weight * ((truth[row] == 1 ? high : low) - probability);
            gradientA += scores[row] * pull;
            gradientB += pull;
        }

        var determinant = aa * bb - ab * ab;
        return (gradientA, gradientB, -(bb * gradientA - ab * gradientB) / determinant, -(aa * gradientB - ab * gradientA) / determinant);
    }

    private double Loss(ReadOnlySpan<double> scores, ReadOnlySpan<int> truth, ReadOnlySpan<float> weights, double high, double low)
    {
        var sum = 0.0;
        for (var row = 0; row < scores.Length; row++)
        {
            var z = A * scores[row] + B;
            var aim = truth[row] == 1 ? high : low;
            sum += Given.Weight(weights, row) * (z >= 0 ? aim * z + Math.Log(1 + Math.Exp(-z)) : (aim - 1) * z + Math.Log(1 + Math.Exp(z)));
        }

        return sum;
    }
}
