using Analytics.Frames;

namespace Analytics.Engine;

internal sealed record TimeSplit(string Column, double Validation, double Test) : SplitRule
{
    internal override string Text => FormattableString.Invariant($"by time {Column}, validation {Validation:R}, test {Test:R}");

    internal override string By => Column;

    internal override Blocks BlocksOf(Frame rows, string key) => Blocks.Times(rows, Column);

    internal override (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed)
    {
        var (time, id) = (frame[Column], frame[key]);
        var rows = Enumerable.Range(0, frame.RowCount).ToArray();
        Array.Sort(rows, (a, b) => time.Compare(a, b) is not 0 and var order ? order : id.Compare(a, b));
        int[] Cuts(Func<int, int, bool> isOne)
        {
            int Moved(double share)
            {
                var cut = (int)(rows.Length * share);
                while (cut < rows.Length && cut > 0 && isOne(rows[cut], rows[cut - 1]))
                {
                    cut++;
                }

                return cut;
            }

            return [Moved(1 - Test - Validation), Moved(1 - Test)];
        }

        // Whole days on one side, where there are so many that no side loses half of its rows by that; rows of one instant always.
        var cuts = Cuts((a, b) => time.Compare(a, b) == 0);
        if (time.Type == ColumnType.Timestamp)
        {
            var day = Array.ConvertAll(time.ToDoubles(), Math.Floor);
            var daily = Cuts((a, b) => day[a] == day[b]);
            if (rows.Length - daily[1] >= rows.Length * Test / 2 && daily[1] - daily[0] >= rows.Length * Validation / 2)
            {
                cuts = daily;
            }
        }

        return (rows[..cuts[0]], rows[cuts[0]..cuts[1]], rows[cuts[1]..]);
    }
}

internal sealed record GroupSplit(string Column, double Validation, double Test) : SplitRule
{
    internal override string Text => FormattableString.Invariant($"by group {Column}, validation {Validation:R}, test {Test:R}");

    internal override string By => Column;

    internal override bool KeepsGroups => true;

    internal override Blocks BlocksOf(Frame rows, string key) => Blocks.Groups(rows, Column);

    internal override (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed) =>
        Hashing.Divide(frame, Column, Validation, Test, seed);
}

internal sealed record HeldOutGroupSplit(string Column, double Validation, double Test) : SplitRule
{
    internal override string Text =>
        FormattableString.Invariant(
            $"by held-out group {Column}, validation {Validation:R} and test {Test:R} of the groups (where whole groups cannot: the end of those that train)"
        );

    internal override string By => Column;

    internal override bool KeepsGroups => true;

    internal override Blocks BlocksOf(Frame rows, string key) => Blocks.Stretches(rows, Column, key);

    internal override (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed) =>
        Divide(frame, key, seed, null);

    internal override (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed, string? target)
    {
        var (names, id) = (Sides.Keys(frame, Column), frame[key]);
        string[] groups = [.. Hashing.Order(names, seed)];
        var tested = groups[^Math.Min(Math.Max(1, (int)Math.Round(groups.Length * Test)), groups.Length)..]
            .ToHashSet(StringComparer.Ordinal);
        if (groups.Length > 2)
        {
            string[] others = [.. groups.Where(group => !tested.Contains(group))];
            var count = Math.Clamp((int)Math.Round(groups.Length * Validation), 1, others.Length - 1);
            int[] Rows(Func<string, bool> isIn) => [.. Enumerable.Range(0, names.Length).Where(row => isIn(names[row]))];
            // A trip can be of one class all along: the next ones then, and where none will do, the end of those that train.
            for (var turn = 0; turn < others.Length; turn++)
            {
                var validated = Enumerable
                    .Range(0, count)
                    .Select(i => others[(2 * others.Length - count - turn + i) % others.Length])
                    .ToHashSet(StringComparer.Ordinal);
                var (learn, choose) = (Rows(name => !tested.Contains(name) && !validated.Contains(name)), Rows(validated.Contains));
                if (IsMixed(frame, learn, target) && IsMixed(frame, choose, target))
                {
                    return (learn, choose, Rows(tested.Contains));
                }
            }
        }

        var (train, validation) = (new List<int>(), new List<int>());
        foreach (
            var group in Enumerable
                .Range(0, names.Length)
                .Where(row => !tested.Contains(names[row]))
                .GroupBy(row => names[row], StringComparer.Ordinal)
        )
        {
            int[] rows = [.. group.Order(Comparer<int>.Create(id.Compare))];
            var cut = (int)(rows.Length * (1 - Validation));
            train.AddRange(rows[..cut]);
            validation.AddRange(rows[cut..]);
        }

        return (
            [.. train.Order()],
            [.. validation.Order()],
            [.. Enumerable.Range(0, names.Length).Where(row => tested.Contains(names[row]))]
        );
    }

    /// <summary>Whether rows hold two classes, where the target has any.</summary>
    private static bool IsMixed(Frame frame, int[] rows, string? target) =>
        target is null
        || frame[target].Type is not (ColumnType.Bool or ColumnType.Text)
        || rows.Any(row => !Equals(frame[target][row], frame[target][rows[0]]));
}

internal sealed record KeySplit(double Validation, double Test) : SplitRule
{
    internal override string Text => FormattableString.Invariant($"by key, validation {Validation:R}, test {Test:R}");

    internal override (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed) =>
        Hashing.Divide(frame, key, Validation, Test, seed);
}

internal static class Hashing
{
    /// <summary>The different names in the order of a hash, which nothing but the seed changes.</summary>
    public static IEnumerable<string> Order(IEnumerable<string> names, int seed) =>
        names
            .Distinct(StringComparer.Ordinal)
            .OrderBy(name => Fingerprint.Of([FormattableString.Invariant($"{seed}"), name]), StringComparer.Ordinal)
            .ThenBy(name => name, StringComparer.Ordinal);

    /// <summary>Orders the groups by a hash of their name and cuts by number of groups, so that shares hold even for few groups.</summary>
    public static (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string column, double validation, double test, int seed)
    {
        var group = frame[column];
        var names = Enumerable
            .Range(0, frame.RowCount)
            .Select(row => Convert.ToString(group[row], System.Globalization.CultureInfo.InvariantCulture) ?? "")
            .ToArray();
        string[] order = [.. Order(names, seed)];
        var testFrom = order.Length - Math.Max(order.Length > 2 ? 1 : 0, (int)Math.Round(order.Length * test));
        var validationFrom = testFrom - Math.Max(order.Length > 2 ? 1 : 0, (int)Math.Round(order.Length * validation));
        var side = order
            .Index()
            .ToDictionary(
                pair => pair.Item,
                pair =>
                    pair.Index < validationFrom ? 0
                    : pair.Index < testFrom ? 1
                    : 2,
                StringComparer.Ordinal
            );
        int[] Rows(int wanted) => [.. Enumerable.Range(0, names.Length).Where(row => side[names[row]] == wanted)];
        return (Rows(0), Rows(1), Rows(2));
    }
}
