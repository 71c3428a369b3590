using Analytics.DuckDb;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>Features that hold what a column declared too late holds, under another name.</summary>
internal static class LateContent
{
    /// <summary>What is looked for, in words.</summary>
    public const string Words = "what a column declared too late holds, under another name";

    private const double Alike = 0.99;

    public static IEnumerable<Leak> Find(Frame frame, PredictionStudy study, IReadOnlyList<string> features)
    {
        string[] late = [.. study.KnownTooLate.Where(name => frame.TryGet(name, out _) && !features.Contains(name))];
        var numbers =
            late.Length == 0
                ? []
                : features
                    .Concat(late)
                    .Distinct(StringComparer.Ordinal)
                    .Where(name => frame[name].IsNumeric)
                    .ToDictionary(name => name, name => Numbers.Of(frame[name]), StringComparer.Ordinal);
        foreach (var feature in features.Where(feature => !study.KnownTooLate.Contains(feature) && feature != study.Target))
        {
            foreach (var name in late)
            {
                var likeness =
                    numbers.TryGetValue(feature, out var one) && numbers.TryGetValue(name, out var other)
                        ? Likeness(one, other)
                        : Likeness(frame[feature], frame[name]);
                if (likeness > Alike)
                {
                    yield return new Leak(
                        "too late",
                        [feature, name],
                        likeness,
                        Invariant(
                            $"'{feature}' holds what '{name}' holds (alike to {likeness:P1}), which is not known yet at the time of prediction"
                        )
                    );
                    break;
                }
            }
        }
    }

    /// <summary>The examples with the columns known too late that other tables of the domain hold for the same entity key.</summary>
    public static Frame Joined(Examples examples, Domain domain, PredictionStudy study)
    {
        var (frame, snapshot) = (examples.Frame, examples.Snapshot);
        string[] wanted = [.. study.KnownTooLate.Where(name => !frame.TryGet(name, out _))];
        if (wanted.Length == 0)
        {
            return frame;
        }

        using var db = Published.Open(snapshot, domain);
        foreach (var table in domain.Tables.Where(table => snapshot.Tables.ContainsKey(table.FullName(domain))))
        {
            string[] columns = [.. snapshot.Schema(table.FullName(domain)).Columns.Select(column => column.Name)];
            string[] held = [.. wanted.Where(columns.Contains)];
            if (held.Length == 0 || !columns.Contains(study.Key))
            {
                continue;
            }

            if (snapshot.Check(table.FullName(domain)) is [var damage, ..])
            {
                throw new RunException(
                    $"{domain.Name}/{study.Name}: {damage}. What is known too late stands there, and nothing is trained without looking at it. Remake it: dotnet script scripts/rebuild.csx {domain.Name} --force"
                );
            }

            var (key, names) = (DuckDBConnection.Quote(study.Key), held.Select(DuckDBConnection.Quote).ToArray());
            var rows = db.Query(
                $"""
                SELECT {string.Join(", ", names.Select(name => "l." + name))} FROM {study.Table} f
                LEFT JOIN (SELECT {key}, {string.Join(
                    ", ",
                    names.Select(name => $"max({name}) AS {name}")
                )} FROM {table.NameInDomain} GROUP BY {key}) l ON l.{key} = f.{key} ORDER BY f.{key}
                """
            );
            frame = held.Aggregate(frame, (all, name) => all.With(rows[name]));
            wanted = [.. wanted.Except(held, StringComparer.Ordinal)];
        }

        return frame;
    }

    /// <summary>A column of numbers, looked through once for all that it is compared with.</summary>
    /// <param name="Values">By row.</param>
    /// <param name="Logs">Of 1 + the value; NaN where there is none.</param>
    /// <param name="Different">How many different values there are.</param>
    private sealed record Numbers(double[] Values, double[] Logs, int Different)
    {
        public static Numbers Of(Column column)
        {
            var values = column.ToDoubles();
            return new Numbers(values, Array.ConvertAll(values, Log), values.Where(double.IsFinite).Distinct().Count());
        }
    }

    /// <summary>How much the first holds of the second, 0…1: the correlation of values or of their logarithms.</summary>
    private static double Likeness(Numbers a, Numbers b) =>
        // Whether there is an income is not the income: a column of far fewer values holds less, however well the two go together.
        10 * a.Different
        < b.Different
            ? 0
            : Math.Max(Correlation(a.Values, b.Values), Correlation(a.Logs, b.Logs));

    /// <summary>The same of words: the share of rows where one word of the one stands for one of the other, less what chance gives. Of words and numbers nothing.</summary>
    private static double Likeness(Column a, Column b) => a.IsNumeric == b.IsNumeric ? Math.Min(Mapped(a, b), Mapped(b, a)) : 0;

    private static double Log(double value) => value > -1 ? Math.Log(1 + value) : double.NaN;

    /// <summary>Over the rows where both are known, which must be most of those where either is.</summary>
    private static double Correlation(double[] a, double[] b)
    {
        double n = 0,
            either = 0,
            x = 0,
            y = 0,
            xx = 0,
            yy = 0,
            xy = 0;
        for (var row = 0; row < a.Length; row++)
        {
            either += double.IsFinite(a[row]) || double.IsFinite(b[row]) ? 1 : 0;
            if (!double.IsFinite(a[row]) || !double.IsFinite(b[row]))
            {
                continue;
            }

            (n, x, y) = (n + 1, x + a[row], y + b[row]);
            (xx, yy, xy) = (xx + a[row] * a[row], yy + b[row] * b[row], xy + a[row] * b[row]);
        }

        var (spreadX, spreadY) = (xx - x * x / n, yy - y * y / n);
        return n < 10 || n < 0.9 * either || !(spreadX > 1e-12 * xx) || !(spreadY > 1e-12 * yy)
            ? 0
            : Math.Min(1, Math.Abs(xy - x * y / n) / Math.Sqrt(spreadX * spreadY));
    }

    /// <summary>How much better the other's word is guessed from the one's than from nothing.</summary>
    private static double Mapped(Column a, Column b)
    {
        var counts = new Dictionary<(string, string), int>();
        var (ones, others, rows) = (
            new Dictionary<string, int>(StringComparer.Ordinal),
            new Dictionary<string, int>(StringComparer.Ordinal),
            0
        );
        for (var row = 0; row < a.Count; row++)
        {
            var (one, other) = ((string?)a[row] ?? "", (string?)b[row] ?? "");
            counts[(one, other)] = counts.GetValueOrDefault((one, other)) + 1;
            ones[one] = ones.GetValueOrDefault(one) + 1;
            others[other] = others.GetValueOrDefault(other) + 1;
            rows++;
        }

        // A word that stands once is guessed by itself.
        if (ones.Count < 2 || others.Count < 2 || ones.Count > rows / 4)
        {
            return 0;
        }

        double guessed = counts.GroupBy(pair => pair.Key.Item1, StringComparer.Ordinal).Sum(group => group.Max(pair => pair.Value)),
            most = others.Values.Max();
        return (guessed - most) / (rows - most);
    }
}
