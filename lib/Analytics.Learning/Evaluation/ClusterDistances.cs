using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>
/// Sums of distances from each row to each cluster. Rows stand cluster by cluster, column by column, each cluster padded to whole
/// vectors, so that the inner loop reads straight on; eight lanes whatever the machine, so that the sums are the same bits.
/// </summary>
internal sealed class ClusterDistances
{
    private const int Lanes = 8;
    private readonly Grouping _groups;
    private readonly int[] _starts;
    private readonly double[] _columns;
    private readonly int _stride;

    public ClusterDistances(Grouping groups)
    {
        _groups = groups;
        _starts = new int[groups.Count + 1];
        for (var cluster = 0; cluster < groups.Count; cluster++)
        {
            _starts[cluster + 1] = _starts[cluster] + (groups.SizeOf(cluster) + Lanes - 1) / Lanes * Lanes;
        }

        _stride = _starts[^1];
        _columns = new double[checked(_stride * groups.Matrix.Columns)];
        for (var cluster = 0; cluster < groups.Count; cluster++)
        {
            var rows = groups.RowsOf(cluster);
            for (var i = 0; i < rows.Length; i++)
            {
                var values = groups.Matrix.Row(rows[i]);
                for (var j = 0; j < values.Length; j++)
                {
                    _columns[j * _stride + _starts[cluster] + i] = values[j];
                }
            }
        }
    }

    public double[] Silhouettes(int threads)
    {
        var silhouettes = new double[_groups.Matrix.Rows];
        Array.Fill(silhouettes, double.NaN);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(
            0,
            _groups.Count,
            options,
            cluster =>
            {
                // Large clusters are many; within one the rows are shared out again, so that two clusters keep more than two cores busy.
                Parallel.For(
                    0,
                    (_groups.SizeOf(cluster) + 255) / 256,
                    options,
                    block =>
                    {
                        for (var i = block * 256; i < Math.Min(_groups.SizeOf(cluster), (block + 1) * 256); i++)
                        {
                            silhouettes[_groups.RowsOf(cluster)[i]] = Silhouette(cluster, i);
                        }
                    }
                );
            }
        );
        return silhouettes;
    }

    private double Silhouette(int own, int index)
    {
        if (_groups.SizeOf(own) == 1)
        {
            return 0;
        }

        Span<double> at = stackalloc double[_groups.Matrix.Columns];
        for (var j = 0; j < at.Length; j++)
        {
            at[j] = _columns[j * _stride + _starts[own] + index];
        }

        double inside = 0,
            outside = double.PositiveInfinity;
        for (var cluster = 0; cluster < _groups.Count; cluster++)
        {
            var sum = Sum(at, _starts[cluster], _groups.SizeOf(cluster));
            if (cluster == own)
            {
                inside = sum / (_groups.SizeOf(own) - 1);
            }
            else
            {
                outside = Math.Min(outside, sum / _groups.SizeOf(cluster));
            }
        }

        var larger = Math.Max(inside, outside);
        return larger == 0 ? 0 : (outside - inside) / larger;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Sum(ReadOnlySpan<double> at, int start, int size)
    {
        ref var columns = ref MemoryMarshal.GetArrayDataReference(_columns);
        var sums = Vector512<double>.Zero;
        var left = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);
        for (var i = 0; i < size; i += Lanes)
        {
            var squared = Vector512<double>.Zero;
            for (var j = 0; j < at.Length; j++)
            {
                var apart = Vector512.LoadUnsafe(ref columns, (nuint)(j * _stride + start + i)) - Vector512.Create(at[j]);
                squared += apart * apart;
            }

            var distance = Vector512.Sqrt(squared);
            sums += i + Lanes <= size ? distance : distance & Vector512.LessThan(left, Vector512.Create((double)(size - i)));
        }

        return Vector512.Sum(sums);
    }
}
