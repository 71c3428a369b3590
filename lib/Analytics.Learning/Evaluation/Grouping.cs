namespace Analytics.Learning;

/// <summary>Rows put together by cluster, noise left out, clusters numbered without gaps.</summary>
internal sealed class Grouping
{
    private readonly int[] _order;
    private readonly int[] _starts;

    private Grouping(Matrix matrix, int[] order, int[] starts) => (Matrix, _order, _starts) = (matrix, order, starts);

    public Matrix Matrix { get; }

    /// <summary>Rows that belong to a cluster.</summary>
    public int Rows => _order.Length;

    /// <summary>Clusters that have rows, 2 at least.</summary>
    public int Count => _starts.Length - 1;

    public int SizeOf(int cluster) => _starts[cluster + 1] - _starts[cluster];

    public int StartOf(int cluster) => _starts[cluster];

    public ReadOnlySpan<int> Order => _order;

    public ReadOnlySpan<int> RowsOf(int cluster) => _order.AsSpan(_starts[cluster]..(_starts[cluster + 1]));

    /// <exception cref="MetricException">Fewer than two clusters, as many clusters as rows, or a missing value.</exception>
    public static Grouping Of(Matrix matrix, ReadOnlySpan<int> labels)
    {
        Given.Same(matrix.Rows, labels.Length, 0);
        var missing = Array.FindIndex(matrix.Values, value => !float.IsFinite(value));
        if (missing >= 0)
        {
            throw new MetricException(
                Invariant(
                    $"Row {missing / matrix.Columns + 1}, column {missing % matrix.Columns + 1} is missing or infinite; distances need every value. Measure what the clusters were fitted on, after imputing."
                )
            );
        }

        var wanted = labels.ToArray();
        int[] order = [.. Enumerable.Range(0, wanted.Length).Where(row => wanted[row] >= 0).OrderBy(row => wanted[row]).ThenBy(row => row)];
        var starts = new List<int>();
        for (var i = 0; i < order.Length; i++)
        {
            if (i == 0 || wanted[order[i]] != wanted[order[i - 1]])
            {
                starts.Add(i);
            }
        }

        if (starts.Count < 2 || starts.Count >= order.Length)
        {
            throw new MetricException(
                Invariant(
                    $"{order.Length} rows fall into {starts.Count} clusters; a measure of separation needs between 2 and {Math.Max(2, order.Length - 1)}."
                )
            );
        }

        return new Grouping(matrix, order, [.. starts, order.Length]);
    }

    public double[][] Centres() => [.. Enumerable.Range(0, Count).Select(cluster => CentreOf(RowsOf(cluster)))];

    public double[] Centre() => CentreOf(_order);

    private double[] CentreOf(ReadOnlySpan<int> rows)
    {
        var centre = new double[Matrix.Columns];
        foreach (var row in rows)
        {
            var values = Matrix.Row(row);
            for (var j = 0; j < centre.Length; j++)
            {
                centre[j] += values[j];
            }
        }

        for (var j = 0; j < centre.Length; j++)
        {
            centre[j] /= rows.Length;
        }

        return centre;
    }
}
