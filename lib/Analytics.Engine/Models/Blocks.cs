using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>How the intervals of a run were drawn; stands in <c>run.json</c> and on the card.</summary>
/// <param name="Unit">What was drawn as a whole, in words: <c>days of 'crash_date'</c>.</param>
/// <param name="Blocks">How many of them the rows hold; below 2 there is no interval.</param>
/// <param name="Draws">How often they were drawn.</param>
/// <param name="Limit">What the intervals say nothing of, in a sentence; null for none.</param>
public sealed record Drawn(string Unit, int Blocks, int Draws, string? Limit);

/// <summary>Rows that belong together when rows are drawn again: those of a household, a day, a stretch of a trip. Drawn one by one they would pass for more knowledge than they are.</summary>
/// <param name="Of">0-based block of each row.</param>
/// <param name="Unit">What a block is, in words.</param>
/// <param name="Limit">What an interval from these blocks says nothing of, in a sentence; null for none.</param>
internal sealed record Blocks(int[] Of, string Unit, string? Limit = null)
{
    /// <summary>Of fewer whole groups or days an interval cannot be told: parts of them are drawn, and the card says what that leaves out.</summary>
    public const int Fewest = 8;

    /// <summary>Consecutive rows of a long group that make one block: two minutes, at a row per second.</summary>
    public const int Stretch = 120;

    public int Count { get; } = Of.Length == 0 ? 0 : Of.Max() + 1;

    public Resamples Resamples(int draws, int seed) => new(Of, draws, seed);

    public Drawn Drawn(int draws) => new(Unit, Count, draws, Limit);

    /// <summary>Each row by itself.</summary>
    public static Blocks Rows(int rows, string key) => new([.. Enumerable.Range(0, rows)], $"rows, one for each '{key}'");

    /// <summary>Whole groups.</summary>
    public static Blocks Groups(Frame rows, string column)
    {
        var of = Learning.Resamples.BlocksOf(Sides.Keys(rows, column));
        return new Blocks(of, $"whole groups ('{column}')", Few(of, $"groups ('{column}')"));
    }

    /// <summary>Whole days where there are enough; otherwise hours, which say nothing of how days differ.</summary>
    public static Blocks Times(Frame rows, string column)
    {
        var time = rows[column];
        if (time.Type is not (ColumnType.Timestamp or ColumnType.Date))
        {
            return Groups(rows, column) with { Unit = $"whole values of '{column}'" };
        }

        var at = time.ToDoubles();
        var days = Learning.Resamples.BlocksOf(Array.ConvertAll(at, Math.Floor));
        if (time.Type == ColumnType.Date || days.Max() + 1 >= Fewest)
        {
            return new Blocks(days, $"whole days of '{column}'", Few(days, $"days of '{column}'"));
        }

        return new Blocks(
            Learning.Resamples.BlocksOf(Array.ConvertAll(at, day => Math.Floor(day * 24))),
            $"whole hours of '{column}'",
            Within(days.Max() + 1, $"days of '{column}'")
        );
    }

    /// <summary>Whole groups where there are enough; otherwise stretches of their rows in the order of the key, which say nothing of how groups differ.</summary>
    public static Blocks Stretches(Frame rows, string column, string key)
    {
        var groups = Groups(rows, column);
        if (groups.Count >= Fewest)
        {
            return groups;
        }

        var id = rows[key];
        var (seen, names) = (new int[groups.Count], new string[rows.RowCount]);
        foreach (
            var row in Enumerable
                .Range(0, rows.RowCount)
                .Order(Comparer<int>.Create((a, b) => id.Compare(a, b) is not 0 and var order ? order : a.CompareTo(b)))
        )
        {
            names[row] = Invariant($"{groups.Of[row]} {seen[groups.Of[row]]++ / Stretch}");
        }

        return new Blocks(
            Learning.Resamples.BlocksOf(names),
            Invariant($"stretches of {Stretch} consecutive rows of one '{column}'"),
            Within(groups.Count, $"groups ('{column}')")
        );
    }

    private static string Within(int count, string of) =>
        count == 1
            ? $"n = 1 for {of}: the intervals hold within that one, and none can be given across {of}"
            : Invariant($"n = {count} for {of}: the intervals hold within these, and how {of} differ is not in them");

    private static string? Few(int[] blocks, string of) =>
        blocks.Max() + 1 is < Fewest and var count
            ? count == 1
                ? $"n = 1 for {of}: there is no interval"
                : Invariant($"n = {count} for {of}: so few that the intervals are too narrow")
            : null;
}
