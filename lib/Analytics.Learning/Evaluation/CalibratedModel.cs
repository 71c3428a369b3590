using System.Text.Json;

namespace Analytics.Learning;

/// <summary>What bends one class's probability.</summary>
internal interface ICurve
{
    double At(double probability);

    void Write(Utf8JsonWriter json);

    string Export(OnnxGraph graph, string probability);
}

internal sealed record IsotonicCurve(Isotonic Fitted) : ICurve
{
    public double At(double probability) => Fitted.At(probability);

    public void Write(Utf8JsonWriter json) => Fitted.Write(json);

    public string Export(OnnxGraph graph, string probability) => Fitted.Export(graph, probability);
}

internal sealed record SigmoidCurve(Sigmoid Fitted) : ICurve
{
    public double At(double probability) => Fitted.At(Sigmoid.LogOdds(probability));

    public void Write(Utf8JsonWriter json) => Fitted.Write(json);

    public string Export(OnnxGraph graph, string probability)
    {
        var wide = graph.Cast(probability, OnnxType.Double);
        var kept = graph.Node(
            "Min",
            [graph.Node("Max", [wide, graph.Constant([Sigmoid.Least], 1, 1)]), graph.Constant([1 - Sigmoid.Least], 1, 1)]
        );
        var odds = graph.Node("Log", [graph.Node("Div", [kept, graph.Node("Sub", [graph.Constant([1.0], 1, 1), kept])])]);
        var z = graph.Node("Add", [graph.Node("Mul", [odds, graph.Constant([-Fitted.A], 1, 1)]), graph.Constant([-Fitted.B], 1, 1)]);
        return graph.Cast(graph.Node("Sigmoid", [z]), OnnxType.Float);
    }
}

/// <summary>A classifier and one curve for the positive of two classes, or one per class.</summary>
internal sealed class CalibratedModel : Predictor
{
    private readonly Predictor _model;
    private readonly ICurve[] _curves;

    internal CalibratedModel(Predictor model, ICurve[] curves)
        : base(model.Schema, model.Target)
    {
        if (curves.Length != (Width == 2 ? 1 : Width))
        {
            throw new ModelFileException(
                Invariant($"{Width} classes need {(Width == 2 ? 1 : Width)} calibration curves; there are {curves.Length}.")
            );
        }

        (_model, _curves) = (model, curves);
    }

    internal Predictor Inner => _model;

    internal override string Kind => "calibrated";

    internal override bool TakesMissing => _model.TakesMissing;

    internal override void Score(Matrix rows, Span<double> scores)
    {
        _model.Score(rows, scores);
        for (var at = 0; at < scores.Length; at += Width)
        {
            Bend(scores.Slice(at, Width));
        }
    }

    /// <summary>Calibrates one row's class probabilities in place.</summary>
    internal void Bend(Span<double> row)
    {
        if (Width == 2)
        {
            row[1] = _curves[0].At(row[1]);
            row[0] = 1 - row[1];
            return;
        }

        var sum = 0.0;
        for (var code = 0; code < Width; code++)
        {
            sum += row[code] = _curves[code].At(row[code]);
        }

        for (var code = 0; code < Width; code++)
        {
            row[code] = sum > 0 ? row[code] / sum : 1.0 / Width;
        }
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("curves");
        foreach (var curve in _curves)
        {
            json.WriteStartObject();
            curve.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteModel("classifier", _model);
    }

    internal static CalibratedModel Read(Schema schema, Target target, JsonElement json) =>
        new(
            (Predictor)json.Model("classifier"),
            [
                .. json.Member("curves")
                    .EnumerateArray()
                    .Select(curve =>
                        curve.TryGetProperty("a", out _)
                            ? (ICurve)new SigmoidCurve(Sigmoid.Read(curve))
                            : new IsotonicCurve(Isotonic.Read(curve))
                    ),
            ]
        );

    internal override string Export(OnnxGraph graph, string input)
    {
        var probabilities = _model.Export(graph, input);
        if (Width == 2)
        {
            var positive = _curves[0].Export(graph, graph.Columns(probabilities, 1));
            return graph.Node("Concat", [graph.Node("Sub", [graph.Constant([1f], 1, 1), positive]), positive], ("axis", 1L));
        }

        var bent = graph.Node(
            "Concat",
            [.. _curves.Select((curve, code) => curve.Export(graph, graph.Columns(probabilities, code)))],
            ("axis", 1L)
        );
        var sum = graph.Node("ReduceSum", [bent, graph.Constant([1L], 1)], ("keepdims", 1L));
        var none = graph.Node("LessOrEqual", [sum, graph.Constant([0f], 1, 1)]);
        return graph.Node("Where", [none, graph.Constant([1f / Width], 1, 1), graph.Node("Div", [bent, sum])]);
    }
}
