namespace Analytics.Learning;

/// <summary>Spreads numbers over all 64-bit values: the finalizer of SplitMix64 (Steele, Lea, Flood 2014). The same everywhere, always.</summary>
internal static class Mixing
{
    public static ulong Hash(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }

    public static ulong Hash(ulong value, ulong seed) => Hash(value ^ Hash(seed));

    /// <summary>A number 0 ≤ x &lt; 1 with 53 random bits.</summary>
    public static double Share(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    /// <summary>The numbers 0…count-1 in an order that depends on the seed alone (Fisher and Yates).</summary>
    public static int[] Shuffle(int count, int seed)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }

        for (var i = count - 1; i > 0; i--)
        {
            var other = (int)Math.BigMul(Hash((ulong)i, (ulong)seed), (ulong)i + 1, out _);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
