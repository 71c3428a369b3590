using Analytics.Frames;

namespace Analytics.Charts;

public static partial class Gallery
{
    private static readonly string[] s_days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly string[] s_causes =
    [
        "Failing to yield right-of-way",
        "Following too closely",
        "Improper overtaking or passing",
        "Failing to reduce speed to avoid crash",
        "Improper backing",
        "Disregarding traffic signals",
        "Weather",
        "Distraction from inside the vehicle",
    ];

    private static IEnumerable<(string, Figure)> Basics()
    {
        var hours = Enumerable.Range(0, 24).ToArray();
        var crashes = hours
            .Select(hour =>
                Math.Round(220 + (180 * Math.Sin((hour - 8) / 24.0 * 2 * Math.PI)) + (90 * Math.Exp(-Math.Pow(hour - 17, 2) / 6)))
            )
            .ToArray();
        yield return (
            "bar",
            Plot.Bar(hours, crashes)
                .Titled("Crashes peak in the evening rush hour", "Crashes by hour of day, one year")
                .XAxis("Hour of day")
                .YAxis("Crashes")
        );
        yield return ("bar-grouped", Plot.Bar(Severity(), "Day", "Crashes", color: "Severity", title: "Severity by day of week"));
        yield return (
            "bar-stacked",
            Plot.Bar(Severity(), "Day", "Crashes", color: "Severity", title: "Severity by day of week, stacked", stacked: true)
        );
        yield return (
            "bar-horizontal",
            Plot.Bar(
                    s_causes,
                    new[] { 11410.0, 10120, 5020, 4410, 4150, 2010, 1530, 690 },
                    "Most frequent causes",
                    horizontal: true,
                    text: ["11,410", "10,120", "5,020", "4,410", "4,150", "2,010", "1,530", "690"]
                )
                .XAxis("Crashes")
        );
        yield return (
            "bar-negative",
            Plot.Bar(["Q1", "Q2", "Q3", "Q4"], [1.2, -0.7, 0.4, -1.9], "Change against the year before", error: [0.3, 0.2, 0.2, 0.5])
                .YAxis("Change", unit: "percentage points")
        );
        yield return (
            "bar-log",
            Plot.Bar(["None", "Possible", "Minor", "Serious", "Fatal"], [281_000.0, 28_500, 16_200, 4_900, 310], "Injuries, logarithmic")
                .YAxis("Crashes", log: true)
        );
        var days = Enumerable.Range(0, 730).Select(day => new DateTime(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day)).ToArray();
        var daily = days.Select(
                (day, i) =>
                    Math.Round(
                        300 + (60 * Math.Sin(i / 365.0 * 2 * Math.PI)) + (25 * Math.Sin(i / 7.0 * 2 * Math.PI)) + Noise(1, i, 0, 18)[0]
                    )
            )
            .ToArray();
        var smooth = daily.Select((_, i) => i < 27 ? double.NaN : Math.Round(daily[(i - 27)..(i + 1)].Average(), 1)).ToArray();
        yield return (
            "line-time",
            Plot.Line(days, daily, name: "Daily")
                .Colored("#a9c9de")
                .And(Plot.Line(days, smooth, name: "28-day mean").Colored("#0072b2"))
                .Titled("Crashes per day, 2023 and 2024")
                .YAxis("Crashes")
                .VLine(new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc), "New recording system")
        );
        var epochs = Enumerable.Range(1, 100).Select(i => (double)i).ToArray();
        yield return (
            "line-log",
            Plot.Line(epochs, [.. epochs.Select(i => 2.1 / Math.Pow(i, 0.9))], name: "Training loss")
                .And(Plot.Line(epochs, [.. epochs.Select(i => (1.9 / Math.Pow(i, 0.7)) + 0.03)], name: "Validation loss", dashed: true))
                .Titled("Loss over rounds, both axes logarithmic")
                .XAxis("Round", log: true)
                .YAxis("Log loss", log: true)
        );
        yield return ("area", Plot.Area(Energy(), "Month", "GWh", color: "Source", title: "Energy by source"));
        yield return (
            "scatter",
            Plot.Scatter(Trips(), "Speed", "Injuries", color: "Weather", title: "Injuries per 100 crashes by speed limit")
                .XAxis(unit: "mph")
        );
        var (x, y) = (Noise(300, 3, 50, 12), Noise(300, 4, 0, 4));
        yield return (
            "scatter-shaded",
            Plot.Scatter(x, [.. x.Select((value, i) => (value * 0.8) + y[i])], color: [.. x.Select((value, i) => value + (3 * y[i]))])
                .Titled("Coloured by a number")
                .XAxis("Predicted", unit: "s")
                .YAxis("Measured", unit: "s")
        );
        var (manyX, manyY) = (Noise(20_000, 5, 40, 9), Noise(20_000, 6, 0, 5));
        yield return (
            "scatter-dense",
            Plot.Scatter(manyX, [.. manyX.Select((value, i) => (value * value / 40) + manyY[i])])
                .Titled("Twenty thousand points become a density")
                .XAxis("Speed", unit: "km/h")
                .YAxis("Braking distance", unit: "m")
        );
    }

    private static Frame Severity()
    {
        string[] levels = ["No injury", "Injury", "Fatal"];
        var rows = s_days
            .SelectMany(
                (day, i) =>
                    levels.Select(
                        (level, j) =>
                            (
                                day,
                                level,
                                Count: Math.Round(
                                    (
                                        j == 0 ? 340
                                        : j == 1 ? 120
                                        : 14
                                    ) * (1 + (0.12 * Math.Sin(i * 1.3)) + (i > 4 ? 0.2 : 0))
                                )
                            )
                    )
            )
            .ToArray();
        return new Frame(
            TextColumn.FromValues("Day", rows.Select(row => row.day)),
            TextColumn.FromValues("Severity", rows.Select(row => row.level)),
            new Column<double>("Crashes", [.. rows.Select(row => row.Count)])
        );
    }

    private static Frame Energy()
    {
        string[] sources = ["Wind", "Solar", "Gas"];
        var rows = Enumerable
            .Range(0, 24)
            .SelectMany(month =>
                sources.Select(
                    (source, j) =>
                        (
                            Month: new DateOnly(2023 + (month / 12), (month % 12) + 1, 1),
                            source,
                            Amount: Math.Round(
                                j switch
                                {
                                    0 => 40 + (12 * Math.Cos(month / 12.0 * 2 * Math.PI)),
                                    1 => 22 - (18 * Math.Cos(month / 12.0 * 2 * Math.PI)),
                                    _ => 30 + (4 * Math.Sin(month)),
                                },
                                1
                            )
                        )
                )
            )
            .ToArray();
        return new Frame(
            new Column<DateOnly>("Month", [.. rows.Select(row => row.Month)]),
            TextColumn.FromValues("Source", rows.Select(row => row.source)),
            new Column<double>("GWh", [.. rows.Select(row => row.Amount)])
        );
    }

    private static Frame Trips()
    {
        string[] weather = ["Clear", "Rain", "Snow"];
        var (noise, more) = (Noise(180, 1, 0, 3), Noise(180, 2, 0, 4));
        return new Frame(
            new Column<double>("Speed", [.. Enumerable.Range(0, 180).Select(i => Math.Round(15 + (i / 3 % 10 * 5) + noise[i], 1))]),
            new Column<double>(
                "Injuries",
                [.. Enumerable.Range(0, 180).Select(i => Math.Round(Math.Max(0, 6 + (i / 3 % 10 * 2.4) + (i % 3 * 5) + more[i]), 1))]
            ),
            TextColumn.FromValues("Weather", Enumerable.Range(0, 180).Select(i => weather[i % 3]))
        );
    }
}
