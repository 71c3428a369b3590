using System.Net;
using System.Text;

namespace Analytics.Charts;

/// <summary>One figure of each type over invented data, and a page that shows both forms side by side: for looking, and as golden pictures of the tests.</summary>
public static partial class Gallery
{
    /// <summary>File-name-like names and their figures.</summary>
    public static IReadOnlyList<(string Name, Figure Figure)> Figures { get; } =
    [.. Basics(), .. Distributions(), .. Shapes(), .. Models(), .. Edges()];

    /// <summary>A page with the plotly form left, the still form right and the words beneath, for each figure.</summary>
    /// <param name="plotly">The source text of plotly.js, put into the page so that it opens without a network.</param>
    public static string Page(string plotly)
    {
        var page = new StringBuilder(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Gallery of figures</title>\n"
        );
        page.Append(
            "<style>body{font:14px Arial,sans-serif;margin:16px;background:#f2f2f2}section{margin:0 0 24px}.pair{display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start}.pair>div{background:#fff}pre{white-space:pre-wrap;max-width:1540px}</style>\n"
        );
        page.Append("<script>")
            .Append(plotly)
            .Append("</script></head><body><h1>Gallery of figures</h1>\n<p>Left: plotly.js. Right: the still picture.</p>\n");
        foreach (var (name, figure) in Figures)
        {
            Section(page, name, figure.ToSvg(), figure.ToText(), figure.ToPlotlyJson());
        }

        page.Append("<h1>Charts of Plotly.NET</h1>\n<p>Made by <code>Chart.…</code>, as in a notebook.</p>\n");
        foreach (var (name, chart) in Charts())
        {
            Section(page, "chart-" + name, chart.ToSvg(), chart.ToText(), chart.ToPlotlyJson());
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void Section(StringBuilder page, string name, string svg, string text, string json)
    {
        page.Append("<section><h2>")
            .Append(WebUtility.HtmlEncode(name))
            .Append("</h2><div class=\"pair\"><div id=\"")
            .Append(name)
            .Append("\"></div><div>");
        page.Append(svg).Append("</div></div><pre>").Append(WebUtility.HtmlEncode(text)).Append("</pre></section>\n");
        page.Append("<script>{const f=")
            .Append(json)
            .Append(";Plotly.newPlot('")
            .Append(name)
            .Append("',f.data,f.layout,f.config);}</script>\n");
    }

    /// <summary>Invented numbers: the same on every machine.</summary>
    private static double[] Noise(int count, int seed, double mean = 0, double deviation = 1)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => Math.Round(mean + (deviation * (Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6)), 4)),
        ];
    }
}
