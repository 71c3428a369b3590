using System.Globalization;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>Something that makes a model look better than it will be.</summary>
/// <param name="Rule"><c>too late</c>, <c>feature</c>, <c>pair</c>, <c>entity</c>, <c>group</c> or <c>time</c>.</param>
/// <param name="Columns">The columns it concerns.</param>
/// <param name="Value">AUC or R² where one was measured, else the number of entities.</param>
/// <param name="Text">What was found and what to do.</param>
public sealed record Leak(string Rule, IReadOnlyList<string> Columns, double Value, string Text);

/// <summary>
/// Looks for leaks before anything is trained: a feature that alone gives the target away, or with another by sum, product or difference;
/// one that is known too late; entities, groups or times on both sides of the split.
/// </summary>
internal static class LeakGuard
{
    public const double Limit = 0.99;

    /// <summary>Pairs are screened on so many rows, and only those that stand out measured on all.</summary>
    private const int ScreenRows = 5000;

    public static IReadOnlyList<Leak> Inspect(Frame frame, PredictionStudy study, IReadOnlyList<string> features, Sides sides)
    {
        var leaks = new List<Leak>(Declared(study, features));
        var separation = Separation.Of(frame, study.Target);
        var single = features.AsParallel().AsOrdered().Select(feature => (Feature: feature, Value: separation.Of(frame[feature]))).ToArray();
        foreach (var (feature, value) in single.Where(each => each.Value > Limit))
            leaks.Add(new Leak("feature", [feature], value, Say($"'{feature}' alone tells the target ({separation.Name} {value:0.000})")));
        leaks.AddRange(Pairs(frame, study, [.. single.Where(each => !(each.Value > Limit) && frame[each.Feature].IsNumeric && each.Feature != study.Target).Select(each => each.Feature)]));
        leaks.AddRange(Shared(frame, study, sides));
        return leaks;
    }

    /// <summary>What the study itself says cannot be a feature: all that there is to look for where nothing is predicted.</summary>
    public static IReadOnlyList<Leak> Declared(Study study, IReadOnlyList<string> features)
    {
        var target = (study as PredictionStudy)?.Target;
        return
        [
            .. features.Where(feature => study.KnownTooLate.Contains(feature) || feature == target || feature == study.Key)
                .Select(feature => new Leak("too late", [feature], double.NaN, feature == target ? $"'{feature}' is the target itself" : feature == study.Key ? $"'{feature}' names the entity" : $"'{feature}' is not known yet at the time of prediction")),
        ];
    }

    private static IEnumerable<Leak> Pairs(Frame frame, PredictionStudy study, string[] numeric)
    {
        var step = Math.Max(1, frame.RowCount / ScreenRows);
        var sample = frame.Take([.. Enumerable.Range(0, frame.RowCount).Where(row => row % step == 0)]);
        var (screen, full) = (Separation.Of(sample, study.Target), Separation.Of(frame, study.Target));
        var columns = numeric.ToDictionary(name => name, name => sample[name].ToDoubles());
        var pairs = numeric.SelectMany((a, i) => numeric.Skip(i + 1).SelectMany(b => "+*-".Select(sign => (A: a, Sign: sign, B: b))));
        var suspects = pairs.AsParallel().AsOrdered().Where(pair => screen.Of(Combine(columns[pair.A], pair.Sign, columns[pair.B])) > Limit - 0.005).ToArray();
        foreach (var (a, sign, b) in suspects)
        {
            var value = full.Of(Combine(frame[a].ToDoubles(), sign, frame[b].ToDoubles()));
            if (value > Limit)
                yield return new Leak("pair", [a, b], value, Say($"'{a}' {sign} '{b}' tells the target ({full.Name} {value:0.000})"));
        }
    }

    private static double[] Combine(double[] a, char sign, double[] b)
    {
        var combined = new double[a.Length];
        for (var row = 0; row < a.Length; row++)
            combined[row] = sign switch { '+' => a[row] + b[row], '*' => a[row] * b[row], _ => a[row] - b[row] };
        return combined;
    }

    private static IEnumerable<Leak> Shared(Frame frame, PredictionStudy study, Sides sides)
    {
        if (Both(frame, study.Key, sides, within: false) is > 0 and var entities)
            yield return new Leak("entity", [study.Key], entities, Invariant($"{entities} entities ('{study.Key}') stand on both sides of the split"));
        if (study.Split.By is not { } by)
            yield break;
        if (study.Split.KeepsGroups && Both(frame, by, sides, study.Split.ValidatesWithinGroups) is > 0 and var groups)
            yield return new Leak("group", [by], groups, Invariant($"{groups} groups ('{by}') stand on both sides of the split"));
        if (!study.Split.KeepsGroups && sides.Train.Length > 0 && sides.Test.Length > 0)
        {
            var time = frame[by];
            var (last, first) = (sides.Train.Aggregate((a, b) => time.Compare(a, b) >= 0 ? a : b), sides.Test.Aggregate((a, b) => time.Compare(a, b) <= 0 ? a : b));
            if (time.Compare(last, first) >= 0)
                yield return new Leak("time", [by], 1, Say($"training reaches to '{by}' {time[last]}, and the test begins at {time[first]}"));
        }
    }

    private static int Both(Frame frame, string column, Sides sides, bool within)
    {
        var names = Sides.Keys(frame, column);
        var train = sides.Train.Select(row => names[row]).ToHashSet(StringComparer.Ordinal);
        var validation = sides.Validation.Select(row => names[row]).ToHashSet(StringComparer.Ordinal);
        var test = sides.Test.Select(row => names[row]).ToHashSet(StringComparer.Ordinal);
        return test.Count(name => train.Contains(name) || validation.Contains(name)) + (within ? 0 : validation.Count(train.Contains));
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
