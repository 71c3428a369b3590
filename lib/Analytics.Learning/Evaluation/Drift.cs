using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>How far one column has moved from a reference.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Psi">Population stability index over ten bins of the reference, or over words; above 0.1 worth a look, above 0.25 a shift.</param>
/// <param name="JensenShannon">Jensen-Shannon divergence over the same bins in bits, 0…1.</param>
/// <param name="Statistic">Kolmogorov-Smirnov's D for numbers, Pearson's chi² for words.</param>
/// <param name="PValue">How often so much would come about by chance.</param>
/// <param name="MeanShift">Change of the mean in standard deviations of the reference; NaN for words.</param>
/// <param name="MissingShift">Change of the share of missing values.</param>
public sealed record ColumnDrift(
    string Column,
    double Psi,
    double JensenShannon,
    double Statistic,
    double PValue,
    double MeanShift,
    double MissingShift
);

/// <summary>How far data has moved from what a model was fitted on.</summary>
public static class Drift
{
    /// <summary>Compares each column that both frames hold as numbers or both as text; in the reference's order.</summary>
    /// <exception cref="MetricException">A frame has no rows, or a column holds numbers in one and text in the other.</exception>
    public static IReadOnlyList<ColumnDrift> Of(Frame reference, Frame current)
    {
        Given.Same(reference.RowCount, reference.RowCount, 0);
        Given.Same(current.RowCount, current.RowCount, 0);
        return
        [
            .. reference.Columns.Where(column => current.TryGet(column.Name, out _)).Select(column => Of(column, current[column.Name])),
        ];
    }

    /// <summary>Of <see cref="Of(Frame, Frame)"/>'s columns the table: column, psi, jensen_shannon, statistic, p_value, mean_shift, missing_shift.</summary>
    public static Frame Table(IReadOnlyList<ColumnDrift> drifts)
    {
        return new Frame(
            TextColumn.FromValues("column", drifts.Select(drift => drift.Column)),
            Numbers("psi", drift => drift.Psi),
            Numbers("jensen_shannon", drift => drift.JensenShannon),
            Numbers("statistic", drift => drift.Statistic),
            Numbers("p_value", drift => drift.PValue),
            Numbers("mean_shift", drift => drift.MeanShift),
            Numbers("missing_shift", drift => drift.MissingShift)
        );

        Column<double> Numbers(string name, Func<ColumnDrift, double> of) => new(name, [.. drifts.Select(of)]);
    }

    private static ColumnDrift Of(Column reference, Column current)
    {
        if ((reference is TextColumn) != (current is TextColumn))
        {
            throw new MetricException(
                $"Column '{reference.Name}' holds {reference.Type} in the reference and {current.Type} now; convert one of them."
            );
        }

        var missing = (double)Missing(current) / current.Count - (double)Missing(reference) / reference.Count;
        return reference is TextColumn words ? OfWords(words, (TextColumn)current, missing) : OfNumbers(reference, current, missing);
    }

    private static ColumnDrift OfWords(TextColumn reference, TextColumn current, double missing)
    {
        string[] words = [.. Present(reference).Concat(Present(current)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var (before, now) = (Counts(reference, words), Counts(current, words));
        var (statistic, p) = HypothesisTests.ChiSquare(before, now);
        return new ColumnDrift(
            reference.Name,
            Divergence.Psi(before, now),
            Divergence.JensenShannon(before, now),
            statistic,
            p,
            double.NaN,
            missing
        );
    }

    private static ColumnDrift OfNumbers(Column reference, Column current, double missing)
    {
        double[] before = Sorted(reference),
            now = Sorted(current);
        if (before.Length == 0 || now.Length == 0)
        {
            return new ColumnDrift(reference.Name, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, missing);
        }

        double[] borders = [.. Enumerable.Range(1, 9).Select(tenth => Evaluation.Quantile(before, tenth / 10.0)).Distinct()];
        var (binsBefore, binsNow) = (Divergence.Bins(before, borders), Divergence.Bins(now, borders));
        var (statistic, p) = HypothesisTests.KolmogorovSmirnov(before, now);
        var mean = before.Average();
        var deviation = Math.Sqrt(before.Average(value => (value - mean) * (value - mean)));
        var shift = now.Average() - mean;
        return new ColumnDrift(
            reference.Name,
            Divergence.Psi(binsBefore, binsNow),
            Divergence.JensenShannon(binsBefore, binsNow),
            statistic,
            p,
            shift == 0 ? 0 : shift / deviation,
            missing
        );
    }

    private static double[] Sorted(Column column) => [.. column.ToDoubles().Where(double.IsFinite).Order()];

    private static int Missing(Column column) => column is TextColumn ? column.NullCount : column.ToDoubles().Count(double.IsNaN);

    private static IEnumerable<string> Present(TextColumn column) =>
        column.Codes.ToArray().Where(code => code >= 0).Distinct().Select(code => column.Dictionary[code]);

    private static double[] Counts(TextColumn column, string[] words)
    {
        var counts = words.ToDictionary(word => word, _ => 0.0, StringComparer.Ordinal);
        for (var row = 0; row < column.Count; row++)
        {
            if (column.At(row) is { } word)
            {
                counts[word]++;
            }
        }

        return [.. words.Select(word => counts[word])];
    }
}
