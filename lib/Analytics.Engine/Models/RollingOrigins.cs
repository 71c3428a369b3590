using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>A stretch of time, tested by a model that learned from all before it.</summary>
/// <param name="From">Day or value of its first row.</param>
/// <param name="To">Day or value of its last row.</param>
/// <param name="TrainRows">Rows before it, a part of which validated.</param>
/// <param name="TestRows">Its rows.</param>
/// <param name="Value">The deciding metric on them.</param>
public sealed record Origin(string From, string To, int TrainRows, int TestRows, double Value);

/// <summary>The same recipe trained from several origins in time: how much its score moves from one stretch to the next. One test of a few days cannot tell.</summary>
/// <param name="Origins">The stretches, the earliest first.</param>
/// <param name="Problem">Why there are none or not all; null otherwise.</param>
public sealed record RollingOrigins(IReadOnlyList<Origin> Origins, string? Problem)
{
    /// <summary>So many stretches: the rows are cut in one more, in order of time, and the first only trains.</summary>
    public const int Count = 5;

    /// <summary>Share of the rows before a stretch, the last in time, that choose (early stopping, calibration).</summary>
    private const double Validation = 0.2;

    /// <summary>Null for a study that is not divided by time.</summary>
    internal static RollingOrigins? Of(PredictionStudy study, TrainedPredictor trained, CancellationToken cancellation)
    {
        if (study.Split is not TimeSplit { Column: var column })
        {
            return null;
        }

        var (frame, origins) = (trained.Examples.Frame, new List<Origin>());
        try
        {
            foreach (var split in Split.Time(frame, column, Count))
            {
                var (before, test) = (frame.Take(split.Train), frame.Take(split.Test));
                var (learn, _, choose) = new TimeSplit(column, 0, Validation).Divide(before, study.Key, 0);
                var fitted = FittedModel.Of(
                    study,
                    study.LearnerOf(trained.Recipe),
                    trained.Recipe,
                    trained.Run.Seed,
                    before,
                    learn,
                    choose,
                    cancellation
                );
                var metric = Measures.Of(fitted.Model.Target, fitted.Threshold, study.Metric).First(each => each.Name == study.Metric.Name);
                int[] order = [.. Enumerable.Range(0, test.RowCount).Order(Comparer<int>.Create(test[column].Compare))];
                origins.Add(
                    new Origin(
                        Text(test[column][order[0]]),
                        Text(test[column][order[^1]]),
                        before.RowCount,
                        test.RowCount,
                        Math.Round(Evaluation.Of(fitted.Model, test)[metric], 6)
                    )
                );
            }
        }
        catch (LearningException error)
        {
            // A stretch can lack a class; the card shows those that there are, and says why there are no more.
            return new RollingOrigins(origins, error.Message);
        }

        return new RollingOrigins(origins, null);
    }

    /// <summary>As the card has it.</summary>
    internal IEnumerable<string> Lines(string metric)
    {
        yield return "";
        yield return "## From other origins in time";
        yield return "";
        if (Origins.Count > 0)
        {
            var values = Origins.Select(each => each.Value).ToArray();
            yield return Invariant(
                $"The same recipe, trained on all rows before a stretch of time and tested on the stretch: {metric} {values.Average():0.0000} on average, from {values.Min():0.0000} to {values.Max():0.0000}."
            );
            yield return "";
            yield return $"| from | to | rows before | rows tested | {metric} |";
            yield return "|---|---|---:|---:|---:|";
            foreach (var each in Origins)
            {
                yield return Invariant($"| {each.From} | {each.To} | {each.TrainRows:N0} | {each.TestRows:N0} | {each.Value:0.0000} |");
            }
        }

        if (Problem is { } problem)
        {
            yield return $"{(Origins.Count > 0 ? "\n" : "")}There are no more: {problem}";
        }
    }

    /// <summary>A value of the column of time: a day, or what else it holds.</summary>
    internal static string Text(object? value) =>
        value switch
        {
            DateTime time => Invariant($"{time:yyyy-MM-dd}"),
            DateOnly day => Invariant($"{day:yyyy-MM-dd}"),
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
        };
}
