using System.Runtime.CompilerServices;

namespace Analytics.Learning;

/// <summary>
/// Sorts doubles by their bits: three counting passes over the upper 33 bits, then each run that they leave equal. About ten times
/// faster than comparing for a million scores. No NaN.
/// </summary>
internal static class Radix
{
    private const int Bits = 11;
    private const int Passes = 3;
    private const int Shift = 64 - Bits * Passes;

    /// <summary>Bits that stand in the order of the numbers; -0 and 0 are the same.</summary>
    public static ulong Key(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value + 0.0);
        return (bits & 1UL << 63) != 0 ? ~bits : bits | 1UL << 63;
    }

    /// <summary>The number that a key stands for.</summary>
    public static double Value(ulong key) => BitConverter.UInt64BitsToDouble((key & 1UL << 63) != 0 ? key & ~(1UL << 63) : ~key);

    /// <summary>Sorts a stretch ascending and gives the array that holds it then: the keys or the scratch, in the same place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong[] Sort(ulong[] keys, ulong[] scratch, int from, int length)
    {
        var (source, target) = (keys, scratch);
        var counts = Count(keys.AsSpan(from, length));
        for (var pass = 0; pass < Passes; pass++)
        {
            var places = counts.AsSpan(pass << Bits, 1 << Bits);
            if (!ToPlaces(places, length))
            {
                continue;
            }

            var shift = Shift + pass * Bits;
            var to = target.AsSpan(from, length);
            foreach (var key in source.AsSpan(from, length))
            {
                to[places[(int)(key >> shift) & (1 << Bits) - 1]++] = key;
            }

            (source, target) = (target, source);
        }

        SortRuns(source.AsSpan(from, length));
        return source;
    }

    /// <summary>Sorts ascending and moves the items along; items of equal keys keep their order.</summary>
    public static void Sort(ulong[] keys, int[] items)
    {
        var (source, target) = (keys, GC.AllocateUninitializedArray<ulong>(keys.Length));
        var (sourceItems, targetItems) = (items, new int[keys.Length]);
        var counts = Count(keys);
        for (var pass = 0; pass < Passes; pass++)
        {
            var places = counts.AsSpan(pass << Bits, 1 << Bits);
            if (!ToPlaces(places, keys.Length))
            {
                continue;
            }

            var shift = Shift + pass * Bits;
            for (var i = 0; i < source.Length; i++)
            {
                var place = places[(int)(source[i] >> shift) & (1 << Bits) - 1]++;
                target[place] = source[i];
                targetItems[place] = sourceItems[i];
            }

            (source, target) = (target, source);
            (sourceItems, targetItems) = (targetItems, sourceItems);
        }

        if (!ReferenceEquals(source, keys))
        {
            source.CopyTo(keys, 0);
            sourceItems.CopyTo(items, 0);
        }

        ForRuns(
            keys,
            (from, length) =>
            {
                if (keys.AsSpan(from, length).IndexOfAnyExcept(keys[from]) < 0)
                {
                    return;
                }
                // Equal keys keep their order: the place before the run was sorted decides.
                var pairs = new (ulong Key, int Place, int Item)[length];
                for (var i = 0; i < length; i++)
                {
                    pairs[i] = (keys[from + i], i, items[from + i]);
                }

                Array.Sort(pairs);
                for (var i = 0; i < length; i++)
                {
                    (keys[from + i], items[from + i]) = (pairs[i].Key, pairs[i].Item);
                }
            }
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Count(ReadOnlySpan<ulong> keys)
    {
        var counts = new int[Passes << Bits];
        foreach (var key in keys)
        {
            for (var pass = 0; pass < Passes; pass++)
            {
                counts[(pass << Bits) + ((int)(key >> Shift + pass * Bits) & (1 << Bits) - 1)]++;
            }
        }

        return counts;
    }

    /// <summary>Makes counts into first places; false where all keys fall into one.</summary>
    private static bool ToPlaces(Span<int> counts, int total)
    {
        var sum = 0;
        foreach (ref var count in counts)
        {
            if (count == total && total > 0)
            {
                return false;
            }

            (count, sum) = (sum, sum + count);
        }

        return true;
    }

    /// <summary>Puts the keys in order that the passes have left beside each other: nearly always two or three at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SortRuns(Span<ulong> keys)
    {
        for (int from = 0, to; from < keys.Length; from = to)
        {
            var top = keys[from] >> Shift;
            for (to = from + 1; to < keys.Length && keys[to] >> Shift == top; to++) { }

            if (to - from > 16)
            {
                keys[from..to].Sort();
                continue;
            }

            for (var i = from + 1; i < to; i++)
            {
                var (key, place) = (keys[i], i);
                for (; place > from && keys[place - 1] > key; place--)
                {
                    keys[place] = keys[place - 1];
                }

                keys[place] = key;
            }
        }
    }

    private static void ForRuns(ulong[] keys, Action<int, int> sort)
    {
        for (int from = 0, to; from < keys.Length; from = to)
        {
            for (to = from + 1; to < keys.Length && keys[to] >> Shift == keys[from] >> Shift; to++) { }

            if (to - from > 1)
            {
                sort(from, to - from);
            }
        }
    }
}
