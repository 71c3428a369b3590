using System.Text.Json;
using Analytics.Frames;
using Analytics.Learning.Trees;

namespace Analytics.Learning;

/// <summary>A fitted isolation forest.</summary>
public sealed class IsolationForestModel : Model
{
    private readonly TreeEnsemble _ensemble;
    private readonly int _sample;

    internal IsolationForestModel(Schema schema, TreeEnsemble ensemble, int sample)
        : base(schema) => (_ensemble, _sample) = (ensemble, sample);

    internal override string Kind => "isolation-forest";

    internal override bool TakesMissing => true;

    /// <summary>How odd each row is, 0…1: 2 to the power of minus its mean depth, in units of what is usual. Near 1 is odd, below 0.5 is not.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    public double[] Score(Frame frame) => Score(Encode(frame));

    /// <summary>As the other, of encoded rows.</summary>
    public double[] Score(Matrix rows)
    {
        Schema.CheckWidth(rows);
        var scores = new double[rows.Rows];
        _ensemble.Margins(rows, scores);
        foreach (ref var score in scores.AsSpan())
        {
            score = Math.Exp(score * Exponent);
        }

        return scores;
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("sample", _sample);
        TreeJson.Write(json, _ensemble);
    }

    internal static IsolationForestModel Read(Schema schema, Target target, JsonElement json) =>
        new(schema, TreeJson.Read(schema, json), json.Int("sample"));

    internal override string Export(OnnxGraph graph, string input) =>
        graph.Node("Exp", [graph.Node("Mul", [TreeOnnx.Export(_ensemble, graph, input), graph.Constant([(float)Exponent])])]);

    private double Exponent => -Math.Log(2) / Math.Max(IsolationTree.MeanDepth(_sample), 1e-300);
}
