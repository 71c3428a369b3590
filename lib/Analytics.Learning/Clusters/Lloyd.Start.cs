using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

internal sealed unsafe partial class Lloyd
{
    /// <summary>Greedy k-means++: each next centre is the best of 2 + ln k rows drawn with probability weight × squared distance.</summary>
    public double[] PlusPlus(ref SplitMix random)
    {
        var trials = 2 + (int)Math.Log(_clusters);
        var squares = new float[_tiles.Count * Tiles<float>.Height];
        Array.Fill(squares, 1f);
        var centres = new double[_clusters * _columns];
        Potentials(squares, [], out var blockSums);
        var row = Draw(squares, blockSums, ref random);
        Array.Fill(squares, float.PositiveInfinity);
        for (var c = 0; ; c++)
        {
            RowOf(row).CopyTo(centres.AsSpan(c * _columns));
            if (c == _clusters - 1)
            {
                return centres;
            }

            Shorten(squares, [.. RowOf(row).Select(value => (float)value)]);
            Potentials(squares, [], out blockSums);
            var candidates = new int[trials];
            for (var i = 0; i < trials; i++)
            {
                candidates[i] = Draw(squares, blockSums, ref random);
            }

            var potentials = Potentials(squares, candidates, out _);
            row = candidates[Array.IndexOf(potentials, potentials.Min())];
        }
    }

    /// <summary>Centres after steps of so many random rows each, every one moving its centre by 1 / (weight seen so far).</summary>
    public double[] MiniBatches(double[] start, ref SplitMix random, int batchRows, int maxSteps, double tolerance)
    {
        var centres = (double[])start.Clone();
        var seen = new double[_clusters];
        var labels = new int[Tiles<float>.Height];
        var tile = new Aligned<float>(Tiles<float>.Height * _columns);
        var rows = new int[Tiles<float>.Height];
        var enough = tolerance * MeanVariance();
        for (var step = 0; step < maxSteps; step++)
        {
            _set.Options.Cancellation.ThrowIfCancellationRequested();
            var nearest = new NearestCentre(centres, _columns);
            var moved = 0.0;
            for (var done = 0; done < batchRows; done += rows.Length)
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    rows[i] = random.NextInt(_set.Rows);
                    for (var j = 0; j < _columns; j++)
                    {
                        tile.Pointer[j * Tiles<float>.Height + i] = (float)(_set.X[rows[i], j] - _mean[j]);
                    }
                }

                fixed (int* label = labels)
                {
                    nearest.Assign(tile.Pointer, label);
                }

                for (var i = 0; i < Math.Min(rows.Length, batchRows - done); i++)
                {
                    moved += Pull(centres, seen, labels[i], rows[i]);
                }
            }

            if (moved <= enough)
            {
                break;
            }
        }

        return centres;
    }

    private double Pull(double[] centres, double[] seen, int c, int row)
    {
        var weight = _set.Weights?[row] ?? 1.0;
        if (weight == 0)
        {
            return 0;
        }

        seen[c] += weight;
        var share = weight / seen[c];
        var moved = 0.0;
        for (var j = 0; j < _columns; j++)
        {
            var by = share * (_set.X[row, j] - _mean[j] - centres[c * _columns + j]);
            centres[c * _columns + j] += by;
            moved += by * by;
        }

        return moved;
    }

    private double[] RowOf(int row)
    {
        var values = new double[_columns];
        for (var j = 0; j < _columns; j++)
        {
            values[j] = _set.X[row, j] - _mean[j];
        }

        return values;
    }

    /// <summary>Each row's square becomes the least of it and the squared distance to a centre.</summary>
    private void Shorten(float[] squares, float[] centre)
    {
        RowBlocks.Run(
            _blocks.Length,
            _set.Options,
            index =>
            {
                var (first, last) = RowBlocks.Range(index, _blocks.Length, _set.Rows);
                fixed (
                    float* square = squares,
                        c = centre
                )
                {
                    for (var at = first; at < last; at += Tiles<float>.Height)
                    {
                        for (var i = 0; i < Tiles<float>.Height; i += 16)
                        {
                            Vector512
                                .MinNative(Vector512.Load(square + at + i), Squares(_tiles[at / Tiles<float>.Height] + i, c))
                                .Store(square + at + i);
                        }
                    }
                }
            }
        );
        GC.KeepAlive(_tiles);
    }

    /// <summary>For each candidate Σ weight × min(square, squared distance to it); without any, Σ weight × square by block.</summary>
    private double[] Potentials(float[] squares, int[] candidates, out double[] blockSums)
    {
        var count = Math.Max(1, candidates.Length);
        var centres = candidates.SelectMany(row => RowOf(row).Select(value => (float)value)).Append(0f).ToArray();
        var sums = new double[_blocks.Length * count];
        RowBlocks.Run(
            _blocks.Length,
            _set.Options,
            index =>
            {
                var (first, last) = RowBlocks.Range(index, _blocks.Length, _set.Rows);
                var own = stackalloc double[count];
                var weights = stackalloc float[Tiles<float>.Height];
                fixed (
                    float* square = squares,
                        centre = centres
                )
                {
                    for (var at = first; at < last; at += Tiles<float>.Height)
                    {
                        for (var i = 0; i < Tiles<float>.Height; i++)
                        {
                            weights[i] =
                                at + i >= last ? 0
                                : _set.Weights is { } given ? given[at + i]
                                : 1;
                        }

                        for (var c = 0; c < count; c++)
                        {
                            var sum = Vector512<float>.Zero;
                            for (var i = 0; i < Tiles<float>.Height; i += 16)
                            {
                                var least = Vector512.Load(square + at + i);
                                if (candidates.Length > 0)
                                {
                                    least = Vector512.MinNative(
                                        least,
                                        Squares(_tiles[at / Tiles<float>.Height] + i, centre + c * _columns)
                                    );
                                }

                                sum = Vector512.FusedMultiplyAdd(least, Vector512.Load(weights + i), sum);
                            }

                            own[c] += Vector512.Sum(sum);
                        }
                    }
                }

                for (var c = 0; c < count; c++)
                {
                    sums[index * count + c] = own[c];
                }
            }
        );
        GC.KeepAlive(_tiles);
        blockSums = sums;
        return [.. Enumerable.Range(0, count).Select(c => Enumerable.Range(0, _blocks.Length).Sum(block => sums[block * count + c]))];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> Squares(float* x, float* centre)
    {
        var sum = Vector512<float>.Zero;
        for (var j = 0; j < _columns; j++, x += Tiles<float>.Height)
        {
            var difference = Vector512.LoadAligned(x) - Vector512.Create(centre[j]);
            sum = Vector512.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }

    /// <summary>A row drawn with probability weight × square; any row of weight where all squares are zero.</summary>
    private int Draw(float[] squares, double[] blockSums, ref SplitMix random)
    {
        var rest = random.NextDouble() * blockSums.Sum();
        var block = 0;
        while (block < _blocks.Length - 1 && rest >= blockSums[block])
        {
            rest -= blockSums[block++];
        }

        var (first, last) = RowBlocks.Range(block, _blocks.Length, _set.Rows);
        var fallback = -1;
        for (var row = first; row < last; row++)
        {
            var mass = (double)squares[row] * (_set.Weights?[row] ?? 1f);
            if (mass > 0)
            {
                fallback = row;
            }

            rest -= mass;
            if (rest < 0 && mass > 0)
            {
                return row;
            }
        }

        return fallback >= 0 ? fallback : random.NextInt(_set.Rows);
    }
}
