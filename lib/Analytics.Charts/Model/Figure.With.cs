namespace Analytics.Charts;

public sealed partial record Figure
{
    public Figure Titled(string title, string subtitle = "") => this with { Title = title, Subtitle = subtitle };

    /// <summary>Says what the x axis shows and how. What is not given stays as it is.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="unit">Its unit, shown in brackets.</param>
    /// <param name="log">A logarithmic axis; values ≤ 0 are left out with a note.</param>
    /// <param name="time">Read numbers as milliseconds since 1970-01-01 UTC.</param>
    /// <param name="category">Treat numbers as names: evenly spaced, in order of appearance.</param>
    /// <param name="percent">Write shares as percentages.</param>
    /// <param name="from">The lowest value shown.</param>
    /// <param name="to">The highest value shown.</param>
    /// <param name="order">The order of categories.</param>
    /// <param name="reversed">Highest value or first category at the far end.</param>
    public Figure XAxis(
        string? title = null,
        string? unit = null,
        bool? log = null,
        bool? time = null,
        bool? category = null,
        bool? percent = null,
        double? from = null,
        double? to = null,
        IReadOnlyList<string>? order = null,
        bool? reversed = null
    ) => this with { X = Change(X, title, unit, log, time, category, percent, from, to, order, reversed) };

    /// <summary>Says what the y axis shows and how; the parameters are those of <see cref="XAxis"/>.</summary>
    public Figure YAxis(
        string? title = null,
        string? unit = null,
        bool? log = null,
        bool? time = null,
        bool? category = null,
        bool? percent = null,
        double? from = null,
        double? to = null,
        IReadOnlyList<string>? order = null,
        bool? reversed = null
    ) => this with { Y = Change(Y, title, unit, log, time, category, percent, from, to, order, reversed) };

    /// <summary>Says what the third axis of a chart in space shows.</summary>
    public Figure ZAxis(string? title = null, string? unit = null) =>
        this with
        {
            Z = Change(Z, title, unit, null, null, null, null, null, null, null, null),
        };

    /// <summary>Shows this span of a time axis.</summary>
    public Figure XRange(DateTime from, DateTime to) =>
        this with
        {
            X = X with { From = (from - DateTime.UnixEpoch).TotalMilliseconds, To = (to - DateTime.UnixEpoch).TotalMilliseconds },
        };

    /// <summary>Adds remarks beneath the chart.</summary>
    public Figure Noted(params IEnumerable<string> notes) => this with { Notes = [.. Notes, .. notes] };

    /// <summary>Sets the size in pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Narrower than 200, lower than 120, or more than 4,000 either way.</exception>
    public Figure Sized(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 4000);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 120);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 4000);
        return this with { Width = width, Height = height };
    }

    /// <summary>Stands bars or areas on each other.</summary>
    public Figure Stack() => this with { Stacked = true };

    /// <summary>Shows or hides the legend whatever the number of names.</summary>
    public Figure WithLegend(bool show = true) => this with { HasLegend = show };

    /// <summary>Adds the layers, lines and notes of another figure; title and axes stay.</summary>
    public Figure And(Figure other) =>
        this with
        {
            Traces = [.. Traces, .. other.Traces],
            References = [.. References, .. other.References],
            Notes = [.. Notes, .. other.Notes],
        };

    /// <summary>Names the layers for the legend, in order.</summary>
    public Figure Named(params IReadOnlyList<string> names) =>
        this with
        {
            Traces = [.. Traces.Select((trace, i) => i < names.Count ? trace with { Name = names[i] } : trace)],
        };

    /// <summary>Colours the layers as #rrggbb, in order.</summary>
    /// <exception cref="ArgumentException">A colour is not written as #rrggbb.</exception>
    public Figure Colored(params IReadOnlyList<string> colors)
    {
        foreach (var color in colors)
        {
            Rgb.Parse(color);
        }

        return this with
        {
            Traces = [.. Traces.Select((trace, i) => i < colors.Count ? trace with { Color = colors[i] } : trace)],
        };
    }

    /// <summary>Draws a dashed line across at a value of y.</summary>
    public Figure HLine(double at, string label = "") => this with { References = [.. References, new Reference(at, true, label)] };

    /// <summary>Draws a dashed line upwards at a value of x.</summary>
    public Figure VLine(double at, string label = "") => this with { References = [.. References, new Reference(at, false, label)] };

    /// <summary>Draws a dashed line upwards at a time.</summary>
    public Figure VLine(DateTime at, string label = "") => VLine((at - DateTime.UnixEpoch).TotalMilliseconds, label);

    private static Axis Change(
        Axis axis,
        string? title,
        string? unit,
        bool? log,
        bool? time,
        bool? category,
        bool? percent,
        double? from,
        double? to,
        IReadOnlyList<string>? order,
        bool? reversed
    ) =>
        axis with
        {
            Title = title ?? axis.Title,
            Unit = unit ?? axis.Unit,
            Type = (log, time, category) switch
            {
                (true, _, _) => AxisType.Log,
                (_, true, _) => AxisType.Time,
                (_, _, true) => AxisType.Category,
                (false, _, _) => AxisType.Linear,
                _ => axis.Type,
            },
            Percent = percent ?? axis.Percent,
            From = from ?? axis.From,
            To = to ?? axis.To,
            Order = order ?? axis.Order,
            Reversed = reversed ?? axis.Reversed,
        };
}
