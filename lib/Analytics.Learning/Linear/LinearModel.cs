using System.Text.Json;

namespace Analytics.Learning;

/// <summary>A fitted <see cref="LinearRegression"/>.</summary>
public sealed class LinearModel : Predictor
{
    private readonly LinearScores _scores;

    internal LinearModel(Schema schema, Target target, LinearScores scores)
        : base(schema, target) => _scores = scores;

    /// <summary>One per feature.</summary>
    public IReadOnlyList<double> Coefficients => _scores.Coefficients;

    public double Intercept => _scores.Intercepts[0];

    internal override string Kind => "linear-regression";

    internal override bool TakesMissing => false;

    internal override void Score(Matrix rows, Span<double> scores) => _scores.Write(rows, scores, 1);

    internal override void Write(Utf8JsonWriter json) => _scores.Write(json);

    internal static LinearModel Read(Schema schema, Target target, JsonElement json) =>
        new(schema, target, LinearScores.Read(json, schema.Count, 1));

    internal override string Export(OnnxGraph graph, string input) => _scores.Export(graph, input);
}
