using System.Runtime.CompilerServices;

namespace Analytics.Learning.Trees;

/// <summary>A row of a tree's sample: its number, and how often it was drawn times its weight.</summary>
internal readonly record struct ForestRow(int Row, float Weight);

/// <summary>The loops that a forest spends its time in.</summary>
internal static unsafe class ForestKernels
{
    /// <summary>Adds each row's weight to the slot of its bin and class, and marks the bin as used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddClasses(ForestRow* rows, int count, byte* column, int* codes, int channels, double* slots, ulong* used)
    {
        for (var i = 0; i < count; i++)
        {
            var row = rows[i].Row;
            nuint bin = column[(long)row * BinnedRows.Stride];
            slots[bin * (nuint)channels + (nuint)codes[row]] += rows[i].Weight;
            used[bin >> 6] |= 1UL << (int)(bin & 63);
        }
    }

    /// <summary>Adds each row's weight and weighted value to the two slots of its bin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddValues(ForestRow* rows, int count, byte* column, double* values, double* slots, ulong* used)
    {
        for (var i = 0; i < count; i++)
        {
            var row = rows[i].Row;
            nuint bin = column[(long)row * BinnedRows.Stride];
            slots[2 * bin] += rows[i].Weight;
            slots[2 * bin + 1] += rows[i].Weight * values[row];
            used[bin >> 6] |= 1UL << (int)(bin & 63);
        }
    }

    /// <summary>
    /// Adds a slot to the left side's sums, which the node's sums and the class weights follow. Gives the left side's weight
    /// and the Gini purity Σ w² / Σ w of both sides.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MoveClasses(double* slot, double* side, int classes, out double purity)
    {
        double weight = 0, left = 0, right = 0, leftSquares = 0, rightSquares = 0;
        for (var code = 0; code < classes; code++)
        {
            var here = side[code] + slot[code];
            side[code] = here;
            weight += here;
            var there = (side[classes + code] - here) * side[2 * classes + code];
            here *= side[2 * classes + code];
            left += here;
            right += there;
            leftSquares += here * here;
            rightSquares += there * there;
        }

        purity = (left > 0 ? leftSquares / left : 0) + (right > 0 ? rightSquares / right : 0);
        return weight;
    }

    /// <summary>The same for a number: weights and weighted values, and the purity S² / W.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MoveValue(double* slot, double* side, out double purity)
    {
        var weight = side[0] += slot[0];
        var sum = side[1] += slot[1];
        var (weightRight, sumRight) = (side[2] - weight, side[3] - sum);
        purity = (weight > 0 ? sum * sum / weight : 0) + (weightRight > 0 ? sumRight * sumRight / weightRight : 0);
        return weight;
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
                var row = rows[i];
                long goes = goesLeft[column[(long)row.Row * BinnedRows.Stride]];
                rows[left] = row;
                rights[i - left] = row;
                left += goes;
            }

            var bytes = (count - left) * sizeof(ForestRow);
            Buffer.MemoryCopy(rights, rows + left, bytes, bytes);
            return (int)left;
        }
    }
}
