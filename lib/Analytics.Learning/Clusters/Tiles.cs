using System.Numerics;

namespace Analytics.Learning;

/// <summary>
/// A shifted copy of a matrix in tiles of 64 rows, each column by column, so that one vector holds one column of neighbouring rows.
/// The last tile is filled up with zeros.
/// </summary>
internal sealed unsafe class Tiles<T>
    where T : unmanaged, INumber<T>
{
    public const int Height = 64;

    private readonly Aligned<T> _values;

    /// <param name="x">n rows × d columns.</param>
    /// <param name="shift">d numbers to take off, so that products keep their precision far from zero.</param>
    /// <param name="options">Threads and cancellation.</param>
    public Tiles(Matrix x, double[] shift, FitOptions options)
    {
        (Rows, Columns) = (x.Rows, x.Columns);
        Count = (x.Rows + Height - 1) / Height;
        _values = new Aligned<T>(checked(Count * Height * x.Columns));
        var blocks = RowBlocks.Count(x.Rows);
        RowBlocks.Run(
            blocks,
            options,
            block =>
            {
                var (first, last) = RowBlocks.Range(block, blocks, x.Rows);
                fixed (float* values = x.Values)
                {
                    var columns = Columns;
                    for (var row = first; row < last; row++)
                    {
                        var source = values + (long)row * columns;
                        var target = this[row / Height] + row % Height;
                        for (var j = 0; j < columns; j++)
                        {
                            target[j * Height] = T.CreateTruncating(source[j] - shift[j]);
                        }
                    }
                }
            }
        );
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Tiles.</summary>
    public int Count { get; }

    /// <summary>The columns × 64 numbers of a 0-based tile; valid while this object is alive.</summary>
    public T* this[int tile] => _values.Pointer + (long)tile * Height * Columns;

    /// <summary>The weighted mean of each column.</summary>
    public static double[] MeanOf(Matrix x, float[]? weights, FitOptions options)
    {
        var blocks = RowBlocks.Count(x.Rows);
        var sums = new double[blocks][];
        RowBlocks.Run(
            blocks,
            options,
            block =>
            {
                var sum = new double[x.Columns + 1];
                var (first, last) = RowBlocks.Range(block, blocks, x.Rows);
                for (var row = first; row < last; row++)
                {
                    var weight = weights?[row] ?? 1.0;
                    var values = x.Row(row);
                    for (var j = 0; j < values.Length; j++)
                    {
                        sum[j] += weight * values[j];
                    }

                    sum[^1] += weight;
                }

                sums[block] = sum;
            }
        );
        var total = new double[x.Columns + 1];
        foreach (var sum in sums)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(total, sum, total);
        }

        return [.. total.AsSpan(0, x.Columns).ToArray().Select(each => each / total[^1])];
    }
}
