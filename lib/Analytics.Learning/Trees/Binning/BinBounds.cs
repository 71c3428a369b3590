using System.Runtime.InteropServices;

namespace Analytics.Learning.Trees;

/// <summary>Chooses where one feature's values are cut into bins.</summary>
internal static class BinBounds
{
    /// <summary>
    /// Bounds between neighbouring values: between all of them where they fit, otherwise so that each bin weighs about the same.
    /// A value of weight 2 counts as the value standing twice.
    /// </summary>
    /// <param name="values">No NaN; sorted in place together with the weights.</param>
    /// <param name="weights">One per value, none of them 0, or empty when all are 1.</param>
    /// <param name="scratch">As long as the values.</param>
    /// <param name="bins">Maximum number of bins.</param>
    public static float[] Choose(Span<float> values, Span<float> weights, Span<uint> scratch, int bins)
    {
        if (values.Length == 0)
        {
            return [];
        }

        if (weights.IsEmpty)
        {
            Sort(values, scratch);
        }
        else
        {
            values.Sort(weights);
        }

        var distinct = 0;
        for (var i = 0; i < values.Length && distinct <= bins; distinct++)
        {
            i = Run(values, weights, i, out _);
        }

        return Cut(values, weights, distinct <= bins ? int.MaxValue : bins);
    }

    /// <summary>A float that is ≥ the lower and &lt; the upper value, halfway where there is room.</summary>
    public static float Between(float lower, float upper)
    {
        var middle = lower / 2 + upper / 2;
        return middle >= lower && middle < upper ? middle : lower;
    }

    // A heavy value takes a bin of its own, and the rest is shared out evenly again, as if it had not been there.
    private static float[] Cut(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, int bins)
    {
        var bounds = new List<float>(255);
        double total = weights.IsEmpty ? values.Length : 0,
            sum = 0,
            start = 0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var first = 0;
        var next = Run(values, weights, 0, out var mass);
        while (next < values.Length && bounds.Count < bins - 1)
        {
            sum += mass;
            var after = Run(values, weights, next, out var massAfter);
            var target = bins == int.MaxValue ? 0 : (total - start) / (bins - bounds.Count);
            if (sum - start >= target || sum - start + massAfter / 2 > target)
            {
                bounds.Add(Between(values[first], values[next]));
                start = sum;
            }

            (first, next, mass) = (next, after, massAfter);
        }

        return [.. bounds];
    }

    /// <summary>Where the run of values equal to the one at <paramref name="at"/> ends, and what it weighs.</summary>
    private static int Run(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, int at, out double mass)
    {
        var value = values[at];
        mass = 0;
        for (; at < values.Length && values[at] == value; at++)
        {
            mass += weights.IsEmpty ? 1 : weights[at];
        }

        return at;
    }

    // Radix sort on the bits: a float's order is that of its bits once negatives are flipped.
    private static void Sort(Span<float> values, Span<uint> scratch)
    {
        if (values.Length < 2048)
        {
            values.Sort();
            return;
        }

        var keys = MemoryMarshal.Cast<float, uint>(values);
        scratch = scratch[..keys.Length];
        Span<int> counts = stackalloc int[3 * 2048];
        counts.Clear();
        foreach (ref var key in keys)
        {
            key = (key & 0x80000000) != 0 ? ~key : key | 0x80000000;
            counts[(int)(key & 2047)]++;
            counts[2048 + (int)(key >> 11 & 2047)]++;
            counts[4096 + (int)(key >> 22)]++;
        }

        Pass(keys, scratch, counts[..2048], 0);
        Pass(scratch, keys, counts.Slice(2048, 2048), 11);
        Pass(keys, scratch, counts.Slice(4096, 2048), 22);
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = (scratch[i] & 0x80000000) != 0 ? scratch[i] & 0x7FFFFFFF : ~scratch[i];
        }
    }

    private static void Pass(ReadOnlySpan<uint> from, Span<uint> to, Span<int> counts, int shift)
    {
        var at = 0;
        foreach (ref var count in counts)
        {
            (count, at) = (at, at + count);
        }

        foreach (var key in from)
        {
            to[counts[(int)(key >> shift & 2047)]++] = key;
        }
    }
}
