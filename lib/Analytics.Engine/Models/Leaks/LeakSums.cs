using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Weighted sums of many numbers, and of their logarithms (products and ratios), that give the target away: least squares on half of the rows, judged on the other.</summary>
internal static class LeakSums
{
    /// <summary>What is looked for, in words.</summary>
    public const string Words = "a weighted sum of all numbers or a product of their powers that tells it";

    private const string Y = "y of the sum";

    /// <summary>The fewest columns that do it are named, up to so many.</summary>
    private const int MostNamed = 8;

    public static IEnumerable<Leak> Find(LeakSample sample, IReadOnlyList<string> features)
    {
        string[] numeric = [.. features.Where(feature => sample.Frame[feature].IsNumeric)];
        if (numeric.Length < 2 || sample.Screen.Single is not { } y || !sample.Screen.CanJudge)
        {
            yield break;
        }

        foreach (
            var (rule, what, of) in new (string, string, Func<double, double>)[]
            {
                ("sum", "a weighted sum", value => value),
                ("product", "a product of powers", value => value == 0 ? double.NaN : Math.Log(Math.Abs(value))),
            }
        )
        {
            var frame = new Frame([
                .. numeric.Select(name =>
                    (Column)new Column<double>(name, Array.ConvertAll(sample.Frame[name].ToDoubles(), value => of(value)))
                ),
                new Column<double>(Y, y),
            ]);
            string[] usable = [.. numeric.Where(name => frame[name].ToDoubles().Where(double.IsFinite).Distinct().Take(2).Count() == 2)];
            if (usable.Length < 2 || Judge(sample, frame, usable) is var whole && !(whole > LeakGuard.Limit))
            {
                continue;
            }

            var weights = usable.ToDictionary(name => name, _ => 0.0, StringComparer.Ordinal);
            Judge(sample, frame, usable, weights);
            string[] ranked = [.. usable.OrderByDescending(name => weights[name]).ThenBy(name => name, StringComparer.Ordinal)];
            var named =
                Enumerable
                    .Range(2, Math.Max(0, Math.Min(MostNamed, usable.Length) - 1))
                    .Select(count => ranked[..count])
                    .FirstOrDefault(some => Judge(sample, frame, some) > LeakGuard.Limit)
                ?? ranked;
            yield return new Leak(
                rule,
                named,
                whole,
                Invariant(
                    $"{what} of {string.Join(", ", named.Select(name => $"'{name}'"))} tells the target ({sample.Name} {whole:0.000})"
                )
            );
        }
    }

    /// <summary>How well the sum tells the target; what each column adds to it is asked for only where it does.</summary>
    private static double Judge(LeakSample sample, Frame frame, string[] columns, Dictionary<string, double>? weights = null)
    {
        var (first, second) = sample.Screen.Halves;
        var learner = new Pipeline([new Imputer { Indicator = true }, new StandardScaler()], new LinearRegression { Ridge = 1e-9 });
        var predicted = new double[frame.RowCount];
        foreach (var (fit, judged) in new[] { (first, second), (second, first) })
        {
            var model = learner.Fit(frame.Take(fit), Y, new FitOptions { Features = columns });
            var rows = frame.Take(judged);
            foreach (var (place, value) in model.Predict(rows).Values.Index())
            {
                predicted[judged[place]] = value;
            }

            foreach (var name in weights?.Keys.ToArray() ?? [])
            {
                weights![name] += Moves(model, rows, name);
            }
        }

        return sample.Screen.Measure(predicted);
    }

    /// <summary>How far a column moves the prediction: the standard deviation of what its own part changes.</summary>
    private static double Moves(Predictor model, Frame rows, string column)
    {
        var values = rows[column].ToDoubles();
        double[] known = [.. values.Where(double.IsFinite)];
        if (known.Length == 0)
        {
            return 0;
        }

        var mean = known.Average();
        var spread = Math.Sqrt(known.Average(value => (value - mean) * (value - mean)));
        var one = rows.Take([0]);
        double At(double value) => model.Predict(one.With(new Column<double>(column, [value]))).Values[0];
        return Math.Abs(At(mean + spread) - At(mean));
    }
}
