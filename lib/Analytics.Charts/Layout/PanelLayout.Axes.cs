namespace Analytics.Charts;

internal sealed partial class PanelLayout
{
    private const double TitleRoom = 20;

    public Scale X { get; private set; } = new LinearScale(0, 1);

    public Scale Y { get; private set; } = new LinearScale(0, 1);

    public AxisLabels XLabels { get; private set; } = new([], false, 0);

    public AxisLabels YLabels { get; private set; } = new([], false, 0);

    /// <summary>
    /// The labels of y need the height, which needs the labels of x, which need the width, which needs the labels of y:
    /// two rounds settle it, because labels hardly change for a few pixels.
    /// </summary>
    private void Axes(Rect body)
    {
        var (x, y) = (AxisScales.Of(Figure, true), AxisScales.Of(Figure, false));
        var xTitle = Figure.X.Caption.Length > 0 ? TitleRoom : 4;
        var yTitle = Figure.Y.Caption.Length > 0 ? TitleRoom : 0;
        var below = AxisLabels.LineHeight;
        for (var round = 0; round < 2; round++)
        {
            var bottom = body.Bottom - below - 6 - xTitle;
            Y = Directed(y, Figure.Y, bottom, body.Y + 4, flip: y is CategoryScale);
            YLabels = AxisLabels.Beside(Y, body.Width * MostBeside);
            var left = body.X + yTitle + YLabels.Extent + 8;
            X = Directed(x, Figure.X, left, body.Right - 4, flip: false);
            XLabels = AxisLabels.Below(X, left - body.X);
            // The last label may reach beyond the axis, and no further than the picture.
            var over = XLabels.IsSlanted
                ? 0
                : XLabels.Labels.Select(label => label.Pixel + (Widest(label) / 2) - body.Right - KeyRoom).DefaultIfEmpty(0).Max();
            var before = XLabels.IsSlanted
                ? 0
                : XLabels.Labels.Select(label => body.X - 6 - (label.Pixel - (Widest(label) / 2))).DefaultIfEmpty(0).Max();
            left += Math.Max(0, before);
            X = Directed(x, Figure.X, left, body.Right - 4 - Math.Max(0, over), flip: false);
            XLabels = AxisLabels.Below(X, left - body.X);
            below = XLabels.Extent;
            Area = Rect(left, body.Y + 4, body.Right - 4 - Math.Max(0, over), body.Bottom - below - 6 - xTitle);
        }

        X = Directed(x, Figure.X, Area.X, Area.Right, flip: false);
        Y = Directed(y, Figure.Y, Area.Bottom, Area.Y, flip: y is CategoryScale);
        if (Figure.IsMap && X is LinearScale longitudes && Y is LinearScale latitudes)
        {
            (X, Y) = OnTheGround(longitudes, latitudes);
        }

        XLabels = AxisLabels.Below(X, Area.X - body.X);
        YLabels = AxisLabels.Beside(Y, body.Width * MostBeside);
    }

    /// <summary>Share of the width that names beside the plot may take: more would leave no room for what they name.</summary>
    private const double MostBeside = 0.46;

    /// <summary>Room right of the plot that a label may use: the padding, or what lies before the colour key.</summary>
    private double KeyRoom => Key is null ? Pad - 4 : 8;

    private static double Widest(AxisLabel label) =>
        Math.Max(TextSize.Width(label.Text, AxisLabels.Size), TextSize.Width(label.Second, AxisLabels.Size));

    private static Scale Directed(Scale scale, Axis axis, double low, double high, bool flip) =>
        axis.Reversed != flip ? scale.Over(high, low) : scale.Over(low, high);

    /// <summary>Equirectangular about the middle latitude: a degree east is shorter than a degree north by its cosine. The tighter axis widens.</summary>
    private (Scale X, Scale Y) OnTheGround(LinearScale x, LinearScale y)
    {
        var cosine = Math.Max(0.05, Math.Cos((y.From + y.To) / 2 * Math.PI / 180));
        var degreesPerPixel = Math.Max((x.To - x.From) * cosine / Area.Width, (y.To - y.From) / Area.Height);
        var (halfX, halfY) = (degreesPerPixel * Area.Width / cosine / 2, degreesPerPixel * Area.Height / 2);
        var (middleX, middleY) = ((x.From + x.To) / 2, (y.From + y.To) / 2);
        return (x with { From = middleX - halfX, To = middleX + halfX }, y with { From = middleY - halfY, To = middleY + halfY });
    }
}
