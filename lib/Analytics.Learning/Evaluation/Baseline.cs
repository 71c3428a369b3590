using System.Text.Json;
using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// Predicts without looking at the features: the shares of the classes, or the mean. What every model must beat.
/// </summary>
public sealed record Baseline : SupervisedLearner
{
    internal override bool TakesMissing => true;

    internal override bool TakesCategories => true;

    internal override void Check() { }

    internal override Predictor FitCore(TrainingSet set)
    {
        set.Options.Cancellation.ThrowIfCancellationRequested();
        var scores = new double[Math.Max(1, set.Target.Classes.Count)];
        var total = 0.0;
        for (var row = 0; row < set.Rows; row++)
        {
            var weight = set.Weights?[row] ?? 1.0;
            total += weight;
            if (set.Target.IsClass)
            {
                scores[(int)set.Y[row]] += weight;
            }
            else
            {
                scores[0] += weight * set.Y[row];
            }
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] /= total;
        }

        set.Options.Progress?.Report(new FitProgress(1, 1));
        return new BaselineModel(set.Schema, set.Target, scores);
    }
}

internal sealed class BaselineModel : Predictor
{
    private readonly double[] _scores;

    internal BaselineModel(Schema schema, Target target, double[] scores)
        : base(schema, target) =>
        _scores =
            scores.Length == Width
                ? scores
                : throw new ModelFileException(
                    Invariant($"A baseline of {scores.Length} scores cannot predict '{target.Name}', which takes {Width}.")
                );

    internal override string Kind => "baseline";

    internal override bool TakesMissing => true;

    internal override void Score(Matrix rows, Span<double> scores)
    {
        for (var row = 0; row < rows.Rows; row++)
        {
            _scores.CopyTo(scores[(row * Width)..]);
        }
    }

    internal override void Write(Utf8JsonWriter json) => json.WriteValues("scores", _scores);

    internal static BaselineModel Read(Schema schema, Target target, JsonElement json) => new(schema, target, json.Doubles("scores"));

    internal override string Export(OnnxGraph graph, string input)
    {
        var rows = graph.Node("Gather", [graph.Node("Shape", [input]), graph.Constant([0L], 1)]);
        var shape = graph.Node("Concat", [rows, graph.Constant([(long)Width], 1)], ("axis", 0L));
        return graph.Node("Expand", [graph.Constant([.. _scores.Select(score => (float)score)], 1, Width), shape]);
    }
}
