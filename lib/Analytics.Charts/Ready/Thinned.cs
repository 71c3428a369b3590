namespace Analytics.Charts;

/// <summary>
/// Keeps pictures small. Above 5,000 points: plain loose points become a density of cells, coloured ones keep one point per
/// small cell, and lines keep the first, lowest, highest and last point of each pixel column
/// (M4 of Jugel, Jerzak, Hackenbroich and Markl, VLDB 2014), which draws the same line.
/// </summary>
internal static class Thinned
{
    public const int Most = 5000;
    private const int MostLine = 3000;

    public static Figure Of(Figure figure)
    {
        if (figure.Traces.OfType<SpaceTrace>().Sum(trace => trace.X.Count) > Most / 2)
        {
            return OnePerCell(figure);
        }

        if (figure.Traces.OfType<ParallelTrace>().SingleOrDefault() is { } parallel && parallel.Dimensions[0].Count > 600)
        {
            return EveryFew(figure, parallel);
        }

        var traces = figure.Traces.Select(trace =>
            trace is XyTrace { Lines: true } or XyTrace { Fill: true } && trace is XyTrace line && line.X.Count > MostLine
                ? M4(line, 700)
                : trace
        );
        figure = figure with { Traces = [.. traces] };
        var loose = figure.Traces.OfType<XyTrace>().Where(IsLoose).ToArray();
        if (loose.Sum(trace => trace.X.Count) <= Most)
        {
            return figure;
        }

        var numeric = figure.X.Type is AxisType.Linear && figure.Y.Type is AxisType.Linear;
        return figure.Traces.Length == 1 && loose[0].Shade is null && numeric ? Density.Of(figure, loose[0]) : OnePerCell(figure);
    }

    private static bool IsLoose(Trace trace) => trace is XyTrace { Lines: false, Fill: false };

    private static Figure OnePerCell(Figure figure)
    {
        var all = figure.Traces.Where(trace => IsLoose(trace) || trace is SpaceTrace).Sum(Count);
        for (var cells = 256; ; cells = cells * 3 / 4)
        {
            var traces = figure
                .Traces.Select(trace => IsLoose(trace) || trace is SpaceTrace ? Cells(figure, trace, cells) : trace)
                .ToArray();
            var kept = traces.Where(trace => IsLoose(trace) || trace is SpaceTrace).Sum(Count);
            if (kept > Most / 2 && cells > 8)
            {
                continue;
            }

            return figure with
            {
                Traces = [.. traces],
                Notes =
                [
                    .. figure.Notes,
                    $"{NumberText.Short(kept)} of {NumberText.Short(all)} points are drawn, one per small cell and colour.",
                ],
            };
        }
    }

    private static int Count(Trace trace) => trace is XyTrace xy ? xy.X.Count : ((SpaceTrace)trace).X.Count;

    private static Trace Cells(Figure figure, Trace trace, int cells)
    {
        Values[] axes = trace is SpaceTrace space ? [space.X, space.Y, space.Z] : [((XyTrace)trace).X, ((XyTrace)trace).Y];
        bool[] logs = [figure.X.Type == AxisType.Log, figure.Y.Type == AxisType.Log, false];
        var numbers = axes.Select((axis, i) => logs[i] ? [.. axis.Numbers.Select(Math.Log10)] : axis.Numbers).ToArray();
        var spans = numbers.Select(Extent.Of).ToArray();
        var seen = new HashSet<(int, int, int)>();
        var rows = new List<int>();
        for (var i = 0; i < numbers[0].Length; i++)
        {
            var cell = (Cell(0, i), Cell(1, i), numbers.Length > 2 ? Cell(2, i) : 0);
            if (seen.Add(cell))
            {
                rows.Add(i);
            }
        }

        return trace is SpaceTrace three
            ? three with
            {
                X = three.X.Take(rows),
                Y = three.Y.Take(rows),
                Z = three.Z.Take(rows),
                Shade = three.Shade?.Take(rows),
            }
            : ((XyTrace)trace).Rows(rows);

        int Cell(int axis, int row) => (int)((numbers[axis][row] - spans[axis].Low) / spans[axis].Length * (cells - 1));
    }

    private static Figure EveryFew(Figure figure, ParallelTrace trace)
    {
        var count = trace.Dimensions[0].Count;
        var rows = Enumerable.Range(0, 600).Select(i => (int)((long)i * count / 600)).ToArray();
        var thin = trace with
        {
            Dimensions = [.. trace.Dimensions.Select(dimension => dimension.Take(rows))],
            Shade = trace.Shade?.Take(rows),
        };
        return figure with
        {
            Traces = [thin],
            Notes = [.. figure.Notes, $"600 of {NumberText.Short(count)} rows are drawn, at even distances."],
        };
    }

    private static XyTrace M4(XyTrace line, int columns)
    {
        var (x, y) = (line.X.Numbers, line.Y.Numbers);
        var span = Extent.Of(x);
        var rows = new SortedSet<int>();
        for (var start = 0; start < x.Length; )
        {
            var column = Column(start);
            var (end, low, high) = (start, start, start);
            for (; end < x.Length && Column(end) == column; end++)
            {
                if (y[end] < y[low] || double.IsNaN(y[low]))
                {
                    low = end;
                }

                if (y[end] > y[high] || double.IsNaN(y[high]))
                {
                    high = end;
                }
            }

            rows.UnionWith([start, low, high, end - 1]);
            start = end;
        }

        return line.Rows([.. rows]);

        int Column(int i) => double.IsNaN(x[i]) ? -1 : (int)((x[i] - span.Low) / span.Length * columns);
    }
}
