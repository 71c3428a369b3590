using Analytics.Frames;

namespace Analytics.Charts;

public static partial class Gallery
{
    private static IEnumerable<(string, Figure)> Shapes()
    {
        yield return (
            "pie",
            Plot.Pie(
                ["Clear", "Rain", "Snow", "Cloudy", "Fog", "Sleet", "Unknown", "Other", "Blowing sand", "Severe cross wind"],
                [7810.0, 870, 350, 310, 60, 40, 420, 30, 2, 1],
                "Weather at the scene"
            )
        );
        var (latitude, longitude) = (Noise(400, 31, 41.88, 0.06), Noise(400, 32, -87.68, 0.05));
        yield return (
            "map",
            Plot.ScatterMap(
                latitude,
                longitude,
                "Where crashes with injuries happened",
                color: [.. latitude.Select((_, i) => i % 7 == 0 ? "Serious" : "Minor")]
            )
        );
        yield return ("gauge", Plot.Gauge(0.973, 0.9, 1, "Rows that passed every contract", "%", target: 0.99, zones: [0.95, 0.98]));
        var (a, b, c) = (Noise(240, 41), Noise(240, 42), Noise(240, 43, 0, 0.6));
        var space = new Frame(
            new Column<double>("Recency", [.. a.Select((value, i) => Math.Round((i % 3 * 3) + value, 3))]),
            new Column<double>("Frequency", [.. b.Select((value, i) => Math.Round((i % 3 == 1 ? 4 : 0) + value, 3))]),
            new Column<double>("Value", [.. c.Select((value, i) => Math.Round((i % 3 == 2 ? 3 : 1) + value, 3))]),
            TextColumn.FromValues(
                "Segment",
                a.Select(
                    (_, i) =>
                        i % 3 == 0 ? "New"
                        : i % 3 == 1 ? "Loyal"
                        : "Leaving"
                )
            )
        );
        yield return (
            "scatter-3d",
            Plot.Scatter3D(space, "Recency", "Frequency", "Value", color: "Segment", title: "Customers in three measures")
        );
        yield return (
            "parallel",
            Plot.ParallelCoordinates(
                space,
                ["Recency", "Frequency", "Value", "Segment"],
                color: "Segment",
                title: "Customers across measures"
            )
        );
        yield return (
            "panels",
            Plot.Subplots(
                    2,
                    Plot.Bar(s_days, [310.0, 300, 305, 320, 390, 350, 280], "By day").YAxis("Crashes"),
                    Plot.Bar(Severity(), "Day", "Crashes", color: "Severity", title: "By day and severity", stacked: true),
                    Plot.Histogram(Noise(900, 51, 30, 8), "Speed").XAxis("Speed", unit: "mph"),
                    Plot.Pie(["Day", "Night", "Dusk"], [640.0, 290, 70], "By light")
                )
                .Titled("Four views of one table", "Panels keep their own axes and legends")
        );
    }
}
