using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts.Tests;

/// <summary>Charts of many points and of runs, whose numbers can be counted again from what is drawn.</summary>
public sealed class FieldChartTests
{
    private static readonly double[] s_said = [.. Enumerable.Range(0, 400).Select(i => Math.Exp(Math.Sin(i * 12.9898) * 2))];
    private static readonly double[] s_came = [.. Enumerable.Range(0, 400).Select(i => Math.Exp(Math.Cos(i * 78.233) * 2))];

    private static double[] Numbers(JsonElement from) => [.. from.EnumerateArray().Select(each => each.GetDouble())];

    [Fact]
    public void A_hexagon_counts_the_points_whose_nearest_middle_is_its_own()
    {
        using var json = JsonDocument.Parse(Chart.Hexbin(s_said, s_came, Log: true, Across: 9).ToPlotlyJson());
        var cells = json.RootElement.GetProperty("data")[0];
        double[] x = [.. Numbers(cells.GetProperty("x")).Select(each => Math.Log(each))],
            y = [.. Numbers(cells.GetProperty("y")).Select(each => Math.Log(each))];
        var counted = new double[x.Length];
        for (var i = 0; i < s_said.Length; i++)
        {
            // Both axes have one scale, so that the nearest middle is the nearest on the picture.
            double Far(int cell) => Math.Pow(x[cell] - Math.Log(s_said[i]), 2) + Math.Pow(y[cell] - Math.Log(s_came[i]), 2);
            counted[Enumerable.Range(0, x.Length).MinBy(Far)]++;
        }

        Assert.Equal(counted, Numbers(cells.GetProperty("marker").GetProperty("color")));
        Assert.InRange(x.Length, 20, 90);
    }

    [Fact]
    public void What_has_no_place_on_a_logarithmic_axis_is_left_out_and_counted()
    {
        var chart = Chart.Hexbin([1, 10, 0, -3, double.NaN], [2, 20, 5, 5, 5], Log: true);

        Assert.Contains("3 of 5 cases are left out", chart.ToText(), StringComparison.Ordinal);
        Assert.DoesNotContain("left out", Chart.Hexbin([1, 10, 0], [2, 20, 5]).ToText(), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(chart.ToPlotlyJson());
        Assert.Equal(2, Numbers(json.RootElement.GetProperty("data")[0].GetProperty("marker").GetProperty("color")).Sum());
    }

    [Fact]
    public void The_line_on_which_both_are_equal_crosses_equal_axes()
    {
        using var json = JsonDocument.Parse(Chart.Hexbin(s_said, [.. s_came.Select(each => each * 50)]).ToPlotlyJson());
        var (layout, line) = (json.RootElement.GetProperty("layout"), json.RootElement.GetProperty("data")[1]);

        Assert.Equal(Numbers(layout.GetProperty("xaxis").GetProperty("range")), Numbers(layout.GetProperty("yaxis").GetProperty("range")));
        Assert.Equal(Numbers(line.GetProperty("x")), Numbers(line.GetProperty("y")));
    }

    [Theory]
    [InlineData(0.0, "middle")]
    [InlineData(9.9, "end")]
    public void What_an_upright_line_is_called_stands_over_the_plot_and_within_the_picture(double at, string anchor)
    {
        var chart = Chart
            .DotInterval(["a", "b"], [-10, 10], [-11, 8], [-9, 10], Percent: false)
            .WithVLine(at, "the model that is in force")
            .WithSize(Width: 500, Height: 200);
        var texts = XDocument.Parse(chart.ToSvg()).Descendants().Where(each => each.Name.LocalName == "text").ToArray();
        double Y(XElement text) => double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture);
        var label = Assert.Single(texts, text => text.Value == "the model that is in force");

        Assert.Equal(anchor, label.Attribute("text-anchor")!.Value);
        Assert.Null(label.Attribute("transform"));
        Assert.All(texts.Where(text => text.Value is "a" or "b"), name => Assert.True(Y(label) < Y(name) - 10));
        using var json = JsonDocument.Parse(chart.ToPlotlyJson());
        Assert.Contains("the model that is in force", json.RootElement.GetProperty("layout").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_cut_keeps_its_number_of_rows()
    {
        var svg = Chart
            .DotInterval([new string('m', 90), "b"], [0.1, 0.2], [0.05, 0.1], [0.2, 0.3], Counts: [1234L, 40L])
            .WithSize(Width: 500, Height: 200)
            .ToSvg();

        Assert.Contains("… (n = 1,234)", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_without_room_for_its_n_shows_its_share()
    {
        string[] columns = [.. Enumerable.Range(0, 12).Select(i => Invariant($"column {i}"))];
        var svg = Chart
            .ShareMap(
                [.. columns.Select(_ => "row")],
                columns,
                [.. columns.Select(_ => 1_111_111.1)],
                [.. columns.Select(_ => 22_222_222.0)]
            )
            .WithSize(Width: 640, Height: 200)
            .ToSvg();

        // The key may have a tick of 5 % too.
        Assert.InRange(Regex.Count(svg, @">5%<"), 12, 13);
        Assert.DoesNotContain(">n = 22", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void The_still_of_parallel_lines_has_a_tick_at_each_of_few_values_and_whole_names_left_of_the_key()
    {
        const string Score = "Area under the ROC curve";
        var svg = XDocument.Parse(
            Chart
                .ParallelLines(
                    ["leaves", "learning rate", Score],
                    [
                        [4, 8, 16, 4],
                        [0.02, 0.1, 0.1, 0.05],
                        [0.71, 0.74, 0.79, 0.8],
                    ]
                )
                .ToSvg()
        );
        var texts = svg.Descendants().Where(each => each.Name.LocalName == "text").ToArray();

        Assert.All(["4", "8", "16", "0.02", "0.05", "0.1"], tick => Assert.Contains(texts, text => text.Value == tick));
        Assert.DoesNotContain(texts, text => text.Value is "6" or "10" or "12");
        var name = texts.First(text => text.Value == Score && (string?)text.Attribute("text-anchor") == "middle");
        var right = (double)name.Attribute("x")! + (TextSize.Width(Score, 11, bold: true) / 2);
        var key = svg.Descendants().Where(each => each.Name.LocalName == "rect").Max(each => (double?)each.Attribute("x") ?? 0);
        Assert.True(right < key, $"The name ends at {right}, the key begins at {key}.");
    }

    [Fact]
    public void Columns_of_different_length_and_a_single_column_are_refused()
    {
        Assert.Throws<ArgumentException>(() =>
            Chart.ParallelLines(
                ["a", "b"],
                [
                    [1, 2],
                    [1],
                ]
            )
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Chart.ParallelLines(
                ["a"],
                [
                    [1, 2],
                ]
            )
        );
    }
}
