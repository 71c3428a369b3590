using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>A method of another kind that answers the same question, for comparison on the same held-out rows.</summary>
/// <param name="Name">E.g. <c>BG/NBD and Gamma-Gamma</c>.</param>
/// <param name="Columns">The columns of the study's table that it needs.</param>
/// <param name="Predict">Learns from the rows that trained and chose, and predicts the target of the test rows.</param>
/// <param name="Metrics">What both are measured by, besides the study's own metric.</param>
public sealed record Yardstick(
    string Name,
    IReadOnlyList<string> Columns,
    Func<Frame, Frame, double[]> Predict,
    params IReadOnlyList<Metric> Metrics
);

/// <summary>Metric → what the model and what the yardstick reach on the test rows; or why there is nothing to compare with.</summary>
public sealed record YardstickScore(string Name, SortedDictionary<string, YardstickValue> Metrics, string? Problem)
{
    internal static YardstickScore? Of(PredictionStudy study, TrainedPredictor trained)
    {
        if (study.Yardstick is not { } yardstick)
        {
            return null;
        }

        var (frame, sides, test) = (trained.Examples.Frame, trained.Sides, trained.TestFrame);
        var metrics = new SortedDictionary<string, YardstickValue>(StringComparer.Ordinal);
        try
        {
            var ours = Evaluation.Of(trained.Predictor, test);
            var theirs = ours with
            {
                Prediction = new Prediction(
                    ours.Prediction.Target,
                    yardstick.Predict(frame.Take([.. sides.Train, .. sides.Validation]), test)
                ),
            };
            foreach (var metric in yardstick.Metrics.Prepend(study.Metric))
            {
                metrics[metric.Name] = new YardstickValue(ours[metric], theirs[metric]);
            }

            return new YardstickScore(yardstick.Name, metrics, null);
        }
        catch (LearningException error)
        {
            // The model stands without it; the card says why nothing is compared.
            return new YardstickScore(yardstick.Name, metrics, error.Message);
        }
    }
}

/// <summary>One metric of both.</summary>
public sealed record YardstickValue(double Ours, double Theirs);
