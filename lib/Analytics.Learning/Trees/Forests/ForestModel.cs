using System.Text.Json;
using Analytics.Learning.Trees;

namespace Analytics.Learning;

/// <summary>A fitted forest: the average of its trees.</summary>
public sealed class ForestModel : TreePredictor
{
    internal ForestModel(Schema schema, Target target, TreeEnsemble ensemble, double? outOfBagScore)
        : base(schema, target, ensemble)
    {
        if (ensemble.Outputs != Width)
        {
            throw new ModelFileException(
                Invariant($"A forest of {ensemble.Outputs} outputs cannot predict '{target.Name}', which needs {Width}.")
            );
        }

        OutOfBagScore = outOfBagScore;
    }

    /// <summary>Accuracy, or R² for a number, of rows scored by trees that did not see them; null where it was not asked for.</summary>
    public double? OutOfBagScore { get; }

    internal override string Kind => "forest";

    internal override void Score(Matrix rows, Span<double> scores) => Margins(rows).CopyTo(scores);

    internal override void Write(Utf8JsonWriter json)
    {
        if (OutOfBagScore is { } score)
        {
            json.WriteValue("outOfBagScore", score);
        }

        TreeJson.Write(json, Ensemble);
    }

    internal static ForestModel Read(Schema schema, Target target, JsonElement json) =>
        new(schema, target, TreeJson.Read(schema, json), json.TryGetProperty("outOfBagScore", out _) ? json.Double("outOfBagScore") : null);

    internal override string Export(OnnxGraph graph, string input) => TreeOnnx.Export(Ensemble, graph, input);
}
