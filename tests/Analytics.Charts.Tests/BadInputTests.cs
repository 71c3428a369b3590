using System.Xml.Linq;
using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Charts.Tests;

public sealed class BadInputTests
{
    [Fact]
    public void Lists_of_different_length_are_refused_with_both_lengths()
    {
        var error = Assert.Throws<ArgumentException>(() => Plot.Line([1, 2, 3], [1, 2]));
        Assert.Equal("'x' has 3 values but 'y' has 2.", error.Message);
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_with_those_that_are()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => Plot.Bar(new Frame(new Column<int>("a", [1])), "a", "b"));
        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
        Assert.Contains("a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_as_lengths_of_bars_are_refused() =>
        Assert.Contains(
            "aggregate them first",
            Assert.Throws<ArgumentException>(() => Plot.Bar([1, 2], ["a", "b"])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Mixed_kinds_of_values_are_refused() =>
        Assert.Contains(
            "Number and Text",
            Assert.Throws<ArgumentException>(() => Plot.Bar([1, "b"], [1, 2])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Numbers_and_times_cannot_share_an_axis() =>
        Assert.Throws<InvalidOperationException>(() => Plot.Line([1], [1]).And(Plot.Line([new DateOnly(2024, 1, 1)], [1])).ToSvg());

    [Fact]
    public void A_pie_cannot_share_a_panel() =>
        Assert.Contains(
            "Plot.Subplots",
            Assert.Throws<InvalidOperationException>(() => Plot.Line([1], [1]).And(Plot.Pie(["a"], [1])).ToSvg()).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_negative_share_is_named() =>
        Assert.Contains("'b'", Assert.Throws<ArgumentException>(() => Plot.Pie(["a", "b"], [1, -2])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_colour_must_be_written_in_full() =>
        Assert.Contains(
            "#rrggbb",
            Assert.Throws<ArgumentException>(() => Plot.Line([1], [1]).Colored("red")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Values_at_or_below_zero_leave_a_logarithmic_axis_with_a_note()
    {
        var figure = Plot.Scatter([1, 2, 3], [-1, 0, 10]).YAxis(log: true);
        const string Note = "2 rows with a value ≤ 0 cannot stand on a logarithmic axis and are not drawn.";
        Assert.Contains(Note, figure.ToSvg(), StringComparison.Ordinal);
        Assert.Contains(Note, figure.ToText(), StringComparison.Ordinal);
    }

    public static TheoryData<string, Figure> Awkward =>
        new()
        {
            { "no values", Plot.Histogram(new double[0]) },
            { "no bars", Plot.Bar(new string[0], new double[0]) },
            { "no boxes", Plot.Box(new string[0], new double[0]) },
            { "no cells", Plot.HeatMap(new string[0], new string[0], new double[0, 0]) },
            { "no slices", Plot.Pie(new string[0], new double[0]) },
            { "no places", Plot.ScatterMap(new double[0], new double[0]) },
            { "no space", Plot.Scatter3D(new double[0], new double[0], new double[0]) },
            { "no rows", Plot.ParallelCoordinates(new Frame(new Column<int>("a", []), new Column<int>("b", [])), ["a", "b"]) },
            { "no layers", new Figure() },
            { "nothing but NaN", Plot.Line([1, 2], [double.NaN, double.NaN]) },
            { "nothing but infinity", Plot.Bar(["a", "b"], [double.PositiveInfinity, double.NegativeInfinity]) },
            { "an empty box among others", Plot.Box(["a", "b"], [double.NaN, 1]) },
            {
                "a blank matrix",
                Plot.HeatMap(
                    ["a"],
                    ["b"],
                    new[,]
                    {
                        { double.NaN },
                    },
                    showValues: true
                )
            },
            { "one equal value", Plot.Histogram([7.0, 7, 7]) },
            { "zero alone", Plot.Bar(["a"], [0.0]) },
            { "the greatest numbers", Plot.Line([1, 2], [-8e307, 8e307]) },
            { "the least numbers", Plot.Line([1, 2], [double.Epsilon, 3 * double.Epsilon]) },
            { "all logarithms impossible", Plot.Bar(["a"], [-1.0]).YAxis(log: true) },
            { "a gauge beyond its dial", Plot.Gauge(7, 0, 1) },
            { "a gauge of nothing", Plot.Gauge(double.NaN) },
            { "a range upside down", Plot.Line([1, 2], [1, 2]).YAxis(from: 5, to: 1) },
            { "an empty range", Plot.Line([1, 2], [1, 2]).XAxis(from: 3, to: 3) },
            { "data outside the range", Plot.Line([1, 2], [1, 2]).XAxis(from: 10, to: 20).And(Plot.Bar([1, 2], [1, 2])) },
            {
                "one class",
                Plot.ConfusionMatrix(
                    new long[,]
                    {
                        { 0 },
                    },
                    ["a"]
                )
            },
            { "the poles", Plot.ScatterMap([89.9, -89.9, 200], [180, -180, 0]) },
            { "the same place", Plot.ScatterMap([41.9, 41.9], [-87.6, -87.6]) },
            { "the first and last day", Plot.Line([DateTime.MinValue, DateTime.MaxValue], [1, 2]) },
            { "the same moment", Plot.Line([new DateTime(2024, 1, 1), new DateTime(2024, 1, 1)], [1, 2]) },
            {
                "the smallest picture",
                Plot.Bar(["a long name indeed", "b"], [1, 2], "A title that has no room").XAxis("x").YAxis("y").Sized(200, 120)
            },
            {
                "sixteen panels",
                Plot.Subplots(
                    4,
                    [.. Enumerable.Range(0, 16).Select(i => Plot.Bar(["a", "b"], [1.0, i], $"Panel {i}").XAxis("x").YAxis("y"))]
                )
            },
            { "names that are numbers", Plot.Bar(["2020", "2021", "2021"], [1, 2, 3]) },
            { "an empty name", Plot.Bar(["", " "], [1, 2]) },
            { "a reference far away", Plot.Line([1, 2], [1, 2]).HLine(double.NaN, "?").VLine(double.PositiveInfinity) },
        };

    [Theory]
    [MemberData(nameof(Awkward))]
    public void Awkward_data_still_gives_three_sound_forms(string what, Figure figure)
    {
        var svg = figure.ToSvg();
        XDocument.Parse(svg);
        Assert.False(svg.Contains("NaN", StringComparison.Ordinal) || svg.Contains("Infinity", StringComparison.Ordinal), what);
        using var json = System.Text.Json.JsonDocument.Parse(figure.ToPlotlyJson());
        Assert.NotEmpty(figure.ToText());
    }
}
