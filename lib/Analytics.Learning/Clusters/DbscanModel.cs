using System.Text.Json;

namespace Analytics.Learning;

/// <summary>A fitted <see cref="Dbscan"/>: its core rows.</summary>
public sealed class DbscanModel : Clusterer
{
    private readonly double _radius;
    private readonly Matrix _rows;
    private readonly int[] _labels;
    private readonly KdTree? _tree;

    internal DbscanModel(Schema schema, double radius, Matrix rows, int[] labels)
        : base(schema)
    {
        (_radius, _rows, _labels) = (radius, rows, labels);
        _tree = rows.Rows > 0 ? new KdTree(rows) : null;
        Clusters = labels.Length == 0 ? 0 : labels.Max() + 1;
    }

    public override int Clusters { get; }

    /// <summary>Rows dense enough to carry a cluster.</summary>
    public int CoreRows => _rows.Rows;

    internal override string Kind => "dbscan";

    internal override bool TakesMissing => false;

    /// <summary>The first cluster with a core row within the radius, strength 1, and the distance to the nearest core row; else -1, 0 and NaN.</summary>
    public override unsafe Assignment Assign(Matrix rows)
    {
        Schema.CheckWidth(rows);
        var (labels, strength, distance) = (new int[rows.Rows], new double[rows.Rows], new double[rows.Rows]);
        Array.Fill(labels, -1);
        Array.Fill(distance, double.NaN);
        if (_tree is null)
        {
            return new Assignment(labels, strength, distance);
        }

        var query = _tree.Query();
        int[] near = [];
        Span<double> square = stackalloc double[1];
        Span<int> at = stackalloc int[1];
        for (var row = 0; row < rows.Rows; row++)
        {
            if (rows.Row(row).ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                continue;
            }

            KdTree.Copy(rows.Row(row), query.Pointer);
            var count = _tree.Within(query.Pointer, _radius * _radius, ref near);
            if (count == 0)
            {
                continue;
            }

            var first = int.MaxValue;
            foreach (var position in near.AsSpan(0, count))
            {
                first = Math.Min(first, _labels[_tree.RowAt[position]]);
            }

            _tree.Nearest(query.Pointer, 1, square, at);
            (labels[row], strength[row], distance[row]) = (first, 1, Math.Sqrt(square[0]));
        }

        GC.KeepAlive(query);
        return new Assignment(labels, strength, distance);
    }

    internal override string Export(OnnxGraph graph, string input)
    {
        // A core row that no row is near stands in where there are none.
        var (rows, labels) =
            CoreRows > 0
                ? (_rows, [.. _labels.Select(label => (long)label)])
                : (new Matrix(new float[Schema.Count], 1, Schema.Count), new long[1]);
        var near = graph.Node(
            "LessOrEqual",
            [OnnxDistances.Squares(graph, input, rows), graph.Constant([CoreRows > 0 ? _radius * _radius : -1.0], 1, 1)]
        );
        var none = graph.Constant([(long)Clusters], 1);
        var first = graph.Node(
            "ReduceMin",
            [graph.Node("Where", [near, graph.Constant(labels, 1, labels.Length), none])],
            ("axes", new[] { 1L }),
            ("keepdims", 0L)
        );
        return graph.Node("Where", [graph.Node("Equal", [first, none]), graph.Constant([-1L], 1), first]);
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValue("radius", _radius);
        json.WriteValues("labels", _labels);
        json.WriteValues("rows", _rows.Values);
    }

    internal static DbscanModel Read(Schema schema, Target target, JsonElement json)
    {
        var (labels, values) = (json.Ints("labels"), json.Floats("rows"));
        return values.Length == (long)labels.Length * schema.Count && labels.All(label => label >= 0)
            ? new DbscanModel(schema, json.Double("radius"), new Matrix(values, labels.Length, schema.Count), labels)
            : throw new ModelFileException(
                $"The model file holds {values.Length} numbers and {labels.Length} labels for core rows of {schema.Count} columns. Fit and save the model again."
            );
    }
}
