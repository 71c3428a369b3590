using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>Some rows, and what their columns tell of the target one by one.</summary>
internal sealed class LeakSample
{
    /// <summary>What <see cref="InDisguise"/> looks for, in words.</summary>
    public const string DisguiseWords =
        "one that tells it by its digits, its letters or its length, by the rows beside it in its order or by its place within a day, group or word";

    /// <summary>What <see cref="Missing"/> looks for, in words.</summary>
    public const string MissingWords = "which features are missing, together";

    /// <summary>More groups than rows ÷ this are no groups to look within.</summary>
    private const int LeastGroup = 3;

    private readonly PredictionStudy _study;
    private readonly Separation _ordered;
    private readonly Dictionary<string, (string Name, int[] Codes)?> _groups = new(StringComparer.Ordinal);

    /// <summary>By row: equal values stand in an order that has nothing to do with that of the rows.</summary>
    private readonly Lazy<ulong[]> _mixed;

    public LeakSample(Frame frame, PredictionStudy study) =>
        (Frame, _study, _ordered, Screen, _mixed) = (
            frame,
            study,
            Separation.Of(frame, study.Target),
            LeakScreen.Of(frame, study.Target, study.Split.BlocksOf(frame, study.Key)),
            new Lazy<ulong[]>(() => [.. Enumerable.Range(0, frame.RowCount).Select(row => new SampleRandom(0, row).Bits(2))])
        );

    public Frame Frame { get; }

    public LeakScreen Screen { get; }

    public string Name => Screen.Name;

    public Column Target => Frame[_study.Target];

    /// <summary>So many leaves a tree of one feature may have on these rows.</summary>
    public int Leaves => Math.Clamp(Frame.RowCount / 12, 4, 64);

    /// <summary>A feature by itself: as a number either way round, and as leaves of a tree.</summary>
    public double Alone(string feature)
    {
        var column = Frame[feature];
        return column is TextColumn ? Screen.Of(Coded.Of(column, 250)) : Alone(column.ToDoubles());
    }

    public double Alone(double[] values)
    {
        var ordered = Ordered.Of(values);
        return Math.Max(_ordered.Of(ordered), Screen.Of(ordered.Coded(Leaves)));
    }

    /// <summary>A feature that gives the target away by the rows beside it in its order, by its place within a day or group, by its last digit or its first letters.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="groups">Features that may group the rows, besides the split's day or group.</param>
    public Leak? InDisguise(string feature, IReadOnlyList<string> groups)
    {
        var column = Frame[feature];
        foreach (
            var (rule, what, by, value) in column is TextColumn words
                ? Letters(words)
                : Places(column.ToDoubles(), groups.Where(group => group != feature))
        )
        {
            if (value > LeakGuard.Limit)
            {
                return new Leak(
                    rule,
                    by is null || by == feature ? [feature] : [feature, by],
                    value,
                    Invariant($"'{feature}' tells the target by {what} ({Name} {value:0.000})")
                );
            }
        }

        return null;
    }

    /// <summary>Which features are missing, together.</summary>
    public Leak? Missing(IReadOnlyList<string> features)
    {
        string[] partly = [.. features.Where(feature => HasMissing(Frame[feature]))];
        if (partly.Length < 2)
        {
            return null;
        }

        var value = Told(partly);
        if (!(value > LeakGuard.Limit))
        {
            return null;
        }

        foreach (var feature in partly.ToArray())
        {
            if (
                partly.Length > 1
                && partly.Except([feature], StringComparer.Ordinal).ToArray() is var fewer
                && Told(fewer) > LeakGuard.Limit
            )
            {
                partly = fewer;
            }
        }

        return new Leak(
            "missing",
            partly,
            value,
            Invariant(
                $"what is missing tells the target ({Name} {value:0.000}): which of {string.Join(", ", partly.Select(each => $"'{each}'"))}"
            )
        );

        double Told(string[] columns)
        {
            var flags = columns.Select(feature => Flags(Frame[feature])).ToArray();
            var patterns = Enumerable
                .Range(0, Frame.RowCount)
                .Select(row => string.Concat(flags.Select(flag => flag[row] > 0 ? '1' : '0')))
                .ToArray();
            return Math.Max(
                Screen.Of(Coded.Of(patterns, 250)),
                Alone([.. Enumerable.Range(0, Frame.RowCount).Select(row => flags.Sum(flag => flag[row]))])
            );
        }
    }

    /// <summary>How alike the targets of rows are that stand beside each other by the entity key.</summary>
    public double KeyOrder()
    {
        var key = Frame[_study.Key];
        var order = Enumerable.Range(0, Frame.RowCount).ToArray();
        Array.Sort(order, key.Compare);
        // As one group: rows of one day are what this is about.
        return Screen.OfNeighbours(order, new int[order.Length]);
    }

    public static bool HasMissing(Column column) => column.NullCount > 0 || (column.IsNumeric && column.ToDoubles().Any(double.IsNaN));

    /// <summary>1 where a value is missing.</summary>
    public static double[] Flags(Column column)
    {
        var numbers = column.IsNumeric ? column.ToDoubles() : null;
        return
        [
            .. Enumerable
                .Range(0, column.Count)
                .Select(row => column.IsNull(row) || (numbers is not null && double.IsNaN(numbers[row])) ? 1.0 : 0.0),
        ];
    }

    private IEnumerable<(string Rule, string What, string? By, double Value)> Letters(TextColumn column)
    {
        string?[] words = [.. Enumerable.Range(0, column.Count).Select(row => (string?)column[row])];
        for (var letters = 1; letters <= 3; letters++)
        {
            yield return (
                "feature",
                letters == 1 ? "its first letter" : Invariant($"its first {letters} letters"),
                null,
                Screen.Of(Coded.Of([.. words.Select(word => word?[..Math.Min(letters, word.Length)])], 250))
            );
        }

        yield return (
            "feature",
            "its last letter",
            null,
            Screen.Of(Coded.Of([.. words.Select(word => word is { Length: > 0 } ? word[^1..] : null)], 250))
        );
        yield return (
            "feature",
            "its length",
            null,
            Screen.Of(Coded.Of([.. words.Select(word => (double?)word?.Length ?? double.NaN)], 64))
        );
    }

    private IEnumerable<(string Rule, string What, string? By, double Value)> Places(double[] values, IEnumerable<string> groups)
    {
        double[] known = [.. values.Where(double.IsFinite).Distinct()];
        if (known.Length > Leaves && known.All(value => value == Math.Floor(value)))
        {
            foreach (var digits in new[] { 2, 10, 100 })
            {
                yield return (
                    "feature",
                    digits == 2 ? "being even or odd"
                    : digits == 10 ? "its last digit"
                    : "its last two digits",
                    null,
                    Screen.Of(
                        Coded.Of(Array.ConvertAll(values, value => double.IsFinite(value) ? Math.Abs(value) % digits : double.NaN), digits)
                    )
                );
            }
        }

        var order = new Lazy<int[]>(() => Order(values));
        if (known.Length > values.Length / 2)
        {
            yield return ("place", "the rows beside it in its order", null, Screen.OfNeighbours(order.Value));
        }

        if (known.Length < 3)
        {
            yield break;
        }

        foreach (var by in groups.Prepend(_study.Split.By).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (GroupOf(by) is not var (name, codes))
            {
                continue;
            }

            var within = Within(order.Value, codes);
            yield return (
                "place",
                $"its place within {name}",
                by,
                Math.Max(Screen.OfNeighbours(within, codes), Screen.OfOrder(within, codes, values))
            );
            yield return ("place", $"its distance from the mean of {name}", by, Alone(Centred(values, codes)));
        }
    }

    /// <summary>What rows have in common by a column: a day, a group, a word; null where that is all or nothing.</summary>
    private (string Name, int[] Codes)? GroupOf(string by)
    {
        lock (_groups)
        {
            if (_groups.TryGetValue(by, out var known))
            {
                return known;
            }

            var column = Frame[by];
            (string Name, int[] Codes)? group = null;
            if (by == _study.Split.By || column is TextColumn)
            {
                var isTime = column.Type is ColumnType.Timestamp or ColumnType.Date;
                var codes = isTime
                    ? Learning.Resamples.BlocksOf(Array.ConvertAll(column.ToDoubles(), Math.Floor))
                    : Learning.Resamples.BlocksOf(Sides.Keys(Frame, by));
                if (codes.Max() is > 0 and var most && most < Frame.RowCount / LeastGroup)
                {
                    group = (isTime ? $"the day of '{by}'" : $"'{by}'", codes);
                }
            }

            return _groups[by] = group;
        }
    }

    /// <summary>Rows by value, those of equal values in an order of their own.</summary>
    private int[] Order(double[] values)
    {
        var (order, mixed) = (Enumerable.Range(0, values.Length).ToArray(), _mixed.Value);
        Array.Sort(order, (a, b) => values[a].CompareTo(values[b]) is not 0 and var sign ? sign : mixed[a].CompareTo(mixed[b]));
        return order;
    }

    /// <summary>Rows by group, within a group in the order given.</summary>
    private static int[] Within(int[] order, int[] groups)
    {
        var places = new int[groups.Max() + 2];
        foreach (var group in groups)
        {
            places[group + 1]++;
        }

        for (var group = 1; group < places.Length; group++)
        {
            places[group] += places[group - 1];
        }

        var within = new int[order.Length];
        foreach (var row in order)
        {
            within[places[groups[row]]++] = row;
        }

        return within;
    }

    private static double[] Centred(double[] values, int[] groups)
    {
        var (sums, rows) = (new double[groups.Max() + 1], new double[groups.Max() + 1]);
        for (var row = 0; row < values.Length; row++)
        {
            if (double.IsFinite(values[row]))
            {
                (sums[groups[row]], rows[groups[row]]) = (sums[groups[row]] + values[row], rows[groups[row]] + 1);
            }
        }

        return [.. values.Select((value, row) => value - sums[groups[row]] / rows[groups[row]])];
    }
}
