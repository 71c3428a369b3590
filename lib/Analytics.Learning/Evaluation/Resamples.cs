namespace Analytics.Learning;

/// <summary>
/// Draws of rows with replacement (Efron 1979), whole blocks at a time where rows of a block are not independent of each other (Künsch 1989): trips, households,
/// days. One set of draws serves all that is measured on the rows, so that differences between two models are paired.
/// </summary>
public sealed class Resamples
{
    private readonly int[] _blockOf;
    private readonly int _seed;

    /// <param name="blockOf">0-based block of each row.</param>
    /// <param name="draws">How often, 20 at least.</param>
    /// <param name="seed">Where the draws come from.</param>
    public Resamples(int[] blockOf, int draws, int seed)
    {
        if (draws < 20)
        {
            throw new MetricException(Invariant($"{draws} draws are too few for an interval; draw 20 times at least."));
        }

        (_blockOf, Draws, _seed) = (blockOf, draws, seed);
        Blocks = blockOf.Length == 0 ? 0 : blockOf.Max() + 1;
    }

    /// <summary>Every row by itself.</summary>
    public static Resamples OfRows(int rows, int draws, int seed) => new([.. Enumerable.Range(0, rows)], draws, seed);

    /// <summary>Rows with equal values, such as names or days, fall into one block; blocks are numbered from 0 in order of first appearance.</summary>
    public static int[] BlocksOf<T>(IEnumerable<T> values)
        where T : notnull
    {
        var numbers = new Dictionary<T, int>();
        return [.. values.Select(value => numbers.TryGetValue(value, out var number) ? number : numbers[value] = numbers.Count)];
    }

    public int Draws { get; }

    public int Blocks { get; }

    public int Rows => _blockOf.Length;

    internal ReadOnlySpan<int> BlockOf => _blockOf;

    /// <summary>How often each block was drawn.</summary>
    internal void Count(int draw, Span<int> counts)
    {
        counts.Clear();
        for (var i = 0; i < Blocks; i++)
        {
            counts[(int)Math.BigMul(Mixing.Hash((ulong)draw << 32 | (uint)i, (ulong)_seed), (ulong)Blocks, out _)]++;
        }
    }
}
