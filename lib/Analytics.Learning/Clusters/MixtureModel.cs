using System.Text.Json;

namespace Analytics.Learning;

/// <summary>A fitted Gaussian mixture.</summary>
public sealed class MixtureModel : Clusterer
{
    private readonly Mixture _mixture;
    private readonly double _rows;

    internal MixtureModel(Schema schema, Mixture mixture, double logLikelihood, double rows, int steps)
        : base(schema)
    {
        (_mixture, _rows, LogLikelihood, Steps) = (mixture, rows, logLikelihood, steps);
        // Found now, so that a mixture that cannot predict cannot exist and threads share what nobody writes any more.
        _ = mixture.Constants;
    }

    public override int Clusters => _mixture.Count;

    /// <summary>Share of each component; they sum to 1.</summary>
    public IReadOnlyList<double> Weights => _mixture.Weights;

    /// <summary>clusters × features.</summary>
    public IReadOnlyList<double> Means => _mixture.Means;

    /// <summary>clusters × d × d (full), d × d (tied), clusters × d (diagonal) or clusters (spherical).</summary>
    public IReadOnlyList<double> Covariances => _mixture.Covariances;

    public CovarianceShape Covariance => _mixture.Shape;

    /// <summary>Σ weight × ln density of the training rows.</summary>
    public double LogLikelihood { get; }

    /// <summary>Bayesian information criterion, lower is better: p·ln n - 2·LogLikelihood.</summary>
    public override double Bic => _mixture.FreeParameters * Math.Log(_rows) - 2 * LogLikelihood;

    /// <summary>Akaike information criterion, lower is better: 2·p - 2·LogLikelihood.</summary>
    public override double Aic => 2 * _mixture.FreeParameters - 2 * LogLikelihood;

    /// <summary>Steps that the best start took.</summary>
    public int Steps { get; }

    internal override string Kind => "gaussian-mixture";

    internal override bool TakesMissing => false;

    /// <summary>The most probable component, its probability, and the Mahalanobis distance to its mean.</summary>
    public override Assignment Assign(Matrix rows)
    {
        var probabilities = Probabilities(rows, out var distances);
        var labels = new int[rows.Rows];
        var strength = new double[rows.Rows];
        var distance = new double[rows.Rows];
        for (var row = 0; row < labels.Length; row++)
        {
            var own = probabilities.AsSpan(row * Clusters, Clusters);
            // A missing value gives no probability that could be compared.
            labels[row] = double.IsNaN(own[0]) ? -1 : System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(own);
            strength[row] = labels[row] < 0 ? 0 : own[labels[row]];
            distance[row] = labels[row] < 0 ? double.NaN : distances[row * Clusters + labels[row]];
        }

        return new Assignment(labels, strength, distance);
    }

    /// <summary>n × clusters probabilities that sum to 1 in each row.</summary>
    public double[] Probabilities(Matrix rows) => Probabilities(rows, out _);

    /// <summary>n × clusters probabilities of a frame's rows.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    public double[] Probabilities(Analytics.Frames.Frame frame) => Probabilities(Encode(frame));

    /// <summary>n logarithms of the density at each row; low ones are outliers.</summary>
    public double[] LogDensities(Matrix rows)
    {
        Schema.CheckWidth(rows);
        var logs = new double[Clusters];
        var densities = new double[rows.Rows];
        for (var row = 0; row < densities.Length; row++)
        {
            _mixture.LogDensities(rows.Row(row), logs);
            var greatest = logs.Max();
            densities[row] = greatest + Math.Log(logs.Sum(log => Math.Exp(log - greatest)));
        }

        return densities;
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("covariance", _mixture.Shape.ToString());
        json.WriteValues("weights", _mixture.Weights);
        json.WriteValues("means", _mixture.Means);
        json.WriteValues("covariances", _mixture.Covariances);
        json.WriteValue("logLikelihood", LogLikelihood);
        json.WriteValue("rows", _rows);
        json.WriteNumber("steps", Steps);
    }

    internal static MixtureModel Read(Schema schema, Target target, JsonElement json)
    {
        if (!Enum.TryParse<CovarianceShape>(json.Text("covariance"), out var shape) || !Enum.IsDefined(shape))
        {
            throw new ModelFileException($"Covariance '{json.Text("covariance")}' is none of Full, Tied, Diagonal, Spherical.");
        }

        var mixture = new Mixture(shape, json.Doubles("weights"), json.Doubles("means"), json.Doubles("covariances"));
        int k = mixture.Count,
            d = schema.Count;
        var size = shape switch
        {
            CovarianceShape.Full => k * d * d,
            CovarianceShape.Tied => d * d,
            CovarianceShape.Diagonal => k * d,
            _ => k,
        };
        return k > 0 && mixture.Means.Length == k * d && mixture.Covariances.Length == size
            ? new MixtureModel(schema, mixture, json.Double("logLikelihood"), json.Double("rows"), json.Int("steps"))
            : throw new ModelFileException(
                Invariant(
                    $"The model file holds {mixture.Means.Length} means and {mixture.Covariances.Length} covariances for {k} components of {d} columns; {k * d} and {size} were expected. Fit and save the model again."
                )
            );
    }

    internal override string Export(OnnxGraph graph, string input)
    {
        var d = Schema.Count;
        var wide = graph.Cast(input, OnnxType.Double);
        var logs = new string[Clusters];
        for (var k = 0; k < Clusters; k++)
        {
            // Row vectors times Pᵀ.
            var transposed = new double[d * d];
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    transposed[j * d + i] =
                        _mixture.IsTriangular ? _mixture.Precisions[(k * d + i) * d + j]
                        : i == j ? _mixture.Precisions[k * d + i]
                        : 0;
                }
            }

            var difference = graph.Node("Sub", [wide, graph.Constant(_mixture.Means.AsSpan(k * d, d), d)]);
            var y = graph.Node("MatMul", [difference, graph.Constant(transposed, d, d)]);
            var square = graph.Node("ReduceSum", [graph.Node("Mul", [y, y]), graph.Constant([1L], 1)], ("keepdims", 1L));
            logs[k] = graph.Node(
                "Sub",
                [graph.Constant([_mixture.Constants[k]], 1), graph.Node("Mul", [square, graph.Constant([0.5], 1)])]
            );
        }

        return graph.Node("ArgMax", [graph.Node("Concat", logs, ("axis", 1L))], ("axis", 1L), ("keepdims", 0L));
    }

    private double[] Probabilities(Matrix rows, out double[] distances)
    {
        Schema.CheckWidth(rows);
        var probabilities = new double[checked(rows.Rows * Clusters)];
        distances = new double[probabilities.Length];
        for (var row = 0; row < rows.Rows; row++)
        {
            var own = probabilities.AsSpan(row * Clusters, Clusters);
            _mixture.LogDensities(rows.Row(row), own);
            for (var k = 0; k < Clusters; k++)
            {
                distances[row * Clusters + k] = Math.Sqrt(Math.Max(0, 2 * (_mixture.Constants[k] - own[k])));
            }

            FixedSums.SoftMax(own);
        }

        return probabilities;
    }
}
