using System.Text.Json;
using Analytics.Learning.Trees;

namespace Analytics.Learning;

/// <summary>Boosted trees, fitted.</summary>
public sealed class GradientBoostingModel : TreePredictor
{
    internal GradientBoostingModel(Schema schema, Target target, Loss loss, TreeEnsemble ensemble)
        : base(schema, target, ensemble)
    {
        if (ensemble.Outputs != Link.Outputs(loss, target))
        {
            throw new ModelFileException(
                Invariant(
                    $"A {loss} model of {ensemble.Outputs} outputs cannot predict '{target.Name}', which needs {Link.Outputs(loss, target)}."
                )
            );
        }

        Loss = loss;
    }

    /// <summary>The loss it was fitted with, never <see cref="Loss.Auto"/>.</summary>
    public Loss Loss { get; }

    internal override string Kind => "gradient-boosting";

    internal override unsafe void Score(Matrix rows, Span<double> scores)
    {
        Schema.CheckWidth(rows);
        var outputs = Ensemble.Outputs;
        fixed (double* fixedScores = scores)
        {
            var to = fixedScores;
            Ensemble.InBlocks(
                rows,
                (first, count, margins) =>
                {
                    for (var row = 0; row < count; row++)
                    {
                        Link.Apply(Loss, margins.Slice(row * outputs, outputs), new Span<double>(to + (long)(first + row) * Width, Width));
                    }
                }
            );
        }
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("loss", Loss.ToString());
        TreeJson.Write(json, Ensemble);
    }

    internal static GradientBoostingModel Read(Schema schema, Target target, JsonElement json)
    {
        var loss =
            Enum.TryParse<Loss>(json.Text("loss"), out var known) && known != Loss.Auto
                ? known
                : throw new ModelFileException(
                    $"The loss '{json.Text("loss")}' is not known; it must be Squared, Logistic, Softmax or Poisson."
                );
        return new GradientBoostingModel(schema, target, loss, TreeJson.Read(schema, json));
    }

    internal override string Export(OnnxGraph graph, string input)
    {
        var margins = TreeOnnx.Export(Ensemble, graph, input);
        switch (Loss)
        {
            case Loss.Logistic:
                var positive = graph.Node("Sigmoid", [margins]);
                return graph.Node("Concat", [graph.Node("Sub", [graph.Constant([1f]), positive]), positive], ("axis", 1L));
            case Loss.Softmax:
                return graph.Node("Softmax", [margins], ("axis", 1L));
            case Loss.Poisson:
                return graph.Node("Exp", [margins]);
            default:
                return margins;
        }
    }
}
