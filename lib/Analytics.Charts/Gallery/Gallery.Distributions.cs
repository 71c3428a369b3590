using Analytics.Frames;

namespace Analytics.Charts;

public static partial class Gallery
{
    private static IEnumerable<(string, Figure)> Distributions()
    {
        yield return (
            "histogram",
            Plot.Histogram(Noise(5000, 11, 31.4, 6.2), "Trip duration").XAxis("Duration", unit: "min").VLine(31.4, "mean")
        );
        yield return ("histogram-groups", Plot.Histogram(Ages(), "Age", color: "Role", title: "Age by role"));
        yield return ("box", Plot.Box(Ages(), "Role", "Age", title: "Age by role").YAxis(unit: "years"));
        var z = new double[7, 24];
        for (var i = 0; i < z.Length; i++)
        {
            z[i / 24, i % 24] = Math.Round(
                40
                    + (30 * Math.Sin(((i % 24) - 9) / 24.0 * 2 * Math.PI))
                    + (i / 24 > 4 ? 25 * Math.Cos((i % 24) / 24.0 * 2 * Math.PI) : 12 * Math.Exp(-Math.Pow((i % 24) - 17, 2) / 5))
            );
        }

        yield return (
            "heat",
            Plot.HeatMap([.. Enumerable.Range(0, 24)], s_days, z, "When crashes happen", "Crashes per hour").XAxis("Hour of day")
        );
        string[] names = ["Income", "Household size", "Rent share", "Age", "Distance to work"];
        double[,] correlation =
        {
            { 1, 0.21, -0.74, 0.12, double.NaN },
            { 0.21, 1, -0.05, -0.41, 0.33 },
            { -0.74, -0.05, 1, -0.08, 0.1 },
            { 0.12, -0.41, -0.08, 1, -0.22 },
            { double.NaN, 0.33, 0.1, -0.22, 1 },
        };
        yield return (
            "heat-diverging",
            Plot.HeatMap(names, names, correlation, "Correlations", "Pearson's r", ColorScale.Diverging, showValues: true, from: -1, to: 1)
        );
    }

    private static Frame Ages()
    {
        string[] roles = ["Driver", "Passenger", "Pedestrian", "Cyclist"];
        var parts = roles.SelectMany(
            (role, i) => Noise(260, 20 + i, 42 - (4 * i), 14 + (2 * i)).Select(age => (role, Age: Math.Round(Math.Clamp(age, 1, 95))))
        );
        var rows = parts.ToArray();
        return new Frame(
            TextColumn.FromValues("Role", rows.Select(row => row.role)),
            new Column<double>("Age", [.. rows.Select(row => row.Age)])
        );
    }
}
