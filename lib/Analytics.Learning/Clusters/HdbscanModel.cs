using System.Text.Json;

namespace Analytics.Learning;

/// <summary>A fitted <see cref="Hdbscan"/>; keeps the training rows, because a new row belongs to what lies near it.</summary>
public sealed class HdbscanModel : Clusterer
{
    private readonly Matrix _rows;
    private readonly double[] _core;
    private readonly int _near;
    private readonly DensityClusters _found;
    private readonly KdTree _tree;

    internal HdbscanModel(Schema schema, Matrix rows, double[] core, int near, DensityClusters found, KdTree tree)
        : base(schema) => (_rows, _core, _near, _found, _tree) = (rows, core, near, found, tree);

    public override int Clusters => _found.Births.Length;

    /// <summary>The training rows' clusters; -1 is noise.</summary>
    public IReadOnlyList<int> Labels => _found.Labels;

    /// <summary>The training rows' membership strengths 0…1; 0 for noise.</summary>
    public IReadOnlyList<double> Strengths => _found.Strengths;

    /// <summary>The training rows' outlier scores 0…1 (GLOSH); near 1 is far sparser than the densest part around.</summary>
    public IReadOnlyList<double> OutlierScores => _found.Outliers;

    internal override string Kind => "hdbscan";

    internal override bool TakesMissing => false;

    /// <summary>
    /// A training row's own cluster; for another row that of the row nearest by mutual reachability, if it is dense enough there, else -1.
    /// Of rows equally near in that sense it is the one at the least distance, and of those the first. Distances are NaN.
    /// </summary>
    public override unsafe Assignment Assign(Matrix rows)
    {
        Schema.CheckWidth(rows);
        var (labels, strength, distance) = (new int[rows.Rows], new double[rows.Rows], new double[rows.Rows]);
        Array.Fill(distance, double.NaN);
        var core = new Aligned<double>(_tree.Leaves * KdTree.Lanes);
        core.Span.Fill(double.PositiveInfinity);
        for (var i = 0; i < _tree.Count; i++)
        {
            core.Pointer[i] = _core[_tree.RowAt[i]];
        }

        var (groupAt, groups, least, query) = (new Aligned<int>(core.Length), new int[_tree.Nodes], _tree.Least(core.Span), _tree.Query());
        Span<double> squares = new double[_near];
        Span<int> positions = new int[_near];
        int[] around = [];
        for (var row = 0; row < rows.Rows; row++)
        {
            labels[row] = -1;
            if (rows.Row(row).ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                continue;
            }

            KdTree.Copy(rows.Row(row), query.Pointer);
            _tree.Nearest(query.Pointer, _near, squares, positions);
            if (squares[0] == 0)
            {
                var same = _tree.RowAt[positions[0]];
                (labels[row], strength[row]) = (_found.Labels[same], _found.Strengths[same]);
                continue;
            }

            var bound = double.PositiveInfinity;
            // A new row counts itself among those that its core distance reaches.
            var own = _near > 1 ? squares[_near - 2] : 0;
            _ = _tree.NearestOther(query.Pointer, -1, own, ref bound, groupAt.Pointer, groups, core.Pointer, least);
            var count = _tree.Within(query.Pointer, bound, ref around);
            var (reach, nearest) = FirstOf(around.AsSpan(0, count), rows.Row(row), own);
            if (nearest < 0 || _found.Labels[nearest] is not (var label and >= 0))
            {
                continue;
            }

            var density = 1 / Math.Sqrt(reach);
            if (density > _found.Births[label])
            {
                (labels[row], strength[row]) = (label, Math.Min(1, density / _found.Deaths[label]));
            }
        }

        GC.KeepAlive(core);
        GC.KeepAlive(groupAt);
        GC.KeepAlive(query);
        return new Assignment(labels, strength, distance);
    }

    /// <summary>The least mutual reachability, squared, from a row of the given core distance, squared, and whose it is.</summary>
    private (double Reach, int Row) FirstOf(ReadOnlySpan<int> positions, ReadOnlySpan<float> x, double own)
    {
        var best = (Reach: double.PositiveInfinity, Square: double.PositiveInfinity, Row: -1);
        foreach (var position in positions)
        {
            var (row, square) = (_tree.RowAt[position], 0.0);
            for (var j = 0; j < x.Length; j++)
            {
                square += ((double)x[j] - _rows[row, j]) * ((double)x[j] - _rows[row, j]);
            }

            var here = (Reach: Math.Max(Math.Max(square, own), _core[row]), Square: square, Row: row);
            if (best.Row < 0 || here.CompareTo(best) < 0)
            {
                best = here;
            }
        }

        return (best.Reach, best.Row);
    }

    internal override string Export(OnnxGraph graph, string input)
    {
        var n = _core.Length;
        var squares = OnnxDistances.Squares(graph, input, _rows);
        // A new row counts itself among those that its core distance reaches.
        var own =
            _near > 1
                ? graph.Columns(
                    graph.Append("", "TopK", [squares, graph.Constant([_near - 1L], 1)], 2, ("axis", 1L), ("largest", 0L))[0],
                    _near - 2
                )
                : graph.Constant([0.0], 1, 1);
        var reach = graph.Node("Max", [squares, own, graph.Constant(_core, 1, n)]);
        var least = graph.Node("ReduceMin", [reach], ("axes", new[] { 1L }), ("keepdims", 1L));
        var among = graph.Node("Where", [graph.Node("Equal", [reach, least]), squares, graph.Constant([double.PositiveInfinity], 1, 1)]);
        var nearest = graph.Node("ArgMin", [among], ("axis", 1L), ("keepdims", 0L));
        var labels = graph.Constant([.. _found.Labels.Select(label => (long)label)], n);
        var births = graph.Constant([.. _found.Labels.Select(label => label < 0 ? double.PositiveInfinity : _found.Births[label])], n);
        var density = graph.Node(
            "Div",
            [graph.Constant([1.0], 1), graph.Node("Sqrt", [graph.Node("Squeeze", [least, graph.Constant([1L], 1)])])]
        );
        var noise = graph.Constant([-1L], 1);
        var near = graph.Node(
            "Where",
            [graph.Node("Greater", [density, graph.Node("Gather", [births, nearest])]), graph.Node("Gather", [labels, nearest]), noise]
        );
        // A training row is known, however sparse its surroundings.
        var isKnown = graph.Node(
            "Equal",
            [graph.Node("ReduceMin", [squares], ("axes", new[] { 1L }), ("keepdims", 0L)), graph.Constant([0.0], 1)]
        );
        var known = graph.Node("Gather", [labels, graph.Node("ArgMin", [squares], ("axis", 1L), ("keepdims", 0L))]);
        return graph.Node("Where", [OnnxDistances.AreFinite(graph, input), graph.Node("Where", [isKnown, known, near]), noise]);
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("near", _near);
        json.WriteValues("births", _found.Births);
        json.WriteValues("deaths", _found.Deaths);
        json.WriteValues("labels", _found.Labels);
        json.WriteValues("strengths", _found.Strengths);
        json.WriteValues("outliers", _found.Outliers);
        json.WriteValues("core", _core);
        json.WriteValues("rows", _rows.Values);
    }

    internal static HdbscanModel Read(Schema schema, Target target, JsonElement json)
    {
        var found = new DensityClusters(
            json.Ints("labels"),
            json.Doubles("strengths"),
            json.Doubles("outliers"),
            json.Doubles("births"),
            json.Doubles("deaths")
        );
        var (core, values, near) = (json.Doubles("core"), json.Floats("rows"), json.Int("near"));
        var n = core.Length;
        if (
            n == 0
            || near < 1
            || near > n
            || values.Length != (long)n * schema.Count
            || found.Labels.Length != n
            || found.Strengths.Length != n
            || found.Outliers.Length != n
            || found.Births.Length != found.Deaths.Length
            || found.Labels.Any(label => label < -1 || label >= found.Births.Length)
        )
        {
            throw new ModelFileException(
                Invariant($"The model file's lists do not fit {n} rows of {schema.Count} columns. Fit and save the model again.")
            );
        }

        var rows = new Matrix(values, n, schema.Count);
        return new HdbscanModel(schema, rows, core, near, found, new KdTree(rows));
    }
}
