namespace Analytics.Charts;

/// <summary>One layer of data in a figure.</summary>
public abstract record Trace
{
    /// <summary>The name in the legend; empty stays out of it.</summary>
    public string Name { get; init; } = "";

    /// <summary>A CSS colour as #rrggbb. Default: the palette's next.</summary>
    public string? Color { get; init; }
}

/// <summary>Points at x and y, joined by lines, marked, or both; the scatter, line, area and map charts.</summary>
public sealed record XyTrace(Values X, Values Y) : Trace
{
    public bool Lines { get; init; }

    public bool Markers { get; init; }

    /// <summary>Fill down to zero, or to the trace below when the figure is stacked.</summary>
    public bool Fill { get; init; }

    public bool Dashed { get; init; }

    /// <summary>Go from point to point in steps: the value holds until the next.</summary>
    public bool Steps { get; init; }

    /// <summary>A number per point that picks its colour from the scale.</summary>
    public Values? Shade { get; init; }

    public string ShadeTitle { get; init; } = "";

    /// <summary>A text per point, shown by the interactive form under the pointer.</summary>
    public IReadOnlyList<string> Hover { get; init; } = [];

    /// <summary>Marker diameter in pixels per point. Default 7.</summary>
    public Values? Sizes { get; init; }

    /// <summary>The lower edge of a filled area; set when areas are stacked.</summary>
    internal double[]? Base { get; init; }

    internal XyTrace Rows(IReadOnlyList<int> rows) => this with
    {
        X = X.Take(rows),
        Y = Y.Take(rows),
        Shade = Shade?.Take(rows),
        Sizes = Sizes?.Take(rows),
        Hover = Hover.Count == 0 ? Hover : [.. rows.Select(row => Hover[row])],
        Base = Base is null ? null : [.. rows.Select(row => Base[row])],
    };
}

/// <summary>Bars of the given lengths at positions (numbers, times or categories).</summary>
public sealed record BarTrace(Values Position, Values Length) : Trace
{
    public bool Horizontal { get; init; }

    /// <summary>The width of every bar in units of the position axis, as histograms need. Default: by spacing.</summary>
    public double? Width { get; init; }

    /// <summary>A text at the end of each bar.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];

    /// <summary>Error bars: the distance to either side of the length.</summary>
    public Values? Error { get; init; }

    /// <summary>The value from which each bar grows; set when bars are stacked.</summary>
    internal double[]? Base { get; init; }
}

/// <summary>Five numbers of a group, its mean, and the values beyond the whiskers.</summary>
public sealed record Box(string Label, int Count, double Low, double Q1, double Median, double Q3, double High, double Mean, IReadOnlyList<double> Outliers);

/// <summary>Box plots side by side.</summary>
public sealed record BoxTrace(IReadOnlyList<Box> Boxes) : Trace;

/// <summary>A matrix as coloured cells: one row of <see cref="Z"/> per y, one column per x; NaN stays blank.</summary>
public sealed record HeatTrace(Values X, Values Y, double[,] Z) : Trace
{
    public ColorScale Scale { get; init; } = ColorScale.Blues;

    /// <summary>What the colour means.</summary>
    public string ZTitle { get; init; } = "";

    /// <summary>Write the number into each cell.</summary>
    public bool ShowValues { get; init; }

    /// <summary>Texts for the cells instead of the numbers, row by row.</summary>
    public string[,]? Text { get; init; }

    public double? From { get; init; }

    public double? To { get; init; }

    /// <summary>Cells on number axes with counts of points, coloured by their logarithm.</summary>
    internal bool IsDensity { get; init; }
}

/// <summary>Shares of a whole, as slices.</summary>
public sealed record PieTrace(IReadOnlyList<string> Labels, IReadOnlyList<double> Sizes) : Trace
{
    /// <summary>The share of the radius left empty, 0 to 0.9. Default 0.45.</summary>
    public double Hole { get; init; } = 0.45;
}

/// <summary>One value on a dial from <paramref name="From"/> to <paramref name="To"/>.</summary>
public sealed record GaugeTrace(double Value, double From, double To) : Trace
{
    public string Unit { get; init; } = "";

    /// <summary>A mark on the dial, for instance the target.</summary>
    public double? Target { get; init; }

    /// <summary>Where the dial's zones end, ascending; the last zone ends at the dial's end.</summary>
    public IReadOnlyList<double> Zones { get; init; } = [];
}

/// <summary>Points in space.</summary>
public sealed record SpaceTrace(Values X, Values Y, Values Z) : Trace
{
    public Values? Shade { get; init; }

    public string ShadeTitle { get; init; } = "";
}

/// <summary>One upright axis per dimension and one line per row across all of them.</summary>
public sealed record ParallelTrace(IReadOnlyList<string> Names, IReadOnlyList<Values> Dimensions) : Trace
{
    public Values? Shade { get; init; }

    public string ShadeTitle { get; init; } = "";
}

/// <summary>A straight line across the panel at a value of one axis.</summary>
public sealed record Reference(double At, bool Horizontal, string Label);
