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

    /// <summary>Points are cells that touch: hexagons.</summary>
    internal bool IsHexagon { get; init; }

    /// <summary>The lower edge of a filled area; set when areas are stacked.</summary>
    internal double[]? Base { get; init; }

    /// <summary>The area lies between two lines: <see cref="Base"/> is the lower one, and the height is no number of its own.</summary>
    internal bool IsBand { get; init; }

    /// <summary>How far the intervals reach to the left and right of each point.</summary>
    internal Spread? Across { get; init; }

    /// <summary>How far the intervals reach below and above each point.</summary>
    internal Spread? Upright { get; init; }

    /// <summary>A text beside each point, drawn.</summary>
    internal IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>A colour of its own per point, #rrggbb; empty for one colour.</summary>
    internal IReadOnlyList<string> Colors { get; init; } = [];

    internal XyTrace Rows(IReadOnlyList<int> rows) =>
        this with
        {
            X = X.Take(rows),
            Y = Y.Take(rows),
            Shade = Shade?.Take(rows),
            Sizes = Sizes?.Take(rows),
            Hover = Hover.Count == 0 ? Hover : [.. rows.Select(row => Hover[row])],
            Base = Base is null ? null : [.. rows.Select(row => Base[row])],
            Across = Across?.Take(rows),
            Upright = Upright?.Take(rows),
            Texts = Texts.Count == 0 ? Texts : [.. rows.Select(row => Texts[row])],
            Colors = Colors.Count == 0 ? Colors : [.. rows.Select(row => Colors[row])],
        };
}

/// <summary>How far an interval reaches below and above each value; never negative, NaN for none.</summary>
internal sealed record Spread(double[] Below, double[] Above)
{
    public Spread Take(IReadOnlyList<int> rows) => new([.. rows.Select(row => Below[row])], [.. rows.Select(row => Above[row])]);

    /// <summary>The interval's two ends around a value, or the value itself where there is none.</summary>
    public (double Low, double High) Around(double value, int i) =>
        double.IsFinite(Below[i]) && double.IsFinite(Above[i]) ? (value - Below[i], value + Above[i]) : (value, value);
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

    /// <summary>The distance below the length where it is another one than <see cref="Error"/>.</summary>
    internal Values? ErrorBelow { get; init; }

    /// <summary>A colour of its own per bar, #rrggbb; empty for one colour.</summary>
    internal IReadOnlyList<string> Colors { get; init; } = [];

    /// <summary>Bins of several layers stand side by side instead of over each other.</summary>
    internal bool IsBeside { get; init; }

    /// <summary>The value from which each bar grows; set when bars are stacked.</summary>
    internal double[]? Base { get; init; }
}

/// <summary>Five numbers of a group, its mean, and the values beyond the whiskers.</summary>
public sealed record Box(
    string Label,
    int Count,
    double Low,
    double Q1,
    double Median,
    double Q3,
    double High,
    double Mean,
    IReadOnlyList<double> Outliers
)
{
    /// <summary>Where the values are dense, as pairs of a value and a share of the greatest density; empty for a plain box.</summary>
    internal IReadOnlyList<(double At, double Share)> Shape { get; init; } = [];
}

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

    /// <summary>Whether the scale of colours is drawn beside the cells. Default: unless their texts are.</summary>
    internal bool? HasKey { get; init; }

    /// <summary>The numbers of the cells are shares, written as percent.</summary>
    internal bool IsPercent { get; init; }

    /// <summary>Cells on number axes that stand for a surface.</summary>
    internal bool IsSmooth { get; init; }

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
    /// <summary>An axis of no more different numbers has a tick at each.</summary>
    internal const int FewValues = 8;

    public Values? Shade { get; init; }

    public string ShadeTitle { get; init; } = "";
}

/// <summary>A layer of a type that only the interactive form draws.</summary>
internal sealed record OtherTrace(string Type, string Detail) : Trace;

/// <summary>A straight line across the panel at a value of one axis.</summary>
public sealed record Reference(double At, bool Horizontal, string Label);
