using System.Runtime.CompilerServices;

namespace Analytics.Learning.Trees;

/// <summary>Chooses bins for every feature and puts every row into them.</summary>
internal static unsafe class Binner
{
    /// <summary>Bins are chosen from this many rows, evenly spread; the error of a quantile is then below 0.2 %.</summary>
    private const int SampleRows = 100_000;

    private const int BlockRows = 2048;

    /// <summary>Bins by column, and where asked for by row.</summary>
    public static BinnedRows Bin(TrainingSet set, int bins, bool byRow, Workers workers)
    {
        var chosen = Choose(set, bins, workers);
        var binned = new BinnedRows(set.Rows, chosen, byRow);
        var tables = chosen.Select(each => each.IsCategorical ? null : new BinTable(each)).ToArray();
        var values = set.X.Values;
        workers.Run(
            (set.Rows + BlockRows - 1) / BlockRows,
            block =>
            {
                set.Options.Cancellation.ThrowIfCancellationRequested();
                var start = block * BlockRows;
                var count = Math.Min(BlockRows, set.Rows - start);
                fixed (float* all = values)
                {
                    for (var feature = 0; feature < chosen.Length; feature++)
                    {
                        var from = all + (long)start * chosen.Length + feature;
                        var to = binned.Column(feature) + start;
                        if (tables[feature] is { } table)
                        {
                            table.Find(from, chosen.Length, to, count);
                        }
                        else
                        {
                            Categories(from, chosen.Length, to, count, chosen[feature]);
                        }
                    }
                }

                for (var group = 0; group < binned.Groups; group++)
                {
                    ToRows(binned, group, start, count);
                }
            }
        );
        return binned;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToRows(BinnedRows binned, int group, int start, int count)
    {
        for (var place = 0; place < binned.WidthOf(group); place++)
        {
            var from = binned.Column(binned.FirstOf(group) + place) + start;
            var to = binned.Group(group) + (long)start * BinnedRows.Stride + place;
            for (var i = 0; i < count; i++, to += BinnedRows.Stride)
            {
                *to = from[i];
            }
        }
    }

    private static FeatureBins[] Choose(TrainingSet set, int bins, Workers workers)
    {
        var chosen = new FeatureBins[set.Schema.Count];
        var rows = SampleOf(set.Rows);
        using var sample = Transpose(set, rows, workers);
        using var scratch = new NativeBuffer<uint>((long)rows.Length * chosen.Length);
        workers.Run(
            chosen.Length,
            feature =>
            {
                set.Options.Cancellation.ThrowIfCancellationRequested();
                chosen[feature] = set.Schema.Features[feature] is { Kind: FeatureKind.Categorical } category
                    ? FeatureBins.Categorical(WeightOfCode(set, feature, category.Categories.Count), bins)
                    : FeatureBins.Numeric(
                        Bounds(Slice(sample, feature, rows.Length), Slice(scratch, feature, rows.Length), set, rows, bins)
                    );
            }
        );
        return chosen;
    }

    // Where rows are skipped, which one of each stretch is taken is hashed: a period in the data must not meet the step.
    private static int[] SampleOf(int rows)
    {
        var step = (rows + SampleRows - 1) / SampleRows;
        var sample = new List<int>(rows / step + 1);
        for (var first = 0; first < rows; first += step)
        {
            var row = first + (int)(Mixing.Hash((ulong)first) % (ulong)step);
            if (row < rows)
            {
                sample.Add(row);
            }
        }

        return [.. sample];
    }

    private static Span<T> Slice<T>(NativeBuffer<T> buffer, int part, int length)
        where T : unmanaged => new(buffer.Pointer + (long)part * length, length);

    private static NativeBuffer<float> Transpose(TrainingSet set, int[] rows, Workers workers)
    {
        var columns = set.X.Columns;
        var values = set.X.Values;
        var sample = new NativeBuffer<float>((long)rows.Length * columns);
        workers.Run(
            (rows.Length + BlockRows - 1) / BlockRows,
            block =>
            {
                for (var i = block * BlockRows; i < Math.Min(rows.Length, (block + 1) * BlockRows); i++)
                {
                    for (var column = 0; column < columns; column++)
                    {
                        sample.Pointer[(long)column * rows.Length + i] = values[(long)rows[i] * columns + column];
                    }
                }
            }
        );
        return sample;
    }

    private static float[] Bounds(Span<float> sample, Span<uint> scratch, TrainingSet set, int[] rows, int bins)
    {
        var weights = set.Weights is null ? [] : new float[sample.Length];
        var found = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            if (float.IsNaN(sample[i]) || set.Weights?[rows[i]] == 0)
            {
                continue;
            }

            if (set.Weights is not null)
            {
                weights[found] = set.Weights[rows[i]];
            }

            sample[found++] = Math.Clamp(sample[i], float.MinValue, float.MaxValue) + 0f;
        }

        return BinBounds.Choose(sample[..found], weights.AsSpan(0, Math.Min(found, weights.Length)), scratch, bins);
    }

    private static double[] WeightOfCode(TrainingSet set, int feature, int codes)
    {
        var weightOfCode = new double[codes];
        for (var row = 0; row < set.Rows; row++)
        {
            var code = set.X.Values[(long)row * set.X.Columns + feature];
            if (code >= 0 && code < codes)
            {
                weightOfCode[(int)code] += set.Weights is null ? 1 : set.Weights[row];
            }
        }

        return weightOfCode;
    }

    private static void Categories(float* from, int step, byte* to, int count, FeatureBins bins)
    {
        for (var i = 0; i < count; i++)
        {
            var code = from[(long)i * step];
            to[i] = code >= 0 && code < bins.BinOfCode.Length ? bins.BinOfCode[(int)code] : bins.Missing;
        }
    }
}
