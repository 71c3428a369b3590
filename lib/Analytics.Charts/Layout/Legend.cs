namespace Analytics.Charts;

/// <summary>One name of the legend and where it stands; <see cref="Trace"/> is null for "+n more".</summary>
internal readonly record struct LegendItem(double X, double Y, string Text, string Whole, Trace? Trace, int Index);

/// <summary>Names in rows above the plot.</summary>
internal sealed record Legend(IReadOnlyList<LegendItem> Items, double Height)
{
    public const double Row = 18;
    public const double Symbol = 20;
    public const double Size = 11;
    private const double Gap = 16;
    private const double MostName = 220;
    private const int MostRows = 3;

    /// <summary>Places the names from left to right, then on the next row.</summary>
    public static Legend Of(Figure figure, double left, double top, double width)
    {
        var named = figure
            .Traces.SelectMany(Entries)
            .Select((trace, index) => (Trace: trace, Index: index))
            .Where(each => each.Trace.Name.Length > 0)
            .DistinctBy(each => each.Trace.Name)
            .ToArray();
        if (!(figure.HasLegend ?? named.Length > 1) || named.Length == 0)
        {
            return new Legend([], 0);
        }

        var items = new List<LegendItem>();
        var (x, row) = (0.0, 0);
        for (var i = 0; i < named.Length; i++)
        {
            var text = TextSize.Fit(named[i].Trace.Name, Math.Min(MostName, width - Symbol), Size);
            var size = Symbol + TextSize.Width(text, Size);
            var more = Invariant($"+{named.Length - i} more");
            var isLast = i == named.Length - 1;
            if (x > 0 && x + size + (row == MostRows - 1 && !isLast ? Gap + TextSize.Width(more, Size) : 0) > width)
            {
                if (row == MostRows - 1)
                {
                    items.Add(
                        new LegendItem(
                            left + x,
                            top + (row * Row),
                            more,
                            string.Join(", ", named[i..].Select(each => each.Trace.Name)),
                            null,
                            0
                        )
                    );
                    break;
                }

                (x, row) = (0, row + 1);
            }

            items.Add(
                new LegendItem(
                    left + x,
                    top + (row * Row),
                    text,
                    text == named[i].Trace.Name ? "" : named[i].Trace.Name,
                    named[i].Trace,
                    named[i].Index
                )
            );
            x += size + Gap;
        }

        return new Legend(items, ((row + 1) * Row) + 7);
    }

    /// <summary>Lines across parallel axes are named by their group, everything else by its layer.</summary>
    private static IEnumerable<Trace> Entries(Trace trace) =>
        trace is ParallelTrace { Shade: { Kind: ValueKind.Text } groups }
            ? groups.Labels.Select(
                (name, code) =>
                    new XyTrace(new double[0], new double[0])
                    {
                        Name = name,
                        Color = Palette.Of(code),
                        Lines = true,
                    }
            )
            : [trace];
}
