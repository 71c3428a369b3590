using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts;

public static partial class FieldCharts
{
    extension(Chart)
    {
        /// <summary>Many points as hexagons coloured by how many lie in each, with the line on which both are equal: predicted against true numbers.</summary>
        /// <param name="x">What was said.</param>
        /// <param name="y">What came.</param>
        /// <param name="Log">Both axes logarithmic; points without a place there (0 and less) are left out, and the note says how many.</param>
        /// <param name="Across">Hexagons from the left to the right, 4 to 60.</param>
        /// <param name="Diagonal">The name of the line on which both are equal; "" for no line.</param>
        public static GenericChart Hexbin(
            IEnumerable<double> x,
            IEnumerable<double> y,
            bool Log = false,
            int Across = 22,
            string Diagonal = "as said"
        )
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(Across, 4);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(Across, 60);
            double[] said = [.. x],
                came = [.. y];
            Same(said.Length, came.Length, nameof(x), nameof(y));
            bool HasPlace(double value) => double.IsFinite(value) && (!Log || value > 0);
            double Placed(double value) => Log ? Math.Log10(value) : value;
            double Back(double value) => NumberText.Round(Log ? Math.Pow(10, value) : value);
            (double X, double Y)[] points =
            [
                .. said.Zip(came)
                    .Where(each => HasPlace(each.First) && HasPlace(each.Second))
                    .Select(each => (Placed(each.First), Placed(each.Second))),
            ];
            var (wide, high) = (Extent.Of(points.Select(each => each.X)), Extent.Of(points.Select(each => each.Y)));
            if (Diagonal.Length > 0)
            {
                // Equal axes: only so does the line part the picture in two halves.
                wide = high = Extent.Of([wide.Low, wide.High, high.Low, high.High]);
            }

            var (step, rise) = (wide.Length / Across, high.Length / Across * Math.Sqrt(3) / 2);
            var cells = points
                .GroupBy(each => Hexagon((each.X - wide.Low) / step, (each.Y - high.Low) / rise))
                .OrderBy(cell => cell.Key)
                .Select(cell =>
                    (
                        X: wide.Low + ((cell.Key.Column + (cell.Key.Row % 2 == 0 ? 0 : 0.5)) * step),
                        Y: high.Low + (cell.Key.Row * rise),
                        Count: cell.Count()
                    )
                )
                .ToArray();
            var hexagons = Part.Chart(
                "scatter",
                ("mode", "markers"),
                ("x", cells.Select(cell => Back(cell.X)).ToArray()),
                ("y", cells.Select(cell => Back(cell.Y)).ToArray()),
                ("showlegend", false),
                ("text", cells.Select(cell => $"{NumberText.Short(cell.Count)} in this hexagon").ToArray()),
                (
                    "marker",
                    Part.Of(
                        ("symbol", "hexagon"),
                        // Corner to corner, in the plot of a chart of the size below.
                        ("size", NumberText.Round(HexbinPlot / (Across + 2) * 2 / Math.Sqrt(3))),
                        ("color", cells.Select(cell => cell.Count).ToArray()),
                        ("showscale", true),
                        ("colorbar", Part.ColorKey("Cases in a hexagon"))
                    )
                )
            );
            double[] ends = [Back(wide.Low), Back(wide.High)];
            var chart = (Diagonal.Length == 0 ? hexagons : Chart.Combine([hexagons, Dashed(Diagonal, ends, ends)]))
                .WithXAxis(log: Log ? true : null, from: Back(wide.Low - step), to: Back(wide.High + step))
                .WithYAxis(
                    log: Log ? true : null,
                    from: Back(high.Low - (high.Length / Across)),
                    to: Back(high.High + (high.Length / Across))
                )
                .Sized(640, 560);
            var left = said.Length - points.Length;
            return left == 0
                ? chart
                : chart.WithNote(
                    Invariant(
                        $"{left:N0} of {said.Length:N0} cases are left out: {(Log ? "0 and less, or missing, has no place on a logarithmic axis" : "a number is missing")}."
                    )
                );
        }
    }

    /// <summary>Pixels of the square in which <see cref="Hexbin"/> draws.</summary>
    private const double HexbinPlot = 452;

    /// <summary>The hexagon whose middle is the nearest, in a grid of rows one apart, every other shifted by half a column; x in columns, y in rows.</summary>
    private static (int Row, int Column) Hexagon(double x, double y)
    {
        static double Squared(double across, double up) => (across * across) + (0.75 * up * up);
        var rows = new[] { (int)Math.Floor(y), (int)Math.Floor(y) + 1 };
        return rows.Select(row =>
            {
                var shift = row % 2 == 0 ? 0 : 0.5;
                var column = (int)Math.Round(x - shift);
                return (Row: row, Column: column, Far: Squared(x - shift - column, y - row));
            })
            .OrderBy(each => each.Far)
            .ThenBy(each => each.Row)
            .Select(each => (each.Row, each.Column))
            .First();
    }
}
