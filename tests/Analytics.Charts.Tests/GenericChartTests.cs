using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts.Tests;

/// <summary>Charts as an analyst types them with Plotly.NET, in the three forms of a notebook.</summary>
public sealed class GenericChartTests
{
    private static readonly Dictionary<string, GenericChart> s_charts = Gallery
        .Charts()
        .ToDictionary(each => each.Name, each => each.Chart, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. s_charts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_chart_has_three_sound_forms_with_its_title_in_each(string name)
    {
        var chart = s_charts[name];
        using var json = JsonDocument.Parse(chart.ToPlotlyJson());
        Assert.Equal(["config", "data", "layout"], json.RootElement.EnumerateObject().Select(pair => pair.Name));
        var title = ReadValues.Lines(json.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString()!)[0];
        var svg = XDocument.Parse(chart.ToSvg());
        Assert.Equal(title, svg.Root!.Elements().First(each => each.Name.LocalName == "title").Value);
        Assert.DoesNotContain("NaN", chart.ToSvg(), StringComparison.Ordinal);
        Assert.StartsWith(title, chart.ToText(), StringComparison.Ordinal);
        Assert.All((string[])[chart.ToPlotlyJson(), chart.ToSvg(), chart.ToText()], form => Assert.InRange(form.Length, 1, 70_000));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_run_and_every_culture_gives_the_same_bytes(string name)
    {
        var again = Gallery.Charts().Single(each => each.Name == name).Chart;
        var before = Forms(s_charts[name]);
        var culture = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new CultureInfo("tr-TR")
            {
                NumberFormat =
                {
                    NegativeSign = "~",
                    NumberDecimalSeparator = ",",
                    NumberGroupSeparator = "'",
                },
            };
            Assert.Equal(before, Forms(Gallery.Charts().Single(each => each.Name == name).Chart));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
        }

        Assert.Equal(before, Forms(again));
    }

    [Theory]
    [InlineData(
        "column",
        "Crashes peak at 17 o'clock (bar chart)\n4,000 crashes of one year\nx: Hour, local time; y: Crashes\n- 24 bars, highest 16 (238), 17 (238), 15 (225); lowest 4 (60); sum 2,997"
    )]
    [InlineData(
        "bar",
        "Failing to yield is the commonest cause (bar chart)\nx: Crashes\n- Disregarding signals (87), Following too closely (409), Failing to yield (466)"
    )]
    [InlineData(
        "column-stacked",
        "By day and severity (stacked bar chart)\ny: Crashes\n- minor: Mon (80), Tue (90), Wed (120)\n- serious: Mon (8), Tue (12), Wed (9)"
    )]
    [InlineData(
        "range",
        "A line and its band (line chart and band)\n- lower: 3 points, x from 1 to 3, y from 1 (at 1) to 2 (at 2), last 2\n- upper: between 1 and 4 over 3 places, x from 1 to 3\n- mean: 3 points, x from 1 to 3, y from 2 (at 1) to 3 (at 2), last 2.5"
    )]
    [InlineData(
        "area-stacked",
        "Areas on each other (stacked area chart)\ny: Energy (GWh)\n- gas: 3 points, x from 1 to 3, y from 1 (at 1) to 3 (at 3), last 3\n- wind: 3 points, x from 1 to 3, y from 1 (at 3) to 2 (at 1), last 1"
    )]
    [InlineData("heatmap", "Cells (heat map)\n- 2 rows × 3 columns, highest second × c (6), lowest first × a (1)")]
    [InlineData("pie", "Weather at the scene (pie chart)\n- Clear 7,810 (86.5%), Rain 870 (9.6%), Snow 350 (3.9%)")]
    [InlineData("indicator", "Rows that passed every contract (gauge)\n- 0.973 on a dial from 0 to 1")]
    [InlineData("other-candlestick", "Prices (candlestick chart)\n- 2 x, 2 close, 2 open, 2 high; drawn by the interactive form only")]
    [InlineData("other-text", "Lengths that are no numbers (bar chart)\n- No still picture: The lengths of the bars are no numbers")]
    [InlineData(
        "field-dot-interval",
        "Pedestrians are hurt most often (dots with intervals)\nShare with an injury or a tow, 95 % intervals\nx: Share with an injury or a tow\n- Pedestrian (n = 90) 93.3% (86.2% to 96.9%), Parked <car> (n = 1,203) 20% (18% to 23%), Rear end (n = 640) 10.9% (5.4% to 20.9%)\n- n < 30: Animal (n = 8) 50% (20% to 80%)"
    )]
    public void The_words_say_what_the_chart_shows(string name, string words) => Assert.Equal(words, s_charts[name].ToText());

    [Fact]
    public void A_grid_is_read_panel_by_panel_in_rows()
    {
        var figure = ChartReader.Read(PlotlyTree.Of(s_charts["grid"]));
        Assert.Equal(["By day", "By week", "By light", "By size"], figure.Panels.Select(panel => panel.Title));
        Assert.Equal(
            [typeof(BarTrace), typeof(XyTrace), typeof(PieTrace), typeof(BarTrace)],
            figure.Panels.Select(panel => panel.Traces[0].GetType())
        );
        Assert.Equal(2, figure.PanelColumns);
    }

    [Fact]
    public void Places_on_a_map_with_tiles_are_drawn_without_them()
    {
        var text = Chart
            .PointGeo<double, double, string>(longitudes: [-87.7, -87.6], latitudes: [41.9, 41.8])
            .WithTitle("Two places")
            .ToText();
        Assert.Equal(
            "Two places (map of points)\n- 2 points, x from −87.7 to −87.6, y from 41.8 (at −87.6) to 41.9 (at −87.7), mean 41.85",
            text
        );
    }

    [Fact]
    public void Names_start_at_the_bottom_as_plotly_draws_them_unless_the_axis_is_reversed()
    {
        static double Height(GenericChart chart, string name)
        {
            var text = XDocument.Parse(chart.ToSvg()).Descendants().First(each => each.Name.LocalName == "text" && each.Value == name);
            return double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture);
        }

        var chart = Chart.Bar<int, string, string>(values: new[] { 1, 2 }, Keys: new[] { "one", "two" });
        Assert.True(Height(chart, "one") > Height(chart, "two"));
        var reversed = chart.WithYAxis(reversed: true);
        Assert.True(Height(reversed, "one") < Height(reversed, "two"));
    }

    [Fact]
    public void The_bins_of_a_histogram_are_the_same_in_both_forms_and_hold_every_value()
    {
        var tree = PlotlyTree.Of(s_charts["histogram"]);
        var bars = (BarTrace)ChartReader.Read(tree).Traces[0];
        Assert.Equal(900, bars.Length.Numbers.Sum());
        var bins = tree.At("data")![0]!.At("xbins");
        Assert.Equal(bins.Number("size"), bars.Width);
        Assert.Equal(bins.Number("start"), bars.Position.Numbers[0] - (bars.Width / 2));
    }

    [Fact]
    public void What_is_no_number_is_null_and_leaves_a_gap()
    {
        var json = s_charts["lines"].ToPlotlyJson();
        Assert.Contains(",null,", json, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_and_names_on_several_lines_are_read_whole()
    {
        var title = string.Join(' ', Enumerable.Repeat("A finding that is long", 6));
        var chart = Chart
            .Column<int, string, string>(values: new[] { 1, 2 }, Keys: new[] { "10<br>n = 112", "20<br>n = 90" })
            .WithTitle(title, "second line");
        Assert.Equal($"{title} (bar chart)\nsecond line\n- 10 n = 112 (1), 20 n = 90 (2)", chart.ToText());
    }

    [Fact]
    public void Encoded_arrays_are_written_out()
    {
        var chart = GenericChart.ofTraceObject(true, new Trace2D("scatter"));
        foreach (var trace in GenericChart.getTraces(chart))
        {
            trace.SetProperty(
                "y",
                Part.Of(
                    ("bdata", Convert.ToBase64String([.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(2.5f)])),
                    ("dtype", "f4")
                )
            );
        }

        Assert.Contains("\"y\":[1.5,2.5]", chart.ToPlotlyJson(), StringComparison.Ordinal);
        Assert.Contains("2 points", chart.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_or_a_line_leaves_the_chart_it_was_made_from_as_it_is()
    {
        var chart = Chart.Column<int, string, string>(values: new[] { 1, 2 }, Keys: new[] { "a", "b" });
        var before = chart.ToPlotlyJson();
        var changed = chart
            .WithTitle("Two", "of three")
            .WithHLine(1.5, "limit")
            .WithNote("Remark.")
            .WithXAxis("Name")
            .WithYAxis("Count", unit: "n");
        Assert.Equal(before, chart.ToPlotlyJson());
        Assert.Equal(
            "Two (bar chart)\nof three\nx: Name; y: Count (n)\n- a (1), b (2)\n- line at y = 1.5: limit\nNote: Remark.",
            changed.ToText()
        );
    }

    [Fact]
    public void The_theme_is_small_in_what_it_writes_and_in_what_it_allocates()
    {
        ChartTheme.Use();
        Chart.Column<double, string, string>(values: new[] { 1.0, 2 }, Keys: new[] { "a", "b" }).ToPlotlyJson();
        // Bytes, not time: the machine does other things as well.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var json = GenericChart.toFigureJson(Chart.Column<double, string, string>(values: new[] { 1.0, 2 }, Keys: new[] { "a", "b" }));
        // The default template alone makes a megabyte of work; ours stays below a tenth of it.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 400_000);
        Assert.InRange(json.Length, 200, 4_000);
    }

    [Fact]
    public void Cases_below_thirty_are_grey_and_keep_their_place_in_the_order()
    {
        var figure = ChartReader.Read(PlotlyTree.Of(s_charts["field-dot-interval"]));
        Assert.Equal("#b3b3b3", figure.Traces[1].Color);
        Assert.Equal(["Pedestrian (n = 90)", "Animal (n = 8)", "Parked <car> (n = 1,203)", "Rear end (n = 640)"], figure.Y.Order);
    }

    [Fact]
    public void A_cluster_map_puts_what_is_alike_side_by_side()
    {
        var order = ((HeatTrace)ChartReader.Read(PlotlyTree.Of(s_charts["field-cluster-map"])).Traces[0]).X.OfType<string>().ToArray();
        Assert.Equal(1, Math.Abs(Array.IndexOf(order, "speed") - Array.IndexOf(order, "limit")));
        Assert.Equal(order, ((HeatTrace)ChartReader.Read(PlotlyTree.Of(s_charts["field-cluster-map"])).Traces[0]).Y.OfType<string>());
    }

    [Fact]
    public void Ranks_of_a_beeswarm_share_the_middle_where_values_are_equal()
    {
        var chart = Chart.Beeswarm(
            ["a"],
            [
                [1, 2, 3, 4],
            ],
            [
                [5, 5, 9, double.NaN],
            ]
        );
        Assert.Contains("\"color\":[0.25,0.25,1,null]", chart.ToPlotlyJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_weekday_that_is_none_is_refused_with_the_right_ones() =>
        Assert.Contains(
            "Monday, Tuesday",
            Assert.Throws<ArgumentException>(() => Chart.HourWeekday([1], ["Mo"], [1])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Lists_of_different_length_are_refused_with_both_lengths() =>
        Assert.Equal(
            "'keys' has 2 values but 'low' has 1.",
            Assert.Throws<ArgumentException>(() => Chart.DotInterval(["a", "b"], [1, 2], [1], [2, 3])).Message
        );

    private static string[] Forms(GenericChart chart) => [chart.ToPlotlyJson(), chart.ToSvg(), chart.ToText()];
}
