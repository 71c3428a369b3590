namespace Analytics.Charts;

public static partial class Plot
{
    /// <summary>Receiver operating characteristic: true against false positive rate over all thresholds.</summary>
    /// <param name="fpr">False positive rates, ascending, 0 to 1.</param>
    /// <param name="tpr">True positive rates at the same thresholds.</param>
    /// <param name="auc">The area under the curve, for the legend. Default: left out.</param>
    /// <param name="name">The model's name. Default "Model". Compare by <see cref="Figure.And"/>.</param>
    /// <param name="title">Default "ROC curve".</param>
    public static Figure Roc(Values fpr, Values tpr, double auc = double.NaN, string name = "Model", string title = "ROC curve") =>
        (Line(fpr, tpr, title, Scored(name, "AUC", auc)) with { HasLegend = true })
            .And(Line([0, 1], [0, 1], name: "Chance", dashed: true).Colored(Palette.Line))
            .XAxis("False positive rate", from: 0, to: 1)
            .YAxis("True positive rate", from: 0, to: 1)
            .Sized(560, 520);

    /// <summary>Precision against recall over all thresholds, in steps.</summary>
    /// <param name="recall">Shares of positives found, 0 to 1.</param>
    /// <param name="precision">Shares of alarms that are right, at the same thresholds.</param>
    /// <param name="average">The average precision, for the legend. Default: left out.</param>
    /// <param name="prevalence">The share of positives: what chance reaches, drawn dashed. Default: left out.</param>
    /// <param name="name">The model's name. Default "Model".</param>
    /// <param name="title">Default "Precision and recall".</param>
    public static Figure PrecisionRecall(
        Values recall,
        Values precision,
        double average = double.NaN,
        double prevalence = double.NaN,
        string name = "Model",
        string title = "Precision and recall"
    )
    {
        var curve = new XyTrace(recall, precision)
        {
            Name = Scored(name, "AP", average),
            Lines = true,
            Steps = true,
        }.Checked();
        var figure = Of(title, curve) with { HasLegend = true };
        if (double.IsFinite(prevalence))
        {
            figure = figure.And(Line([0, 1], [prevalence, prevalence], name: "Chance", dashed: true).Colored(Palette.Line));
        }

        return figure.XAxis("Recall", from: 0, to: 1).YAxis("Precision", from: 0, to: 1).Sized(560, 520);
    }

    /// <summary>Rows are what is true, columns what was predicted; each cell shows its count and its share of the row, which gives the colour.</summary>
    /// <param name="counts">Classes × classes.</param>
    /// <param name="labels">A name per class.</param>
    /// <param name="title">Default "Confusion matrix".</param>
    public static Figure ConfusionMatrix(long[,] counts, IReadOnlyList<string> labels, string title = "Confusion matrix")
    {
        var size = labels.Count;
        if (counts.GetLength(0) != size || counts.GetLength(1) != size)
        {
            throw new ArgumentException(
                Invariant($"The matrix is {counts.GetLength(0)} × {counts.GetLength(1)}, but there are {size} labels."),
                nameof(counts)
            );
        }

        var (shares, texts) = (new double[size, size], new string[size, size]);
        for (var row = 0; row < size; row++)
        {
            var sum = Enumerable.Range(0, size).Sum(column => counts[row, column]);
            for (var column = 0; column < size; column++)
            {
                shares[row, column] = sum == 0 ? double.NaN : (double)counts[row, column] / sum;
                texts[row, column] =
                    sum == 0 ? "0" : $"{NumberText.Short(counts[row, column])}\n{NumberText.Percent((double)counts[row, column] / sum)}";
            }
        }

        var cells = new HeatTrace(labels.ToArray(), labels.ToArray(), shares)
        {
            Text = texts,
            ShowValues = true,
            From = 0,
            To = 1,
            ZTitle = "Share of the true class",
        };
        return Of(title, cells).XAxis("Predicted").YAxis("True").Sized(560, 480);
    }

    /// <summary>As above, from counts of type int.</summary>
    public static Figure ConfusionMatrix(int[,] counts, IReadOnlyList<string> labels, string title = "Confusion matrix")
    {
        var wide = new long[counts.GetLength(0), counts.GetLength(1)];
        for (var i = 0; i < counts.Length; i++)
        {
            wide[i / counts.GetLength(1), i % counts.GetLength(1)] = counts[i / counts.GetLength(1), i % counts.GetLength(1)];
        }

        return ConfusionMatrix(wide, labels, title);
    }

    /// <summary>How often it came true against how likely it was said to be, bin by bin; on the dashed line the probabilities are honest.</summary>
    /// <param name="predicted">Mean predicted probability per bin.</param>
    /// <param name="observed">Share of positives per bin.</param>
    /// <param name="counts">Rows per bin, shown under the pointer. Default: left out.</param>
    /// <param name="name">The model's name. Default "Model".</param>
    /// <param name="title">Default "Calibration".</param>
    public static Figure Calibration(
        Values predicted,
        Values observed,
        Values? counts = null,
        string name = "Model",
        string title = "Calibration"
    )
    {
        SameCount(predicted, counts?.Count, "predicted", "counts");
        var curve = new XyTrace(predicted, observed)
        {
            Name = name,
            Lines = true,
            Markers = true,
            Hover = counts is null ? [] : [.. counts.Numbers.Select(count => $"{NumberText.Short(count)} rows")],
            Sizes = counts is null
                ? null
                : Values.Number(counts.Numbers.Select(count => 5 + (9 * Math.Sqrt(count / Math.Max(1, counts.Numbers.Max()))))),
        }.Checked();
        return (Of(title, curve) with { HasLegend = true })
            .And(Line([0, 1], [0, 1], name: "Perfect", dashed: true).Colored(Palette.Line))
            .XAxis("Mean predicted probability", from: 0, to: 1)
            .YAxis("Observed share", from: 0, to: 1)
            .Sized(560, 520);
    }

    /// <summary>Features by importance, the greatest on top.</summary>
    /// <param name="names">A name per feature.</param>
    /// <param name="values">Its importance, for instance the loss of score when it is shuffled.</param>
    /// <param name="error">The standard deviation over repeats. Default: none.</param>
    /// <param name="top">How many are shown. Default 20.</param>
    /// <param name="title">Default "Feature importance".</param>
    public static Figure Importance(Values names, Values values, Values? error = null, int top = 20, string title = "Feature importance")
    {
        SameCount(names, values.Count, "names", "values");
        SameCount(names, error?.Count, "names", "error");
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var rows = Enumerable
            .Range(0, names.Count)
            .Where(i => double.IsFinite(values.Numbers[i]))
            .OrderByDescending(i => values.Numbers[i])
            .ThenBy(names.LabelAt, StringComparer.Ordinal)
            .Take(top)
            .ToArray();
        var figure = Bar(
                [.. rows.Select(names.LabelAt)],
                values.Take(rows),
                title,
                horizontal: true,
                text: [.. rows.Select(i => NumberText.Short(values.Numbers[i], 3))],
                error: error?.Take(rows)
            )
            .XAxis("Importance");
        return rows.Length < names.Count ? figure.Noted($"The {rows.Length} greatest of {names.Count} features.") : figure;
    }

    private static string Scored(string name, string score, double value) =>
        double.IsFinite(value) ? $"{name} ({score} {NumberText.Short(value, 3)})" : name;
}
