namespace Analytics.Charts;

/// <summary>Many points as the count of points in each cell of a grid.</summary>
internal static class Density
{
    private const int Columns = 84,
        Rows = 46;

    public static Figure Of(Figure figure, XyTrace points)
    {
        var (x, y) = (Extent.Of(points.X.Numbers), Extent.Of(points.Y.Numbers));
        var z = new double[Rows, Columns];
        for (var i = 0; i < points.X.Count; i++)
        {
            z[Index(points.Y.Numbers[i], y, Rows), Index(points.X.Numbers[i], x, Columns)]++;
        }

        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                z[row, column] = z[row, column] == 0 ? double.NaN : z[row, column];
            }
        }

        var cells = new HeatTrace(Centres(x, Columns), Centres(y, Rows), z)
        {
            Name = points.Name,
            IsDensity = true,
            ZTitle = "Points",
        };
        return figure with
        {
            Traces = [cells],
            Notes =
            [
                .. figure.Notes,
                $"{NumberText.Short(points.X.Count)} points, shown as the number of points per cell; the colour is logarithmic.",
            ],
        };
    }

    private static int Index(double value, Extent span, int cells) =>
        Math.Clamp((int)((value - span.Low) / span.Length * cells), 0, cells - 1);

    private static Values Centres(Extent span, int cells) =>
        Values.Number(Enumerable.Range(0, cells).Select(i => span.Low + ((i + 0.5) / cells * span.Length)));
}
