using Analytics.Charts;

namespace Analytics.Charts.Tests;

public sealed class ScaleTests
{
    private const double Day = 86_400_000;

    [Theory]
    [InlineData(0, 10, 5, "0 2 4 6 8 10")]
    [InlineData(0, 1, 4, "0.0 0.5 1.0")]
    [InlineData(-3, 7, 5, "−2 0 2 4 6")]
    [InlineData(0, 25_000, 5, "0 5k 10k 15k 20k 25k")]
    [InlineData(0, 3_000_000, 3, "0 1M 2M 3M")]
    [InlineData(0.001, 0.0035, 5, "0.0010 0.0015 0.0020 0.0025 0.0030 0.0035")]
    [InlineData(999_990, 1_000_010, 4, "999,990 999,995 1,000,000 1,000,005 1,000,010")]
    public void Ticks_of_a_linear_axis_are_round_numbers(double from, double to, int about, string labels)
    {
        Assert.Equal(labels, string.Join(' ', new LinearScale(from, to).Ticks(about).Select(tick => tick.Label)));
    }

    [Fact]
    public void Percent_ticks_read_as_percent() =>
        Assert.Equal("0% 20% 40% 60% 80% 100%", string.Join(' ', new LinearScale(0, 1, Percent: true).Ticks(5).Select(tick => tick.Label)));

    [Theory]
    [InlineData(0, 2.1, "0 1 2")]
    [InlineData(0, 1.05, "0 1")]
    [InlineData(0, 40, "0 10 20 30 40")]
    public void Nothing_that_is_counted_has_half_a_tick(double from, double to, string labels) =>
        Assert.Equal(
            labels,
            string.Join(
                ' ',
                new LinearScale(from, to) { IsWhole = true }
                    .Ticks(5)
                    .Select(tick => tick.Label)
            )
        );

    [Fact]
    public void An_axis_counts_where_all_its_numbers_are_whole_and_none_is_an_estimate()
    {
        static LinearScale Of(Figure figure) => (LinearScale)AxisScales.Of(figure, x: false);
        Assert.True(Of(Plot.Bar(["a", "b"], [1, 2])).IsWhole);
        Assert.True(Of(Plot.Line([0.5, 1.5], [1, 2])).IsWhole);
        Assert.False(Of(Plot.Line([0.5, 1.5], [1, 2.5])).IsWhole);
        Assert.False(Of(Plot.Bar(["a", "b"], [0, 1]).YAxis("Share", percent: true)).IsWhole);
        Assert.Contains("\"dtick\":1,", Plot.Bar(["a", "b"], [1, 2]).ToPlotlyJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("dtick", Plot.Bar(["a", "b"], [100, 200]).ToPlotlyJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1000, 6, "1 10 100 1,000")]
    [InlineData(1, 100, 9, "1 2 5 10 20 50 100")]
    [InlineData(20, 45, 5, "20 25 30 35 40 45")]
    [InlineData(1e-12, 1e12, 7, "1e−12 1e−8 0.0001 1 10k 100M 1T")]
    public void Ticks_of_a_logarithmic_axis_are_decades_or_nice_between_them(double from, double to, int about, string labels)
    {
        var ticks = new LogScale(from, to).Ticks(about).Select(tick => tick.Label).ToArray();
        Assert.Equal(labels, string.Join(' ', ticks));
    }

    [Theory]
    [InlineData("2024-01-15", "2024-12-20", 12, "Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")]
    [InlineData("2024-02-26", "2024-03-02", 6, "26 Feb|27 Feb|28 Feb|29 Feb|1 Mar|2 Mar")]
    [InlineData("1900-06-01", "2024-01-01", 7, "1920 1940 1960 1980 2000 2020")]
    [InlineData("2024-05-06", "2024-06-05", 5, "6 May|13 May|20 May|27 May|3 Jun")]
    public void Ticks_of_a_time_axis_fall_on_the_calendar(string from, string to, int about, string labels)
    {
        var ticks = new TimeScale(Milliseconds(from), Milliseconds(to)).Ticks(about).Select(tick => tick.Label).ToArray();
        Assert.Equal(labels.Split(labels.Contains('|', StringComparison.Ordinal) ? '|' : ' '), ticks);
    }

    [Fact]
    public void Weeks_start_on_Monday()
    {
        var ticks = new TimeScale(Milliseconds("2024-05-01"), Milliseconds("2024-06-30")).Ticks(9);
        Assert.All(ticks, tick => Assert.Equal(DayOfWeek.Monday, Values.ToTime(tick.Value).DayOfWeek));
        Assert.InRange(ticks.Count, 6, 10);
    }

    [Fact]
    public void The_larger_unit_is_written_once_where_it_begins()
    {
        var ticks = new TimeScale(Milliseconds("2023-10-15"), Milliseconds("2024-03-15")).Ticks(6);
        Assert.Equal(["2023", "", "2024", "", ""], ticks.Select(tick => tick.Second));
    }

    [Theory]
    [InlineData(0.000_001)]
    [InlineData(1)]
    [InlineData(90_000)]
    [InlineData(Day)]
    [InlineData(40 * Day)]
    [InlineData(1000 * Day)]
    [InlineData(400_000 * Day)]
    public void Every_span_of_time_gets_some_ticks_and_not_too_many(double span)
    {
        var ticks = new TimeScale(1.7e12, 1.7e12 + Math.Max(span, 0.001)).Ticks(8);
        Assert.InRange(ticks.Count, 1, 17);
        Assert.Equal(ticks.Count, ticks.Select(tick => tick.Value).Distinct().Count());
    }

    [Theory]
    [InlineData(1e300, 2e300)]
    [InlineData(-1e-300, 1e-300)]
    [InlineData(1e15, 1e15 + 2)]
    [InlineData(double.Epsilon, 5 * double.Epsilon)]
    public void Extreme_numbers_get_finite_distinct_ticks(double from, double to)
    {
        var ticks = new LinearScale(from, to).Ticks(6);
        Assert.InRange(ticks.Count, 1, 20);
        Assert.All(ticks, tick => Assert.True(double.IsFinite(tick.Value)));
    }

    [Fact]
    public void A_map_shows_equal_distances_equally_long()
    {
        // At 60 degrees north a degree of longitude is half as long as one of latitude.
        var panel = PanelLayout.Place(Plot.ScatterMap([59.5, 60.5], [10, 11]), new Rect(0, 0, 600, 600));
        var east = Math.Abs(panel.X.At(11) - panel.X.At(10));
        var north = Math.Abs(panel.Y.At(60.5) - panel.Y.At(59.5));
        Assert.InRange(east / north, 0.499, 0.501);
    }

    private static double Milliseconds(string date) =>
        (DateTime.Parse(date, System.Globalization.CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalMilliseconds;
}
