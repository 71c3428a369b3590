using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What is told of a clustering beside its measures: the groups, their rows, and how they lie; <see cref="RunFigures"/> draws it.</summary>
internal static class ClusterExplanations
{
    private const int MostDrawn = 3000;

    /// <summary>File name → table.</summary>
    public static SortedDictionary<string, Frame> Tables(TrainedClusters trained, ClusterStudy study)
    {
        var (frame, profiles) = (trained.Examples.Frame, trained.Profiles);
        var tables = new SortedDictionary<string, Frame>(StringComparer.Ordinal)
        {
            ["clusters.csv"] = new Frame([
                new Column<int>("number", [.. profiles.Select(each => each.Number)]),
                TextColumn.FromValues("name", profiles.Select(each => each.Name)),
                TextColumn.FromValues("profile", profiles.Select(each => each.Profile)),
                new Column<int>("rows", [.. profiles.Select(each => each.Rows)]),
                new Column<double>("share", [.. profiles.Select(each => each.Share)]),
                .. profiles[0]
                    .Means.Keys.Select(feature => new Column<double>("mean." + feature, [.. profiles.Select(each => each.Means[feature])])),
                .. profiles[0]
                    .Apart.Keys.Select(feature => new Column<double>(
                        "apart." + feature,
                        [.. profiles.Select(each => each.Apart[feature])]
                    )),
            ]),
            ["members.csv"] = new Frame([frame[study.Key], .. ScoreColumns.Of(trained.Assignment, profiles)]),
            ["profile.csv"] = frame.Select(trained.Recipe.Features).Describe(),
        };
        if (Places(trained) is { } drawn)
        {
            (tables["places.csv"], tables["axes.csv"]) = drawn;
        }

        return tables;
    }

    /// <summary>Some rows along the two directions of greatest variance of the prepared features, and what share of it each holds; null for one feature.</summary>
    private static (Frame Places, Frame Axes)? Places(TrainedClusters trained)
    {
        var rows = ClusterMeasures.Sample(trained.Examples.Frame.RowCount, MostDrawn, trained.Run.Seed);
        var prepared = trained.Clusterer.Prepare(trained.Examples.Frame.Take(rows));
        if (prepared.Columns < 2)
        {
            return null;
        }

        var columns = new Frame(
            Enumerable
                .Range(0, prepared.Columns)
                .Select(column => new Column<double>(
                    FormattableString.Invariant($"x{column}"),
                    [.. Enumerable.Range(0, prepared.Rows).Select(row => (double)prepared[row, column])]
                ))
        );
        var axes = new Pca().Fit(columns);
        var places = axes.Project(columns);
        var names = TextColumn.FromValues(
            "name",
            rows.Select(row => trained.Assignment.Labels[row] is var label && label < 0 ? "noise" : trained.Profiles[label].Name)
        );
        return (
            places.With(names),
            new Frame(
                TextColumn.FromValues("axis", ["pc1", "pc2"]),
                new Column<double>("variance", [axes.ExplainedVarianceRatio[0], axes.ExplainedVarianceRatio[1]])
            )
        );
    }
}
