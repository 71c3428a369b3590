using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Two features that give the target away together, or three flags: screened on few rows, and what stands out measured on more.</summary>
/// <param name="few">Rows to screen on.</param>
/// <param name="many">Rows to measure on.</param>
internal sealed class LeakPairs(LeakSample few, LeakSample many)
{
    /// <summary>What is looked for, in words.</summary>
    public const string Words = "a sum, difference, product, ratio or any table of two features, or three flags, that tell it together";

    /// <summary>On few rows a leak shows a little less.</summary>
    private const double ScreenLimit = 0.97,
        TableLimit = 0.93;

    /// <summary>So many pairs that stand out are measured, those that stand out most.</summary>
    private const int MostMeasured = 24;

    /// <summary>Maximum number of leaves in either direction of a table of two features.</summary>
    private const int Cells = 16;

    private const string Signs = "+-*/";

    public IEnumerable<Leak> Find(IReadOnlyList<string> features)
    {
        if (!few.Screen.CanJudge)
        {
            return [];
        }

        var found = new List<Leak>();
        found.AddRange(Numbers([.. features.Where(feature => few.Frame[feature].IsNumeric)]));
        found.AddRange(Tables([.. features.Where(feature => found.All(leak => !leak.Columns.Contains(feature)))]));
        found.AddRange(Threes([.. features.Where(feature => found.All(leak => !leak.Columns.Contains(feature)))]));
        return found;
    }

    /// <summary>Sum, difference, product and ratio of two numbers.</summary>
    private IEnumerable<Leak> Numbers(string[] numeric)
    {
        var columns = numeric.ToDictionary(name => name, name => few.Frame[name].ToDoubles());
        var pairs = numeric.SelectMany((a, i) => numeric.Skip(i + 1).SelectMany(b => Signs.Select(sign => (A: a, Sign: sign, B: b))));
        var suspects = pairs
            .AsParallel()
            .AsOrdered()
            .Select(pair => (Pair: pair, Value: few.Alone(Combine(columns[pair.A], pair.Sign, columns[pair.B]))))
            .Where(each => each.Value > ScreenLimit)
            .OrderByDescending(each => each.Value)
            .Take(MostMeasured)
            .ToArray();
        foreach (var ((a, sign, b), _) in suspects)
        {
            var value = many.Alone(Combine(many.Frame[a].ToDoubles(), sign, many.Frame[b].ToDoubles()));
            if (value > LeakGuard.Limit)
            {
                yield return new Leak("pair", [a, b], value, Invariant($"'{a}' {sign} '{b}' tells the target ({many.Name} {value:0.000})"));
            }
        }
    }

    /// <summary>Any function of two features: xor of flags, a limit of its own for each word, a ring.</summary>
    private IEnumerable<Leak> Tables(string[] features)
    {
        var coded = Flagged(features, few.Frame, Cells, 2 * Cells);
        var pairs = coded.SelectMany((a, i) => coded.Skip(i + 1).Where(b => b.Feature != a.Feature).Select(b => (A: a, B: b)));
        var suspects = pairs
            .AsParallel()
            .AsOrdered()
            .Select(pair => (pair.A, pair.B, Value: few.Screen.Of(pair.A.Codes.And(pair.B.Codes))))
            .Where(each => each.Value > TableLimit)
            .OrderByDescending(each => each.Value)
            .DistinctBy(each => (each.A.Feature, each.B.Feature))
            .Take(MostMeasured)
            .ToArray();
        if (suspects.Length == 0)
        {
            yield break;
        }

        var fine = Flagged(features, many.Frame, 32, 64).ToDictionary(each => (each.Feature, each.IsMissing), each => each.Codes);
        foreach (var (a, b, _) in suspects)
        {
            var value = Math.Max(
                many.Screen.Of(fine[(a.Feature, a.IsMissing)].And(fine[(b.Feature, b.IsMissing)])),
                Grown(a.Feature, b.Feature)
            );
            if (value > LeakGuard.Limit)
            {
                yield return new Leak(
                    "pair",
                    [a.Feature, b.Feature],
                    value,
                    Invariant($"'{a.Feature}' and '{b.Feature}' together tell the target ({many.Name} {value:0.000})")
                );
            }
        }
    }

    /// <summary>Three flags, such as the parity of three answers.</summary>
    private IEnumerable<Leak> Threes(string[] features)
    {
        const int MostFlags = 40;
        var flags = Flagged(features, few.Frame, Cells, Cells)
            .Where(each => each.Codes.Codes.Distinct().Count() <= 3)
            .Take(MostFlags)
            .ToArray();
        var threes = Enumerable
            .Range(0, flags.Length)
            .SelectMany(i =>
                Enumerable
                    .Range(i + 1, flags.Length - i - 1)
                    .SelectMany(j =>
                    {
                        var two = flags[i].Codes.And(flags[j].Codes);
                        return Enumerable.Range(j + 1, flags.Length - j - 1).Select(k => (A: flags[i], B: flags[j], Two: two, C: flags[k]));
                    })
            );
        var suspects = threes
            .AsParallel()
            .AsOrdered()
            .Select(each => (each.A, each.B, each.C, Value: few.Screen.Of(each.Two.And(each.C.Codes))))
            .Where(each => each.Value > LeakGuard.Limit)
            .OrderByDescending(each => each.Value)
            .Take(MostMeasured)
            .ToArray();
        if (suspects.Length == 0)
        {
            yield break;
        }

        var all = Flagged(features, many.Frame, Cells, Cells).ToDictionary(each => (each.Feature, each.IsMissing), each => each.Codes);
        foreach (var (a, b, c, _) in suspects)
        {
            var value = many.Screen.Of(all[(a.Feature, a.IsMissing)].And(all[(b.Feature, b.IsMissing)]).And(all[(c.Feature, c.IsMissing)]));
            if (value > LeakGuard.Limit)
            {
                yield return new Leak(
                    "three",
                    [a.Feature, b.Feature, c.Feature],
                    value,
                    Invariant($"'{a.Feature}', '{b.Feature}' and '{c.Feature}' together tell the target ({many.Name} {value:0.000})")
                );
            }
        }
    }

    /// <summary>Each feature as codes, and whether it is missing as a feature of its own.</summary>
    private static (string Feature, bool IsMissing, Coded Codes)[] Flagged(string[] features, Frame frame, int leaves, int words) =>
        [
            .. features.Select(feature => (feature, false, Coded.Of(frame[feature], frame[feature] is TextColumn ? words : leaves))),
            .. features
                .Where(feature => LeakSample.HasMissing(frame[feature]))
                .Select(feature => (feature, true, Coded.Of(LeakSample.Flags(frame[feature]), 2))),
        ];

    /// <summary>Boosted trees of two features, fitted on half of the rows and judged on the other.</summary>
    private double Grown(string a, string b)
    {
        var (first, second) = many.Screen.Halves;
        var frame = many.Frame.Select(a, b).With(many.Target);
        var model = new GradientBoosting
        {
            Trees = 40,
            Leaves = 16,
            LearningRate = 0.3,
            MinLeafRows = 3,
        }.Fit(frame.Take(first), many.Target.Name, new FitOptions { Features = [a, b] });
        var evaluation = Evaluation.Of(model, frame.Take(second));
        return evaluation[model.Target.IsClass ? Metric.RocAuc : Metric.R2];
    }

    private static double[] Combine(double[] a, char sign, double[] b)
    {
        var combined = new double[a.Length];
        for (var row = 0; row < a.Length; row++)
        {
            combined[row] = sign switch
            {
                '+' => a[row] + b[row],
                '*' => a[row] * b[row],
                '/' => a[row] / b[row],
                _ => a[row] - b[row],
            };
        }

        return combined;
    }
}
