using System.Globalization;
using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>What a learner gets: numbers only, checked once for all learners, never written to.</summary>
/// <param name="X">n rows × schema.Count columns.</param>
/// <param name="Schema">What the columns are.</param>
/// <param name="Target">What <paramref name="Y"/> is; an empty name where there is none.</param>
/// <param name="Y">n numbers, or 0-based class codes; empty without a target.</param>
/// <param name="Weights">n weights ≥ 0, or null when all are 1.</param>
/// <param name="Options">As given by the caller.</param>
internal sealed partial record TrainingSet(Matrix X, Schema Schema, Target Target, double[] Y, float[]? Weights, FitOptions Options)
{
    public int Rows => X.Rows;

    /// <summary>The validation rows, encoded with this set's schema and classes; null where none were given.</summary>
    public TrainingSet? Validation { get; init; }

    public static TrainingSet Of(Frame train, string target, FitOptions options, SupervisedLearner learner) =>
        Of(train, target, options, learner, learner.Classifies);

    public static TrainingSet Of(Frame train, string target, FitOptions options, Learner learner, Func<ColumnType, bool> classifies)
    {
        var name = learner.GetType().Name;
        if (train.RowCount == 0)
        {
            throw new TrainingDataException($"{name}: the training frame has no rows.");
        }

        if (!train.TryGet(target, out var targetColumn))
        {
            throw new TrainingDataException(
                $"{name}: there is no target column '{target}'; the frame has: {string.Join(", ", train.Names)}."
            );
        }

        var schema = SchemaOf(train, options, name, target);
        var classes = classifies(targetColumn.Type) ? ClassesOf(targetColumn) : [];
        if (classes.Count == 1)
        {
            throw new TrainingDataException(
                $"{name}: target '{target}' holds one class only ('{classes[0]}'); at least two are needed. Widen the data or the split."
            );
        }

        var what = new Target(target, classes);
        var set = new TrainingSet(
            schema.Encode(train, options),
            schema,
            what,
            TargetValues(targetColumn, what, name),
            WeightsOf(train, options, name),
            options
        );
        return options.Validation is not { RowCount: > 0 } validation
            ? set.Require(learner)
            : (
                set with
                {
                    Validation = new TrainingSet(
                        schema.Encode(validation, options),
                        schema,
                        what,
                        TargetValues(validation[target], what, name),
                        WeightsOf(validation, options, name),
                        options
                    ),
                }
            ).Require(learner);
    }

    public static TrainingSet Unsupervised(Frame data, FitOptions options, Learner learner)
    {
        var name = learner.GetType().Name;
        if (data.RowCount == 0)
        {
            throw new TrainingDataException($"{name}: the frame has no rows.");
        }

        var schema = SchemaOf(data, options, name, target: null);
        return new TrainingSet(
            schema.Encode(data, options),
            schema,
            new Target("", []),
            [],
            WeightsOf(data, options, name),
            options
        ).Require(learner);
    }

    private static Schema SchemaOf(Frame frame, FitOptions options, string learner, string? target)
    {
        var names = options.Features ?? [.. frame.Names.Where(each => each != target && each != options.Weight)];
        if (names.Count == 0)
        {
            throw new TrainingDataException($"{learner}: there is no feature column to learn from.");
        }

        if (target is not null && names.Contains(target))
        {
            throw new TrainingDataException($"{learner}: the target '{target}' is among the features.");
        }

        foreach (var each in names)
        {
            if (!frame.TryGet(each, out _))
            {
                throw new TrainingDataException(
                    $"{learner}: there is no feature column '{each}'; the frame has: {string.Join(", ", frame.Names)}."
                );
            }
        }

        return Schema.Of(frame, names) with
        {
            Unseen = options.Unseen,
        };
    }

    /// <summary>The given 0-based rows, in that order; the classes stay those of the whole set.</summary>
    public TrainingSet Take(int[] rows) =>
        this with
        {
            X = X.Take(rows),
            Y = Y.Length == 0 ? Y : [.. rows.Select(row => Y[row])],
            Weights = Weights is null ? null : [.. rows.Select(row => Weights[row])],
        };

    /// <summary>Throws if these rows hold what a learner does not take.</summary>
    public TrainingSet Require(Learner learner)
    {
        var name = learner.GetType().Name;
        if (!learner.TakesCategories && Schema.Features.FirstOrDefault(feature => feature.Kind == FeatureKind.Categorical) is { } category)
        {
            throw new TrainingDataException(
                $"{name}: feature '{category.Name}' is text ({category.Categories.Count} words), and this learner takes numbers only. Encode it: new Pipeline(new OneHot(), new {name}()), or leave it out."
            );
        }

        if (!learner.TakesMissing && Schema.FirstMissing(X) is var (row, column))
        {
            throw new TrainingDataException(
                Invariant(
                    $"{name}: feature '{Schema.Features[column].Name}' is missing in row {row + 1}, and this learner takes no missing values. Fill it: new Pipeline(new Imputer(), new {name}()), or drop those rows."
                )
            );
        }

        Validation?.Require(learner);
        return this;
    }

    private static IReadOnlyList<string> ClassesOf(Column column) =>
        column switch
        {
            TextColumn text =>
            [
                .. text
                    .Codes.ToArray()
                    .Where(code => code >= 0)
                    .Distinct()
                    .Select(code => text.Dictionary[code])
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ],
            Column<bool> flag =>
            [
                .. flag.Values.ToArray().Where((_, row) => !flag.IsNull(row)).Distinct().Order().Select(value => value ? "true" : "false"),
            ],
            _ =>
            [
                .. column
                    .ToDoubles()
                    .Where(value => !double.IsNaN(value))
                    .Distinct()
                    .Order()
                    .Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
            ],
        };

    internal static double[] TargetValues(Column column, Target target, string learner)
    {
        for (var row = 0; column.NullCount > 0 && row < column.Count; row++)
        {
            if (column.IsNull(row))
            {
                throw new TrainingDataException(
                    Invariant(
                        $"{learner}: target '{target.Name}' is missing in row {row + 1} (and {column.NullCount} rows in all). Drop those rows first."
                    )
                );
            }
        }

        var values = new double[column.Count];
        if (column is not TextColumn)
        {
            column.CopyTo(values);
            var bad = Array.FindIndex(values, value => !double.IsFinite(value));
            if (bad >= 0)
            {
                throw new TrainingDataException(
                    Invariant(
                        $"{learner}: target '{target.Name}' is {values[bad].ToString(CultureInfo.InvariantCulture)} in row {bad + 1}; it must be a finite number."
                    )
                );
            }
        }

        if (!target.IsClass)
        {
            return column is TextColumn
                ? throw new TrainingDataException($"{learner}: target '{target.Name}' is text, a number is needed.")
                : values;
        }

        var codeOf = target
            .Classes.Select((word, code) => (word, code))
            .ToDictionary(pair => pair.word, pair => pair.code, StringComparer.Ordinal);
        for (var row = 0; row < values.Length; row++)
        {
            var word = column switch
            {
                TextColumn text => text.At(row)!,
                Column<bool> flag => flag.Values[row] ? "true" : "false",
                _ => values[row].ToString("R", CultureInfo.InvariantCulture),
            };
            values[row] = codeOf.TryGetValue(word, out var code)
                ? code
                : throw new TrainingDataException(
                    Invariant(
                        $"{learner}: class '{word}' of target '{target.Name}' occurs in row {row + 1} but not in training, which knew: {string.Join(", ", target.Classes)}. Drop that row, or split so that each class is trained on (Split.Stratified)."
                    )
                );
        }

        return values;
    }

    private static float[]? WeightsOf(Frame frame, FitOptions options, string learner) => WeightsOf(frame, options.Weight, learner);

    internal static float[]? WeightsOf(Frame frame, string? weight, string learner)
    {
        if (weight is null)
        {
            return null;
        }

        if (!frame.TryGet(weight, out var column) || !column.IsNumeric)
        {
            throw new TrainingDataException($"{learner}: there is no numeric weight column '{weight}'.");
        }

        var weights = new float[frame.RowCount];
        column.CopyTo(weights);
        var bad = Array.FindIndex(weights, each => !(each >= 0) || float.IsInfinity(each));
        if (bad < 0 && !weights.Any(each => each > 0))
        {
            throw new TrainingDataException($"{learner}: all weights '{weight}' are zero; some must be above.");
        }

        return bad < 0
            ? weights
            : throw new TrainingDataException(
                Invariant(
                    $"{learner}: weight '{weight}' is {weights[bad].ToString(CultureInfo.InvariantCulture)} in row {bad + 1}; it must be a finite number ≥ 0."
                )
            );
    }
}
