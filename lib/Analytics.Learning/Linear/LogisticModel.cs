using System.Text.Json;

namespace Analytics.Learning;

/// <summary>A fitted <see cref="LogisticRegression"/>.</summary>
public sealed class LogisticModel : Predictor
{
    private readonly LinearScores _scores;

    internal LogisticModel(Schema schema, Target target, double[] coefficients, double[] intercepts, int steps)
        : this(schema, target, new LinearScores(coefficients, intercepts), steps) { }

    private LogisticModel(Schema schema, Target target, LinearScores scores, int steps)
        : base(schema, target) => (_scores, Steps) = (scores, steps);

    /// <summary>One per feature for two classes (of the score of the second), else classes × features, class by class.</summary>
    public IReadOnlyList<double> Coefficients => _scores.Coefficients;

    /// <summary>One for two classes, else one per class.</summary>
    public IReadOnlyList<double> Intercepts => _scores.Intercepts;

    /// <summary>Steps that the solver took.</summary>
    public int Steps { get; }

    internal override string Kind => "logistic-regression";

    internal override bool TakesMissing => false;

    internal override void Score(Matrix rows, Span<double> scores)
    {
        _scores.Write(rows, scores, Width);
        for (var row = 0; row < rows.Rows; row++)
        {
            var own = scores.Slice(row * Width, Width);
            if (_scores.Outputs == 1)
            {
                var e = Math.Exp(-Math.Abs(own[0]));
                var (greater, smaller) = (1 / (1 + e), e / (1 + e));
                (own[0], own[1]) = own[0] > 0 ? (smaller, greater) : (greater, smaller);
            }
            else
            {
                FixedSums.SoftMax(own);
            }
        }
    }

    internal override void Write(Utf8JsonWriter json)
    {
        _scores.Write(json);
        json.WriteNumber("steps", Steps);
    }

    internal static LogisticModel Read(Schema schema, Target target, JsonElement json) =>
        target.Classes.Count < 2
            ? throw new ModelFileException("A logistic regression needs a target of two or more classes. Fit and save the model again.")
            : new(
                schema,
                target,
                LinearScores.Read(json, schema.Count, target.Classes.Count == 2 ? 1 : target.Classes.Count),
                json.Int("steps")
            );

    internal override string Export(OnnxGraph graph, string input)
    {
        var score = _scores.Export(graph, input);
        if (_scores.Outputs > 1)
        {
            return graph.Node("Softmax", [score], ("axis", 1L));
        }

        var other = graph.Node("Sigmoid", [graph.Node("Neg", [score])]);
        return graph.Node("Concat", [other, graph.Node("Sigmoid", [score])], ("axis", 1L));
    }
}
