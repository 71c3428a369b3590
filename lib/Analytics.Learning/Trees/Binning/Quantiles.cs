using System.Runtime.InteropServices;

namespace Analytics.Learning.Trees;

/// <summary>Chooses where one feature's values are cut into bins.</summary>
internal static class Quantiles
{
    /// <summary>
    /// Bounds between neighbouring values: between all of them where they fit, otherwise so that each bin weighs about the same.
    /// A value of weight 2 counts as the value standing twice.
    /// </summary>
    /// <param name="values">No NaN; sorted in place together with the weights.</param>
    /// <param name="weights">One per value, or empty when all are 1.</param>
    /// <param name="scratch">As long as the values.</param>
    /// <param name="bins">Bins at the most.</param>
    public static float[] Bounds(Span<float> values, Span<float> weights, Span<uint> scratch, int bins)
    {
        if (values.Length == 0)
            return [];
        if (weights.IsEmpty)
            Sort(values, scratch);
        else
            values.Sort(weights);
        var (distinct, cumulative) = Distinct(values, weights);
        return distinct.Count <= bins ? All(distinct) : Even(distinct, cumulative, bins);
    }

    /// <summary>A float that is ≥ the lower and &lt; the upper value, halfway where there is room.</summary>
    public static float Between(float lower, float upper)
    {
        var middle = lower / 2 + upper / 2;
        return middle >= lower && middle < upper ? middle : lower;
    }

    private static (List<float> Values, List<double> Cumulative) Distinct(ReadOnlySpan<float> sorted, ReadOnlySpan<float> weights)
    {
        var values = new List<float>();
        var cumulative = new List<double>();
        var sum = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            if (weight == 0)
                continue;
            sum += weight;
            if (values.Count > 0 && values[^1] == sorted[i])
            {
                cumulative[^1] = sum;
                continue;
            }

            values.Add(sorted[i]);
            cumulative.Add(sum);
        }

        return (values, cumulative);
    }

    private static float[] All(List<float> distinct)
    {
        var bounds = new float[Math.Max(0, distinct.Count - 1)];
        for (var i = 0; i < bounds.Length; i++)
            bounds[i] = Between(distinct[i], distinct[i + 1]);
        return bounds;
    }

    // A heavy value takes a bin of its own, and the rest is shared out evenly again, as if it had not been there.
    private static float[] Even(List<float> distinct, List<double> cumulative, int bins)
    {
        var bounds = new List<float>(bins - 1);
        var total = cumulative[^1];
        var start = 0.0;
        for (var i = 0; i < distinct.Count - 1 && bounds.Count < bins - 1; i++)
        {
            var target = (total - start) / (bins - bounds.Count);
            var next = cumulative[i + 1] - cumulative[i];
            if (cumulative[i] - start >= target || cumulative[i] - start + next / 2 > target)
            {
                bounds.Add(Between(distinct[i], distinct[i + 1]));
                start = cumulative[i];
            }
        }

        return [.. bounds];
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
            keys[i] = (scratch[i] & 0x80000000) != 0 ? scratch[i] & 0x7FFFFFFF : ~scratch[i];
    }

    private static void Pass(ReadOnlySpan<uint> from, Span<uint> to, Span<int> counts, int shift)
    {
        var at = 0;
        foreach (ref var count in counts)
            (count, at) = (at, at + count);
        foreach (var key in from)
            to[counts[(int)(key >> shift & 2047)]++] = key;
    }
}
