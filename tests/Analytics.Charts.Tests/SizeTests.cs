using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Charts.Tests;

/// <summary>However much data there is, a notebook must stay below 1 MB.</summary>
public sealed class SizeTests
{
    private const int Many = 300_000;

    private static readonly double[] s_x = [.. Enumerable.Range(0, Many).Select(i => Math.Sin(i * 12.9898) * 1000)];
    private static readonly double[] s_y = [.. Enumerable.Range(0, Many).Select(i => (Math.Cos(i * 78.233) * 1000) + (i * 0.001))];

    public static TheoryData<string, Figure> Large =>
        new()
        {
            { "points", Plot.Scatter(s_x, s_y) },
            { "points on a logarithmic axis", Plot.Scatter(s_x, s_y).XAxis(log: true) },
            { "points in groups", Plot.Scatter(s_x, s_y, color: [.. Enumerable.Range(0, Many).Select(i => "group " + (i % 5))]) },
            { "points coloured by number", Plot.Scatter(s_x, s_y, color: s_x) },
            { "places", Plot.ScatterMap([.. s_x.Select(x => 41 + (x / 10_000))], [.. s_y.Select(y => -87 + (y / 10_000))]) },
            { "a line", Plot.Line([.. Enumerable.Range(0, Many)], s_y) },
            { "an area", Plot.Area([.. Enumerable.Range(0, Many)], s_y) },
            { "space", Plot.Scatter3D(s_x, s_y, s_x) },
            { "a box of outliers", Plot.Box([.. s_x.Select(x => Math.Pow(x, 7))]) },
            {
                "parallel lines",
                Plot.ParallelCoordinates(new Frame(new Column<double>("x", s_x), new Column<double>("y", s_y)), ["x", "y"])
            },
            { "a histogram", Plot.Histogram(s_x) },
        };

    [Theory]
    [MemberData(nameof(Large))]
    public void Three_hundred_thousand_rows_stay_small(string what, Figure figure)
    {
        Assert.True(figure.ToSvg().Length < 180_000, $"{what}: {figure.ToSvg().Length:N0} characters of SVG");
        Assert.True(figure.ToPlotlyJson().Length < 180_000, $"{what}: {figure.ToPlotlyJson().Length:N0} characters of JSON");
    }

    [Fact]
    public void A_thinned_line_keeps_its_highest_and_lowest_point()
    {
        var y = new double[100_000];
        (y[12_345], y[54_321]) = (77, -55);
        var line = (XyTrace)ReadyFigure.Of(Plot.Line([.. Enumerable.Range(0, y.Length)], y)).Traces[0];
        Assert.InRange(line.X.Count, 1000, 2900);
        Assert.Contains(77.0, line.Y.OfType<double>());
        Assert.Contains(-55.0, line.Y.OfType<double>());
    }

    [Fact]
    public void A_density_counts_every_point_and_says_so()
    {
        var figure = ReadyFigure.Of(Plot.Scatter(s_x, s_y));
        Assert.Equal(Many, ((HeatTrace)figure.Traces[0]).Z.Cast<double>().Where(double.IsFinite).Sum());
        Assert.Contains("300,000 points", figure.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Thinned_groups_say_how_many_points_are_drawn()
    {
        var figure = ReadyFigure.Of(Plot.Scatter(s_x, s_y, color: [.. Enumerable.Range(0, Many).Select(i => i % 2 == 0 ? "a" : "b")]));
        var drawn = figure.Traces.Sum(trace => ((XyTrace)trace).X.Count);
        Assert.InRange(drawn, 500, 5000);
        Assert.Contains(
            $"{drawn.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture)} of 300,000",
            figure.Notes[0],
            StringComparison.Ordinal
        );
    }
}
