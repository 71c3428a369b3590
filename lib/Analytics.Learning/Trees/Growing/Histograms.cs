using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Learning.Trees;

/// <summary>
/// The loop that training spends its time in: for each row, add its packed gradient to one slot per feature.
/// About one addition a cycle; whole numbers, so any order gives the same sums.
/// </summary>
internal static unsafe class Histograms
{
    private const int Ahead = 24;

    /// <summary>
    /// Adds the given rows of one group of 1…16 features (see <see cref="BinnedRows"/>) to width × 256 slots.
    /// There is a packed gradient for every row of the table.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(byte* group, int width, int* rows, int count, long* packed, long* histogram)
    {
        var upper = histogram + 8 * BinnedRows.Slots;
        for (var i = 0; i < count; i++)
        {
            // Reads a little beyond this node's rows: the row list is one block, padded at its end.
            if (Sse.IsSupported && i + Ahead < count)
            {
                Sse.Prefetch0(group + (long)rows[i + Ahead] * BinnedRows.Stride);
                Sse.Prefetch0(packed + rows[i + Ahead]);
            }

            var row = group + (long)rows[i] * BinnedRows.Stride;
            var value = packed[rows[i]];
            if (width >= 8)
            {
                AddEight(row, value, histogram);
                AddSome(row + 8, width - 8, value, upper);
            }
            else
            {
                AddSome(row, width, value, histogram);
            }
        }
    }

    /// <summary>As the other, for a stretch of neighbouring rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAll(byte* group, int width, int first, int count, long* packed, long* histogram)
    {
        var upper = histogram + 8 * BinnedRows.Slots;
        var row = group + (long)first * BinnedRows.Stride;
        packed += first;
        for (var i = 0; i < count; i++, row += BinnedRows.Stride)
        {
            if (width >= 8)
            {
                AddEight(row, packed[i], histogram);
                AddSome(row + 8, width - 8, packed[i], upper);
            }
            else
            {
                AddSome(row, width, packed[i], histogram);
            }
        }
    }

    /// <summary>to -= from.</summary>
    public static void Subtract(long* to, long* from, int slots)
    {
        var i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            for (; i + Vector<long>.Count <= slots; i += Vector<long>.Count)
            {
                Vector.Store(Vector.Load(to + i) - Vector.Load(from + i), to + i);
            }
        }

        for (; i < slots; i++)
        {
            to[i] -= from[i];
        }
    }

    /// <summary>to += from.</summary>
    public static void Add(long* to, long* from, int slots)
    {
        var i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            for (; i + Vector<long>.Count <= slots; i += Vector<long>.Count)
            {
                Vector.Store(Vector.Load(to + i) + Vector.Load(from + i), to + i);
            }
        }

        for (; i < slots; i++)
        {
            to[i] += from[i];
        }
    }

    // Each bin is read from memory again: two instructions an update, where shifting bytes out of a register takes five.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEight(byte* row, long value, long* histogram)
    {
        AddOne(row, value, histogram, 0);
        AddOne(row, value, histogram, 1);
        AddOne(row, value, histogram, 2);
        AddOne(row, value, histogram, 3);
        AddOne(row, value, histogram, 4);
        AddOne(row, value, histogram, 5);
        AddOne(row, value, histogram, 6);
        AddOne(row, value, histogram, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSome(byte* row, int features, long value, long* histogram)
    {
        if (features == 7)
        {
            AddOne(row, value, histogram, 0);
            AddOne(row, value, histogram, 1);
            AddOne(row, value, histogram, 2);
            AddOne(row, value, histogram, 3);
            AddOne(row, value, histogram, 4);
            AddOne(row, value, histogram, 5);
            AddOne(row, value, histogram, 6);
            return;
        }

        for (var feature = 0; feature < features; feature++, histogram += BinnedRows.Slots)
        {
            AddOne(row + feature, value, histogram, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne(byte* row, long value, long* histogram, int feature) =>
        *(long*)((byte*)histogram + (nuint)row[feature] * sizeof(long) + (nuint)(feature * BinnedRows.Slots * sizeof(long))) += value;
}
