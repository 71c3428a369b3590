using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts;

public static partial class FieldCharts
{
    private static readonly string[] s_days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    extension(Chart)
    {
        /// <summary>How each value pushes a prediction (SHAP values), a row of dots per feature, the strongest on top; the colour is the feature's own value, low to high.</summary>
        /// <param name="names">A name per feature.</param>
        /// <param name="contributions">Per feature one contribution per explained row.</param>
        /// <param name="values">Per feature its value in the same rows; NaN is missing and grey.</param>
        /// <param name="Top">How many features are shown.</param>
        /// <param name="Title">What the contributions are measured in.</param>
        public static GenericChart Beeswarm(
            IEnumerable<string> names,
            IReadOnlyList<double[]> contributions,
            IReadOnlyList<double[]> values,
            int Top = 12,
            string Title = "Contribution to the prediction"
        )
        {
            string[] all = [.. names];
            Same(all.Length, contributions.Count, nameof(names), nameof(contributions));
            Same(all.Length, values.Count, nameof(names), nameof(values));
            int[] shown =
            [
                .. Enumerable
                    .Range(0, all.Length)
                    .OrderByDescending(i => contributions[i].Select(Math.Abs).DefaultIfEmpty(0).Average())
                    .ThenBy(i => all[i], StringComparer.Ordinal)
                    .Take(Top),
            ];
            var (x, y, color) = (new List<double>(), new List<double>(), new List<double?>());
            var span = Extent.Of(shown.SelectMany(i => contributions[i]));
            for (var row = 0; row < shown.Length; row++)
            {
                var feature = shown[row];
                Same(contributions[feature].Length, values[feature].Length, nameof(contributions), nameof(values));
                x.AddRange(contributions[feature].Select(NumberText.Round));
                y.AddRange(Swarm(contributions[feature], span).Select(offset => NumberText.Round(row + offset)));
                color.AddRange(Ranks(values[feature]));
            }

            var rowNames = shown.Select(i => PlotlyText.Escape(all[i])).ToArray();
            var key = Part.Of(
                ("title", Part.Of(("text", "Value of the feature"), ("side", "right"))),
                ("tickvals", new[] { 0, 1 }),
                ("ticktext", new[] { "low", "high" }),
                ("thickness", 12),
                ("outlinewidth", 0)
            );
            return Part.Chart(
                    "scatter",
                    ("mode", "markers"),
                    ("x", x),
                    ("y", y),
                    ("showlegend", false),
                    ("marker", Part.Of(("size", 5), ("color", color), ("cmin", 0), ("cmax", 1), ("showscale", true), ("colorbar", key)))
                )
                .WithXAxis(Title)
                .WithVLine(0)
                .Changed(layout =>
                    Part.Fill(
                        layout,
                        (
                            "yaxis",
                            Part.Fill(
                                new Plotly.NET.LayoutObjects.LinearAxis(),
                                ("tickvals", Enumerable.Range(0, shown.Length).ToArray()),
                                ("ticktext", rowNames),
                                ("range", new[] { shown.Length - 0.4, -0.6 })
                            )
                        )
                    )
                )
                .Sized(ChartTheme.Width, HeightOf(shown.Length) + (6 * shown.Length));
        }

        /// <summary>A matrix whose rows and columns stand beside those that are like them (average linkage of Euclidean distances).</summary>
        /// <param name="matrix">Rows × columns; NaN counts as the mean of its column.</param>
        /// <param name="rows">A name per row.</param>
        /// <param name="columns">A name per column.</param>
        /// <param name="ZTitle">What the colour means.</param>
        public static GenericChart ClusterMap(double[,] matrix, IEnumerable<string> rows, IEnumerable<string> columns, string ZTitle = "")
        {
            string[] down = [.. rows],
                across = [.. columns];
            Same(matrix.GetLength(0), down.Length, nameof(matrix), nameof(rows));
            Same(matrix.GetLength(1), across.Length, nameof(matrix), nameof(columns));
            var byRow = Linkage.Order(down.Length, i => [.. Enumerable.Range(0, across.Length).Select(j => matrix[i, j])]);
            var byColumn = Linkage.Order(across.Length, j => [.. Enumerable.Range(0, down.Length).Select(i => matrix[i, j])]);
            var isSigned = matrix.Cast<double>().Any(value => value < 0);
            return Part.Chart(
                    "heatmap",
                    ("x", byColumn.Select(j => PlotlyText.Escape(across[j])).ToArray()),
                    ("y", byRow.Select(i => PlotlyText.Escape(down[i])).ToArray()),
                    ("z", Rows(down.Length, across.Length, (i, j) => matrix[byRow[i], byColumn[j]])),
                    ("zmid", isSigned ? 0 : null),
                    ("colorscale", isSigned ? ChartTheme.Stops(ColorScale.Diverging) : null),
                    ("colorbar", Part.Of(("title", Part.Of(("text", PlotlyText.Escape(ZTitle)), ("side", "right")))))
                )
                .WithXAxis(names: true)
                .WithYAxis(names: true, reversed: true)
                .Sized(ChartTheme.Width, Math.Clamp(150 + (down.Length * 22), 260, 900));
        }

        /// <summary>Hour of day by weekday as cells, Monday on top; with facets one panel each, all in the same colours.</summary>
        /// <param name="hours">0 to 23.</param>
        /// <param name="weekdays">English names.</param>
        /// <param name="values">What the colour means, per hour and weekday.</param>
        /// <param name="Facets">The panel of each value. Default: one panel.</param>
        /// <param name="ZTitle">What the values are.</param>
        /// <param name="Columns">How many panels stand side by side.</param>
        public static GenericChart HourWeekday(
            IEnumerable<int> hours,
            IEnumerable<string> weekdays,
            IEnumerable<double> values,
            IEnumerable<string>? Facets = null,
            string ZTitle = "",
            int Columns = 2
        )
        {
            int[] hour = [.. hours];
            string[] day = [.. weekdays],
                facet = [.. Facets ?? []];
            double[] value = [.. values];
            Same(hour.Length, day.Length, nameof(hours), nameof(weekdays));
            Same(hour.Length, value.Length, nameof(hours), nameof(values));
            if (facet.Length > 0)
            {
                Same(hour.Length, facet.Length, nameof(hours), nameof(Facets));
            }

            var unknown = Array.Find(day, name => !s_days.Contains(name));
            if (unknown is not null)
            {
                throw new ArgumentException($"'{unknown}' is no weekday; write {string.Join(", ", s_days)}.", nameof(weekdays));
            }

            var most = value.Where(double.IsFinite).DefaultIfEmpty(1).Max();
            var groups = Enumerable.Range(0, hour.Length).GroupBy(i => facet.Length == 0 ? "" : facet[i], StringComparer.Ordinal).ToArray();
            var panels = groups
                .Select(
                    (group, at) =>
                    {
                        var cells = new double?[s_days.Length][];
                        for (var row = 0; row < cells.Length; row++)
                        {
                            cells[row] = new double?[24];
                        }

                        foreach (var i in group)
                        {
                            cells[Array.IndexOf(s_days, day[i])][hour[i]] = value[i];
                        }

                        return Part.Chart(
                                "heatmap",
                                ("x", Enumerable.Range(0, 24).ToArray()),
                                ("y", s_days),
                                ("z", cells),
                                ("zmin", 0),
                                ("zmax", most),
                                ("showscale", at == 0),
                                (
                                    "colorbar",
                                    at > 0 ? null : Part.Of(("title", Part.Of(("text", PlotlyText.Escape(ZTitle)), ("side", "right"))))
                                )
                            )
                            .WithXAxis("Hour, local time")
                            .WithYAxis(names: true, reversed: true);
                    }
                )
                .ToArray();
            if (panels.Length == 1)
            {
                return panels[0].Sized(ChartTheme.Width, 320);
            }

            var rows = (panels.Length + Columns - 1) / Columns;
            return Grid(panels, Columns, [.. groups.Select(group => group.Key)], 900, Math.Clamp(90 + (rows * 230), 320, 1600));
        }

        /// <summary>Places by latitude and longitude with equal scales on the ground; no tiles, no network.</summary>
        /// <param name="latitude">Degrees north.</param>
        /// <param name="longitude">Degrees east.</param>
        /// <param name="Values">What colours the dots. Default: one colour.</param>
        /// <param name="ValueTitle">What the colour means.</param>
        /// <param name="Labels">A text beside each dot, for instance a rank; "" for none.</param>
        /// <param name="Sizes">Diameters in pixels. Default 6.</param>
        /// <param name="Color">"#rrggbb" of dots without values. Default: the next of the theme.</param>
        /// <param name="Outline">Latitudes and longitudes of a border, in order, NaN between its parts.</param>
        public static GenericChart Places(
            IEnumerable<double> latitude,
            IEnumerable<double> longitude,
            IEnumerable<double>? Values = null,
            string ValueTitle = "",
            IEnumerable<string>? Labels = null,
            IEnumerable<double>? Sizes = null,
            (double[] Latitude, double[] Longitude)? Outline = null,
            string? Color = null
        )
        {
            double[] y = [.. latitude],
                x = [.. longitude];
            Same(x.Length, y.Length, nameof(longitude), nameof(latitude));
            // In bold letters, which stand out from dots around them.
            string[] labels = [.. (Labels ?? []).Select(label => label.Length == 0 ? "" : $"<b>{PlotlyText.Escape(label)}</b>")];
            var middle = y.Where(double.IsFinite).DefaultIfEmpty(0).Average();
            var points = Part.Chart(
                "scatter",
                ("mode", labels.Length > 0 ? "markers+text" : "markers"),
                ("x", x),
                ("y", y),
                ("text", labels.Length > 0 ? labels : null),
                ("textposition", labels.Length > 0 ? "middle right" : null),
                // A name may reach beyond the axes.
                ("cliponaxis", labels.Length > 0 ? false : null),
                ("textfont", labels.Length > 0 ? Charts.Part.Of(("size", 12), ("color", "#1a1a1a")) : null),
                ("showlegend", false),
                (
                    "marker",
                    Charts.Part.Of(
                        ("size", Sizes is null ? 6 : Sizes.ToArray()),
                        ("opacity", 0.8),
                        ("color", Values is null ? Color : Values.ToArray()),
                        ("showscale", Values is null ? null : true),
                        ("colorbar", Values is null ? null : Charts.Part.ColorKey(PlotlyText.Escape(ValueTitle)))
                    )
                )
            );
            var chart = Outline is { } border
                ? Chart.Combine([
                    points,
                    Part.Chart(
                        "scatter",
                        ("mode", "lines"),
                        ("x", border.Longitude),
                        ("y", border.Latitude),
                        ("showlegend", false),
                        ("hoverinfo", "skip"),
                        ("line", Charts.Part.Of(("color", Palette.Line), ("width", 1)))
                    ),
                ])
                : points;
            return chart
                .WithXAxis("Longitude", unit: "°")
                .WithYAxis("Latitude", unit: "°")
                .Sized(ChartTheme.Width, 560)
                .Changed(layout =>
                {
                    layout.SetProperty("meta", Charts.Part.Of(("map", true)));
                    if (layout.TryGetPropertyValue("yaxis") is { Value: Plotly.NET.LayoutObjects.LinearAxis axis })
                    {
                        Charts.Part.Fill(
                            axis,
                            ("scaleanchor", "x"),
                            ("scaleratio", NumberText.Round(1 / Math.Max(0.05, Math.Cos(middle * Math.PI / 180))))
                        );
                    }
                });
        }

        /// <summary>The share of values up to each value: a distribution without bins. Combine several to compare them.</summary>
        /// <param name="values">Numbers; those that are missing do not count.</param>
        /// <param name="Name">The line's name in the legend. Default: none.</param>
        public static GenericChart Ecdf(IEnumerable<double> values, string Name = "")
        {
            var sorted = values.Where(double.IsFinite).Order().ToArray();
            // A line of 300 steps is as fine as its picture.
            int[] kept =
                sorted.Length <= 300
                    ? [.. Enumerable.Range(0, sorted.Length)]
                    : [.. Enumerable.Range(0, 300).Select(i => (int)((long)i * (sorted.Length - 1) / 299))];
            return Part.Chart(
                    "scatter",
                    ("mode", "lines"),
                    ("name", Name.Length == 0 ? null : PlotlyText.Escape(Name)),
                    ("showlegend", Name.Length > 0),
                    ("line", Charts.Part.Of(("shape", "hv"))),
                    ("x", kept.Select(i => sorted[i]).ToArray()),
                    ("y", kept.Select(i => NumberText.Round((i + 1.0) / sorted.Length)).ToArray())
                )
                .WithYAxis("Share of values up to this", from: 0, to: 1.005, percent: true);
        }
    }

    /// <summary>Charts side by side with titles of their own, in one size.</summary>
    internal static GenericChart Grid(IReadOnlyList<GenericChart> panels, int columns, IReadOnlyList<string> titles, int width, int height)
    {
        var rows = (panels.Count + columns - 1) / columns;
        return Chart
            .Grid(
                panels,
                rows,
                columns,
                SubPlotTitles: new Plotly.NET.CSharp.Optional<IEnumerable<string>>([.. titles.Select(PlotlyText.Escape)], true),
                YGap: new Plotly.NET.CSharp.Optional<double>(0.3, true)
            )
            .Sized(width, height);
    }

    /// <summary>Offsets of −0.4 to 0.4 so that dots of equal value stand beside each other, in the order of the rows.</summary>
    private static double[] Swarm(double[] values, Extent span)
    {
        const int Bins = 80;
        var (counts, offsets) = (new int[Bins + 1], new double[values.Length]);
        int Bin(double value) => double.IsFinite(value) ? (int)Math.Clamp((value - span.Low) / span.Length * Bins, 0, Bins) : 0;
        var fullest = values.GroupBy(Bin).Select(group => group.Count()).DefaultIfEmpty(1).Max();
        var step = Math.Min(0.06, 0.8 / fullest);
        for (var i = 0; i < values.Length; i++)
        {
            var place = counts[Bin(values[i])]++;
            offsets[i] = ((place + 1) / 2) * step * (place % 2 == 0 ? 1 : -1);
        }

        return offsets;
    }

    /// <summary>Each value's rank as a share of 0 to 1, the middle rank where values are equal; null where it is missing.</summary>
    private static IEnumerable<double?> Ranks(double[] values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        double Rank(double value)
        {
            var first = Array.FindIndex(sorted, each => each >= value);
            var last = Array.FindLastIndex(sorted, each => each <= value);
            return sorted.Length < 2 ? 0.5 : NumberText.Round((first + last) / 2.0 / (sorted.Length - 1));
        }

        var ranks = sorted.Distinct().ToDictionary(value => value, Rank);
        return values.Select(value => double.IsFinite(value) ? ranks[value] : (double?)null);
    }
}
