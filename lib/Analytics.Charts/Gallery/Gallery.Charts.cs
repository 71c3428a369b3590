using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts;

public static partial class Gallery
{
    /// <summary>Charts of Plotly.NET, and ours beside them, each as an analyst types it; made again at each call, because Plotly.NET's grids change the charts they are given.</summary>
    public static IReadOnlyList<(string Name, GenericChart Chart)> Charts()
    {
        ChartTheme.Use();
        return [.. Plain(), .. Spread(), .. Round(), .. Several(), .. Field(), .. Strange()];
    }

    private static IEnumerable<(string, GenericChart)> Plain()
    {
        var hours = Enumerable.Range(0, 24).ToArray();
        var crashes = hours.Select(hour => 60 + (180 * Math.Exp(-Math.Pow((hour - 16.5) / 5, 2)))).Select(n => Math.Round(n)).ToArray();
        yield return (
            "column",
            Chart
                .Column<double, int, string>(values: crashes, Keys: hours)
                .WithTitle("Crashes peak at 17 o'clock", "4,000 crashes of one year")
                .WithXAxis("Hour, local time")
                .WithYAxis("Crashes")
        );
        yield return (
            "bar",
            Chart
                .Bar<int, string, string>(
                    values: new[] { 87, 409, 466 },
                    Keys: new[] { "Disregarding signals", "Following too closely", "Failing to yield" }
                )
                .WithTitle("Failing to yield is the commonest cause")
                .WithXAxis("Crashes")
        );
        yield return (
            "column-stacked",
            Chart
                .Combine([
                    Chart.StackedColumn<int, string, string>(
                        values: new[] { 80, 90, 120 },
                        Keys: new[] { "Mon", "Tue", "Wed" },
                        Name: "minor"
                    ),
                    Chart.StackedColumn<int, string, string>(
                        values: new[] { 8, 12, 9 },
                        Keys: new[] { "Mon", "Tue", "Wed" },
                        Name: "serious"
                    ),
                ])
                .WithTitle("By day and severity")
                .WithYAxis("Crashes")
        );
        yield return (
            "column-grouped",
            Chart
                .Combine([
                    Chart.Column<int, string, string>(values: new[] { 80, 90, 120 }, Keys: new[] { "Mon", "Tue", "Wed" }, Name: "2023"),
                    Chart.Column<int, string, string>(values: new[] { 70, 95, 101 }, Keys: new[] { "Mon", "Tue", "Wed" }, Name: "2024"),
                ])
                .WithTitle("Two years side by side")
                .WithYAxis("Crashes")
        );
        var months = Enumerable
            .Range(0, 24)
            .Select(i => new DateTime(2022 + (i / 12), (i % 12) + 1, 1, 0, 0, 0, DateTimeKind.Utc))
            .ToArray();
        yield return (
            "line-dates",
            Chart
                .Line<DateTime, double, string>(
                    x: months,
                    y: [.. Noise(24, 61, 110, 12).Select(value => Math.Round(value))],
                    Name: "crashes",
                    ShowMarkers: true
                )
                .WithTitle("No trend in two years")
                .WithXAxis("Month")
                .WithYAxis("Crashes")
                .WithVLine("2023-01-01", "new law")
        );
        yield return (
            "lines",
            Chart
                .Combine([
                    Chart.Line<int, double, string>(x: hours, y: crashes, Name: "workdays"),
                    Chart.Line<int, double, string>(
                        x: hours,
                        y: [.. crashes.Select((n, i) => i == 5 ? double.NaN : Math.Round(n * 0.7))],
                        Name: "weekends",
                        LineDash: StyleParam.DrawingStyle.Dash
                    ),
                ])
                .WithTitle("Weekends are quieter")
                .WithXAxis("Hour")
                .WithYAxis("Crashes")
        );
        yield return (
            "points",
            Chart
                .Point<double, double, string>(x: Noise(200, 62, 30, 8), y: Noise(200, 63, 2, 0.5), Name: "crashes")
                .WithTitle("Speed says little of injuries")
                .WithXAxis("Speed", unit: "mph")
                .WithYAxis("Injuries")
        );
        yield return (
            "bubble",
            Chart
                .Bubble<double, double, string>(x: Noise(20, 64), y: Noise(20, 65), sizes: [.. Enumerable.Range(1, 20)])
                .WithTitle("Sizes as diameters")
        );
        yield return ("spline", Chart.Spline<int, double, string>(x: [1, 2, 3, 4], y: [1.0, 3, 2, 4]).WithTitle("A smooth line"));
        yield return ("area", Chart.Area<int, double, string>(x: hours, y: crashes).WithTitle("An area from zero"));
        yield return (
            "area-stacked",
            Chart
                .Combine([
                    Chart.StackedArea<int, double, string>(x: [1, 2, 3], y: [1.0, 2, 3], Name: "gas"),
                    Chart.StackedArea<int, double, string>(x: [1, 2, 3], y: [2.0, 2, 1], Name: "wind"),
                ])
                .WithTitle("Areas on each other")
                .WithYAxis("Energy", unit: "GWh")
        );
        yield return (
            "log",
            Chart
                .Point<double, double, string>(x: [1, 10, 100], y: [0.5, 40, 3000])
                .WithTitle("Both axes are logarithmic")
                .WithXAxis("Size", log: true)
                .WithYAxis("Cost", unit: "USD", log: true)
        );
        yield return (
            "range",
            Chart
                .Range<int, double, string>(
                    x: [1, 2, 3],
                    y: [2.0, 3, 2.5],
                    upper: [3.0, 4, 3],
                    lower: [1.0, 2, 2],
                    mode: StyleParam.Mode.Lines,
                    Name: "mean"
                )
                .WithTitle("A line and its band")
        );
    }

    private static IEnumerable<(string, GenericChart)> Spread()
    {
        yield return (
            "histogram",
            Chart
                .Histogram<double, double, string>(X: Noise(900, 66, 37, 12))
                .WithTitle("The median age is 37")
                .WithXAxis("Age", unit: "years")
                .WithYAxis("People")
        );
        yield return (
            "histograms",
            Chart
                .Combine([
                    Chart.Histogram<double, double, string>(X: Noise(400, 67, 30, 8), Name: "hurt"),
                    Chart.Histogram<double, double, string>(X: Noise(400, 68, 40, 8), Name: "unhurt"),
                ])
                .WithTitle("Two groups side by side")
        );
        yield return (
            "histogram-share",
            Chart
                .Histogram<double, double, string>(X: Noise(500, 69), HistNorm: StyleParam.HistNorm.Percent)
                .WithTitle("As percent of all")
                .WithYAxis("Share", unit: "%")
        );
        yield return (
            "box",
            Chart
                .Combine([
                    Chart.BoxPlot<string, double, string>(Y: Noise(200, 70, 37, 12), Name: "driver"),
                    Chart.BoxPlot<string, double, string>(Y: Noise(200, 71, 29, 15), Name: "passenger"),
                ])
                .WithTitle("Passengers are younger")
                .WithYAxis("Age", unit: "years")
        );
        yield return (
            "violin",
            Chart
                .Combine([
                    Chart.Violin<string, double, string>(Y: Noise(300, 72, 37, 12), Name: "driver"),
                    Chart.Violin<string, double, string>(
                        Y: Noise(150, 73, 20, 4).Concat(Noise(150, 74, 50, 6)).ToArray(),
                        Name: "passenger"
                    ),
                ])
                .WithTitle("Passengers are of two ages")
                .WithYAxis("Age", unit: "years")
        );
        yield return (
            "heatmap",
            Chart
                .Heatmap<double, string, string, string>(
                    zData:
                    [
                        [1.0, 2, 3],
                        [4, double.NaN, 6],
                    ],
                    X: new[] { "a", "b", "c" },
                    Y: new[] { "first", "second" }
                )
                .WithTitle("Cells")
                .WithYAxis(reversed: true)
        );
        yield return (
            "contour",
            Chart
                .Contour<double, double, double, string>(
                    zData:
                    [
                        .. Enumerable
                            .Range(0, 12)
                            .Select(i =>
                                Enumerable.Range(0, 16).Select(j => Math.Round(Math.Sin(i / 3.0) * Math.Cos(j / 4.0), 4)).ToArray()
                            ),
                    ]
                )
                .WithTitle("A surface by its heights")
        );
        yield return (
            "histogram-2d",
            Chart.Histogram2D<double, double, double>(x: Noise(800, 75), y: Noise(800, 76)).WithTitle("Where points are dense")
        );
    }

    private static IEnumerable<(string, GenericChart)> Round()
    {
        yield return (
            "pie",
            Chart
                .Pie<double, string, string>(values: [7810.0, 870, 350], Labels: new[] { "Clear", "Rain", "Snow" })
                .WithTitle("Weather at the scene")
        );
        yield return (
            "doughnut",
            Chart
                .Doughnut<double, string, string>(values: [640.0, 290, 70], Labels: new[] { "Day", "Night", "Dusk" }, Hole: 0.5)
                .WithTitle("Light at the scene")
        );
        yield return (
            "points-3d",
            Chart
                .Point3D<double, double, double, string>(x: Noise(60, 77), y: Noise(60, 78), z: Noise(60, 79))
                .WithTitle("Customers in three measures")
        );
        yield return (
            "indicator",
            Chart
                .Indicator<double>(value: 0.973, mode: StyleParam.IndicatorMode.NumberGauge, Range: StyleParam.Range.ofMinMax(0, 1))
                .WithTitle("Rows that passed every contract")
        );
    }

    private static IEnumerable<(string, GenericChart)> Several()
    {
        yield return (
            "combined",
            Chart
                .Combine([
                    Chart.Column<int, string, string>(values: new[] { 10, 14, 9 }, Keys: new[] { "Mon", "Tue", "Wed" }, Name: "crashes"),
                    Chart.Line<string, int, string>(x: new[] { "Mon", "Tue", "Wed" }, y: new[] { 11, 11, 11 }, Name: "average"),
                ])
                .WithTitle("Bars and a line")
                .WithYAxis("Crashes")
        );
        yield return (
            "grid",
            Chart
                .Grid(
                    [
                        Chart.Column<int, string, string>(values: new[] { 10, 14, 9 }, Keys: new[] { "Mon", "Tue", "Wed" }),
                        Chart.Line<int, double, string>(x: [1, 2, 3], y: [1.0, 4, 2]),
                        Chart.Pie<double, string, string>(values: [2.0, 1], Labels: new[] { "day", "night" }),
                        Chart.Histogram<double, double, string>(X: Noise(200, 82)),
                    ],
                    2,
                    2,
                    SubPlotTitles: new Plotly.NET.CSharp.Optional<IEnumerable<string>>(["By day", "By week", "By light", "By size"], true)
                )
                .WithTitle("Four views of one table")
        );
    }

    private static IEnumerable<(string, GenericChart)> Strange()
    {
        yield return (
            "other-polar",
            Chart.LinePolar<double, double, string>(r: [1.0, 2, 3], theta: [0.0, 90, 180]).WithTitle("No still form of its own")
        );
        yield return (
            "other-candlestick",
            Chart
                .Candlestick<double, DateTime, string>(
                    open: [1.0, 2],
                    high: [3.0, 3],
                    low: [0.5, 1],
                    close: [2.0, 1.5],
                    X: new[] { new DateTime(2024, 1, 1), new DateTime(2024, 1, 2) },
                    MultiX: default
                )
                .WithTitle("Prices")
        );
        yield return (
            "other-sankey",
            Chart.Combine([Chart.Funnel<int, string, string>(x: [100, 60, 20], y: ["seen", "clicked", "bought"])]).WithTitle("A funnel")
        );
        yield return (
            "other-text",
            Chart.Column<string, string, string>(values: ["many", "few"], Keys: new[] { "a", "b" }).WithTitle("Lengths that are no numbers")
        );
        yield return ("other-empty", Chart.Line<int, double, string>(x: [], y: []).WithTitle("No data yet"));
    }
}
