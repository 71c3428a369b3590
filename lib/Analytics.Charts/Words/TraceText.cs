namespace Analytics.Charts;

/// <summary>Says one layer in words.</summary>
internal static class TraceText
{
    private const int MostListed = 8;

    public static string KindOf(Trace trace, Figure figure) =>
        trace switch
        {
            XyTrace { Lines: false } when figure.IsMap => "Map of points",
            XyTrace when figure.IsMap => "Outline",
            XyTrace { IsBand: true } => "Band",
            XyTrace { Lines: false, Markers: false, Texts.Count: > 0 } => "Labels",
            XyTrace { Fill: true } => figure.Stacked ? "Stacked area chart" : "Area chart",
            XyTrace { Lines: true } => "Line chart",
            XyTrace { Across: not null } or XyTrace { Upright: not null } => "Dots with intervals",
            XyTrace => "Scatter plot",
            BarTrace { Width: not null } => "Histogram",
            BarTrace => figure.Stacked ? "Stacked bar chart" : "Bar chart",
            BoxTrace boxes when boxes.Boxes.Any(box => box.Shape.Count > 0) => "Violin plot",
            BoxTrace => "Box plot",
            HeatTrace => "Heat map",
            PieTrace => "Pie chart",
            GaugeTrace => "Gauge",
            SpaceTrace => "3-D scatter plot",
            OtherTrace other => NameOf(other.Type),
            _ => "Parallel coordinates",
        };

    /// <summary>A plotly type as people call it.</summary>
    public static string NameOf(string type) =>
        type switch
        {
            "scatterpolar" or "scatterpolargl" => "Polar chart",
            "barpolar" => "Polar bar chart",
            "scatterternary" => "Ternary chart",
            "ohlc" => "OHLC chart",
            "mesh3d" => "3-D mesh",
            "choropleth" or "choroplethmapbox" => "Choropleth map",
            "parcats" => "Parallel categories",
            "table" => "Table",
            "" => "Chart",
            _ => $"{char.ToUpperInvariant(type[0])}{type[1..]} chart",
        };

    public static string Of(Trace trace, Figure figure) =>
        trace switch
        {
            XyTrace { IsBand: true } band => Band(band),
            XyTrace { Lines: false, Markers: false, Texts.Count: > 0 } labels => string.Join("; ", labels.Texts.Take(MostListed))
                + More(labels.Texts.Count),
            XyTrace { Lines: false } dots
                when dots.Y.Kind == ValueKind.Text && dots.X.Kind == ValueKind.Number && dots.Across is not null => Dots(
                dots,
                dots.Y,
                dots.X,
                dots.Across,
                figure.X
            ),
            XyTrace { Lines: false } dots when dots.Upright is not null && dots.Y.Kind == ValueKind.Number => Dots(
                dots,
                dots.X,
                dots.Y,
                dots.Upright,
                figure.Y
            ),
            XyTrace xy => Points(xy, figure.Y),
            OtherTrace other => other.Detail,
            BarTrace { Width: not null } bins => Histogram(bins),
            BarTrace bar => Bars(bar, figure),
            BoxTrace boxes => string.Join("; ", boxes.Boxes.Take(MostListed).Select(Box)) + More(boxes.Boxes.Count),
            HeatTrace heat => Cells(heat),
            PieTrace pie => Slices(pie),
            GaugeTrace gauge => Gauge(gauge),
            SpaceTrace space =>
                $"{NumberText.Short(space.X.Count)} points, {Span("x", space.X)}, {Span("y", space.Y)}, {Span("z", space.Z)}",
            ParallelTrace parallel => $"{NumberText.Short(parallel.Dimensions[0].Count)} rows over "
                + string.Join(", ", parallel.Names.Zip(parallel.Dimensions, Span)),
            _ => "",
        };

    /// <summary>Each value with its interval, the highest first; of many the first three and the last.</summary>
    private static string Dots(XyTrace trace, Values names, Values values, Spread spread, Axis axis)
    {
        string Value(double value) => axis.Percent ? NumberText.Percent(value) : NumberText.Short(value);
        string One(int i)
        {
            var (low, high) = spread.Around(values.Numbers[i], i);
            return $"{names.LabelAt(i)} {Value(values.Numbers[i])}{(low < high ? $" ({Value(low)} to {Value(high)})" : "")}";
        }

        var rows = Enumerable
            .Range(0, values.Count)
            .Where(i => double.IsFinite(values.Numbers[i]))
            .OrderByDescending(i => values.Numbers[i])
            .ToArray();
        if (rows.Length == 0)
        {
            return "no points";
        }

        return rows.Length <= MostListed
            ? string.Join(", ", rows.Select(One))
            : $"{NumberText.Short(rows.Length)} values, highest {string.Join(", ", rows.Take(3).Select(One))}; lowest {One(rows[^1])}";
    }

    private static string Band(XyTrace trace)
    {
        var rows = Enumerable.Range(0, trace.X.Count).Where(i => double.IsFinite(trace.Y.Numbers[i] + trace.Base![i])).ToArray();
        return rows.Length == 0
            ? "no band"
            : $"between {NumberText.Short(rows.Min(i => trace.Base![i]))} and {NumberText.Short(rows.Max(i => trace.Base![i] + trace.Y.Numbers[i]))} over {NumberText.Short(rows.Length)} places, {Span("x", trace.X)}";
    }

    private static string Points(XyTrace trace, Axis axis)
    {
        string Value(double value) => axis.Percent ? NumberText.Percent(value) : NumberText.Short(value);
        var rows = Enumerable
            .Range(0, trace.X.Count)
            .Where(i => double.IsFinite(trace.Y.Numbers[i]) && double.IsFinite(trace.X.Numbers[i]))
            .ToArray();
        if (rows.Length == 0)
        {
            return "no points";
        }

        var text = $"{NumberText.Short(rows.Length)} {(rows.Length == 1 ? "point" : "points")}, {Span("x", trace.X)}";
        if (trace.Y.Kind != ValueKind.Number)
        {
            return $"{text}, {Span("y", trace.Y)}";
        }

        var (low, high) = (rows.MinBy(i => trace.Y.Numbers[i]), rows.MaxBy(i => trace.Y.Numbers[i]));
        text +=
            $", y from {Value(trace.Y.Numbers[low])} (at {trace.X.LabelAt(low)}) to {Value(trace.Y.Numbers[high])} (at {trace.X.LabelAt(high)})";
        return text
            + (trace.Lines ? $", last {Value(trace.Y.Numbers[rows[^1]])}" : $", mean {Value(rows.Average(i => trace.Y.Numbers[i]))}")
            + (trace.Shade is { } shade ? $", {Span(trace.ShadeTitle.Length > 0 ? trace.ShadeTitle : "color", shade)}" : "");
    }

    private static string Bars(BarTrace trace, Figure figure)
    {
        var axis = trace.Horizontal ? figure.X : figure.Y;
        var rows = Enumerable.Range(0, trace.Position.Count).Where(i => double.IsFinite(trace.Length.Numbers[i])).ToArray();
        if (rows.Length == 0)
        {
            return "no bars";
        }

        string Value(double value) => axis.Percent ? NumberText.Percent(value) : NumberText.Short(value);
        string One(int i) => $"{trace.Position.LabelAt(i)} ({Value(trace.Length.Numbers[i])})";
        if (rows.Length <= MostListed)
        {
            return string.Join(", ", rows.Select(One));
        }

        var sorted = rows.OrderByDescending(i => trace.Length.Numbers[i]).ToArray();
        return $"{NumberText.Short(rows.Length)} bars, highest {string.Join(", ", sorted.Take(3).Select(One))}; lowest {One(sorted[^1])}"
            + (axis.Percent ? "" : $"; sum {NumberText.Short(rows.Sum(i => trace.Length.Numbers[i]))}");
    }

    private static string Histogram(BarTrace trace)
    {
        var total = trace.Length.Numbers.Sum();
        if (total == 0)
        {
            return "no values";
        }

        var peak = Enumerable.Range(0, trace.Length.Count).MaxBy(i => trace.Length.Numbers[i]);
        var half = trace.Width!.Value / 2;
        if (half == 0.5 && trace.Position.Numbers[0] == Math.Truncate(trace.Position.Numbers[0]) && trace.Position.Kind == ValueKind.Number)
        {
            return $"{NumberText.Short(total)} whole numbers from {NumberText.Short(trace.Position.Numbers[0])} to {NumberText.Short(trace.Position.Numbers[^1])}; "
                + $"most often {NumberText.Short(trace.Position.Numbers[peak])} with {NumberText.Short(trace.Length.Numbers[peak])} ({NumberText.Percent(trace.Length.Numbers[peak] / total)})";
        }

        string Edge(double value) => trace.Position.WithNumbers([value]).LabelAt(0);
        return $"{NumberText.Short(total)} values in {trace.Position.Count} bins from {Edge(trace.Position.Numbers[0] - half)} to {Edge(trace.Position.Numbers[^1] + half)}; "
            + $"fullest bin {Edge(trace.Position.Numbers[peak] - half)} to {Edge(trace.Position.Numbers[peak] + half)} with {NumberText.Short(trace.Length.Numbers[peak])} ({NumberText.Percent(trace.Length.Numbers[peak] / total)})";
    }

    private static string Box(Box box) =>
        (box.Label.Length > 0 ? box.Label + " " : "")
        + (
            box.Count == 0
                ? "no values"
                : $"median {NumberText.Short(box.Median)} (quartiles {NumberText.Short(box.Q1)} to {NumberText.Short(box.Q3)}, mean {NumberText.Short(box.Mean)}, n = {NumberText.Short(box.Count)})"
        );

    private static string Cells(HeatTrace heat)
    {
        var cells = Enumerable
            .Range(0, heat.Z.Length)
            .Select(i => (Row: i / heat.X.Count, Column: i % heat.X.Count))
            .Where(cell => double.IsFinite(heat.Z[cell.Row, cell.Column]))
            .ToArray();
        if (cells.Length == 0)
        {
            return "no cells";
        }

        string One((int Row, int Column) cell) =>
            $"{heat.Y.LabelAt(cell.Row)} × {heat.X.LabelAt(cell.Column)} ({heat.Text?[cell.Row, cell.Column].Replace('\n', ' ') ?? (heat.IsPercent ? NumberText.Percent(heat.Z[cell.Row, cell.Column]) : NumberText.Short(heat.Z[cell.Row, cell.Column]))})";
        var head = $"{heat.Y.Count} rows × {heat.X.Count} columns{(heat.ZTitle.Length > 0 ? " of " + heat.ZTitle : "")}";
        return cells.Length <= 9 && heat.Text is not null
            ? $"{head}: {string.Join(", ", cells.Select(One))}"
            : $"{head}, highest {One(cells.MaxBy(cell => heat.Z[cell.Row, cell.Column]))}, lowest {One(cells.MinBy(cell => heat.Z[cell.Row, cell.Column]))}";
    }

    private static string Slices(PieTrace pie)
    {
        var total = pie.Sizes.Sum();
        return total <= 0
            ? "no slices"
            : string.Join(
                ", ",
                pie.Labels.Zip(pie.Sizes, (label, size) => $"{label} {NumberText.Short(size)} ({NumberText.Percent(size / total)})")
            );
    }

    private static string Gauge(GaugeTrace gauge)
    {
        string Value(double value) => gauge.Unit == "%" ? NumberText.Percent(value) : $"{NumberText.Short(value)} {gauge.Unit}".TrimEnd();
        return $"{Value(gauge.Value)} on a dial from {Value(gauge.From)} to {Value(gauge.To)}{(gauge.Target is { } target ? $", target {Value(target)}" : "")}";
    }

    private static string Span(string name, Values values)
    {
        if (values.Kind == ValueKind.Text)
        {
            return $"{name} {string.Join("/", values.Labels.Take(4))}{(values.Labels.Length > 4 ? Invariant($" and {values.Labels.Length - 4} more") : "")}";
        }

        var span = values.Numbers.Where(double.IsFinite).ToArray();
        return span.Length == 0
            ? $"{name} none"
            : $"{name} from {values.WithNumbers([span.Min()]).LabelAt(0)} to {values.WithNumbers([span.Max()]).LabelAt(0)}";
    }

    private static string More(int count) => count > MostListed ? Invariant($"; and {count - MostListed} more") : "";
}
