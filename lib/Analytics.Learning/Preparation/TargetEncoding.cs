namespace Analytics.Learning;

/// <summary>
/// Puts in place of each category the mean of the target over its rows, drawn towards the mean of all rows where they are few:
/// (sum + <see cref="Smoothing"/>·mean) / (count + <see cref="Smoothing"/>) (Micci-Barreca 2001). For more than two classes one column per
/// class, <c>column→class</c>. While fitting a pipeline each row is encoded from the other folds' rows only, so that its own target does
/// not leak into its features. Missing and unseen words get the mean of all rows.
/// </summary>
public sealed record TargetEncoding : Preparation
{
    /// <summary>How many rows the overall mean counts for, ≥ 0. Default 10.</summary>
    public double Smoothing { get; init; } = 10;

    /// <summary>Folds for the training rows, 2…100. Default 5.</summary>
    public int Folds { get; init; } = 5;

    internal override void Check()
    {
        if (!(Smoothing >= 0 && double.IsFinite(Smoothing)))
        {
            throw new OptionException(nameof(TargetEncoding), nameof(Smoothing), Smoothing, "a finite number ≥ 0");
        }

        if (Folds is < 2 or > 100)
        {
            throw new OptionException(nameof(TargetEncoding), nameof(Folds), Folds, "2…100");
        }
    }

    private protected override bool Takes(Feature feature) => feature.Kind == FeatureKind.Categorical;

    private protected override Schema Plan(Schema input, bool[] chosen, Target target) =>
        TableModel.OutputOf(input, chosen, Labels(target));

    internal override Transformer FitCore(TrainingSet set) => Fit(set, static _ => true);

    internal override (Transformer Fitted, Matrix Rows) FitTransform(TrainingSet set)
    {
        var fitted = FitCore(set);
        var width = fitted.Output.Count;
        var encoded = new float[checked(set.Rows * width)];
        for (var fold = 0; fold < Folds; fold++)
        {
            set.Options.Cancellation.ThrowIfCancellationRequested();
            var others = Fit(set, row => FoldOf(row) != fold);
            int[] rows = [.. Enumerable.Range(0, set.Rows).Where(row => FoldOf(row) == fold)];
            var part = others.Transform(set.X.Take(rows), set.Options);
            for (var i = 0; i < rows.Length; i++)
            {
                part.Row(i).CopyTo(encoded.AsSpan(rows[i] * width));
            }
        }

        return (fitted, new Matrix(encoded, set.Rows, width));
    }

    private int FoldOf(int row) => (int)(Mixing.Hash((ulong)row, (ulong)Seed) % (ulong)Folds);

    private TableModel Fit(TrainingSet set, Func<int, bool> takes)
    {
        if (set.Y.Length == 0)
        {
            throw new TrainingDataException(
                $"{nameof(TargetEncoding)}: there is no target to encode by. Use Fit(frame, target: …), or a supervised pipeline."
            );
        }

        var chosen = Chosen(set.Schema);
        var labels = Labels(set.Target);
        var width = Math.Max(1, labels.Length);
        // Sums per column (words + 1 rows) × (weight, label sums); the last row is the total over all rows taken.
        var sums = set
            .Schema.Features.Select((feature, j) => chosen[j] ? new double[(feature.Categories.Count + 1) * (width + 1)] : [])
            .ToArray();
        for (var row = 0; row < set.Rows; row++)
        {
            if (!takes(row))
            {
                continue;
            }

            for (var j = 0; j < sums.Length; j++)
            {
                if (!chosen[j])
                {
                    continue;
                }

                var last = set.Schema.Features[j].Categories.Count;
                Add(sums[j].AsSpan(last * (width + 1), width + 1), set, row);
                if (!float.IsNaN(set.X[row, j]))
                {
                    Add(sums[j].AsSpan((int)set.X[row, j] * (width + 1), width + 1), set, row);
                }
            }
        }

        return new TableModel(set.Schema, chosen, labels, [.. sums.Select(sum => sum.Length == 0 ? [] : Means(sum, width))]);
    }

    private static void Add(Span<double> sums, TrainingSet set, int row)
    {
        var weight = set.Weights?[row] ?? 1.0;
        sums[0] += weight;
        if (set.Target.Classes.Count <= 2)
        {
            sums[1] += weight * set.Y[row];
        }
        else
        {
            sums[1 + (int)set.Y[row]] += weight;
        }
    }

    private float[] Means(double[] sums, int width)
    {
        var words = sums.Length / (width + 1);
        var means = new float[words * width];
        for (var word = 0; word < words; word++)
        {
            var weight = sums[word * (width + 1)];
            for (var label = 0; label < width; label++)
            {
                var total = sums[(words - 1) * (width + 1)];
                var mean = total > 0 ? sums[(words - 1) * (width + 1) + 1 + label] / total : 0;
                var sum = sums[word * (width + 1) + 1 + label];
                means[word * width + label] = (float)(weight + Smoothing > 0 ? (sum + Smoothing * mean) / (weight + Smoothing) : mean);
            }
        }

        for (var label = 0; label < width; label++)
        {
            var total = sums[(words - 1) * (width + 1)];
            means[(words - 1) * width + label] = (float)(total > 0 ? sums[(words - 1) * (width + 1) + 1 + label] / total : 0);
        }

        return means;
    }

    private static string[] Labels(Target target) => target.Classes.Count > 2 ? [.. target.Classes] : [];
}
