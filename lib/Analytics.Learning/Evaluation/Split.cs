using System.Globalization;
using System.Text;
using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>Which 0-based rows to fit on and which to measure on; both ascending.</summary>
public sealed record Split(int[] Train, int[] Test)
{
    public (Frame Train, Frame Test) Of(Frame frame) => (frame.Take(Train), frame.Take(Test));

    /// <summary>k folds of nearly equal size, rows shuffled; each row is tested once.</summary>
    public static IReadOnlyList<Split> KFold(Frame frame, int folds = 5, int seed = 0)
    {
        Check(folds, frame.RowCount, "rows");
        var order = Mixing.Shuffle(frame.RowCount, seed);
        var foldOf = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            foldOf[order[i]] = i % folds;
        }

        return Folds(foldOf, folds);
    }

    /// <summary>As <see cref="KFold"/>, with each class (or quintile of a number) in every fold in its share.</summary>
    public static IReadOnlyList<Split> Stratified(Frame frame, string column, int folds = 5, int seed = 0)
    {
        Check(folds, frame.RowCount, "rows");
        var strata = Strata(frame[column]);
        var foldOf = new int[frame.RowCount];
        var next = 0;
        // Shuffled rows are dealt out stratum by stratum, each going on where the one before stopped: sizes differ by one at most.
        foreach (var stratum in Mixing.Shuffle(frame.RowCount, seed).GroupBy(row => strata[row]).OrderBy(group => group.Key))
        {
            foreach (var row in stratum)
            {
                foldOf[row] = next++ % folds;
            }
        }

        return Folds(foldOf, folds);
    }

    /// <summary>k folds in which no group stands on both sides; large groups are dealt first, to the smallest fold.</summary>
    public static IReadOnlyList<Split> Grouped(Frame frame, string group, int folds = 5)
    {
        var keys = Keys(frame[group]);
        var groups = Enumerable
            .Range(0, keys.Length)
            .GroupBy(row => keys[row], StringComparer.Ordinal)
            .OrderByDescending(rows => rows.Count())
            .ThenBy(rows => rows.Key, StringComparer.Ordinal)
            .ToArray();
        Check(folds, groups.Length, $"groups of '{group}'");
        var (foldOf, sizes) = (new int[keys.Length], new int[folds]);
        foreach (var rows in groups)
        {
            var fold = Array.IndexOf(sizes, sizes.Min());
            foreach (var row in rows)
            {
                (foldOf[row], sizes[fold]) = (fold, sizes[fold] + 1);
            }
        }

        return Folds(foldOf, folds);
    }

    /// <summary>k splits along time: each tests the next stretch and trains on all that came before. Rows of one time never stand on both sides.</summary>
    public static IReadOnlyList<Split> Time(Frame frame, string time, int folds = 5)
    {
        var column = frame[time];
        Check(folds + 1, frame.RowCount, "rows");
        int[] order =
        [
            .. Enumerable
                .Range(0, frame.RowCount)
                .Order(Comparer<int>.Create((a, b) => column.Compare(a, b) is var by && by != 0 ? by : a.CompareTo(b))),
        ];
        var splits = new List<Split>();
        for (var fold = 1; fold <= folds; fold++)
        {
            var (from, to) = (Border(order, column, fold, folds + 1), Border(order, column, fold + 1, folds + 1));
            if (from == 0 || to == from)
            {
                throw new MetricException(Invariant($"'{time}' has too few different times for {folds} splits; ask for fewer."));
            }

            splits.Add(new Split([.. order[..from].Order()], [.. order[from..to].Order()]));
        }

        return splits;
    }

    /// <summary>One split in which no group stands on both sides.</summary>
    /// <param name="frame">One row per example.</param>
    /// <param name="group">The column of groups.</param>
    /// <param name="test">Share of the groups to test on, between 0 and 1. Default 0.2.</param>
    /// <param name="seed">Where the draw comes from. Default 0.</param>
    public static Split GroupShuffle(Frame frame, string group, double test = 0.2, int seed = 0)
    {
        CheckShare(test);
        var keys = Keys(frame[group]);
        string[] groups = [.. keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Check(2, groups.Length, $"groups of '{group}'");
        var drawn = Math.Clamp((int)Math.Round(test * groups.Length), 1, groups.Length - 1);
        var tested = Mixing.Shuffle(groups.Length, seed).Take(drawn).Select(index => groups[index]).ToHashSet(StringComparer.Ordinal);
        return Where(keys.Length, row => tested.Contains(keys[row]));
    }

    /// <summary>One split of shuffled rows.</summary>
    public static Split Shuffle(Frame frame, double test = 0.2, int seed = 0)
    {
        CheckShare(test);
        Check(2, frame.RowCount, "rows");
        var drawn = Math.Clamp((int)Math.Round(test * frame.RowCount), 1, frame.RowCount - 1);
        var tested = Mixing.Shuffle(frame.RowCount, seed).Take(drawn).ToHashSet();
        return Where(frame.RowCount, tested.Contains);
    }

    /// <summary>One split by a hash of the key's text alone: a row stays on its side whatever rows come or go, in every later run.</summary>
    public static Split ByHash(Frame frame, string key, double test = 0.2, int seed = 0)
    {
        CheckShare(test);
        var keys = Keys(frame[key]);
        return Where(keys.Length, row => Mixing.Share(Mixing.Hash(Fnv(keys[row]), (ulong)seed)) < test);
    }

    private static Split Where(int rows, Func<int, bool> isTest) =>
        new([.. Enumerable.Range(0, rows).Where(row => !isTest(row))], [.. Enumerable.Range(0, rows).Where(isTest)]);

    private static Split[] Folds(int[] foldOf, int folds) =>
        [.. Enumerable.Range(0, folds).Select(fold => Where(foldOf.Length, row => foldOf[row] == fold))];

    private static int Border(int[] order, Column column, int part, int parts)
    {
        var border = (int)((long)order.Length * part / parts);
        while (border > 0 && border < order.Length && column.Compare(order[border - 1], order[border]) == 0)
        {
            border++;
        }

        return border;
    }

    private static int[] Strata(Column column)
    {
        if (column.Type is ColumnType.Single or ColumnType.Double or ColumnType.Decimal)
        {
            var values = column.ToDoubles();
            double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
            return
            [
                .. values.Select(value =>
                    double.IsNaN(value) ? -1 : Enumerable.Range(1, 4).Count(fifth => value > Evaluation.Quantile(sorted, fifth / 5.0))
                ),
            ];
        }

        var keys = Keys(column);
        var codeOf = keys.Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select((key, code) => (key, code))
            .ToDictionary(pair => pair.key, pair => pair.code, StringComparer.Ordinal);
        return [.. keys.Select(key => codeOf[key])];
    }

    private static string[] Keys(Column column)
    {
        var keys = new string[column.Count];
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] =
                column is TextColumn text ? text.At(row) ?? ""
                : column[row] is DateTime time ? time.ToString("O", CultureInfo.InvariantCulture)
                : FormattableString.Invariant($"{column[row]}");
        }

        return keys;
    }

    /// <summary>FNV-1a over UTF-8.</summary>
    private static ulong Fnv(string key)
    {
        var hash = 14695981039346656037UL;
        foreach (var each in Encoding.UTF8.GetBytes(key))
        {
            hash = (hash ^ each) * 1099511628211UL;
        }

        return hash;
    }

    private static void Check(int folds, int available, string what)
    {
        if (folds < 2 || available < folds)
        {
            throw new MetricException(
                Invariant($"There are {available} {what}; {Math.Max(2, folds)} at least are needed, and 2 folds at least.")
            );
        }
    }

    private static void CheckShare(double test)
    {
        if (!(test > 0 && test < 1))
        {
            throw new MetricException(FormattableString.Invariant($"The test share is {test}; it must lie between 0 and 1."));
        }
    }
}
