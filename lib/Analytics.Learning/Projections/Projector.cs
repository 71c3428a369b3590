using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>A learner that finds few coordinates in which the rows of many columns can be looked at.</summary>
public abstract record ProjectionLearner : Learner
{
    /// <summary>Fits on the named columns, or on all of them.</summary>
    /// <exception cref="TrainingDataException">The data cannot teach this learner.</exception>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public Projector Fit(Frame data, FitOptions? options = null)
    {
        Check();
        return FitCore(TrainingSet.Unsupervised(data, options ?? new FitOptions(), this));
    }

    internal abstract void Check();

    internal abstract Projector FitCore(TrainingSet set);
}

/// <summary>A fitted map from the features to a few coordinates.</summary>
public abstract class Projector : Model
{
    private protected Projector(Schema schema)
        : base(schema) { }

    /// <summary>Coordinates per row.</summary>
    public abstract int Dimensions { get; }

    /// <summary>What the columns of a projected frame are called before their number.</summary>
    private protected abstract string Prefix { get; }

    /// <summary>The rows' coordinates as columns such as <c>pc1</c>, <c>pc2</c>.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    public Frame Project(Frame frame)
    {
        var projected = Project(Encode(frame));
        return new Frame(
            Enumerable
                .Range(0, Dimensions)
                .Select(j =>
                {
                    var column = new float[projected.Rows];
                    for (var row = 0; row < column.Length; row++)
                    {
                        column[row] = projected[row, j];
                    }

                    return (Column)new Column<float>(FormattableString.Invariant($"{Prefix}{j + 1}"), column);
                })
        );
    }

    /// <summary>Projects encoded rows to rows × <see cref="Dimensions"/>.</summary>
    public Matrix Project(Matrix rows)
    {
        Schema.CheckWidth(rows);
        return ProjectCore(rows);
    }

    private protected abstract Matrix ProjectCore(Matrix rows);
}
