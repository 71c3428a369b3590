using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts;

public static partial class FieldCharts
{
    extension(Chart)
    {
        /// <summary>Parallel coordinates: a line per row through one axis per column, coloured by the last column.</summary>
        /// <param name="names">A name per column, two at least.</param>
        /// <param name="columns">Numbers; one list per name, all of one length. A column of a few values has a tick at each.</param>
        public static GenericChart ParallelLines(IEnumerable<string> names, IReadOnlyList<double[]> columns)
        {
            string[] all = [.. names];
            Same(all.Length, columns.Count, nameof(names), nameof(columns));
            ArgumentOutOfRangeException.ThrowIfLessThan(all.Length, 2, nameof(names));
            foreach (var column in columns)
            {
                Same(columns[0].Length, column.Length, "the first column", "another");
            }

            return Part.Chart(
                    "parcoords",
                    (
                        "dimensions",
                        all.Zip(columns)
                            .Select(each =>
                            {
                                var values = each.Second.Distinct().Order().ToArray();
                                return (object)
                                    Part.Of(
                                        ("label", PlotlyText.Escape(each.First)),
                                        ("values", each.Second),
                                        ("tickvals", values.Length <= ParallelTrace.FewValues && each.Second != columns[^1] ? values : null)
                                    );
                            })
                            .ToArray()
                    ),
                    (
                        "line",
                        Part.Of(
                            ("color", columns[^1]),
                            ("colorscale", "Viridis"),
                            ("showscale", true),
                            ("colorbar", Part.ColorKey(PlotlyText.Escape(all[^1])))
                        )
                    ),
                    ("labelfont", Part.Of(("size", 11))),
                    ("tickfont", Part.Of(("size", 10)))
                )
                .Sized(ChartTheme.Width, 400);
        }
    }
}
