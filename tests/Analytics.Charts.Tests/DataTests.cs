using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Charts.Tests;

public sealed class DataTests
{
    [Fact]
    public void Quartiles_are_those_of_numpy()
    {
        // numpy.percentile([1.5, 2, 2.5, 7, 8, 9.25, 30], [25, 50, 75]) of numpy 1.24.
        var box = ((BoxTrace)Plot.Box([30, 2, 7, 2.5, 9.25, 1.5, 8]).Traces[0]).Boxes[0];
        Assert.Equal((2.25, 7.0, 8.625), (box.Q1, box.Median, box.Q3));
        Assert.Equal([30.0], box.Outliers);
        Assert.Equal((1.5, 9.25), (box.Low, box.High));
    }

    [Fact]
    public void Histogram_bins_hold_every_value_once()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => Math.Sqrt(i)), double.NaN];
        var figure = Plot.Histogram(values, bins: 7);
        var bars = (BarTrace)figure.Traces[0];
        Assert.Equal(1000, bars.Length.OfType<double>().Sum());
        Assert.Equal(5, bars.Width);
        Assert.Contains("1 missing", figure.Notes[0], StringComparison.Ordinal);
        // 0..5 exclusive are the squares below 25.
        Assert.Equal(25.0, bars.Length[0]);
    }

    [Fact]
    public void A_few_whole_numbers_are_counted_one_by_one()
    {
        var bars = (BarTrace)Plot.Histogram([1, 2, 2, 5, 5, 5]).Traces[0];
        Assert.Equal([1.0, 2.0, 3.0, 4.0, 5.0], bars.Position.OfType<double>());
        Assert.Equal([1.0, 2.0, 0.0, 0.0, 3.0], bars.Length.OfType<double>());
        Assert.Contains(
            "3 whole numbers from 7 to 7; most often 7 with 3 (100%)",
            Plot.Histogram([7, 7, 7]).ToText(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_text_column_as_colour_makes_one_layer_per_text_in_order_of_appearance()
    {
        var figure = Plot.Scatter(People(), "age", "height", color: "sex");
        Assert.Equal(["f", "m"], figure.Traces.Select(trace => trace.Name));
        Assert.Equal([3, 1], figure.Traces.Select(trace => ((XyTrace)trace).X.Count));
        Assert.Equal(("age", "height"), (figure.X.Title, figure.Y.Title));
    }

    [Fact]
    public void Missing_text_is_a_group_of_its_own_and_missing_numbers_are_noted()
    {
        var frame = new Frame(TextColumn.FromValues("g", ["a", null, "a"]), Column<double>.FromNullable("n", [1, 2, null]));
        var text = Plot.Scatter(frame, "g", "n").ToText();
        Assert.Contains("(missing)", Plot.Bar(frame, "g", "n").ToText(), StringComparison.Ordinal);
        Assert.Contains("1 row with a missing or infinite value is not drawn.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_form_becomes_a_matrix_and_unseen_pairs_stay_blank()
    {
        var frame = new Frame(
            new Column<int>("hour", [8, 7, 8, 8]),
            TextColumn.FromValues("day", ["Mon", "Mon", "Tue", "Tue"]),
            new Column<double>("n", [1, 2, 3, 4])
        );
        var heat = (HeatTrace)Plot.HeatMap(frame, "hour", "day", "n").Traces[0];
        Assert.Equal(["7", "8"], heat.X.Cast<string>());
        Assert.Equal([2, 1, double.NaN, 7], heat.Z.Cast<double>());
    }

    [Fact]
    public void Stacked_layers_with_different_places_still_stand_on_each_other()
    {
        var figure = ReadyFigure.Of(Plot.Area([1, 2, 3], [1, 1, 1]).And(Plot.Area([2, 4], [5, 5])).Stack());
        var top = (XyTrace)figure.Traces[1];
        Assert.Equal([1.0, 2, 3, 4], top.X.OfType<double>());
        Assert.Equal([0.0, 5, 0, 5], top.Y.OfType<double>());
        Assert.Equal([1.0, 1, 1, 0], top.Base!);
    }

    [Fact]
    public void Negative_bars_stack_downwards()
    {
        var figure = ReadyFigure.Of(Plot.Bar(["a"], [2.0]).And(Plot.Bar(["a"], [-1.0])).And(Plot.Bar(["a"], [3.0])).Stack());
        Assert.Equal([0.0, 0.0, 2.0], figure.Traces.Cast<BarTrace>().Select(bar => bar.Base![0]));
    }

    [Fact]
    public void A_figure_never_changes()
    {
        double[] data = [1, 2, 3];
        var before = Plot.Line(data, data);
        var picture = before.ToSvg();
        data[0] = 99;
        var after = before.Titled("New").HLine(2).And(Plot.Line([1, 2], [5, 6]));
        Assert.Equal(picture, before.ToSvg());
        Assert.NotEqual(picture, after.ToSvg());
    }

    private static Frame People() =>
        new(
            new Column<int>("age", [30, 40, 50, 60]),
            new Column<double>("height", [1.6, 1.7, 1.8, 1.65]),
            TextColumn.FromValues("sex", ["f", "m", "f", "f"])
        );
}
