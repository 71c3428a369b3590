using System.Collections.Immutable;

namespace Analytics.Charts;

/// <summary>
/// A chart as data: immutable, drawn only when asked. Made by <see cref="Plot"/>, changed by methods that return a new one.
/// </summary>
[TypeFormatterSource(typeof(FigureFormatters), PreferredMimeTypes = [FigureFormatters.Plotly, FigureFormatters.Svg, FigureFormatters.Text])]
public sealed partial record Figure
{
    public string Title { get; init; } = "";

    public string Subtitle { get; init; } = "";

    /// <summary>Remarks printed small beneath the chart, one line each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    public Axis X { get; init; } = new();

    public Axis Y { get; init; } = new();

    /// <summary>The third axis of a chart in space.</summary>
    public Axis Z { get; init; } = new();

    public ImmutableArray<Trace> Traces { get; init; } = [];

    public ImmutableArray<Reference> References { get; init; } = [];

    /// <summary>Bars and areas stand on each other instead of side by side.</summary>
    public bool Stacked { get; init; }

    /// <summary>x is longitude and y latitude in degrees: both scales are equal on the ground and a scale bar is drawn.</summary>
    public bool IsMap { get; init; }

    /// <summary>Whether a legend is shown. Default: when two or more layers have names.</summary>
    public bool? HasLegend { get; init; }

    /// <summary>Pixels. Default 760.</summary>
    public int Width { get; init; } = 760;

    /// <summary>Pixels. Default: 420, or what the categories of horizontal bars need.</summary>
    public int? Height { get; init; }

    /// <summary>Figures in a grid; when there are any the figure itself has no layers.</summary>
    public ImmutableArray<Figure> Panels { get; init; } = [];

    /// <summary>How many panels stand side by side.</summary>
    public int PanelColumns { get; init; } = 1;

    internal bool IsCartesian => Traces.IsFlat();

    /// <summary>The words of <see cref="ToText"/>.</summary>
    public override string ToString() => ToText();
}
