namespace Analytics.Learning;

/// <summary>The exact nearest rows of a table by Euclidean distance, over a k-d tree: fast up to some twenty columns.</summary>
public sealed class Neighbours
{
    private readonly KdTree _tree;

    /// <param name="rows">n &gt; 0 rows without missing values.</param>
    /// <exception cref="TrainingDataException">There are no rows, or a value is missing.</exception>
    public Neighbours(Matrix rows)
    {
        if (rows.Rows == 0)
        {
            throw new TrainingDataException("Neighbours: there are no rows to search.");
        }

        if (System.Numerics.Tensors.TensorPrimitives.IsNaNAny<float>(rows.Values))
        {
            throw new TrainingDataException(
                "Neighbours: a value is missing, and a distance to nothing has no meaning. Fill it with an Imputer."
            );
        }

        _tree = new KdTree(rows);
    }

    internal KdTree Tree => _tree;

    /// <summary>Rows that can be found.</summary>
    public int Count => _tree.Count;

    /// <summary>For each query the nearest rows, nearest first; equally near ones by row number.</summary>
    /// <param name="queries">m rows of the same columns.</param>
    /// <param name="count">How many neighbours, 1 to <see cref="Count"/>; a row of the table finds itself first.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <returns>m × count distances and 0-based rows.</returns>
    public unsafe (double[] Distances, int[] Rows) Nearest(Matrix queries, int count, FitOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (queries.Columns != _tree.Dimensions)
        {
            throw new ArgumentException(
                Invariant($"The queries have {queries.Columns} columns, the rows to search {_tree.Dimensions}."),
                nameof(queries)
            );
        }

        var distances = new double[checked(queries.Rows * count)];
        var rows = new int[distances.Length];
        var blocks = Math.Clamp(queries.Rows / 256, 1, 1024);
        RowBlocks.Run(
            blocks,
            options ?? new FitOptions(),
            block =>
            {
                var query = _tree.Query();
                var (first, last) = RowBlocks.Range(block, blocks, queries.Rows);
                for (var i = first; i < last; i++)
                {
                    KdTree.Copy(queries.Row(i), query.Pointer);
                    var own = distances.AsSpan(i * count, count);
                    var at = rows.AsSpan(i * count, count);
                    _tree.Nearest(query.Pointer, count, own, at);
                    for (var k = 0; k < count; k++)
                    {
                        at[k] = _tree.RowAt[at[k]];
                        own[k] = Math.Sqrt(own[k]);
                    }

                    for (var k = 1; k < count; k++)
                    {
                        for (var j = k; j > 0 && own[j - 1] == own[j] && at[j - 1] > at[j]; j--)
                        {
                            (at[j - 1], at[j]) = (at[j], at[j - 1]);
                        }
                    }
                }

                GC.KeepAlive(query);
            }
        );
        return (distances, rows);
    }
}
