namespace Analytics.Charts;

internal static partial class SvgMarks
{
    private static void Cells(SvgPen pen, PanelLayout panel, HeatTrace heat)
    {
        var key = panel.Key ?? ColorKey.Of(panel.Figure)!;
        var (width, height) = (Math.Abs(Step(panel.X, heat.X)), Math.Abs(Step(panel.Y, heat.Y)));
        var gap = heat.IsDensity || width < 8 || height < 8 ? 0 : 1;
        pen.Open("g", ("shape-rendering", "crispEdges"));
        for (var row = 0; row < heat.Y.Count; row++)
        {
            for (var column = 0; column < heat.X.Count; column++)
            {
                if (double.IsNaN(heat.Z[row, column]))
                    continue;
                pen.Rect(Cell(row, column, gap), key.At(heat.Z[row, column]));
            }
        }

        pen.Close("g");
        if (!heat.ShowValues)
            return;
        for (var row = 0; row < heat.Y.Count; row++)
        {
            for (var column = 0; column < heat.X.Count; column++)
                Value(pen, heat, row, column, Cell(row, column, 0), key);
        }

        Rect Cell(int row, int column, double inset)
        {
            var (x, y) = (panel.X.At(heat.X.Numbers[column]) - (width / 2), panel.Y.At(heat.Y.Numbers[row]) - (height / 2));
            return new Rect(x, y, width + (inset == 0 ? 0.3 : -inset), height + (inset == 0 ? 0.3 : -inset));
        }
    }

    private static void Value(SvgPen pen, HeatTrace heat, int row, int column, Rect cell, ColorKey key)
    {
        var z = heat.Z[row, column];
        var lines = (heat.Text?[row, column] ?? (double.IsNaN(z) ? "" : NumberText.Short(z, 3))).Split('\n');
        var size = heat.Text is null ? 10 : 13;
        if (lines.Max(line => TextSize.Width(line, size)) > cell.Width - 4 || (lines.Length * (size + 3)) > cell.Height)
            return;
        var ink = double.IsNaN(z) ? Palette.Ink : Rgb.Parse(key.At(z)).Ink();
        for (var i = 0; i < lines.Length; i++)
            pen.Text(cell.CentreX, cell.CentreY + ((i - ((lines.Length - 1) / 2.0)) * (size + 3)), lines[i], i == 0 ? size : size - 2, ink, "middle", dy: "0.35em");
    }

    private static double Step(Scale scale, Values centres) => scale is CategoryScale names
        ? names.Band
        : centres.Count < 2 ? Math.Abs(scale.High - scale.Low) : scale.At(centres.Numbers[1]) - scale.At(centres.Numbers[0]);
}
