using System.Text.Json;
using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>Something fitted: immutable, safe to use from many threads, complete with its preparation.</summary>
public abstract partial class Model
{
    private protected Model(Schema schema) => Schema = schema;

    /// <summary>The inputs it was fitted with and checks for.</summary>
    public Schema Schema { get; }

    /// <summary>The name that stands in the model file, e.g. <c>gradient-boosting</c>.</summary>
    internal abstract string Kind { get; }

    /// <summary>Whether it predicts rows with missing features; where not, one is an error that names its column and row.</summary>
    internal abstract bool TakesMissing { get; }

    /// <inheritdoc cref="TakesMissing"/>
    public virtual bool AcceptsMissing => TakesMissing;

    /// <summary>A frame's rows, checked for what this model takes.</summary>
    private protected Matrix Encode(Frame frame)
    {
        var rows = Schema.Encode(frame);
        if (!TakesMissing && Schema.FirstMissing(rows) is var (row, column))
        {
            throw new SchemaException(
                Invariant(
                    $"Column '{Schema.Features[column].Name}' is missing in row {row + 1}, and this model ({Kind}) takes no missing values. Fill it, or fit it behind an imputer: new Pipeline(new Imputer(), …)."
                )
            );
        }

        return rows;
    }

    /// <summary>Writes this model's own members into an object that the writer has already opened.</summary>
    internal abstract void Write(Utf8JsonWriter json);
}

/// <summary>A fitted model that predicts a target.</summary>
public abstract partial class Predictor : Model
{
    private protected Predictor(Schema schema, Target target)
        : base(schema) => Target = target;

    public Target Target { get; }

    /// <summary>Predicts every row of a frame that has the model's columns; others are ignored.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    public Prediction Predict(Frame frame) => Predict(Encode(frame));

    /// <summary>Predicts encoded rows.</summary>
    public Prediction Predict(Matrix rows)
    {
        Schema.CheckWidth(rows);
        var scores = new double[checked(rows.Rows * Width)];
        Score(rows, scores);
        return new Prediction(Target, scores);
    }

    /// <summary>Numbers per row: 1 for a regression, the number of classes otherwise.</summary>
    internal int Width => Math.Max(1, Target.Classes.Count);

    /// <summary>Writes rows × <see cref="Width"/> numbers: values, or probabilities that sum to 1 in each row.</summary>
    internal abstract void Score(Matrix rows, Span<double> scores);
}

/// <summary>The predictions for n rows.</summary>
/// <param name="Target">What was predicted.</param>
/// <param name="Scores">n values, or n × classes probabilities, row by row.</param>
public sealed record Prediction(Target Target, double[] Scores)
{
    public int Rows => Scores.Length / Math.Max(1, Target.Classes.Count);

    /// <summary>n predicted numbers; for two classes the probability of the second (positive) one.</summary>
    /// <exception cref="InvalidOperationException">There are more than two classes.</exception>
    public double[] Values =>
        Target.Classes.Count switch
        {
            0 => Scores,
            2 => Probability(1),
            _ => throw new InvalidOperationException(
                $"'{Target.Name}' has {Target.Classes.Count} classes: ask for Probability(class) or Labels."
            ),
        };

    /// <summary>n probabilities of the 0-based class.</summary>
    public double[] Probability(int @class)
    {
        var width = Target.Classes.Count;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)@class, (uint)width, nameof(@class));
        var probability = new double[Rows];
        for (var row = 0; row < probability.Length; row++)
        {
            probability[row] = Scores[row * width + @class];
        }

        return probability;
    }

    /// <summary>n 0-based codes of the most probable class; the first of equals.</summary>
    public int[] Codes
    {
        get
        {
            var width = Target.Classes.Count;
            var codes = new int[Rows];
            for (var row = 0; row < codes.Length; row++)
            {
                var scores = Scores.AsSpan(row * width, width);
                for (var code = 1; code < width; code++)
                {
                    if (scores[code] > scores[codes[row]])
                    {
                        codes[row] = code;
                    }
                }
            }

            return codes;
        }
    }

    /// <summary>n names of the most probable class.</summary>
    public string[] Labels => [.. Codes.Select(code => Target.Classes[code])];
}

/// <summary>A fitted grouping of rows.</summary>
public abstract partial class Clusterer : Model
{
    private protected Clusterer(Schema schema)
        : base(schema) { }

    /// <summary>Number of clusters, noise not counted.</summary>
    public abstract int Clusters { get; }

    /// <summary>Bayesian information criterion, lower is better; NaN where the method has no likelihood.</summary>
    public virtual double Bic => double.NaN;

    /// <summary>Akaike information criterion, lower is better; NaN where the method has no likelihood.</summary>
    public virtual double Aic => double.NaN;

    /// <summary>A frame's rows as the clusters lie in them, preparation done: what <see cref="ClusterMetrics"/> measure.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    public Matrix Prepare(Frame frame) => Prepare(Encode(frame));

    /// <summary>Assigns every row of a frame to a cluster.</summary>
    public Assignment Assign(Frame frame) => Assign(Encode(frame));

    public abstract Assignment Assign(Matrix rows);

    private protected virtual Matrix Prepare(Matrix rows) => rows;
}

/// <summary>Which cluster each of n rows belongs to.</summary>
/// <param name="Labels">n 0-based clusters; -1 is noise.</param>
/// <param name="Strength">n membership strengths 0…1: a probability for mixtures, HDBSCAN's strength, for K-Means the fuzzy membership.</param>
/// <param name="Distance">n distances to the cluster's centre, NaN where the method has none.</param>
public sealed record Assignment(int[] Labels, double[] Strength, double[] Distance);
