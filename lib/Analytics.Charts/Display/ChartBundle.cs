using System.Text.Json.Nodes;
using Plotly.NET;

namespace Analytics.Charts;

/// <summary>A chart of Plotly.NET in the three forms of a notebook's output.</summary>
public static class ChartBundle
{
    /// <summary>Plotly JSON for notebooks: sorted keys, 6 significant digits, null for what is missing, the same bytes at every run.</summary>
    public static string ToPlotlyJson(this GenericChart chart) => PlotlyTree.ToText(InteractiveForm.Of(PlotlyTree.Of(chart)));

    /// <summary>A still picture. A chart of a type that has none is drawn as its name and what it holds.</summary>
    public static string ToSvg(this GenericChart chart) => Still(PlotlyTree.Of(chart), figure => figure.ToSvg());

    /// <summary>What the chart shows in words and numbers.</summary>
    public static string ToText(this GenericChart chart) => Still(PlotlyTree.Of(chart), figure => figure.ToText());

    /// <summary>
    /// Plotly.NET accepts what no picture can be made of (numbers and times on one axis, a bar of text); the interactive form shows what it can,
    /// the still one says why it is none.
    /// </summary>
    internal static string Still(JsonObject tree, Func<Figure, string> draw)
    {
        try
        {
            return draw(ChartReader.Read(tree));
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException)
        {
            var figure = ChartReader.Read(new JsonObject { ["layout"] = tree.At("layout")?.DeepClone() });
            var type = (tree.List("data") ?? []).Select(trace => trace.Text("type")).OfType<string>().FirstOrDefault() ?? "";
            return draw(figure with { Traces = [new OtherTrace(type, $"No still picture: {error.Message.TrimEnd('.')}")] });
        }
    }
}

/// <summary>Renders charts of Plotly.NET in place of its own formatter, whose HTML loads plotly.js from a network.</summary>
internal sealed class ChartFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new ChartFormatter(FigureFormatters.Plotly, tree => PlotlyTree.ToText(InteractiveForm.Of(tree))),
            new ChartFormatter(FigureFormatters.Svg, tree => ChartBundle.Still(tree, figure => figure.ToSvg())),
            new ChartFormatter(FigureFormatters.Text, tree => ChartBundle.Still(tree, figure => figure.ToText())),
        ];
}

/// <summary>One form of a chart. Hosts call the members by name.</summary>
internal sealed class ChartFormatter(string mimeType, Func<JsonObject, string> write)
{
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the instance; false when it is no chart.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not GenericChart chart)
        {
            return false;
        }

        writer.Write(write(PlotlyTree.Of(chart)));
        return true;
    }
}
