using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts;

public static partial class FieldCharts
{
    /// <summary>Fewer cases than this say little: their marks are grey.</summary>
    public const int FewestCases = 30;

    private const string Grey = "#b3b3b3";

    extension(Chart)
    {
        /// <summary>A dot with its interval per name, the largest on top: shares and means of groups. Groups of few cases are grey.</summary>
        /// <param name="keys">A name per group.</param>
        /// <param name="values">What was found, for instance a share of 0 to 1.</param>
        /// <param name="low">The lower ends of the intervals.</param>
        /// <param name="high">The upper ends.</param>
        /// <param name="Counts">Cases per group, written behind the name. Default: left out.</param>
        /// <param name="Percent">Write the values as percentages.</param>
        /// <param name="Sort">Largest on top; false keeps the order given, the first on top.</param>
        /// <param name="Fewest">Groups of fewer cases are grey.</param>
        /// <param name="Name">The layer's name in the legend. Default: none.</param>
        public static GenericChart DotInterval(
            IEnumerable<string> keys,
            IEnumerable<double> values,
            IEnumerable<double> low,
            IEnumerable<double> high,
            IEnumerable<long>? Counts = null,
            bool Percent = true,
            bool Sort = true,
            int Fewest = FewestCases,
            string Name = ""
        )
        {
            string[] names = [.. keys];
            double[] found = [.. values],
                lows = [.. low],
                highs = [.. high];
            long[] counts = [.. Counts ?? []];
            Same(names.Length, found.Length, nameof(keys), nameof(values));
            Same(names.Length, lows.Length, nameof(keys), nameof(low));
            Same(names.Length, highs.Length, nameof(keys), nameof(high));
            if (counts.Length > 0)
            {
                Same(names.Length, counts.Length, nameof(keys), nameof(Counts));
            }

            int[] rows = [.. Enumerable.Range(0, names.Length).Where(i => double.IsFinite(found[i]))];
            if (Sort)
            {
                rows = [.. rows.OrderByDescending(i => found[i]).ThenBy(i => names[i], StringComparer.Ordinal)];
            }

            bool IsFew(int i) => counts.Length > 0 && counts[i] < Fewest;
            var anyFew = rows.Any(IsFew);
            var labels = rows.Select(i => PlotlyText.Escape(names[i]) + (counts.Length == 0 ? "" : $" (n = {NumberText.Short(counts[i])})"))
                .ToArray();
            // plotly.js gives all intervals of a layer one colour, so the grey ones are a layer of their own.
            GenericChart Layer(IReadOnlyList<int> places, string? color, string name) =>
                Part.Chart(
                    "scatter",
                    ("mode", "markers"),
                    ("name", name.Length == 0 ? null : PlotlyText.Escape(name)),
                    ("showlegend", name.Length > 0),
                    ("y", places.Select(place => labels[place]).ToArray()),
                    ("x", places.Select(place => found[rows[place]]).ToArray()),
                    (
                        "error_x",
                        Interval(
                            [.. places.Select(place => found[rows[place]])],
                            places.Select(place => lows[rows[place]]),
                            places.Select(place => highs[rows[place]]),
                            color ?? Palette.Series[0]
                        )
                    ),
                    ("marker", Charts.Part.Of(("size", 8), ("color", color ?? Palette.Series[0])))
                );
            int[] many = [.. Enumerable.Range(0, rows.Length).Where(place => !IsFew(rows[place]))],
                few = [.. Enumerable.Range(0, rows.Length).Where(place => IsFew(rows[place]))];
            var chart = anyFew
                ? Chart.Combine([Layer(many, null, Name), Layer(few, Grey, Invariant($"n < {Fewest}"))])
                : Layer(many, null, Name);
            return chart.WithOrder(labels).WithXAxis(percent: Percent ? true : null).Sized(ChartTheme.Width, HeightOf(rows.Length));
        }

        /// <summary>A line with its band: shares or means along an ordered axis.</summary>
        /// <param name="x">Numbers, times or names, in order.</param>
        /// <param name="values">What was found.</param>
        /// <param name="low">The lower ends of the intervals.</param>
        /// <param name="high">The upper ends.</param>
        /// <param name="Percent">Write the values as percentages.</param>
        /// <param name="Name">The line's name in the legend. Default: none.</param>
        /// <param name="Color">#rrggbb. Default: the first of the theme.</param>
        public static GenericChart LineInterval<T>(
            IEnumerable<T> x,
            IEnumerable<double> values,
            IEnumerable<double> low,
            IEnumerable<double> high,
            bool Percent = true,
            string Name = "",
            string? Color = null
        )
        {
            T[] places = [.. x];
            double[] found = [.. values];
            Same(places.Length, found.Length, nameof(x), nameof(values));
            var color = Color ?? Palette.Series[0];
            var rgb = Rgb.Parse(color);
            GenericChart Edge(IEnumerable<double> ends, string? fill) =>
                Part.Chart(
                    "scatter",
                    ("mode", "lines"),
                    ("x", places),
                    ("y", ends.ToArray()),
                    ("showlegend", false),
                    ("hoverinfo", "skip"),
                    ("line", Charts.Part.Of(("width", 0), ("color", color))),
                    ("fill", fill),
                    ("fillcolor", fill is null ? null : Invariant($"rgba({rgb.R},{rgb.G},{rgb.B},0.2)"))
                );
            var line = Part.Chart(
                "scatter",
                ("mode", "lines+markers"),
                ("x", places),
                ("y", found),
                ("name", Name.Length == 0 ? null : PlotlyText.Escape(Name)),
                ("showlegend", Name.Length > 0),
                ("line", Charts.Part.Of(("color", color))),
                ("marker", Charts.Part.Of(("color", color)))
            );
            return Chart.Combine([Edge(low, null), Edge(high, "tonexty"), line]).WithYAxis(percent: Percent ? true : null);
        }

        /// <summary>Upright bars from zero with intervals, in the order given: counts and rates along an ordered axis.</summary>
        /// <param name="keys">Where each bar stands.</param>
        /// <param name="values">How tall it is.</param>
        /// <param name="low">The lower ends of the intervals.</param>
        /// <param name="high">The upper ends.</param>
        /// <param name="Counts">Cases per bar; bars of few are grey, and the number stands under the pointer. Default: left out.</param>
        /// <param name="Percent">Write the values as percentages.</param>
        /// <param name="Fewest">Bars of fewer cases are grey.</param>
        public static GenericChart ColumnInterval<T>(
            IEnumerable<T> keys,
            IEnumerable<double> values,
            IEnumerable<double> low,
            IEnumerable<double> high,
            IEnumerable<long>? Counts = null,
            bool Percent = false,
            int Fewest = FewestCases
        )
        {
            T[] places = [.. keys];
            double[] found = [.. values];
            long[] counts = [.. Counts ?? []];
            Same(places.Length, found.Length, nameof(keys), nameof(values));
            if (counts.Length > 0)
            {
                Same(places.Length, counts.Length, nameof(keys), nameof(Counts));
            }

            return Part.Chart(
                    "bar",
                    ("x", places),
                    ("y", found),
                    ("error_y", Interval(found, low, high, Palette.Ink)),
                    ("hovertext", counts.Length == 0 ? null : counts.Select(count => $"n = {NumberText.Short(count)}").ToArray()),
                    (
                        "marker",
                        counts.All(count => count >= Fewest)
                            ? null
                            : Charts.Part.Of(("color", counts.Select(count => count < Fewest ? Grey : Palette.Series[0]).ToArray()))
                    )
                )
                .WithYAxis(percent: Percent ? true : null);
        }
    }

    extension(Chart)
    {
        /// <summary>Shares of two kinds of groups at once, as cells with the share and n; cells of few cases stay blank, and the note says so.</summary>
        /// <param name="rows">The row of each cell.</param>
        /// <param name="columns">The column of each cell.</param>
        /// <param name="hits">Cases of the kind asked for.</param>
        /// <param name="counts">All cases.</param>
        /// <param name="ZTitle">What the share is of.</param>
        /// <param name="Fewest">Cells of fewer cases stay blank.</param>
        /// <param name="RowOrder">Rows from the top that have an order of their own; those without a cell are left out. Default: the most common on top.</param>
        /// <param name="ColumnOrder">Columns from the left. Default: the most common first.</param>
        public static GenericChart ShareMap(
            IEnumerable<string> rows,
            IEnumerable<string> columns,
            IEnumerable<double> hits,
            IEnumerable<double> counts,
            string ZTitle = "Share",
            int Fewest = FewestCases,
            IEnumerable<string>? RowOrder = null,
            IEnumerable<string>? ColumnOrder = null
        )
        {
            string[] row = [.. rows],
                column = [.. columns];
            double[] hit = [.. hits],
                all = [.. counts];
            Same(row.Length, column.Length, nameof(rows), nameof(columns));
            Same(row.Length, hit.Length, nameof(rows), nameof(hits));
            Same(row.Length, all.Length, nameof(rows), nameof(counts));
            // The most common first, unless an order is given.
            string[] Names(string[] of, IEnumerable<string>? order)
            {
                string[] common =
                [
                    .. Enumerable
                        .Range(0, of.Length)
                        .Where(i => all[i] >= Fewest)
                        .GroupBy(i => of[i], StringComparer.Ordinal)
                        .OrderByDescending(group => group.Sum(i => all[i]))
                        .ThenBy(group => group.Key, StringComparer.Ordinal)
                        .Select(group => group.Key),
                ];
                return order is null ? common : [.. order.Distinct(StringComparer.Ordinal).Where(common.Contains)];
            }

            var (down, across) = (Names(row, RowOrder), Names(column, ColumnOrder));
            int At(int y, int x) =>
                Enumerable.Range(0, row.Length).FirstOrDefault(i => row[i] == down[y] && column[i] == across[x] && all[i] >= Fewest, -1);
            var chart = Part.Chart(
                    "heatmap",
                    ("x", across.Select(PlotlyText.Escape).ToArray()),
                    ("y", down.Select(PlotlyText.Escape).ToArray()),
                    (
                        "z",
                        Rows(
                            down.Length,
                            across.Length,
                            (y, x) => At(y, x) is >= 0 and var i ? (double?)NumberText.Round(hit[i] / all[i]) : null
                        )
                    ),
                    ("zmin", 0),
                    (
                        "text",
                        Rows(
                            down.Length,
                            across.Length,
                            (y, x) =>
                                At(y, x) is >= 0 and var i
                                    ? $"{NumberText.Percent(hit[i] / all[i])}<br>n = {NumberText.Short(Math.Round(all[i]))}"
                                    : ""
                        )
                    ),
                    ("texttemplate", "%{text}"),
                    (
                        "colorbar",
                        Charts.Part.Of(
                            ("title", Charts.Part.Of(("text", PlotlyText.Escape(ZTitle)), ("side", "right"))),
                            ("tickformat", ",~%")
                        )
                    )
                )
                .WithXAxis(names: true)
                .WithYAxis(names: true, reversed: true)
                .Sized(ChartTheme.Width, Math.Clamp(150 + (down.Length * 46), 260, 900));
            var few = all.Count(count => count < Fewest);
            return few == 0
                ? chart
                : chart.WithNote(Invariant($"{few} of {all.Length} cells have fewer than {Fewest} cases and are left out."));
        }
    }

    /// <summary>Intervals as plotly.js takes them: the distances from the value to both ends.</summary>
    private static Dictionary<string, object>? Interval(
        double[] values,
        IEnumerable<double>? low,
        IEnumerable<double>? high,
        string? color = null
    )
    {
        if (low is null || high is null)
        {
            return null;
        }

        double[] lows = [.. low],
            highs = [.. high];
        Same(values.Length, lows.Length, "values", "low");
        Same(values.Length, highs.Length, "values", "high");
        return Part.Of(
            ("type", "data"),
            ("symmetric", false),
            ("array", highs.Select((end, i) => Math.Max(0, end - values[i])).ToArray()),
            ("arrayminus", lows.Select((end, i) => Math.Max(0, values[i] - end)).ToArray()),
            ("color", color),
            ("thickness", 1.6),
            ("width", 0)
        );
    }

    private static GenericChart WithOrder(this GenericChart chart, string[] names) =>
        chart
            .WithYAxis(names: true, reversed: true)
            .Changed(layout =>
            {
                // Layers name their own rows only: without this the grey ones would stand at the end.
                if (layout.TryGetPropertyValue("yaxis") is { Value: Plotly.NET.LayoutObjects.LinearAxis axis })
                {
                    Part.Fill(axis, ("categoryorder", "array"), ("categoryarray", names));
                }
            });

    private static int HeightOf(int rows) => Math.Clamp(110 + (rows * 24), 200, 900);

    private static GenericChart Sized(this GenericChart chart, int width, int height) =>
        chart.Changed(layout => Part.Fill(layout, ("width", width), ("height", height)));

    private static T[][] Rows<T>(int rows, int columns, Func<int, int, T> of) =>
        [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(column => of(row, column)).ToArray())];

    private static void Same(int first, int second, string one, string other)
    {
        if (first != second)
        {
            throw new ArgumentException(Invariant($"'{one}' has {first} values but '{other}' has {second}."));
        }
    }
}
