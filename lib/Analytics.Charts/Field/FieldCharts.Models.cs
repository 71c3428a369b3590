using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts;

/// <summary>Charts of this field that Plotly.NET lacks, beside its own: <c>Chart.Roc(…)</c>. They can be combined and put in grids like all others.</summary>
public static partial class FieldCharts
{
    extension(Chart)
    {
        /// <summary>Receiver operating characteristic: true against false positive rate over all thresholds, beside the line of chance.</summary>
        /// <param name="falsePositiveRates">Ascending, 0 to 1.</param>
        /// <param name="truePositiveRates">At the same thresholds.</param>
        /// <param name="Auc">The area under the curve, for the legend. Default: left out.</param>
        /// <param name="Name">The model's name.</param>
        /// <param name="ShowChance">Draw the diagonal; false for the second and further models of a <c>Chart.Combine</c>.</param>
        public static GenericChart Roc(
            IEnumerable<double> falsePositiveRates,
            IEnumerable<double> truePositiveRates,
            double? Auc = null,
            string Name = "Model",
            bool ShowChance = true
        ) =>
            Curve(falsePositiveRates, truePositiveRates, Scored(Name, "AUC", Auc), ShowChance ? Diagonal("Chance") : null, isStepped: false)
                .WithXAxis("False positive rate", from: 0, to: 1)
                .WithYAxis("True positive rate", from: 0, to: 1.005)
                .Sized(560, 520);

        /// <summary>Precision against recall over all thresholds, in steps.</summary>
        /// <param name="recall">Shares of positives found, 0 to 1.</param>
        /// <param name="precision">Shares of alarms that are right, at the same thresholds.</param>
        /// <param name="AveragePrecision">For the legend. Default: left out.</param>
        /// <param name="Prevalence">The share of positives: what chance reaches, drawn dashed. Default: left out.</param>
        /// <param name="Name">The model's name.</param>
        public static GenericChart PrecisionRecall(
            IEnumerable<double> recall,
            IEnumerable<double> precision,
            double? AveragePrecision = null,
            double? Prevalence = null,
            string Name = "Model"
        ) =>
            Curve(
                    recall,
                    precision,
                    Scored(Name, "AP", AveragePrecision),
                    Prevalence is { } share ? Dashed("Chance", [0, 1], [share, share]) : null,
                    isStepped: true
                )
                .WithXAxis("Recall", from: 0, to: 1)
                .WithYAxis("Precision", from: 0, to: 1.005)
                .Sized(560, 520);

        /// <summary>How often it came true against how likely it was said to be, bin by bin; on the dashed line the probabilities are honest.</summary>
        /// <param name="predicted">Mean predicted probability per bin.</param>
        /// <param name="observed">Share of positives per bin.</param>
        /// <param name="Low">The lower ends of the shares' intervals. Default: none.</param>
        /// <param name="High">The upper ends.</param>
        /// <param name="Counts">Rows per bin, which give the size of the dots. Default: all the same.</param>
        /// <param name="Name">The model's name.</param>
        public static GenericChart Calibration(
            IEnumerable<double> predicted,
            IEnumerable<double> observed,
            IEnumerable<double>? Low = null,
            IEnumerable<double>? High = null,
            IEnumerable<double>? Counts = null,
            string Name = "Model"
        )
        {
            double[] x = [.. predicted],
                y = [.. observed],
                n = [.. Counts ?? []];
            Same(x.Length, y.Length, nameof(predicted), nameof(observed));
            if (n.Length > 0)
            {
                Same(x.Length, n.Length, nameof(predicted), nameof(Counts));
            }

            var dots = Part.Chart(
                "scatter",
                ("name", PlotlyText.Escape(Name)),
                ("showlegend", true),
                ("mode", "lines+markers"),
                ("x", x),
                ("y", y),
                ("error_y", Interval(y, Low, High)),
                (
                    "marker",
                    n.Length == 0
                        ? null
                        : Part.Of(
                            ("size", n.Select(count => NumberText.Round(5 + (9 * Math.Sqrt(count / Math.Max(1, n.Max()))))).ToArray())
                        )
                ),
                ("text", n.Length == 0 ? null : n.Select(count => $"{NumberText.Short(count)} rows").ToArray())
            );
            return Chart
                .Combine([dots, Diagonal("Perfect")])
                .WithXAxis("Mean predicted probability", from: 0, to: 1, percent: true)
                .WithYAxis("Observed share", from: 0, to: 1, percent: true)
                .Sized(560, 520);
        }

        /// <summary>Rows are what is true, columns what was predicted; each cell has its count and its share of the row, which gives the colour.</summary>
        /// <param name="counts">Classes × classes.</param>
        /// <param name="labels">A name per class.</param>
        public static GenericChart ConfusionMatrix(long[,] counts, IEnumerable<string> labels)
        {
            string[] names = [.. labels.Select(PlotlyText.Escape)];
            Same(counts.GetLength(0), names.Length, nameof(counts), nameof(labels));
            Same(counts.GetLength(1), names.Length, nameof(counts), nameof(labels));
            var sums = Enumerable
                .Range(0, names.Length)
                .Select(row => Enumerable.Range(0, names.Length).Sum(column => counts[row, column]))
                .ToArray();
            var shares = Rows(
                names.Length,
                names.Length,
                (row, column) => sums[row] == 0 ? (double?)null : (double)counts[row, column] / sums[row]
            );
            var texts = Rows(
                names.Length,
                names.Length,
                (row, column) =>
                    NumberText.Short(counts[row, column])
                    + (sums[row] == 0 ? "" : $"<br>{NumberText.Percent((double)counts[row, column] / sums[row])}")
            );
            return Part.Chart(
                    "heatmap",
                    ("x", names),
                    ("y", names),
                    ("z", shares),
                    ("zmin", 0),
                    ("zmax", 1),
                    ("text", texts),
                    ("texttemplate", "%{text}"),
                    ("showscale", false)
                )
                .WithXAxis("Predicted", names: true)
                .WithYAxis("True", names: true, reversed: true)
                .Sized(560, 480);
        }

        /// <summary>Features by importance, the greatest on top.</summary>
        /// <param name="names">A name per feature.</param>
        /// <param name="values">Its importance, for instance the loss of score when it is shuffled.</param>
        /// <param name="Error">The standard deviation over repeats. Default: none.</param>
        /// <param name="Top">How many are shown.</param>
        /// <param name="Title">What the axis measures.</param>
        public static GenericChart Importance(
            IEnumerable<string> names,
            IEnumerable<double> values,
            IEnumerable<double>? Error = null,
            int Top = 20,
            string Title = "Importance"
        )
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(Top, 1);
            string[] all = [.. names];
            double[] sizes = [.. values],
                errors = [.. Error ?? []];
            Same(all.Length, sizes.Length, nameof(names), nameof(values));
            if (errors.Length > 0)
            {
                Same(all.Length, errors.Length, nameof(names), nameof(Error));
            }

            int[] rows =
            [
                .. Enumerable
                    .Range(0, all.Length)
                    .Where(i => double.IsFinite(sizes[i]))
                    .OrderByDescending(i => sizes[i])
                    .ThenBy(i => all[i], StringComparer.Ordinal)
                    .Take(Top),
            ];
            var chart = Part.Chart(
                    "bar",
                    ("orientation", "h"),
                    ("y", rows.Select(i => PlotlyText.Escape(all[i])).ToArray()),
                    ("x", rows.Select(i => sizes[i]).ToArray()),
                    (
                        "error_x",
                        errors.Length == 0
                            ? null
                            : Part.Of(
                                ("type", "data"),
                                ("array", rows.Select(i => errors[i]).ToArray()),
                                ("color", Palette.Ink),
                                ("thickness", 1.2),
                                ("width", 0)
                            )
                    )
                )
                .WithXAxis(Title)
                .WithYAxis(names: true, reversed: true)
                .Sized(ChartTheme.Width, HeightOf(rows.Length));
            return rows.Length < all.Length ? chart.WithNote(Invariant($"The {rows.Length} greatest of {all.Length} features.")) : chart;
        }
    }

    private static GenericChart Curve(IEnumerable<double> x, IEnumerable<double> y, string name, GenericChart? beside, bool isStepped)
    {
        double[] across = [.. x],
            upright = [.. y];
        Same(across.Length, upright.Length, "x", "y");
        var curve = Part.Chart(
            "scatter",
            ("name", PlotlyText.Escape(name)),
            ("showlegend", true),
            ("mode", "lines"),
            ("x", across),
            ("y", upright),
            ("line", isStepped ? Part.Of(("shape", "hv")) : null)
        );
        return beside is null ? curve : Chart.Combine([curve, beside]);
    }

    private static GenericChart Diagonal(string name) => Dashed(name, [0, 1], [0, 1]);

    private static GenericChart Dashed(string name, double[] x, double[] y) =>
        Part.Chart(
            "scatter",
            ("name", name),
            ("showlegend", true),
            ("mode", "lines"),
            ("x", x),
            ("y", y),
            ("line", Part.Of(("dash", "dash"), ("color", Palette.Line)))
        );

    private static string Scored(string name, string score, double? value) =>
        value is { } number && double.IsFinite(number) ? $"{name} ({score} {NumberText.Short(number, 3)})" : name;
}
