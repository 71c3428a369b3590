using Analytics.Frames;

namespace Analytics.Charts;

/// <summary>
/// Makes figures. Titles of axes, scales, sizes and lines across are set by methods on the result:
/// <c>Plot.Line(x, y).Titled("Trips").YAxis("Speed", unit: "km/h")</c>. With a frame the columns name the axes.
/// </summary>
public static partial class Plot
{
    /// <summary>Points joined by straight lines in the order given.</summary>
    /// <param name="x">Numbers, times or names.</param>
    /// <param name="y">Numbers, as many as <paramref name="x"/>; a missing one leaves a gap.</param>
    /// <param name="title">The figure's title. Default: none.</param>
    /// <param name="name">The layer's name for the legend, when others are added by <see cref="Figure.And"/>.</param>
    /// <param name="markers">Mark the points as well. Default: only when there is one.</param>
    /// <param name="dashed">Draw the line dashed.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Figure Line(Values x, Values y, string title = "", string name = "", bool markers = false, bool dashed = false) =>
        Of(
            title,
            new XyTrace(x, y)
            {
                Name = name,
                Lines = true,
                Markers = markers || x.Count == 1,
                Dashed = dashed,
            }.Checked()
        );

    /// <summary>One line per value of the colour column, in the frame's row order.</summary>
    public static Figure Line(Frame frame, string x, string y, string? color = null, string title = "", bool markers = false) =>
        Axes(Groups(frame, color).Select(group => Line(group.Rows[x], group.Rows[y], title, group.Name, markers)), title, x, y);

    /// <summary>Loose points.</summary>
    /// <param name="x">Numbers, times or names.</param>
    /// <param name="y">As many as <paramref name="x"/>.</param>
    /// <param name="title">The figure's title. Default: none.</param>
    /// <param name="name">The layer's name for the legend.</param>
    /// <param name="color">Numbers colour the points along a scale; texts make one layer per text.</param>
    /// <param name="text">A text per point for the interactive form.</param>
    /// <param name="size">Marker diameters in pixels. Default 7.</param>
    public static Figure Scatter(
        Values x,
        Values y,
        string title = "",
        string name = "",
        Values? color = null,
        IReadOnlyList<string>? text = null,
        Values? size = null
    )
    {
        var trace = new XyTrace(x, y)
        {
            Name = name,
            Markers = true,
            Hover = text ?? [],
            Sizes = size,
        }.Checked();
        if (color is not { Kind: ValueKind.Text })
        {
            return Of(title, (trace with { Shade = color }).Checked());
        }

        return Of(
            title,
            [
                .. Enumerable
                    .Range(0, color.Labels.Length)
                    .Select(code =>
                        trace.Rows([.. Enumerable.Range(0, x.Count).Where(i => color.Numbers[i] == code)]) with
                        {
                            Name = color.Labels[code],
                        }
                    ),
            ]
        );
    }

    /// <summary>Loose points of two columns, coloured by a third (a number along a scale, a text as groups).</summary>
    public static Figure Scatter(Frame frame, string x, string y, string? color = null, string title = "", string? text = null) =>
        Axes(
            [
                Shaded(
                    Scatter(
                        frame[x],
                        frame[y],
                        title,
                        color: color is null ? null : frame[color],
                        text: text is null ? null : Texts(frame[text])
                    ),
                    color
                ),
            ],
            title,
            x,
            y
        );

    /// <summary>Bars from zero.</summary>
    /// <param name="x">Where each bar stands: names, numbers or times.</param>
    /// <param name="y">How long each bar is.</param>
    /// <param name="title">The figure's title. Default: none.</param>
    /// <param name="name">The layer's name for the legend.</param>
    /// <param name="horizontal">Let the bars lie; the first is on top. Good for long names.</param>
    /// <param name="text">A text at the end of each bar.</param>
    /// <param name="error">The distance of error bars to either side.</param>
    public static Figure Bar(
        Values x,
        Values y,
        string title = "",
        string name = "",
        bool horizontal = false,
        IReadOnlyList<string>? text = null,
        Values? error = null
    ) =>
        Of(
            title,
            new BarTrace(x, y)
            {
                Name = name,
                Horizontal = horizontal,
                Text = text ?? [],
                Error = error,
            }.Checked()
        );

    /// <summary>Bars of two columns; with a colour column one bar per group, side by side or stacked.</summary>
    public static Figure Bar(
        Frame frame,
        string x,
        string y,
        string? color = null,
        string title = "",
        bool stacked = false,
        bool horizontal = false
    )
    {
        var figure = Axes(
            Groups(frame, color).Select(group => Bar(group.Rows[x], group.Rows[y], title, group.Name, horizontal)),
            title,
            horizontal ? y : x,
            horizontal ? x : y
        );
        return stacked ? figure.Stack() : figure;
    }

    /// <summary>An area between a line and zero.</summary>
    public static Figure Area(Values x, Values y, string title = "", string name = "") =>
        Of(
            title,
            new XyTrace(x, y)
            {
                Name = name,
                Lines = true,
                Fill = true,
            }.Checked()
        );

    /// <summary>One area per group of the colour column, stacked unless told otherwise.</summary>
    public static Figure Area(Frame frame, string x, string y, string? color = null, string title = "", bool stacked = true)
    {
        var figure = Axes(Groups(frame, color).Select(group => Area(group.Rows[x], group.Rows[y], title, group.Name)), title, x, y);
        return stacked && color is not null ? figure.Stack() : figure;
    }

    /// <summary>Figures in a grid, read row by row. Each keeps its own axes and legend.</summary>
    /// <param name="columns">How many stand side by side, 1 to 6.</param>
    /// <param name="figures">At least one; a figure of panels cannot be a panel.</param>
    /// <exception cref="ArgumentException">There is no figure, or one has panels itself.</exception>
    public static Figure Subplots(int columns, params IReadOnlyList<Figure> figures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, 6);
        if (figures.Count == 0 || figures.Any(figure => figure.Panels.Length > 0))
        {
            throw new ArgumentException("Give at least one figure, none of which has panels itself.", nameof(figures));
        }

        var rows = (figures.Count + columns - 1) / columns;
        return new Figure
        {
            Panels = [.. figures],
            PanelColumns = columns,
            Width = columns == 1 ? 760 : 900,
            Height = Math.Min(rows * (columns == 1 ? 300 : 320), 4000),
        };
    }

    private static Figure Of(string title, params IReadOnlyList<Trace> traces) => new() { Title = title, Traces = [.. traces] };

    /// <summary>Layers of several figures in one, with axis titles.</summary>
    private static Figure Axes(IEnumerable<Figure> figures, string title, string x, string y) =>
        new()
        {
            Title = title,
            Traces = [.. figures.SelectMany(figure => figure.Traces)],
            X = new Axis { Title = x },
            Y = new Axis { Title = y },
        };
}
