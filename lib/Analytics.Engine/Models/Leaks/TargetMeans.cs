using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>Features that are the target's mean over a group, the tested rows among it: each row then knows a share of its own answer.</summary>
internal static class TargetMeans
{
    /// <summary>What is looked for, in words.</summary>
    public const string Words = "a feature that is the target's mean by a group";

    /// <summary>Fewer groups lie on a line by chance.</summary>
    private const int FewestGroups = 8;

    /// <summary>Rows of the whole table's mean that encoders mix in, so that small groups are drawn towards it.</summary>
    private static readonly double[] s_smoothings = [0, 1, 2, 5, 10, 20, 50, 100];

    public static IEnumerable<Leak> Find(Frame frame, PredictionStudy study, IReadOnlyList<string> features, Sides sides)
    {
        var screen = LeakScreen.Of(frame, study.Target);
        if (screen.Single is not { } y)
        {
            yield break;
        }

        var groups = frame
            .Columns.Where(column =>
                column.Name != study.Target
                && column.Name != study.Key
                && (column is TextColumn || column.Name == study.Split.By || column.Type is ColumnType.Int32 or ColumnType.Int64)
            )
            .Select(column => (column.Name, Codes: Codes(frame, column)))
            .Where(group => group.Codes.Count >= FewestGroups && group.Codes.Count < frame.RowCount)
            .ToArray();
        foreach (
            var feature in features.Where(feature =>
                feature != study.Target && frame[feature].IsNumeric && frame[feature].Type != ColumnType.Bool
            )
        )
        {
            var values = frame[feature].ToDoubles();
            foreach (var (name, codes) in groups.Where(group => group.Name != feature))
            {
                if (!IsOfGroup(values, codes) || values.Where(double.IsFinite).Distinct().Take(3).Count() < 3)
                {
                    continue;
                }

                var (all, train) = (
                    s_smoothings.Max(smoothing => R2(values, codes, Means(y, codes, null, smoothing))),
                    s_smoothings.Max(smoothing => R2(values, codes, Means(y, codes, sides.Train, smoothing)))
                );
                if (all > 0.99 && all > train)
                {
                    yield return new Leak(
                        "mean",
                        [feature, name],
                        all,
                        Invariant(
                            $"'{feature}' is the target's mean by '{name}' with the tested rows among it (alike to {all:P1}): take it from the training rows alone, as TargetEncoding does"
                        )
                    );
                    break;
                }
            }
        }
    }

    private static Coded Codes(Frame frame, Column column)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var keys = Sides.Keys(frame, column.Name);
        return new Coded(
            Array.ConvertAll(keys, key => numbers.TryGetValue(key, out var number) ? number : numbers[key] = numbers.Count),
            numbers.Count
        );
    }

    /// <summary>Whether all rows of a group have one value.</summary>
    private static bool IsOfGroup(double[] values, Coded groups)
    {
        var (first, seen) = (new double[groups.Count], new bool[groups.Count]);
        for (var row = 0; row < values.Length; row++)
        {
            var group = groups.Codes[row];
            if (!seen[group])
            {
                (first[group], seen[group]) = (values[row], true);
            }
            else if (
                !(Math.Abs(first[group] - values[row]) <= 1e-6 * Math.Abs(first[group]))
                && !(double.IsNaN(first[group]) && double.IsNaN(values[row]))
            )
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The smoothed mean by group of some rows, or of all.</summary>
    private static double[] Means(double[] y, Coded groups, int[]? rows, double smoothing)
    {
        var (sums, counts) = (new double[groups.Count], new double[groups.Count]);
        double total = 0,
            all = 0;
        foreach (var row in rows ?? [.. Enumerable.Range(0, y.Length)])
        {
            sums[groups.Codes[row]] += y[row];
            counts[groups.Codes[row]]++;
            (total, all) = (total + y[row], all + 1);
        }

        return
        [
            .. sums.Select(
                (sum, group) => counts[group] + smoothing > 0 ? (sum + smoothing * total / all) / (counts[group] + smoothing) : total / all
            ),
        ];
    }

    private static double R2(double[] values, Coded groups, double[] means)
    {
        double n = 0,
            x = 0,
            y = 0,
            xx = 0,
            yy = 0,
            xy = 0;
        for (var row = 0; row < values.Length; row++)
        {
            if (!double.IsFinite(values[row]))
            {
                continue;
            }

            var (value, mean) = (values[row], means[groups.Codes[row]]);
            (n, x, y, xx, yy, xy) = (n + 1, x + value, y + mean, xx + value * value, yy + mean * mean, xy + value * mean);
        }

        var (spreadX, spreadY, product) = (xx - x * x / n, yy - y * y / n, xy - x * y / n);
        return spreadX > 1e-12 * xx && spreadY > 1e-12 * yy ? product * product / (spreadX * spreadY) : 0;
    }
}
