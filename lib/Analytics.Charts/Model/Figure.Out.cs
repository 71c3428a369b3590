namespace Analytics.Charts;

public sealed partial record Figure
{
    /// <summary>
    /// The figure as a plotly.js object <c>{"data": […], "layout": {…}}</c> that reads alike in plotly.js 2.35 and 4.1.
    /// Numbers have 6 significant digits (whole numbers up to 15), missing is null, keys are sorted.
    /// </summary>
    public string ToPlotlyJson() => PlotlyWriter.Write(this);

    /// <summary>
    /// The figure as a still picture in SVG 1.1 with presentation attributes only, so that sanitisers of notebook viewers
    /// leave it whole. The same figure gives the same bytes everywhere.
    /// </summary>
    public string ToSvg() => SvgWriter.Write(this);

    /// <summary>What the figure shows, in words and numbers, for those who cannot see it and for plain terminals.</summary>
    public string ToText() => FigureText.Write(this);
}
