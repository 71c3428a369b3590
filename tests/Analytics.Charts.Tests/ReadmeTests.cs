using System.Runtime.CompilerServices;
using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Charts.Tests;

/// <summary>The calls of the README, run as they stand there.</summary>
public sealed class ReadmeTests
{
    private static readonly string s_readme = File.ReadAllText(Path.Combine(RealData.Repository, "lib", "Analytics.Charts", "README.md"));

    [Fact]
    public void Every_example_of_the_readme_compiles_and_draws()
    {
        double[] x = [1, 2, 3],
            y = [2, 4, 3],
            z = [3, 1, 2],
            values = [1, 2, 2, 3],
            sizes = [5, 3],
            latitude = [41.8, 41.9],
            longitude = [-87.6, -87.7];
        double[] fpr = [0, 0.2, 1],
            tpr = [0, 0.7, 1],
            recall = [0, 0.5, 1],
            precision = [1, 0.8, 0.3],
            predicted = [0.2, 0.8],
            observed = [0.25, 0.7],
            error = [0.1, 0.1];
        string[] labels = ["a", "b"],
            severity = ["minor", "serious"],
            names = ["speed", "hour"],
            columns = ["8", "9"],
            rows = ["Mon", "Tue"];
        var (auc, ap, prevalence) = (0.8, 0.7, 0.3);
        var matrix = new double[,]
        {
            { 1, 2 },
            { 3, 4 },
        };
        long[,] counts =
        {
            { 5, 1 },
            { 2, 8 },
        };
        var frame = new Frame(
            TextColumn.FromValues("day", ["Mon", "Tue"]),
            TextColumn.FromValues("severity", severity),
            TextColumn.FromValues("weather", ["rain", "dry"]),
            TextColumn.FromValues("source", labels),
            TextColumn.FromValues("role", labels),
            TextColumn.FromValues("group", labels),
            new Column<int>("hour", [8, 9]),
            new Column<int>("crashes", [3, 4]),
            new Column<int>("n", [3, 4]),
            new Column<double>("speed", [30, 50]),
            new Column<double>("injuries", [1, 2]),
            new Column<DateOnly>("month", [new(2024, 1, 1), new(2024, 2, 1)]),
            new Column<double>("gwh", [5, 6]),
            new Column<double>("age", [20, 40]),
            new Column<double>("a", [1, 2]),
            new Column<double>("b", [1, 2]),
            new Column<double>("c", [1, 2])
        );

        Shown(Plot.Bar(frame, "hour", "crashes").Titled("Crashes peak at five", "One year").XAxis("Hour").YAxis("Crashes"));
        Shown(Plot.Bar(x, y));
        Shown(Plot.Bar(frame, "day", "n", color: "severity", stacked: true));
        Shown(Plot.Line(x, y, name: "a").And(Plot.Line(x, z, name: "b", dashed: true)));
        Shown(Plot.Scatter(frame, "speed", "injuries", color: "weather"));
        Shown(Plot.Area(frame, "month", "gwh", color: "source"));
        Shown(Plot.Histogram(values, bins: 40));
        Shown(Plot.Histogram(frame, "age", color: "role"));
        Shown(Plot.Box(frame, "role", "age"));
        Shown(Plot.HeatMap(columns, rows, matrix, zTitle: "n"));
        Shown(Plot.HeatMap(frame, "hour", "day", "n"));
        Shown(Plot.Pie(labels, sizes));
        Shown(Plot.ScatterMap(latitude, longitude, color: severity));
        Shown(Plot.Gauge(0.97, 0.9, 1, "Valid rows", "%", target: 0.99));
        Shown(Plot.Scatter3D(x, y, z));
        Shown(Plot.ParallelCoordinates(frame, ["a", "b", "c"], color: "group"));
        Shown(Plot.Roc(fpr, tpr, auc));
        Shown(Plot.PrecisionRecall(recall, precision, ap, prevalence));
        Shown(Plot.ConfusionMatrix(counts, labels));
        Shown(Plot.Importance(names, predicted, error, top: 20), "Plot.Importance(names, values, error, top: 20)");
        Shown(Plot.Calibration(predicted, observed, sizes), "Plot.Calibration(predicted, observed, counts)");
        var (a, b, c, d) = (Plot.Bar(x, y), Plot.Line(x, y), Plot.Pie(labels, sizes), Plot.Gauge(0.5));
        Shown(Plot.Subplots(2, a, b, c, d).Titled("Four views"));
    }

    private static void Shown(Figure figure, [CallerArgumentExpression(nameof(figure))] string code = "")
    {
        Assert.Contains(ReadmeCode.Bare(code), ReadmeCode.Bare(s_readme), StringComparison.Ordinal);
        Assert.StartsWith("<svg", figure.ToSvg(), StringComparison.Ordinal);
    }
}
