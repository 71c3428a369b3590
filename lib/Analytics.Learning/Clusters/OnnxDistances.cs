namespace Analytics.Learning;

/// <summary>What clusters by density need of an ONNX graph. Time and memory go with input rows × kept rows: score in batches.</summary>
internal static class OnnxDistances
{
    /// <summary>Squared distances of float[N, columns] to kept rows: double[N, rows], summed column by column.</summary>
    public static string Squares(OnnxGraph graph, string input, Matrix rows)
    {
        var wide = graph.Cast(input, OnnxType.Double);
        var sum = "";
        for (var column = 0; column < rows.Columns; column++)
        {
            var kept = new float[rows.Rows];
            for (var row = 0; row < kept.Length; row++)
            {
                kept[row] = rows[row, column];
            }

            var difference = graph.Node(
                "Sub",
                [graph.Columns(wide, column), graph.Cast(graph.Constant(kept, 1, kept.Length), OnnxType.Double)]
            );
            var square = graph.Node("Mul", [difference, difference]);
            sum = column == 0 ? square : graph.Node("Add", [sum, square]);
        }

        return sum;
    }

    /// <summary>Which rows of float[N, columns] have neither gaps nor infinities: bool[N].</summary>
    public static string AreFinite(OnnxGraph graph, string input)
    {
        var within = graph.Node("LessOrEqual", [graph.Node("Abs", [input]), graph.Constant([float.MaxValue], 1)]);
        var all = graph.Node("ReduceMin", [graph.Cast(within, OnnxType.Float)], ("axes", new[] { 1L }), ("keepdims", 0L));
        return graph.Cast(all, OnnxType.Bool);
    }
}
