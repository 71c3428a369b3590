using Analytics.Frames;

namespace Analytics.Engine;

internal sealed record TimeSplit(string Column, double Validation, double Test) : SplitRule
{
    internal override string Text => FormattableString.Invariant($"by time {Column}, validation {Validation:R}, test {Test:R}");

    internal override string By => Column;

    internal override (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed)
    {
        var (time, id) = (frame[Column], frame[key]);
        var rows = Enumerable.Range(0, frame.RowCount).ToArray();
        Array.Sort(rows, (a, b) => time.Compare(a, b) is not 0 and var order ? order : id.Compare(a, b));
        var test = (int)(rows.Length * (1 - Test));
        var validation = (int)(rows.Length * (1 - Test - Validation));
        // Rows of one instant stay on one side.
        while (test < rows.Length && test > 0 && time.Compare(rows[test], rows[test - 1]) == 0)
            test++;
        while (validation < test && validation > 0 && time.Compare(rows[validation], rows[validation - 1]) == 0)
            validation++;
        return (rows[..validation], rows[validation..test], rows[test..]);
    }
}

internal sealed record GroupSplit(string Column, double Validation, double Test) : SplitRule
{
    internal override string Text => FormattableString.Invariant($"by group {Column}, validation {Validation:R}, test {Test:R}");

    internal override string By => Column;

    internal override bool KeepsGroups => true;

    internal override (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed) => Hashing.Divide(frame, Column, Validation, Test, seed);
}

internal sealed record HeldOutGroupSplit(string Column, double Validation, double Test) : SplitRule
{
    internal override string Text => FormattableString.Invariant($"by held-out group {Column}, validation {Validation:R} of each other group, test {Test:R} of the groups");

    internal override string By => Column;

    internal override bool KeepsGroups => true;

    internal override bool ValidatesWithinGroups => true;

    internal override (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed)
    {
        var (names, id) = (Sides.Keys(frame, Column), frame[key]);
        string[] groups = [.. Hashing.Order(names, seed)];
        var tested = groups[^Math.Min(Math.Max(1, (int)Math.Round(groups.Length * Test)), groups.Length)..].ToHashSet(StringComparer.Ordinal);
        var (train, validation) = (new List<int>(), new List<int>());
        foreach (var group in Enumerable.Range(0, names.Length).Where(row => !tested.Contains(names[row])).GroupBy(row => names[row], StringComparer.Ordinal))
        {
            int[] rows = [.. group.Order(Comparer<int>.Create(id.Compare))];
            var cut = (int)(rows.Length * (1 - Validation));
            train.AddRange(rows[..cut]);
            validation.AddRange(rows[cut..]);
        }

        return ([.. train.Order()], [.. validation.Order()], [.. Enumerable.Range(0, names.Length).Where(row => tested.Contains(names[row]))]);
    }
}

internal sealed record KeySplit(double Validation, double Test) : SplitRule
{
    internal override string Text => FormattableString.Invariant($"by key, validation {Validation:R}, test {Test:R}");

    internal override (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed) => Hashing.Divide(frame, key, Validation, Test, seed);
}

internal static class Hashing
{
    /// <summary>The different names in the order of a hash, which nothing but the seed changes.</summary>
    public static IEnumerable<string> Order(IEnumerable<string> names, int seed) => names.Distinct(StringComparer.Ordinal)
        .OrderBy(name => Fingerprint.Of([FormattableString.Invariant($"{seed}"), name]), StringComparer.Ordinal).ThenBy(name => name, StringComparer.Ordinal);

    /// <summary>Orders the groups by a hash of their name and cuts by number of groups, so that shares hold even for few groups.</summary>
    public static (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string column, double validation, double test, int seed)
    {
        var group = frame[column];
        var names = Enumerable.Range(0, frame.RowCount).Select(row => Convert.ToString(group[row], System.Globalization.CultureInfo.InvariantCulture) ?? "").ToArray();
        string[] order = [.. Order(names, seed)];
        var testFrom = order.Length - Math.Max(order.Length > 2 ? 1 : 0, (int)Math.Round(order.Length * test));
        var validationFrom = testFrom - Math.Max(order.Length > 2 ? 1 : 0, (int)Math.Round(order.Length * validation));
        var side = order.Index().ToDictionary(pair => pair.Item, pair => pair.Index < validationFrom ? 0 : pair.Index < testFrom ? 1 : 2, StringComparer.Ordinal);
        int[] Rows(int wanted) => [.. Enumerable.Range(0, names.Length).Where(row => side[names[row]] == wanted)];
        return (Rows(0), Rows(1), Rows(2));
    }
}
