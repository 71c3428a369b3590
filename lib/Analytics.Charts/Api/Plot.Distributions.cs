using Analytics.Frames;

namespace Analytics.Charts;

public static partial class Plot
{
    /// <summary>How often values fall into equal bins with round edges.</summary>
    /// <param name="values">Numbers; missing ones are not counted.</param>
    /// <param name="title">The figure's title. Default: none.</param>
    /// <param name="bins">About how many bins, 1 to 500. Default 0: by the rule of Freedman and Diaconis (1981), 5 to 60.</param>
    /// <param name="name">The layer's name for the legend.</param>
    public static Figure Histogram(Values values, string title = "", int bins = 0, string name = "") =>
        Histogram([(name, values)], title, bins).YAxis("Count");

    /// <summary>As <see cref="Histogram(Values,string,int,string)"/> of a column; with a colour column the groups are stacked in shared bins.</summary>
    public static Figure Histogram(Frame frame, string column, string? color = null, string title = "", int bins = 0)
    {
        var figure = Histogram([.. Groups(frame, color).Select(group => (group.Name, Values.Of(group.Rows[column])))], title, bins);
        return (color is null ? figure : figure.Stack()).XAxis(column).YAxis("Count");
    }

    private static Figure Histogram(IReadOnlyList<(string Name, Values Values)> groups, string title, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, 500);
        if (groups.Any(group => group.Values.Kind == ValueKind.Text))
        {
            throw new ArgumentException("A histogram needs numbers or times; for texts count them and use Plot.Bar.");
        }

        var edges = Bins.Edges([.. groups.SelectMany(group => group.Values.Numbers).Where(double.IsFinite)], bins);
        var kind = groups[0].Values.Kind;
        var centres = new Values(kind, [.. Enumerable.Range(0, edges.Count).Select(edges.Centre)], []);
        return Of(
                title,
                [
                    .. groups.Select(group =>
                        (Trace)
                            new BarTrace(centres, Values.Number(edges.Counts(group.Values.Numbers).Select(n => (double)n)))
                            {
                                Name = group.Name,
                                Width = edges.Width,
                            }
                    ),
                ]
            )
            .Noted(Left(groups.Sum(group => group.Values.Numbers.Count(value => !double.IsFinite(value)))));
    }

    /// <summary>
    /// One box per group: median and quartiles (linear interpolation, type 7 of Hyndman and Fan 1996), whiskers to the last value
    /// within 1.5 times the box (Tukey 1977), the mean as a diamond, and values beyond as points.
    /// </summary>
    public static Figure Box(Values groups, Values values, string title = "", string name = "")
    {
        SameCount(groups, values.Count, "groups", "values");
        var boxes = Enumerable
            .Range(0, values.Count)
            .GroupBy(groups.LabelAt, StringComparer.Ordinal)
            .Select(group => Quartiles.Box(group.Key, [.. group.Select(i => values.Numbers[i])]));
        return Of(title, new BoxTrace([.. boxes]) { Name = name }).Noted(Left(values.Numbers.Count(value => !double.IsFinite(value))));
    }

    /// <summary>One box over all values.</summary>
    public static Figure Box(Values values, string title = "", string label = "") =>
        Box([.. Enumerable.Repeat(label, values.Count)], values, title);

    /// <summary>One box of the value column per value of the group column.</summary>
    public static Figure Box(Frame frame, string group, string value, string title = "") =>
        Box(frame[group], frame[value], title).XAxis(group).YAxis(value);

    /// <summary>A matrix as coloured cells.</summary>
    /// <param name="x">A name per column of the matrix.</param>
    /// <param name="y">A name per row, the first on top.</param>
    /// <param name="z">Rows × columns; NaN stays blank.</param>
    /// <param name="title">The figure's title. Default: none.</param>
    /// <param name="zTitle">What the colour means.</param>
    /// <param name="scale">Default blues; take the diverging one for correlations.</param>
    /// <param name="showValues">Write the numbers into the cells.</param>
    /// <param name="from">The value of the scale's first colour. Default: the least.</param>
    /// <param name="to">The value of the scale's last colour. Default: the greatest.</param>
    public static Figure HeatMap(
        Values x,
        Values y,
        double[,] z,
        string title = "",
        string zTitle = "",
        ColorScale scale = ColorScale.Blues,
        bool showValues = false,
        double? from = null,
        double? to = null
    )
    {
        if (z.GetLength(0) != y.Count || z.GetLength(1) != x.Count)
        {
            throw new ArgumentException(
                Invariant(
                    $"The matrix has {z.GetLength(0)} rows and {z.GetLength(1)} columns, but there are {y.Count} names in y and {x.Count} in x."
                )
            );
        }

        return Of(
            title,
            new HeatTrace(x, y, (double[,])z.Clone())
            {
                ZTitle = zTitle,
                Scale = scale,
                ShowValues = showValues,
                From = from,
                To = to,
            }
        );
    }

    /// <summary>Three columns as a matrix: one row per distinct y, one column per distinct x, z summed where several rows meet.</summary>
    public static Figure HeatMap(
        Frame frame,
        string x,
        string y,
        string z,
        string title = "",
        ColorScale scale = ColorScale.Blues,
        bool showValues = false
    )
    {
        var (columns, rows, numbers) = (Values.Of(frame[x]), Values.Of(frame[y]), Values.Of(frame[z]).Numbers);
        var (names, keys) = (Distinct(columns), Distinct(rows));
        var matrix = new double[keys.Count, names.Count];
        for (var i = 0; i < keys.Count * names.Count; i++)
        {
            matrix[i / names.Count, i % names.Count] = double.NaN;
        }

        for (var i = 0; i < frame.RowCount; i++)
        {
            ref var cell = ref matrix[keys[rows.LabelAt(i)], names[columns.LabelAt(i)]];
            cell = double.IsNaN(cell) ? numbers[i] : cell + numbers[i];
        }

        return HeatMap([.. names.Keys], [.. keys.Keys], matrix, title, z, scale, showValues).XAxis(x).YAxis(y);
    }

    /// <summary>Distinct names and their places: numbers and times ascending, texts in order of appearance.</summary>
    private static Dictionary<string, int> Distinct(Values values)
    {
        var rows = Enumerable.Range(0, values.Count);
        var ordered = values.Kind == ValueKind.Text ? rows : rows.OrderBy(i => values.Numbers[i]);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in ordered)
        {
            places.TryAdd(values.LabelAt(row), places.Count);
        }

        return places;
    }

    private static IEnumerable<string> Left(int missing) =>
        missing == 0 ? [] : [$"{NumberText.Short(missing)} missing or infinite {(missing == 1 ? "value is" : "values are")} not counted."];
}
