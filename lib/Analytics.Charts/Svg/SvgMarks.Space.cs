namespace Analytics.Charts;

internal static partial class SvgMarks
{
    /// <summary>
    /// A parallel projection seen from the right and above: axes in thirds, drop lines to the floor when there are few points,
    /// far points first and a little fainter.
    /// </summary>
    private static void Space(SvgPen pen, PanelLayout panel)
    {
        var view = SpaceView.Of(panel.Figure, panel.Area);
        Floor(pen, view);
        var points = panel
            .Figure.Traces.OfType<SpaceTrace>()
            .SelectMany(
                (trace, index) =>
                    Enumerable
                        .Range(0, trace.X.Count)
                        .Select(i =>
                            (
                                Place: view.At(trace.X.Numbers[i], trace.Y.Numbers[i], trace.Z.Numbers[i]),
                                Foot: view.At(trace.X.Numbers[i], trace.Y.Numbers[i], view.Z.First),
                                Color: trace.Shade is { } shade && panel.Key is { } key
                                    ? key.At(shade.Numbers[i])
                                    : trace.Color ?? Palette.Of(index)
                            )
                        )
            )
            .OrderBy(point => point.Place.Depth)
            .ToArray();
        if (points.Length <= 80)
        {
            foreach (var point in points)
            {
                pen.Line(point.Foot.X, point.Foot.Y, point.Place.X, point.Place.Y, Palette.Grid);
            }
        }

        foreach (var (place, _, color) in points)
        {
            var near = 0.55 + (0.45 * place.Depth);
            pen.Empty(
                "circle",
                ("cx", Math.Round(place.X, 1)),
                ("cy", Math.Round(place.Y, 1)),
                ("r", points.Length > 1000 ? 2 : 2.5 + place.Depth),
                ("fill", color),
                ("fill-opacity", near)
            );
        }
    }

    private static void Floor(SvgPen pen, SpaceView view)
    {
        foreach (
            var (scale, axis, title) in new[] { (view.X, 0, view.Titles[0]), (view.Y, 1, view.Titles[1]), (view.Z, 2, view.Titles[2]) }
        )
        {
            foreach (var tick in scale.Ticks(6).Where(tick => scale.Has(tick.Value)))
            {
                Grid(axis, tick.Value);
                Label(axis, scale.Share(tick.Value), tick.Label);
            }

            var end = view.Share(
                axis == 0 ? 0.5
                    : axis == 1 ? 1.0
                    : 0,
                axis == 1 ? 0.5 : 0,
                axis == 2 ? 0.5 : 0
            );
            var shown = TextSize.Fit(title, 180, PanelLayout.AxisTitleSize);
            var (dx, dy, anchor) = axis switch
            {
                0 => (-14.0, 40.0, "end"),
                1 => (14.0, 40.0, "start"),
                _ => (-58.0, 0.0, "middle"),
            };
            pen.Text(
                end.X + dx,
                end.Y + dy,
                shown,
                PanelLayout.AxisTitleSize,
                anchor: anchor,
                whole: shown == title ? "" : title,
                rotate: axis == 2 ? -90 : 0
            );
        }

        void Grid(int axis, double value)
        {
            var share = (
                axis == 0 ? view.X
                : axis == 1 ? view.Y
                : view.Z
            ).Share(value);
            // Each tick runs along two of the three back walls.
            Edge(
                axis == 0 ? (share, 0, 0)
                    : axis == 1 ? (0, share, 0)
                    : (0, 0, share),
                axis == 0 ? (share, 1, 0)
                    : axis == 1 ? (1, share, 0)
                    : (0, 1, share)
            );
            Edge(
                axis == 0 ? (share, 1, 0)
                    : axis == 1 ? (0, share, 0)
                    : (0, 1, share),
                axis == 0 ? (share, 1, 1)
                    : axis == 1 ? (0, share, 1)
                    : (1, 1, share)
            );
        }

        void Edge((double X, double Y, double Z) from, (double X, double Y, double Z) to)
        {
            var (a, b) = (view.Share(from.X, from.Y, from.Z), view.Share(to.X, to.Y, to.Z));
            pen.Line(a.X, a.Y, b.X, b.Y, Palette.Grid);
        }

        void Label(int axis, double share, string text)
        {
            var at = axis switch
            {
                0 => view.Share(share, 0, 0),
                1 => view.Share(1, share, 0),
                _ => view.Share(0, 0, share),
            };
            var (dx, dy, anchor) = axis switch
            {
                0 => (-5.0, 14.0, "end"),
                1 => (5.0, 14.0, "start"),
                _ => (-7.0, 4.0, "end"),
            };
            pen.Text(at.X + dx, at.Y + dy, text, 10, Palette.Faint, anchor);
        }
    }
}
