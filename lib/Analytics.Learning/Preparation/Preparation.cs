using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// A way of turning columns into columns, and its options. Fitted, it is a <see cref="Transformer"/>; in a <see cref="Pipeline"/> it
/// becomes part of the model and travels with it.
/// </summary>
public abstract record Preparation : Learner
{
    /// <summary>The columns to work on; the others pass through. Default: every column it can work on.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    internal sealed override bool TakesMissing => true;

    internal sealed override bool TakesCategories => true;

    /// <summary>Fits on all columns but the target and the weight, or on <see cref="FitOptions.Features"/>.</summary>
    /// <param name="data">One row per example.</param>
    /// <param name="target">For <see cref="TargetEncoding"/> the column to encode by. Default: none.</param>
    /// <param name="options">Features, weights, threads, cancellation.</param>
    /// <exception cref="OptionException">An option is outside its range, or names a column that it cannot work on.</exception>
    public Transformer Fit(Frame data, string? target = null, FitOptions? options = null)
    {
        Check();
        options ??= new FitOptions();
        return FitCore(
            target is null
                ? TrainingSet.Unsupervised(data, options, this)
                : TrainingSet.Of(data, target, options, this, static type => type is ColumnType.Text or ColumnType.Bool)
        );
    }

    /// <summary>The columns that will come out, known before anything is fitted.</summary>
    /// <param name="input">The columns that go in.</param>
    /// <param name="target">What is to be predicted. Default: nothing.</param>
    /// <exception cref="OptionException"><see cref="Columns"/> names a column that is not there or that it cannot work on.</exception>
    public Schema Output(Schema input, Target? target = null)
    {
        var chosen = Chosen(input);
        var output = Plan(input, chosen, target ?? new Target("", [])) with { Unseen = input.Unseen };
        var twice = output.Names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? output
            : throw new OptionException(
                GetType().Name,
                nameof(Columns),
                twice.Key,
                "such that no two columns of one name come out; rename the input column"
            );
    }

    /// <summary>Throws <see cref="OptionException"/> for an option outside its range.</summary>
    internal abstract void Check();

    /// <summary>Whether it can work on such a column.</summary>
    private protected abstract bool Takes(Feature feature);

    private protected abstract Schema Plan(Schema input, bool[] chosen, Target target);

    internal abstract Transformer FitCore(TrainingSet set);

    /// <summary>The fitted preparation and the training rows as the next step is to see them.</summary>
    internal virtual (Transformer Fitted, Matrix Rows) FitTransform(TrainingSet set)
    {
        var fitted = FitCore(set);
        return (fitted, fitted.Transform(set.X, set.Options));
    }

    /// <summary>For each column of a schema whether to work on it.</summary>
    internal bool[] Chosen(Schema schema)
    {
        if (Columns is null)
        {
            return [.. schema.Features.Select(Takes)];
        }

        var chosen = new bool[schema.Count];
        foreach (var name in Columns)
        {
            var index = schema.Names.ToList().IndexOf(name);
            if (index < 0)
            {
                throw new OptionException(GetType().Name, nameof(Columns), name, $"among the columns: {string.Join(", ", schema.Names)}");
            }

            if (!Takes(schema.Features[index]))
            {
                throw new OptionException(
                    GetType().Name,
                    nameof(Columns),
                    name,
                    $"a column it can work on; '{name}' is {schema.Features[index].Kind}"
                );
            }

            chosen[index] = true;
        }

        return chosen;
    }
}
