using System.Text.Json;

namespace Analytics.Learning;

/// <summary>Several classes by one model of two for each: its probability against the rest, divided by their sum.</summary>
public sealed class OneAgainstRestModel : Predictor
{
    private static readonly string[] s_two = ["false", "true"];

    private readonly Predictor[] _models;

    internal OneAgainstRestModel(Schema schema, Target target, Predictor[] models)
        : base(schema, target) =>
        _models =
            models.Length == target.Classes.Count && Array.TrueForAll(models, model => model.Target.Classes.Count == 2)
                ? models
                : throw new ModelFileException(
                    Invariant(
                        $"'{target.Name}' has {target.Classes.Count} classes and needs a model of two classes for each; there are {models.Length}."
                    )
                );

    /// <summary>The model of each class, in the order of the classes.</summary>
    public IReadOnlyList<Predictor> Models => _models;

    internal override string Kind => "one-against-rest";

    internal override bool TakesMissing => Array.TrueForAll(_models, model => model.TakesMissing);

    /// <summary>Fits each class against the rest.</summary>
    internal static OneAgainstRestModel Fit(TrainingSet set, Func<TrainingSet, Predictor> two) =>
        new(
            set.Schema,
            set.Target,
            [
                .. set.Target.Classes.Select(
                    (_, code) =>
                        two(
                            set with
                            {
                                Target = new Target(set.Target.Name, s_two),
                                Y = [.. set.Y.Select(each => each == code ? 1.0 : 0.0)],
                                Validation = set.Validation is { } rows
                                    ? rows with
                                    {
                                        Target = new Target(set.Target.Name, s_two),
                                        Y = [.. rows.Y.Select(each => each == code ? 1.0 : 0.0)],
                                    }
                                    : null,
                            }
                        )
                ),
            ]
        );

    internal override void Score(Matrix rows, Span<double> scores)
    {
        var own = new double[rows.Rows * 2];
        for (var code = 0; code < _models.Length; code++)
        {
            _models[code].Score(rows, own);
            for (var row = 0; row < rows.Rows; row++)
            {
                scores[row * Width + code] = own[row * 2 + 1];
            }
        }

        for (var row = 0; row < rows.Rows; row++)
        {
            var probabilities = scores.Slice(row * Width, Width);
            var sum = 0.0;
            foreach (var each in probabilities)
            {
                sum += each;
            }

            foreach (ref var each in probabilities)
            {
                each /= Math.Max(sum, Least);
            }
        }
    }

    internal override void Write(Utf8JsonWriter json)
    {
        for (var code = 0; code < _models.Length; code++)
        {
            json.WriteModel(Invariant($"model{code + 1}"), _models[code]);
        }
    }

    internal static OneAgainstRestModel Read(Schema schema, Target target, JsonElement json) =>
        new(
            schema,
            target,
            [.. Enumerable.Range(1, target.Classes.Count).Select(number => (Predictor)json.Model(Invariant($"model{number}")))]
        );

    internal override string Export(OnnxGraph graph, string input)
    {
        var all = graph.Node("Concat", [.. _models.Select(model => graph.Columns(model.Export(graph, input), 1))], ("axis", 1L));
        var sum = graph.Node("ReduceSum", [all, graph.Constant([1L], 1)], ("keepdims", 1L));
        return graph.Node("Div", [all, graph.Node("Max", [sum, graph.Constant([(float)Least], 1, 1)])]);
    }

    /// <summary>A sum is not taken to be less, so that nothing is divided by zero.</summary>
    private const double Least = 1e-12;
}
