using System.Text.Json;

namespace Analytics.Learning;

/// <summary>Fitted principal components.</summary>
public sealed class PcaModel : Projector
{
    private readonly LinearScores _map;
    private readonly double[] _mean;
    private readonly double[] _components;
    private readonly double[] _variances;
    private readonly double[] _ratios;
    private readonly bool _whiten;

    internal PcaModel(Schema schema, double[] mean, double[] components, double[] variances, double[] ratios, bool whiten)
        : base(schema)
    {
        (_mean, _components, _variances, _ratios, _whiten) = (mean, components, variances, ratios, whiten);
        var coefficients = (double[])components.Clone();
        var intercepts = new double[variances.Length];
        for (var i = 0; i < intercepts.Length; i++)
        {
            var row = coefficients.AsSpan(i * mean.Length, mean.Length);
            if (whiten && variances[i] > 0)
            {
                System.Numerics.Tensors.TensorPrimitives.Divide(row, Math.Sqrt(variances[i]), row);
            }

            intercepts[i] = -FixedSums.Dot(row, mean);
        }

        _map = new LinearScores(coefficients, intercepts);
    }

    public override int Dimensions => _variances.Length;

    /// <summary>One per feature.</summary>
    public IReadOnlyList<double> Mean => _mean;

    /// <summary>components × features, unit vectors, that of the greatest variance first.</summary>
    public IReadOnlyList<double> Components => _components;

    /// <summary>Variance along each component, with n - 1 in the denominator.</summary>
    public IReadOnlyList<double> ExplainedVariance => _variances;

    /// <summary>Share of the total variance, 0…1.</summary>
    public IReadOnlyList<double> ExplainedVarianceRatio => _ratios;

    internal override string Kind => "pca";

    internal override bool TakesMissing => false;

    private protected override string Prefix => "pc";

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteBoolean("whiten", _whiten);
        json.WriteValues("mean", _mean);
        json.WriteValues("components", _components);
        json.WriteValues("variances", _variances);
        json.WriteValues("ratios", _ratios);
    }

    internal static PcaModel Read(Schema schema, Target target, JsonElement json)
    {
        double[] mean = json.Doubles("mean"),
            components = json.Doubles("components"),
            variances = json.Doubles("variances"),
            ratios = json.Doubles("ratios");
        return
            mean.Length == schema.Count
            && variances.Length == ratios.Length
            && variances.Length > 0
            && components.Length == variances.Length * mean.Length
            ? new PcaModel(schema, mean, components, variances, ratios, json.Bool("whiten"))
            : throw new ModelFileException(
                $"The model file holds {components.Length} numbers for {variances.Length} components of {schema.Count} columns. Fit and save the model again."
            );
    }

    internal override string Export(OnnxGraph graph, string input) => _map.Export(graph, input);

    private protected override Matrix ProjectCore(Matrix rows)
    {
        var projected = new double[checked(rows.Rows * Dimensions)];
        _map.Write(rows, projected, Dimensions);
        var values = new float[projected.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<double, float>(projected, values);
        return new Matrix(values, rows.Rows, Dimensions);
    }
}
