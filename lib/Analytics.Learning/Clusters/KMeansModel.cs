using System.Text.Json;

namespace Analytics.Learning;

/// <summary>Fitted centres.</summary>
public sealed class KMeansModel : Clusterer
{
    private readonly double[] _centres;

    internal KMeansModel(Schema schema, double[] centres, double inertia, int steps)
        : base(schema) => (_centres, Inertia, Steps) = (centres, inertia, steps);

    public override int Clusters => _centres.Length / Schema.Count;

    /// <summary>clusters × features.</summary>
    public IReadOnlyList<double> Centres => _centres;

    /// <summary>Σ weight × squared distance of the training rows to their centres.</summary>
    public double Inertia { get; }

    /// <summary>Steps that the best start took.</summary>
    public int Steps { get; }

    internal override string Kind => "k-means";

    internal override bool TakesMissing => false;

    /// <summary>
    /// The nearest centre, the Euclidean distance d to it, and the fuzzy membership 1 / Σ (d / dⱼ)² over all centres (Bezdek 1981, exponent 2):
    /// 1 at a centre, 1 / clusters where all are equally far. For a missing value label -1 and distance NaN.
    /// </summary>
    public override Assignment Assign(Matrix rows)
    {
        Schema.CheckWidth(rows);
        var labels = new int[rows.Rows];
        var strength = new double[rows.Rows];
        var distance = new double[rows.Rows];
        for (var row = 0; row < rows.Rows; row++)
        {
            var x = rows.Row(row);
            var (best, inverse) = (double.PositiveInfinity, 0.0);
            labels[row] = -1;
            for (var c = 0; c < Clusters; c++)
            {
                var sum = 0.0;
                for (var j = 0; j < x.Length; j++)
                {
                    sum += (x[j] - _centres[c * x.Length + j]) * (x[j] - _centres[c * x.Length + j]);
                }

                inverse += 1 / sum;
                if (sum < best)
                {
                    (best, labels[row]) = (sum, c);
                }
            }

            strength[row] =
                labels[row] < 0 ? 0
                : best == 0 ? 1
                : 1 / (best * inverse);
            distance[row] = labels[row] < 0 ? double.NaN : Math.Sqrt(best);
        }

        return new Assignment(labels, strength, distance);
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValues("centres", _centres);
        json.WriteValue("inertia", Inertia);
        json.WriteNumber("steps", Steps);
    }

    internal static KMeansModel Read(Schema schema, Target target, JsonElement json) =>
        json.Doubles("centres") is var centres && centres.Length > 0 && centres.Length % schema.Count == 0
            ? new KMeansModel(schema, centres, json.Double("inertia"), json.Int("steps"))
            : throw new ModelFileException(
                $"The model file holds {centres.Length} numbers for centres of {schema.Count} columns. Fit and save the model again."
            );

    internal override string Export(OnnxGraph graph, string input)
    {
        var columns = Schema.Count;
        // ‖x - c‖² spelled out in double: the shorter ‖c‖² - 2·x·c loses near ties far from zero.
        var wide = graph.Node("Unsqueeze", [graph.Cast(input, OnnxType.Double), graph.Constant([1L], 1)]);
        var difference = graph.Node("Sub", [wide, graph.Constant(_centres, 1, Clusters, columns)]);
        var squares = graph.Node("ReduceSum", [graph.Node("Mul", [difference, difference]), graph.Constant([2L], 1)], ("keepdims", 0L));
        return graph.Node("ArgMin", [squares], ("axis", 1L), ("keepdims", 0L));
    }
}
