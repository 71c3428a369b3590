using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts.Tests;

/// <summary>What plotly.js leaves to the chart: titles that fit, names of lines that are read without turning the head, letters that read on their colour.</summary>
public sealed class InteractiveFormTests
{
    private const string Long =
        "The groups are more than the shape of single columns, and two of them are seen again from every other seed";

    private static GenericChart Lines(int count, string name) =>
        Chart.Combine(
            Enumerable
                .Range(0, count)
                .Select(i =>
                    Chart.Line<double, double, string>(
                        x: new double[] { 1, 10, 100 },
                        y: new double[] { i, 2 + i, 1 + i },
                        Name: Invariant($"{name} {i}")
                    )
                )
        );

    private static readonly Dictionary<string, GenericChart> s_charts = new(StringComparer.Ordinal)
    {
        ["narrowed after it was titled"] = Lines(2, "a")
            .WithTitle(Long, "A second line that says what was counted.")
            .WithSize(Width: 460, Height: 300),
        ["usual"] = Lines(2, "b").WithTitle(Long).WithVLine(30, "the model in force").WithHLine(2, "average"),
        ["line at the right end"] = Lines(2, "c")
            .WithTitle("Short")
            .WithVLine(100, "least that may be chosen")
            .WithXAxis("x", from: 0, to: 100),
        ["logarithmic"] = Lines(1, "d").WithTitle("Logs").WithVLine(10, "ten").WithXAxis("x", log: true),
        ["many long names"] = Lines(7, "Slight, working days, afternoon, second half of the year")
            .WithTitle(Long, "3,000 of 4,956 rows, drawn by hash")
            .WithVLine(50, "in force"),
    };

    [ProgramFact("chromium")]
    public void No_title_is_covered_or_cut_and_names_of_lines_stand_over_the_plot_and_beside_no_other_text()
    {
        var page = new StringBuilder("<!DOCTYPE html><meta charset=utf-8><pre id=\"result\"></pre><script>")
            .Append(Chromium.Plotly)
            .Append("</script><script>const out=[];const jobs=[];\n")
            .Append(
                """
                function go(name,f){
                  const d=document.createElement('div');document.body.appendChild(d);
                  jobs.push(Plotly.newPlot(d,f.data,f.layout,{...f.config,displayModeBar:true}).then(()=>{
                    const box=e=>e.getBoundingClientRect(),page=box(d.querySelector('.main-svg')),bar=box(d.querySelector('.modebar')),title=box(d.querySelector('.gtitle'));
                    const plot={top:page.top+d._fullLayout._size.t};
                    const apart=(a,b)=>a.right<=b.left+1||b.right<=a.left+1||a.bottom<=b.top+3||b.bottom<=a.top+3;
                    if(title.right>page.right-2)out.push(name+': the title is cut');
                    if(!apart(title,bar))out.push(name+': the toolbar covers the title');
                    const texts=[...d.querySelectorAll('.annotation-text,.legendtext')].map(e=>({e,r:box(e)})).concat({e:d.querySelector('.gtitle'),r:title});
                    for(const {e,r} of texts){
                      if(r.width<r.height)out.push(name+': turned: '+e.textContent);
                      if(r.right>page.right||r.left<page.left)out.push(name+': beyond the edge: '+e.textContent);
                      if(!/average/.test(e.textContent)&&r.bottom>plot.top+3)out.push(name+': on the plot: '+e.textContent);
                    }
                    texts.forEach((a,i)=>texts.slice(i+1).forEach(b=>{if(!apart(a.r,b.r))out.push(name+': '+a.e.textContent+' | '+b.e.textContent)}));
                    if(d.querySelector('.shape-label'))out.push(name+': a name along its line');
                  }).catch(e=>out.push(name+': '+e)));
                }

                """
            );
        foreach (var (name, chart) in s_charts)
        {
            page.Append("go(").Append(JsonSerializer.Serialize(name)).Append(',').Append(chart.ToPlotlyJson()).Append(");\n");
        }

        page.Append(
            "Promise.all(jobs).then(()=>{document.getElementById('result').textContent=out.join('\\n')||'all good '+jobs.length});</script>"
        );
        var result = Chromium.Result(page.ToString());
        Assert.True(result == Invariant($"all good {s_charts.Count}"), result);
    }

    [Fact]
    public void What_a_line_is_called_stands_at_its_logarithm_on_a_logarithmic_axis_whichever_is_said_first()
    {
        foreach (
            var chart in new[]
            {
                Lines(1, "a").WithVLine(100, "x").WithXAxis(log: true),
                Lines(1, "a").WithXAxis(log: true).WithVLine(100, "x"),
            }
        )
        {
            using var json = JsonDocument.Parse(chart.ToPlotlyJson());
            var layout = json.RootElement.GetProperty("layout");

            Assert.Equal(2, Assert.Single(layout.GetProperty("annotations").EnumerateArray()).GetProperty("x").GetDouble());
            Assert.Equal(100, Assert.Single(layout.GetProperty("shapes").EnumerateArray()).GetProperty("x0").GetDouble());
        }
    }

    [Fact]
    public void Letters_in_cells_have_a_contrast_of_four_and_a_half_to_their_colour()
    {
        string[] names = [.. Enumerable.Range(0, 11).Select(i => Invariant($"{i}"))];
        var chart = Chart.ShareMap(
            [.. names.Select(_ => "row")],
            names,
            [.. Enumerable.Range(0, 11).Select(i => i * 10.0)],
            [.. names.Select(_ => 100.0)]
        );
        Assert.Equal(11, ReadCells(chart.ToPlotlyJson(), ColorScale.Blues));
        // The still picture and the words are read from the chart itself, whose cells are in one layer.
        Assert.Contains("11", chart.ToText(), StringComparison.Ordinal);
    }

    [Theory, InlineData(ColorScale.Blues), InlineData(ColorScale.Diverging), InlineData(ColorScale.Viridis)]
    public void Letters_in_cells_of_a_figure_have_that_contrast_too_and_one_key(ColorScale scale)
    {
        var z = new double[1, 41];
        for (var i = 0; i < 41; i++)
        {
            z[0, i] = (i - 20) / 10.0;
        }

        z[0, 40] = double.NaN;
        string[] names = [.. Enumerable.Range(0, 41).Select(i => Invariant($"{i}"))];
        var json = Plot.HeatMap(names, new[] { "row" }, z, scale: scale, showValues: true).ToPlotlyJson();

        Assert.Equal(40, ReadCells(json, scale));
        using var tree = JsonDocument.Parse(json);
        Assert.Single(tree.RootElement.GetProperty("data").EnumerateArray(), layer => layer.GetProperty("showscale").GetBoolean());
    }

    /// <summary>How many cells of the one row have letters; each is in one layer only and its letters read on its colour.</summary>
    private static int ReadCells(string plotly, ColorScale scale)
    {
        using var json = JsonDocument.Parse(plotly);
        var seen = new SortedSet<int>();
        foreach (var layer in json.RootElement.GetProperty("data").EnumerateArray())
        {
            var ink = Rgb.Parse(layer.GetProperty("textfont").GetProperty("color").GetString()!);
            var (low, high) = (layer.GetProperty("zmin").GetDouble(), layer.GetProperty("zmax").GetDouble());
            var (z, texts) = (layer.GetProperty("z")[0], layer.GetProperty("text")[0]);
            for (var i = 0; i < z.GetArrayLength(); i++)
            {
                Assert.Equal(z[i].ValueKind == JsonValueKind.Null, texts[i].GetString()!.Length == 0);
                if (z[i].ValueKind == JsonValueKind.Number)
                {
                    var ground = Palette.At(scale, (z[i].GetDouble() - low) / (high - low));
                    Assert.True(Contrast(ink, ground) >= 4.5, $"{texts[i]} has {Contrast(ink, ground):0.0} : 1.");
                    Assert.True(seen.Add(i), $"Cell {i} is in two layers.");
                }
            }
        }

        return seen.Count;
    }

    [Fact]
    public void Panels_of_one_key_are_equally_wide_and_the_key_stands_right_of_all()
    {
        int[] hours = [.. Enumerable.Range(0, 48).Select(i => i % 24)];
        var chart = Chart.HourWeekday(
            hours,
            [.. hours.Select(_ => "Monday")],
            [.. hours.Select(hour => (double)hour)],
            [.. Enumerable.Range(0, 48).Select(i => i < 24 ? "first" : "second")],
            ZTitle: "Accidents"
        );
        var layout = FigureLayout.Of(ChartReader.Read(PlotlyTree.Of(chart)));
        var areas = layout.Panels.Select(panel => panel.Area).ToArray();

        Assert.Equal(2, areas.Length);
        Assert.Equal(areas[0].Width, areas[1].Width, 6);
        Assert.True(layout.Panels[0].KeyArea.X > areas[1].Right, "The key stands between the panels.");
        Assert.True(layout.Panels[0].KeyArea.Right < layout.Width, "The key stands beyond the edge.");
    }

    [Fact]
    public void A_number_on_a_map_stands_beside_its_dot_and_not_upon_it()
    {
        var svg = XDocument.Parse(Chart.Places([45.0, 45.1], [20.0, 20.1], Labels: ["7", ""], Sizes: [24.0, 2.5]).ToSvg());
        var text = Assert.Single(svg.Descendants(), each => each.Name.LocalName == "text" && each.Value == "7");
        double Of(string name) => double.Parse(text.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        var figure = FigureLayout.Of(
            ChartReader.Read(PlotlyTree.Of(Chart.Places([45.0, 45.1], [20.0, 20.1], Labels: ["7", ""], Sizes: [24.0, 2.5])))
        );
        var dot = figure.Panels[0].X.At(20.0);

        Assert.True(Of("x") >= dot + 12, $"The number begins at {Of("x")}, the dot ends at {dot + 12}.");
        Assert.Equal("bold", text.Attribute("font-weight")?.Value);
    }

    [Fact]
    public void Cells_that_all_need_white_letters_stay_one_layer_with_its_key()
    {
        using var json = JsonDocument.Parse(Chart.ShareMap(["row", "row"], ["a", "b"], [95.0, 99.0], [100.0, 100.0]).ToPlotlyJson());
        var layer = Assert.Single(json.RootElement.GetProperty("data").EnumerateArray());

        Assert.Equal("#ffffff", layer.GetProperty("textfont").GetProperty("color").GetString());
        Assert.False(layer.TryGetProperty("showscale", out var isShown) && isShown.ValueKind == JsonValueKind.False);
        Assert.Equal(2, layer.GetProperty("z")[0].GetArrayLength());
    }

    [Fact]
    public void Names_below_the_cells_stand_straight_in_lines_and_the_remark_moves_down()
    {
        string[] names = ["Daylight", "Darkness, lighted road", "Darkness", "Not recorded", "Dusk", "Dawn"];
        GenericChart Map(string[] columns) =>
            Chart.ShareMap(
                [.. columns.Select(_ => "row")],
                columns,
                [.. columns.Select(_ => 20.0)],
                [.. columns.Select((_, i) => i == 0 ? 10.0 : 99.0)]
            );
        using var sloped = JsonDocument.Parse(Map(names).ToPlotlyJson());
        using var plain = JsonDocument.Parse(Map(["a", "b", "c"]).ToPlotlyJson());
        var axis = sloped.RootElement.GetProperty("layout").GetProperty("xaxis");
        static double Shift(JsonDocument chart) =>
            chart.RootElement.GetProperty("layout").GetProperty("annotations")[0].GetProperty("yshift").GetDouble();

        Assert.Equal(0, axis.GetProperty("tickangle").GetDouble());
        Assert.Contains(axis.GetProperty("ticktext").EnumerateArray(), text => text.GetString() == "Darkness, lighted<br>road");
        Assert.True(Shift(sloped) <= Shift(plain) - 14, $"{Shift(sloped)} against {Shift(plain)}");
    }

    private static double Contrast(Rgb one, Rgb other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>WCAG 2.2, relative luminance.</summary>
    private static double Luminance(Rgb color)
    {
        static double Linear(byte channel) =>
            channel / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
        return (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));
    }
}
