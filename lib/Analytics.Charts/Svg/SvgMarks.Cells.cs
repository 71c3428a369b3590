using System.Text;

namespace Analytics.Charts;

internal static partial class SvgMarks
{
    private static void Cells(SvgPen pen, PanelLayout panel, HeatTrace heat)
    {
        var key = panel.Key ?? ColorKey.Of(panel.Figure)!;
        if (heat.IsDensity)
        {
            DensityCells(pen, panel, heat, key);
            return;
        }

        var (width, height) = (Math.Abs(Step(panel.X, heat.X)), Math.Abs(Step(panel.Y, heat.Y)));
        var gap = width < 8 || height < 8 ? 0 : 1;
        pen.Open("g", ("shape-rendering", "crispEdges"));
        for (var row = 0; row < heat.Y.Count; row++)
        {
            for (var column = 0; column < heat.X.Count; column++)
            {
                if (double.IsNaN(heat.Z[row, column]))
                {
                    continue;
                }

                pen.Rect(Cell(row, column, gap), key.At(heat.Z[row, column]));
            }
        }

        pen.Close("g");
        if (!heat.ShowValues)
        {
            return;
        }

        for (var row = 0; row < heat.Y.Count; row++)
        {
            for (var column = 0; column < heat.X.Count; column++)
            {
                Value(pen, heat, row, column, Cell(row, column, 0), key);
            }
        }

        Rect Cell(int row, int column, double inset)
        {
            var (x, y) = (panel.X.At(heat.X.Numbers[column]) - (width / 2), panel.Y.At(heat.Y.Numbers[row]) - (height / 2));
            return new Rect(x, y, width + (inset == 0 ? 0.3 : -inset), height + (inset == 0 ? 0.3 : -inset));
        }
    }

    /// <summary>Thousands of cells: one path per colour, of 40, and one rectangle per run of equal neighbours.</summary>
    private static void DensityCells(SvgPen pen, PanelLayout panel, HeatTrace heat, ColorKey key)
    {
        const int Shades = 39;
        var (width, height) = (Math.Abs(Step(panel.X, heat.X)), Math.Abs(Step(panel.Y, heat.Y)));
        int Shade(int row, int column) =>
            double.IsNaN(heat.Z[row, column])
                ? -1
                : (int)Math.Round(Math.Log(heat.Z[row, column] / key.From) / Math.Log(key.To / key.From) * Shades);
        var paths = new SortedDictionary<int, StringBuilder>();
        for (var row = 0; row < heat.Y.Count; row++)
        {
            for (var column = 0; column < heat.X.Count; )
            {
                var (shade, start) = (Shade(row, column), column);
                while (column < heat.X.Count && Shade(row, column) == shade)
                {
                    column++;
                }

                if (shade < 0)
                {
                    continue;
                }

                if (!paths.TryGetValue(shade, out var path))
                {
                    paths[shade] = path = new StringBuilder();
                }
                // Each cell a third of a pixel too large, so that no seam shows.
                var (x, y) = (
                    panel.X.Clamp(panel.X.At(heat.X.Numbers[start]) - (width / 2)),
                    panel.Y.Clamp(panel.Y.At(heat.Y.Numbers[row]) - (height / 2))
                );
                var run = NumberText.Pixel(Math.Min(((column - start) * width) + 0.3, panel.Area.Right - x));
                path.Append('M')
                    .Append(NumberText.Pixel(x))
                    .Append(' ')
                    .Append(NumberText.Pixel(y))
                    .Append('h')
                    .Append(run)
                    .Append('v')
                    .Append(NumberText.Pixel(Math.Min(height + 0.3, panel.Area.Bottom - y)))
                    .Append("h-")
                    .Append(run)
                    .Append('Z');
            }
        }

        pen.Open("g", ("shape-rendering", "crispEdges"));
        foreach (var (shade, path) in paths)
        {
            pen.Path(path.ToString(), ("fill", Palette.At(key.Scale, (double)shade / Shades).ToString()));
        }

        pen.Close("g");
    }

    private static void Value(SvgPen pen, HeatTrace heat, int row, int column, Rect cell, ColorKey key)
    {
        var z = heat.Z[row, column];
        var lines = (heat.Text?[row, column] ?? (double.IsNaN(z) ? "" : NumberText.Short(z, 3))).Split('\n');
        var size = heat.Text is null ? 10 : 13;
        int SizeOf(int line) => line == 0 ? size : size - 2;
        bool Fits(int count) =>
            Enumerable.Range(0, count).All(i => TextSize.Width(lines[i], SizeOf(i)) <= cell.Width - 4) && count * (size + 3) <= cell.Height;
        // Where n has no room the value alone is better than neither.
        var shown =
            Fits(lines.Length) ? lines.Length
            : Fits(1) ? 1
            : 0;
        var ink = double.IsNaN(z) ? Palette.Ink : Rgb.Parse(key.At(z)).Ink();
        for (var i = 0; i < shown; i++)
        {
            pen.Text(
                cell.CentreX,
                cell.CentreY + ((i - ((shown - 1) / 2.0)) * (size + 3)),
                lines[i],
                SizeOf(i),
                ink,
                "middle",
                dy: "0.35em"
            );
        }
    }

    private static double Step(Scale scale, Values centres) =>
        scale is CategoryScale names ? names.Band
        : centres.Count < 2 ? Math.Abs(scale.High - scale.Low)
        : scale.At(centres.Numbers[1]) - scale.At(centres.Numbers[0]);
}
