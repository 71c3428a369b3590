using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>A column as few codes: the leaves of a tree that looks at nothing else.</summary>
/// <param name="Codes">One per row, 0-based.</param>
/// <param name="Count">How many there may be.</param>
internal sealed record Coded(int[] Codes, int Count)
{
    public static Coded Of(Column column, int most) => column is TextColumn words ? Of(words, most) : Of(column.ToDoubles(), most);

    /// <inheritdoc cref="Ordered.Coded"/>
    public static Coded Of(double[] values, int most) => Ordered.Of(values).Coded(most);

    /// <summary>The words that stand most often; all others share a code, and what is missing has its own.</summary>
    public static Coded Of(IReadOnlyList<string?> words, int most) => Of(TextColumn.FromValues("words", words), most);

    private static Coded Of(TextColumn words, int most)
    {
        var counts = new int[words.Dictionary.Count];
        foreach (var code in words.Codes)
        {
            if (code >= 0)
            {
                counts[code]++;
            }
        }

        var names = new int[counts.Length];
        Array.Fill(names, 1);
        foreach (
            var (place, code) in Enumerable
                .Range(0, counts.Length)
                .OrderByDescending(code => counts[code])
                .ThenBy(code => words.Dictionary[code], StringComparer.Ordinal)
                .Take(most)
                .Index()
        )
        {
            names[code] = place + 2;
        }

        return new Coded([.. words.Codes.ToArray().Select(code => code < 0 ? 0 : names[code])], Math.Min(most, counts.Length) + 2);
    }

    /// <summary>Both together.</summary>
    public Coded And(Coded other)
    {
        var codes = new int[Codes.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = Codes[row] * other.Count + other.Codes[row];
        }

        return new Coded(codes, Count * other.Count);
    }
}
