namespace Analytics.Charts;

public static partial class Gallery
{
    private static IEnumerable<(string, Figure)> Models()
    {
        var rates = Enumerable.Range(0, 51).Select(i => i / 50.0).ToArray();
        yield return (
            "roc",
            Plot.Roc(rates, [.. rates.Select(rate => Math.Pow(rate, 0.25))], 0.8, "Boosted trees")
                .And(Plot.Line(rates, [.. rates.Select(rate => Math.Pow(rate, 0.45))], name: "Logistic (AUC 0.69)"))
        );
        yield return (
            "precision-recall",
            Plot.PrecisionRecall(rates, [.. rates.Select(rate => 1 - (0.75 * rate * rate))], 0.74, 0.25, "Boosted trees")
        );
        yield return (
            "confusion",
            Plot.ConfusionMatrix(
                new long[,]
                {
                    { 8120, 310, 12 },
                    { 840, 1920, 95 },
                    { 11, 70, 122 },
                },
                ["No injury", "Minor", "Serious"]
            )
        );
        yield return (
            "calibration",
            Plot.Calibration(
                [0.04, 0.14, 0.25, 0.36, 0.44, 0.55, 0.66, 0.75, 0.86, 0.94],
                [0.03, 0.11, 0.27, 0.31, 0.47, 0.58, 0.61, 0.79, 0.84, 0.97],
                [4000.0, 2600, 1500, 900, 600, 420, 300, 200, 120, 60],
                "Boosted trees"
            )
        );
        yield return (
            "importance",
            Plot.Importance(
                [
                    "Speed limit",
                    "First crash type",
                    "Number of units",
                    "Hour",
                    "Lighting",
                    "Weather",
                    "Road surface",
                    "Distance to the next hospital by road in normal traffic",
                ],
                [0.142, 0.118, 0.061, 0.034, 0.021, 0.011, 0.0062, -0.0011],
                [0.011, 0.008, 0.006, 0.004, 0.003, 0.004, 0.002, 0.001]
            )
        );
    }

    private static IEnumerable<(string, Figure)> Edges()
    {
        yield return ("edge-empty", Plot.Line(new double[0], new double[0], "No data yet").XAxis("Time").YAxis("Value"));
        yield return ("edge-one", Plot.Scatter([3.0], [5.0], "One point"));
        yield return ("edge-equal", Plot.Line([1, 2, 3], [7, 7, 7], "All the same"));
        yield return (
            "edge-missing",
            Plot.Line(
                [1, 2, 3, 4, 5, 6],
                [1, double.NaN, 3, double.PositiveInfinity, 2, 2.5],
                "Gaps where values are missing",
                markers: true
            )
        );
        yield return (
            "edge-log",
            Plot.Scatter([1.0, 2, 3, 4], [-5.0, 0, 10, 1000], "Values that a logarithm cannot show").YAxis("Amount", log: true)
        );
        yield return (
            "edge-labels",
            Plot.Bar(
                    [.. s_causes, .. s_causes.Select(cause => cause + " while under the influence of something else entirely")],
                    [.. Enumerable.Range(1, 16)],
                    "Long names are slanted, cut, and never collide, and a title longer than the picture is wide wraps onto a second line before it is cut as well, which takes a while to reach"
                )
                .YAxis("Crashes")
        );
        yield return (
            "edge-many",
            Plot.Bar(
                    [.. Enumerable.Range(0, 1000).Select(i => Invariant($"Beat {i:0000}"))],
                    [.. Enumerable.Range(0, 1000).Select(i => 500 + (i * 37 % 211))],
                    "A thousand categories"
                )
                .YAxis("Crashes")
        );
        yield return ("edge-huge", Plot.Line([1e-9, 2e-9, 3e-9], [1.2e18, 3.4e18, 2.2e18], "Tiny and huge numbers"));
        var second = new DateTime(2024, 5, 17, 23, 59, 52, DateTimeKind.Utc);
        yield return (
            "edge-seconds",
            Plot.Line(
                [.. Enumerable.Range(0, 17).Select(i => second.AddSeconds(i))],
                [.. Enumerable.Range(0, 17).Select(i => Math.Round(Math.Sin(i / 3.0), 3))],
                "Sixteen seconds across midnight"
            )
        );
        yield return (
            "edge-decades",
            Plot.Line(
                    [.. Enumerable.Range(0, 160).Select(i => new DateOnly(1865 + i, 7, 1))],
                    [.. Enumerable.Range(0, 160).Select(i => 10 + (i * 0.3) + (5 * Math.Sin(i / 9.0)))],
                    "One hundred and sixty years"
                )
                .YAxis("Index")
        );
        yield return (
            "edge-legend",
            Enumerable
                .Range(0, 24)
                .Select(i => Plot.Line([0, 1, 2], [i, i + (i % 5), i + 2], name: Invariant($"Station number {i + 1} on the northern line")))
                .Aggregate((left, right) => left.And(right))
                .Titled("More names than the legend holds")
        );
    }
}
