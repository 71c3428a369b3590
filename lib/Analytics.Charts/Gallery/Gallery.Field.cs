using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts;

public static partial class Gallery
{
    private static IEnumerable<(string, GenericChart)> Field()
    {
        var rates = Enumerable.Range(0, 51).Select(i => i / 50.0).ToArray();
        yield return (
            "field-roc",
            Chart
                .Combine([
                    Chart.Roc(rates, rates.Select(rate => NumberText.Round(Math.Pow(rate, 0.25))), Auc: 0.8, Name: "Boosted trees"),
                    Chart.Roc(
                        rates,
                        rates.Select(rate => NumberText.Round(Math.Pow(rate, 0.45))),
                        Auc: 0.69,
                        Name: "Logistic",
                        ShowChance: false
                    ),
                ])
                .WithTitle("Trees rank better than a line")
        );
        yield return (
            "field-precision-recall",
            Chart
                .PrecisionRecall(
                    rates,
                    rates.Select(rate => 1 - (0.75 * rate * rate)),
                    AveragePrecision: 0.74,
                    Prevalence: 0.25,
                    Name: "Boosted trees"
                )
                .WithTitle("Half of the positives at a precision of 81%")
        );
        yield return (
            "field-calibration",
            Chart
                .Calibration(
                    [0.04, 0.25, 0.44, 0.66, 0.94],
                    [0.03, 0.27, 0.47, 0.61, 0.97],
                    [0.02, 0.22, 0.39, 0.5, 0.9],
                    [0.05, 0.32, 0.55, 0.71, 0.99],
                    [4000, 1500, 600, 300, 60],
                    Name: "Boosted trees"
                )
                .WithTitle("Probabilities are honest within their intervals")
        );
        yield return (
            "field-confusion",
            Chart
                .ConfusionMatrix(
                    new long[,]
                    {
                        { 8120, 310, 12 },
                        { 840, 1920, 95 },
                        { 11, 70, 122 },
                    },
                    ["No injury", "Minor", "Serious"]
                )
                .WithTitle("Minor injuries are missed most often")
        );
        yield return (
            "field-importance",
            Chart
                .Importance(
                    ["Speed limit", "First crash type", "Hour", "Lighting", "Weather"],
                    [0.061, 0.142, 0.034, 0.021, 0.011],
                    [0.011, 0.008, 0.006, 0.004, 0.003],
                    Top: 4,
                    Title: "Loss of AUC when shuffled"
                )
                .WithTitle("The kind of crash matters most")
        );
        var pushes = new[] { Noise(150, 91, 0, 0.8), Noise(150, 92, 0.1, 0.3), Noise(150, 93, 0, 0.1) };
        yield return (
            "field-beeswarm",
            Chart
                .Beeswarm(
                    ["Speed limit", "Hour", "Weather"],
                    pushes,
                    [
                        .. pushes.Select(
                            (push, i) => i == 2 ? [.. push.Select(_ => double.NaN)] : push.Select(value => Math.Round(value * 10)).ToArray()
                        ),
                    ]
                )
                .WithTitle("High limits push towards an injury")
        );
        yield return (
            "field-cluster-map",
            Chart
                .ClusterMap(
                    new double[,]
                    {
                        { 1, 0.1, 0.9, 0.2 },
                        { 0.1, 1, 0.15, -0.8 },
                        { 0.9, 0.15, 1, 0.1 },
                        { 0.2, -0.8, 0.1, 1 },
                    },
                    ["speed", "hour", "limit", "light"],
                    ["speed", "hour", "limit", "light"],
                    ZTitle: "Correlation"
                )
                .WithTitle("Speed and limit go together")
        );
        yield return (
            "field-dot-interval",
            Chart
                .DotInterval(
                    ["Rear end", "Pedestrian", "Parked <car>", "Animal"],
                    [0.109, 0.933, 0.2, 0.5],
                    [0.054, 0.862, 0.18, 0.2],
                    [0.209, 0.969, 0.23, 0.8],
                    [640, 90, 1203, 8]
                )
                .WithTitle("Pedestrians are hurt most often", "Share with an injury or a tow, 95 % intervals")
                .WithXAxis("Share with an injury or a tow")
        );
        var hours = Enumerable.Range(0, 24).ToArray();
        yield return (
            "field-line-interval",
            Chart
                .LineInterval(
                    hours,
                    hours.Select(hour => 0.3 + (0.2 * Math.Cos(hour / 4.0))),
                    hours.Select(hour => 0.25 + (0.2 * Math.Cos(hour / 4.0))),
                    hours.Select(hour => 0.36 + (0.2 * Math.Cos(hour / 4.0)))
                )
                .WithTitle("The night is worst")
                .WithXAxis("Hour, local time")
                .WithYAxis("Share hurt")
                .WithHLine(0.3, "all crashes")
        );
        yield return (
            "field-column-interval",
            Chart
                .ColumnInterval(
                    new[] { 10, 20, 30, 45 },
                    [0.23, 0.26, 0.32, 0.46],
                    [0.16, 0.22, 0.3, 0.2],
                    [0.32, 0.3, 0.34, 0.7],
                    [112, 800, 1900, 12],
                    Percent: true
                )
                .WithTitle("The share rises with the limit")
                .WithXAxis("Posted limit", unit: "mph")
                .WithYAxis("Share hurt")
        );
        yield return (
            "field-share-map",
            Chart
                .ShareMap(
                    ["clear", "clear", "rain", "rain"],
                    ["day", "night", "day", "night"],
                    [250, 90, 40, 3],
                    [900, 240, 120, 9],
                    ZTitle: "Share hurt"
                )
                .WithTitle("Nights are worse in clear weather")
        );
        var cells = Enumerable.Range(0, 2 * 7 * 24).ToArray();
        yield return (
            "field-hour-weekday",
            Chart
                .HourWeekday(
                    cells.Select(i => i % 24),
                    cells.Select(i => s_weekdays[i / 24 % 7]),
                    cells.Select(i => (double)((i * 37 % 11) + (i / 168 * 3))),
                    cells.Select(i => i < 168 ? "Zone 1" : "Zone 2"),
                    ZTitle: "Crashes"
                )
                .WithTitle("Two zones at the same hours")
        );
        yield return (
            "field-places",
            Chart
                .Places(
                    [41.85, 41.88, 41.93],
                    [-87.65, -87.63, -87.70],
                    Values: [3, 18, 7],
                    ValueTitle: "Crashes",
                    Labels: ["3", "1", "2"],
                    Outline: ([41.8, 41.8, 42.0, 42.0, 41.8], [-87.8, -87.55, -87.6, -87.8, -87.8])
                )
                .WithTitle("The three fullest cells")
        );
        yield return (
            "field-ecdf",
            Chart
                .Combine([Chart.Ecdf(Noise(200, 94, 30, 8), "hurt"), Chart.Ecdf(Noise(200, 95, 40, 8), "unhurt")])
                .WithTitle("The hurt are younger")
                .WithXAxis("Age", unit: "years")
                .WithNote("Ages that nobody wrote down do not count.")
        );
    }

    private static readonly string[] s_weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
}
