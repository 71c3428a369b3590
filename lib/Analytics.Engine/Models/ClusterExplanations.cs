using Analytics.Charts;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What is told of a clustering beside its measures: the groups, their rows, and how they lie.</summary>
internal static class ClusterExplanations
{
    private const int MostDrawn = 3000;

    /// <summary>File name → table.</summary>
    public static SortedDictionary<string, Frame> Tables(TrainedClusters trained, ClusterStudy study)
    {
        var (frame, profiles) = (trained.Examples.Frame, trained.Profiles);
        return new SortedDictionary<string, Frame>(StringComparer.Ordinal)
        {
            ["clusters.csv"] = new Frame(
            [
                new Column<int>("number", [.. profiles.Select(each => each.Number)]), TextColumn.FromValues("name", profiles.Select(each => each.Name)), TextColumn.FromValues("profile", profiles.Select(each => each.Profile)),
                new Column<int>("rows", [.. profiles.Select(each => each.Rows)]), new Column<double>("share", [.. profiles.Select(each => each.Share)]),
                .. profiles[0].Means.Keys.Select(feature => new Column<double>("mean." + feature, [.. profiles.Select(each => each.Means[feature])])),
            ]),
            ["members.csv"] = new Frame([frame[study.Key], .. ScoreColumns.Of(trained.Assignment, profiles)]),
            ["profile.csv"] = frame.Select(trained.Recipe.Features).Describe(),
        };
    }

    /// <summary>File name → figure.</summary>
    public static SortedDictionary<string, Figure> Figures(TrainedClusters trained)
    {
        var figures = new SortedDictionary<string, Figure>(StringComparer.Ordinal) { ["profile.svg"] = Means(trained) };
        var rows = ClusterMeasures.Sample(trained.Examples.Frame.RowCount, MostDrawn, trained.Run.Seed);
        var prepared = trained.Clusterer.Prepare(trained.Examples.Frame.Take(rows));
        if (prepared.Columns < 2)
            return figures;
        var columns = new Frame(Enumerable.Range(0, prepared.Columns).Select(column => new Column<double>(FormattableString.Invariant($"x{column}"), [.. Enumerable.Range(0, prepared.Rows).Select(row => (double)prepared[row, column])])));
        var axes = new Pca().Fit(columns);
        var places = axes.Project(columns);
        var names = rows.Select(row => trained.Assignment.Labels[row] is var label && label < 0 ? "noise" : trained.Profiles[label].Name).ToArray();
        figures["clusters.svg"] = Plot.Scatter(places["pc1"]!, places["pc2"]!, "The groups along the two directions of greatest variance", color: names)
            .XAxis(FormattableString.Invariant($"First direction, {axes.ExplainedVarianceRatio[0]:P0} of the variance")).YAxis(FormattableString.Invariant($"Second, {axes.ExplainedVarianceRatio[1]:P0}"));
        return figures;
    }

    /// <summary>How many standard deviations a group's mean lies from that of all.</summary>
    private static Figure Means(TrainedClusters trained)
    {
        string[] features = [.. trained.Profiles[0].Means.Keys];
        var z = new double[trained.Profiles.Count, features.Length];
        foreach (var (column, feature) in features.Index())
        {
            var values = trained.Examples.Frame[feature];
            var (mean, spread) = (ClusterProfile.Mean(values), ClusterProfile.Spread(values));
            foreach (var (row, profile) in trained.Profiles.Index())
                z[row, column] = (profile.Means[feature] - mean) / spread;
        }

        return Plot.HeatMap(features, trained.Profiles.Select(profile => profile.Name).ToArray(), z, "What sets the groups apart", "standard deviations from the mean", ColorScale.Diverging, showValues: true);
    }
}
