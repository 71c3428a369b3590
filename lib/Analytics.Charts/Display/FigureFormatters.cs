namespace Analytics.Charts;

/// <summary>
/// Renders a figure as a notebook bundle: interactive, still, and in words. No text/html: GitHub would prefer it and strip its script.
/// </summary>
public sealed class FigureFormatters
{
    public const string Plotly = "application/vnd.plotly.v1+json";
    public const string Svg = "image/svg+xml";
    public const string Text = "text/plain";

    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new FigureFormatter(Plotly, figure => figure.ToPlotlyJson()),
            new FigureFormatter(Svg, figure => figure.ToSvg()),
            new FigureFormatter(Text, figure => figure.ToText()),
        ];
}

/// <summary>One form of a figure. Hosts call the members by name.</summary>
public sealed class FigureFormatter(string mimeType, Func<Figure, string> write)
{
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the instance; false when it is not a figure.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not Figure figure)
        {
            return false;
        }

        writer.Write(write(figure));
        return true;
    }
}
