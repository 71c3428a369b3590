using System.Text.Json;

namespace Analytics.Learning;

/// <summary>A number whose logarithm is linear in the features, as Poisson regression fits it: exp(intercept + Σ coefficient · x).</summary>
public sealed class LogLinearModel : Predictor
{
    private readonly LinearScores _scores;

    internal LogLinearModel(Schema schema, Target target, LinearScores scores)
        : base(schema, target) => _scores = scores;

    /// <summary>One per feature.</summary>
    public IReadOnlyList<double> Coefficients => _scores.Coefficients;

    public double Intercept => _scores.Intercepts[0];

    internal override string Kind => "log-linear";

    internal override bool TakesMissing => false;

    internal override void Score(Matrix rows, Span<double> scores)
    {
        _scores.Write(rows, scores, 1);
        foreach (ref var score in scores[..rows.Rows])
        {
            score = Math.Exp(score);
        }
    }

    internal override void Write(Utf8JsonWriter json) => _scores.Write(json);

    internal static LogLinearModel Read(Schema schema, Target target, JsonElement json) =>
        new(schema, target, LinearScores.Read(json, schema.Count, 1));

    internal override string Export(OnnxGraph graph, string input) => graph.Node("Exp", [_scores.Export(graph, input)]);
}
