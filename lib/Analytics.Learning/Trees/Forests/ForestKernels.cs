using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Learning.Trees;

/// <summary>
/// The loops that a forest spends its time in. Slots are doubles, <c>channels</c> of them a bin and 256 bins a feature; for
/// classes the channels are padded to a multiple of four.
/// </summary>
internal static unsafe class ForestKernels
{
    /// <summary>Features whose slots are filled in one pass over the rows: additions to different features do not wait for each other.</summary>
    public const int Features = 4;

    /// <summary>What <see cref="SweepClasses"/> and <see cref="SweepValues"/> write for each cut.</summary>
    public const int CutWidth = 4;

    private const int Ahead = 16;

    /// <summary>Adds each row's weight to the slot of its bin and class, and marks the bin, for each of 1…4 features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddClasses(ForestRow* rows, int count, byte** columns, int features, nuint channels, double* slots, byte* marks)
    {
        for (var i = 0; i < count; i++)
        {
            if (Sse.IsSupported && i + Ahead < count)
            {
                Sse.Prefetch0(columns[0] + rows[i + Ahead].Row);
            }

            var row = rows[i].Row;
            double weight = rows[i].Weight;
            var slot = slots + rows[i].Code;
            var mark = marks;
            for (var feature = 0; feature < features; feature++)
            {
                nuint bin = columns[feature][row];
                slot[bin * channels] += weight;
                mark[bin] = 1;
                slot += BinnedRows.Slots * channels;
                mark += BinnedRows.Slots;
            }
        }
    }

    /// <summary>Adds each row's weight and weighted value to the two slots of its bin, and marks the bin, for each of 1…4 features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddValues(ForestRow* rows, int count, byte** columns, int features, double* slots, byte* marks)
    {
        for (var i = 0; i < count; i++)
        {
            if (Sse.IsSupported && i + Ahead < count)
            {
                Sse.Prefetch0(columns[0] + rows[i + Ahead].Row);
            }

            var row = rows[i].Row;
            var add = Vector128.Create(rows[i].Weight, rows[i].Weight * rows[i].Value);
            var slot = slots;
            var mark = marks;
            for (var feature = 0; feature < features; feature++)
            {
                nuint bin = columns[feature][row];
                Vector128.Store(Vector128.Load(slot + 2 * bin) + add, slot + 2 * bin);
                mark[bin] = 1;
                slot += BinnedRows.Slots * 2;
                mark += BinnedRows.Slots;
            }
        }
    }

    /// <summary>The weight of each class among the rows. Four sums side by side, so that rows of one class do not wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumClasses(ForestRow* rows, int count, int channels, double* sums, double* scratch)
    {
        new Span<double>(scratch, 4 * channels).Clear();
        for (var i = 0; i < count; i++)
        {
            scratch[(i & 3) * channels + (long)rows[i].Code] += rows[i].Weight;
        }

        for (var code = 0; code < channels; code++)
        {
            sums[code] = scratch[code] + scratch[channels + code] + (scratch[2 * channels + code] + scratch[3 * channels + code]);
        }
    }

    /// <summary>
    /// Moves bins to the left side one by one, in the given order and starting from <paramref name="start"/> (or from nothing),
    /// and writes for each cut: weight left, Σ w left, Σ w² left, Σ w² right, the last three of classes weighted by their own weight.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SweepClasses(
        double* slots,
        int channels,
        int* order,
        int count,
        double* start,
        double* totals,
        double* classWeights,
        double* cuts
    )
    {
        for (var channel = 0; channel < channels; channel += 4)
        {
            var here = start is null ? Vector256<double>.Zero : Vector256.Load(start + channel);
            var all = Vector256.Load(totals + channel);
            var weights = Vector256.Load(classWeights + channel);
            for (var i = 0; i < count; i++)
            {
                here += Vector256.Load(slots + (long)order[i] * channels + channel);
                var left = here * weights;
                var right = (all - here) * weights;
                var cut = Vector256.Create(Sums(here, left), Sums(left * left, right * right));
                if (channel > 0)
                {
                    cut += Vector256.Load(cuts + CutWidth * i);
                }

                Vector256.Store(cut, cuts + CutWidth * i);
            }
        }
    }

    /// <summary>The same for a number: weight left twice, S² left, S² right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SweepValues(double* slots, int* order, int count, double* start, double* totals, double* cuts)
    {
        var (weight, sum) = start is null ? (0, 0) : (start[0], start[1]);
        for (var i = 0; i < count; i++, cuts += CutWidth)
        {
            weight += slots[2L * order[i]];
            sum += slots[2L * order[i] + 1];
            var right = totals[1] - sum;
            (cuts[0], cuts[1], cuts[2], cuts[3]) = (weight, weight, sum * sum, right * right);
        }
    }

    /// <summary>
    /// The cut of the greatest purity above the given one, the first of equals, or -1. The purity of a side is Σ w² / Σ w, or
    /// S² / W of a number. Compared as fractions: one division an improvement instead of two a cut.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Best(double* cuts, int count, double weight, double total, double least, ref double purity)
    {
        var best = -1;
        for (var i = 0; i < count; i++, cuts += CutWidth)
        {
            if (cuts[0] < least || weight - cuts[0] < least)
            {
                continue;
            }

            var (left, right) = (cuts[1], total - cuts[1]);
            var above = cuts[2] * right + cuts[3] * left;
            var below = left * right;
            if (above > purity * below && below > 0)
            {
                (purity, best) = (above / below, i);
            }
        }

        return best;
    }

    /// <summary>Moves the rows that go left to the front, keeping the order on both sides, and counts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Part(ForestRow* rows, ForestRow* rights, int count, byte* column, byte[] table)
    {
        fixed (byte* goesLeft = table)
        {
            long left = 0;
            for (long i = 0; i < count; i++)
            {
                if (Sse.IsSupported && i + Ahead < count)
                {
                    Sse.Prefetch0(column + rows[i + Ahead].Row);
                }

                var row = Vector128.Load((long*)(rows + i));
                long goes = goesLeft[column[(int)row[0]]];
                Vector128.Store(row, (long*)(rows + left));
                Vector128.Store(row, (long*)(rights + i - left));
                left += goes;
            }

            var bytes = (count - left) * sizeof(ForestRow);
            Buffer.MemoryCopy(rights, rows + left, bytes, bytes);
            return (int)left;
        }
    }

    /// <summary>The sums of both vectors, each of neighbours first: the same additions with and without the instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Sums(Vector256<double> first, Vector256<double> second)
    {
        var pairs = Avx.IsSupported
            ? Avx.HorizontalAdd(first, second)
            : Vector256.Create(first[0] + first[1], second[0] + second[1], first[2] + first[3], second[2] + second[3]);
        return pairs.GetLower() + pairs.GetUpper();
    }
}
