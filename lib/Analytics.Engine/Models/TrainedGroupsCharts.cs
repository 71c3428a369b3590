using Analytics.Charts;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;
using Figure = Analytics.Charts.Figure;

namespace Analytics.Engine;

/// <summary>Charts of a trained grouping that a notebook goes on from: <c>patterns.AgainstShuffled().WithTitle(…)</c>.</summary>
public static class TrainedGroupsCharts
{
    /// <summary>The silhouette of the groups with its interval, above those that the same learner finds where each column is shuffled on its own.</summary>
    /// <exception cref="UsageException">The model was not held against shuffled columns: its card is from before that was done.</exception>
    public static GenericChart AgainstShuffled(this TrainedGroups groups)
    {
        const string Shuffled = "columns shuffled",
            AsTheyAre = "as they are";
        if (groups.Card.Shuffled is not { } shuffles)
        {
            throw new UsageException("This model was not held against shuffled columns. Train it again: dotnet script scripts/train.csx");
        }

        var ours = groups.Run.Score;
        return Chart
            .Combine([
                Chart.DotInterval([AsTheyAre], [ours.Value], [ours.Lower], [ours.Upper], Percent: false, Name: AsTheyAre),
                Chart.Point<double, string, string>(
                    x: shuffles.Silhouettes.ToArray(),
                    y: shuffles.Silhouettes.Select(_ => Shuffled).ToArray(),
                    Name: Invariant($"{Shuffled}, {shuffles.Silhouettes.Count} times")
                ),
            ])
            .WithXAxis(MetricNames.Of(ClusterMeasures.Silhouette))
            .WithYAxis(names: true, reversed: true)
            .WithSize(Width: 760, Height: 240);
    }

    /// <summary>Silhouette by number of groups, a line per learner that the study tried.</summary>
    public static GenericChart ChoiceChart(this TrainedGroups groups) =>
        ByNumber(groups, run => run.Score.Value, ClusterMeasures.Silhouette);

    /// <summary>How far fits from other seeds agree by number of groups, a line per learner, with the least that may be chosen.</summary>
    public static GenericChart StabilityChart(this TrainedGroups groups) =>
        ByNumber(groups, run => run.Metrics[ClusterMeasures.Stability].Value, ClusterMeasures.Stability)
            .WithHLine(groups.Study.LeastStability, "least that may be chosen");

    private static GenericChart ByNumber(TrainedGroups groups, Func<ExperimentRun, double> of, string metric) =>
        Chart
            .Combine(
                groups
                    .Tried()
                    .GroupBy(run => run.Learner)
                    .Select(same =>
                        Chart.Line<double, double, string>(
                            x: same.Select(run => run.Parameters["clusters"]).ToArray(),
                            y: same.Select(of).ToArray(),
                            Name: same.Key,
                            ShowMarkers: true
                        )
                    )
            )
            .WithXAxis("Number of groups")
            .WithYAxis(MetricNames.Of(metric));

    /// <summary>Some rows along the two directions of greatest variance, a colour and a shape per group. What lies on top of each other here may be apart in other directions.</summary>
    public static GenericChart PlacesChart(this TrainedGroups groups)
    {
        var (places, variance) = (groups.Tables["places.csv"], groups.Tables["axes.csv"]["variance"].ToDoubles());
        var (first, second, names) = (places["pc1"].ToDoubles(), places["pc2"].ToDoubles(), places.Text("name").Words().ToArray());
        return Chart
            .Combine(
                groups.Groups.Select(group =>
                {
                    int[] rows = [.. Enumerable.Range(0, names.Length).Where(row => names[row] == group.Name)];
                    return Chart.Point<double, double, string>(
                        x: rows.Select(row => Math.Round(first[row], 3)).ToArray(),
                        y: rows.Select(row => Math.Round(second[row], 3)).ToArray(),
                        Name: group.Name
                    );
                })
            )
            .WithXAxis(Invariant($"First direction, {variance[0] * 100:0} % of the variance"))
            .WithYAxis(Invariant($"Second direction, {variance[1] * 100:0} %"))
            .WithSize(Width: 760, Height: 560);
    }

    /// <summary>How many standard deviations the mean of each group lies from that of all, feature by feature.</summary>
    public static Figure ProfileChart(this TrainedGroups groups) => RunFigures.Means(groups.Tables["clusters.csv"]);
}
