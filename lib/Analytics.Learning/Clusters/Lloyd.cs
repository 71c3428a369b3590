using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>
/// Lloyd's steps over fixed blocks of rows; centres are relative to the columns' means. Sums of clusters stay from step to
/// step and follow the rows that change their label, which soon are few.
/// </summary>
internal sealed unsafe partial class Lloyd
{
    private readonly TrainingSet _set;
    private readonly int _clusters;
    private readonly int _columns;
    private readonly int _stride;
    private readonly double[] _mean;
    private readonly Tiles<float> _tiles;
    private readonly Block[] _blocks;

    public Lloyd(TrainingSet set, int clusters)
    {
        (_set, _clusters, _columns) = (set, clusters, set.X.Columns);
        _stride = (_columns + 7) & ~7;
        _mean = Tiles<float>.MeanOf(set.X, set.Weights, set.Options);
        _tiles = new Tiles<float>(set.X, _mean, set.Options);
        _blocks = new Block[RowBlocks.Count(set.Rows)];
        for (var i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = new Block(new double[clusters * _stride], new double[clusters], new int[clusters]);
        }
    }

    /// <param name="Centres">clusters × columns, relative to the means.</param>
    /// <param name="Labels">The nearest centre of each row; filled up to a multiple of 64.</param>
    /// <param name="Inertia">Σ weight × squared distance to the nearest centre.</param>
    /// <param name="Steps">Steps taken.</param>
    public sealed record Outcome(double[] Centres, int[] Labels, double Inertia, int Steps);

    public double[] Centred(IReadOnlyList<double> centres) => [.. centres.Select((value, i) => value - _mean[i % _columns])];

    public double[] Uncentred(double[] centres) => [.. centres.Select((value, i) => value + _mean[i % _columns])];

    /// <summary>Steps until labels stay, centres hardly move, or the steps are used up; the labels fit the centres at the end.</summary>
    public Outcome Run(double[] start, int maxSteps, double tolerance, Action<int, double>? progress)
    {
        var centres = (double[])start.Clone();
        var labels = new int[_tiles.Count * Tiles<float>.Height];
        Array.Fill(labels, -1);
        foreach (var block in _blocks)
        {
            block.Clear();
        }

        var enough = tolerance * MeanVariance();
        var step = 0;
        var settled = false;
        while (step < maxSteps && !settled)
        {
            var changed = Assign(centres, labels, sum: true);
            step++;
            var moved = Move(centres, labels);
            progress?.Invoke(step, moved);
            if (changed == 0)
            {
                break;
            }

            settled = moved <= enough;
        }

        Assign(centres, labels, sum: false);
        return new Outcome(centres, labels, Inertia(centres, labels), step);
    }

    private int Assign(double[] centres, int[] labels, bool sum)
    {
        var nearest = new NearestCentre(centres, _columns);
        RowBlocks.Run(
            _blocks.Length,
            _set.Options,
            index =>
            {
                var block = _blocks[index];
                var (first, last) = RowBlocks.Range(index, _blocks.Length, _set.Rows);
                block.Changed = 0;
                var before = stackalloc int[Tiles<float>.Height];
                fixed (int* label = labels)
                {
                    for (var row = first; row < last; row += Tiles<float>.Height)
                    {
                        new ReadOnlySpan<int>(label + row, Tiles<float>.Height).CopyTo(new Span<int>(before, Tiles<float>.Height));
                        var changed = nearest.Assign(_tiles[row / Tiles<float>.Height], label + row);
                        if (sum && changed > 0)
                        {
                            Sum(block, before, label + row, row, Math.Min(Tiles<float>.Height, last - row));
                        }

                        block.Changed += changed;
                    }
                }
            }
        );
        GC.KeepAlive(_tiles);
        return _blocks.Sum(block => block.Changed);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum(Block block, int* before, int* labels, int first, int rows)
    {
        var weights = _set.Weights;
        fixed (float* values = _set.X.Values)
        fixed (double* sums = block.Sums)
        {
            for (var i = 0; i < rows; i++)
            {
                if (before[i] == labels[i])
                {
                    continue;
                }

                var row = first + i;
                var weight = weights is null ? 1.0 : weights[row];
                if (weight == 0)
                {
                    continue;
                }

                var x = values + (long)row * _columns;
                if (before[i] >= 0)
                {
                    Add(-weight, x, row, sums + (long)before[i] * _stride);
                }

                Add(weight, x, row, sums + (long)labels[i] * _stride);
                block.Count(before[i], labels[i], weight);
            }
        }
    }

    // Whole vectors may reach into the next row, whose numbers fall into the padding; the matrix's end is done one by one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(double weight, float* x, int row, double* sums)
    {
        if (row >= _set.Rows - (8 + _columns - 1) / _columns)
        {
            for (var j = 0; j < _columns; j++)
            {
                sums[j] += weight * x[j];
            }

            return;
        }

        var by = Vector512.Create(weight);
        for (var j = 0; j < _columns; j += 8)
        {
            Vector512
                .FusedMultiplyAdd(by, Vector512.WidenLower(Vector256.Load(x + j).ToVector512Unsafe()), Vector512.Load(sums + j))
                .Store(sums + j);
        }
    }

    /// <summary>Puts each centre into the mean of its rows; gives the sum of squared movements.</summary>
    private double Move(double[] centres, int[] labels)
    {
        var sums = new double[_clusters * _stride];
        var counts = new double[_clusters];
        var rows = new int[_clusters];
        foreach (var block in _blocks)
        {
            TensorPrimitives.Add(sums, block.Sums, sums);
            TensorPrimitives.Add(counts, block.Weights, counts);
            TensorPrimitives.Add(rows, block.Rows, rows);
        }

        // What rounding leaves of the weights of rows that came and went is not a row.
        for (var c = 0; c < _clusters; c++)
        {
            counts[c] = rows[c] > 0 ? counts[c] : 0;
        }

        if (counts.Contains(0))
        {
            FillEmpty(centres, labels, sums, counts);
        }

        var moved = 0.0;
        for (var c = 0; c < _clusters; c++)
        {
            for (var j = 0; j < _columns && counts[c] > 0; j++)
            {
                var next = sums[c * _stride + j] / counts[c] - _mean[j];
                ref var centre = ref centres[c * _columns + j];
                moved += (next - centre) * (next - centre);
                centre = next;
            }
        }

        return moved;
    }

    /// <summary>Gives each empty cluster the row that is farthest from its centre, taken out of its old cluster; the first of equals.</summary>
    private void FillEmpty(double[] centres, int[] labels, double[] sums, double[] counts)
    {
        var distances = new double[_set.Rows];
        for (var row = 0; row < distances.Length; row++)
        {
            distances[row] =
                _set.Weights is { } weights && weights[row] == 0
                    ? -1
                    : SquaredDistance(row, centres.AsSpan(labels[row] * _columns, _columns));
        }

        var farthest = Enumerable.Range(0, distances.Length).OrderByDescending(row => distances[row]).GetEnumerator();
        for (var c = 0; c < _clusters; c++)
        {
            while (counts[c] == 0 && farthest.MoveNext() && distances[farthest.Current] > 0)
            {
                var row = farthest.Current;
                var weight = _set.Weights?[row] ?? 1.0;
                if (counts[labels[row]] <= weight)
                {
                    continue;
                }

                var x = _set.X.Row(row);
                for (var j = 0; j < _columns; j++)
                {
                    sums[labels[row] * _stride + j] -= weight * x[j];
                    sums[c * _stride + j] += weight * x[j];
                }

                counts[labels[row]] -= weight;
                counts[c] += weight;
            }
        }
    }

    private double Inertia(double[] centres, int[] labels)
    {
        var sums = new double[_blocks.Length];
        RowBlocks.Run(
            _blocks.Length,
            _set.Options,
            index =>
            {
                var (first, last) = RowBlocks.Range(index, _blocks.Length, _set.Rows);
                for (var row = first; row < last; row++)
                {
                    sums[index] += (_set.Weights?[row] ?? 1.0) * SquaredDistance(row, centres.AsSpan(labels[row] * _columns, _columns));
                }
            }
        );
        return sums.Sum();
    }

    private double MeanVariance()
    {
        var squares = new float[_tiles.Count * Tiles<float>.Height];
        Array.Fill(squares, float.PositiveInfinity);
        Shorten(squares, new float[_columns]);
        return Potentials(squares, [], out _)[0] / _set.RequireWeight(nameof(KMeans)) / _columns;
    }

    private double SquaredDistance(int row, ReadOnlySpan<double> centre)
    {
        var x = _set.X.Row(row);
        var mean = _mean.AsSpan(0, x.Length);
        centre = centre[..x.Length];
        var (sum, j) = (0.0, 0);
        if (x.Length >= 8)
        {
            var squares = Vector512<double>.Zero;
            for (; j <= x.Length - 8; j += 8)
            {
                var difference =
                    Vector512.WidenLower(Vector256.Create(x[j..]).ToVector512Unsafe())
                    - Vector512.Create<double>(mean[j..])
                    - Vector512.Create(centre[j..]);
                squares = Vector512.FusedMultiplyAdd(difference, difference, squares);
            }

            sum = Vector512.Sum(squares);
        }

        for (; j < x.Length; j++)
        {
            var difference = x[j] - mean[j] - centre[j];
            sum += difference * difference;
        }

        return sum;
    }

    private sealed class Block(double[] sums, double[] weights, int[] rows)
    {
        public readonly double[] Sums = sums;
        public readonly double[] Weights = weights;

        // Rows that weigh anything.
        public readonly int[] Rows = rows;

        public int Changed;

        public void Clear()
        {
            Array.Clear(Sums);
            Array.Clear(Weights);
            Array.Clear(Rows);
        }

        public void Count(int from, int to, double weight)
        {
            Weights[to] += weight;
            Rows[to]++;
            if (from < 0)
            {
                return;
            }

            Weights[from] -= weight;
            Rows[from]--;
        }
    }
}
