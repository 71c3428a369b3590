using Analytics.Engine;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Domains.Accidents;

/// <summary>Groups of accidents by time and severity: found, numbered, and told in words.</summary>
internal static class Patterns
{
    private static readonly string[] s_severity = ["slight", "serious", "fatal"];

    private static readonly (string Name, int From, int To)[] s_daytime =
    [
        ("night", 22, 5),
        ("morning", 5, 10),
        ("midday", 10, 15),
        ("afternoon", 15, 19),
        ("evening", 19, 22),
    ];

    /// <summary>The reference grouping and where its rows lie along the two directions of greatest variance.</summary>
    /// <param name="times">accident_id and the features, nothing missing, in the order of the key.</param>
    public static Frame Members(Frame times)
    {
        var id = times["accident_id"];
        if (
            Model.Features.Any(feature => times[feature].ToDoubles().Distinct().Count() < 2)
            || times.RowCount < 10 * Features.ReferenceClusters
        )
        {
            return new Frame(
                id.Take([]),
                new Column<int>("cluster", []),
                new Column<double>("distance", []),
                new Column<double>("x", []),
                new Column<double>("y", [])
            );
        }

        var model = Model.KMeans(Features.ReferenceClusters, 0).Fit(times, new FitOptions { Features = Model.Features });
        var assignment = model.Assign(times);
        var prepared = model.Prepare(times);
        var rows = Enumerable.Range(0, prepared.Rows).ToArray();
        var columns = new Frame(
            Enumerable
                .Range(0, prepared.Columns)
                .Select(column => new Column<double>(
                    FormattableString.Invariant($"c{column}"),
                    [.. rows.Select(row => (double)prepared[row, column])]
                ))
        );
        var places = new Pca().Fit(columns).Project(columns);
        var number = Zones.Ranked(assignment.Labels);
        return new Frame(
            id,
            new Column<int>("cluster", [.. assignment.Labels.Select(label => number[label])]),
            Rounded("distance", assignment.Distance),
            Rounded("x", places["pc1"].ToDoubles()),
            Rounded("y", places["pc2"].ToDoubles())
        );
    }

    /// <summary>One row per group with its name, its sentence and its shares.</summary>
    /// <param name="grouped">cluster and the features, by cluster.</param>
    public static Frame Profile(Frame grouped)
    {
        var clusters = grouped["cluster"].ToDoubles();
        int[] numbers = [.. clusters.Distinct().Order().Select(number => (int)number)];
        Frame[] groups =
        [
            .. numbers.Select(number => grouped.Take([.. Enumerable.Range(0, clusters.Length).Where(row => clusters[row] == number)])),
        ];
        var labels = Label(groups);
        Column<double> Share(string name, string feature, Func<double, bool> holds) =>
            Rounded(name, [.. groups.Select(group => ShareOf(group, feature, holds))]);
        return new Frame(
            new Column<int>("cluster", numbers),
            TextColumn.FromValues("name", labels.Select(label => label.Name)),
            TextColumn.FromValues("profile", labels.Select(label => label.Profile)),
            new Column<long>("accidents", [.. groups.Select(group => (long)group.RowCount)]),
            Rounded("share", [.. groups.Select(group => (double)group.RowCount / grouped.RowCount)]),
            Share("night", "hour", hour => hour is >= 22 or < 5),
            Share("rush_hour", "hour", hour => hour is 7 or 8 or 16 or 17),
            Share("weekend", "dayofweek", day => day >= 6),
            Share("winter", "month", month => month is >= 11 or <= 2),
            Share("serious", "severity", severity => severity >= 2),
            Share("fatal", "severity", severity => severity == 3)
        );
    }

    /// <summary>Names such as <c>Serious, weekend, night</c>; a second one of a name is numbered.</summary>
    public static IReadOnlyList<ClusterLabel> Label(IReadOnlyList<Frame> groups)
    {
        var labels = new List<ClusterLabel>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var name = group.RowCount == 0 ? "Empty" : NameOf(group);
            var times = seen[name] = seen.GetValueOrDefault(name) + 1;
            labels.Add(
                new ClusterLabel(times == 1 ? name : Invariant($"{name} ({times})"), group.RowCount == 0 ? "No accident." : Sentence(group))
            );
        }

        return labels;
    }

    private static string NameOf(Frame group)
    {
        var severity = Commonest(group["severity"]);
        var weekend = ShareOf(group, "dayofweek", day => day >= 6);
        var week =
            weekend >= 0.5 ? "weekend"
            : weekend <= 0.15 ? "working days"
            : "all week";
        var hour = CircularMean(group["hour"], 24);
        var daytime = s_daytime
            .First(each => each.From < each.To ? hour >= each.From && hour < each.To : hour >= each.From || hour < each.To)
            .Name;
        var half = ShareOf(group, "month", month => month <= 6);
        var season =
            half >= 0.8 ? ", first half of the year"
            : half <= 0.2 ? ", second half of the year"
            : "";
        return Invariant($"{char.ToUpperInvariant(s_severity[severity - 1][0])}{s_severity[severity - 1][1..]}, {week}, {daytime}{season}");
    }

    private static string Sentence(Frame group)
    {
        var hour = CircularMean(group["hour"], 24);
        var near = ShareOf(group, "hour", each => Math.Abs(Math.IEEERemainder(each + 0.5 - hour, 24)) <= 3);
        return Invariant(
            $"{near:P0} within three hours of {Math.Floor(hour):00}:{hour % 1 * 60:00}, {ShareOf(group, "dayofweek", day => day >= 6):P0} at weekends, {ShareOf(group, "month", month => month is >= 11 or <= 2):P0} from November to February, {ShareOf(group, "severity", each => each >= 2):P0} serious or fatal."
        );
    }

    private static double ShareOf(Frame group, string feature, Func<double, bool> holds) =>
        (double)group[feature].ToDoubles().Count(holds) / group.RowCount;

    private static int Commonest(Column column) =>
        (int)
            column
                .ToDoubles()
                .GroupBy(value => value)
                .OrderByDescending(each => each.Count())
                .ThenByDescending(each => each.Key)
                .First()
                .Key;

    /// <summary>Mean direction on a circle (Mardia 1972), 0…period; an hour counts as its middle.</summary>
    private static double CircularMean(Column column, double period)
    {
        var angles = column.ToDoubles().Select(value => (value + 0.5) * Math.Tau / period).ToArray();
        var angle = Math.Atan2(angles.Sum(Math.Sin), angles.Sum(Math.Cos)) / Math.Tau * period;
        return (angle + period) % period;
    }

    private static Column<double> Rounded(string name, double[] values) =>
        new(name, Array.ConvertAll(values, value => Math.Round(value, 6)));
}
