namespace Analytics.Learning.Trees;

/// <summary>
/// A loss over fixed rows: where to start, and its first and second derivative by margin. Buffers are padded to a
/// multiple of 8 rows, and the padding has weight 0. Every operation is the same on every processor.
/// </summary>
internal abstract unsafe class Objective(TrainingSet set, int outputs) : IDisposable
{
    public int Outputs { get; } = outputs;

    /// <summary>Rows, up to a multiple of 8: the distance from one output's scores to the next.</summary>
    public int Padded { get; } = (set.Rows + 7) & ~7;

    /// <summary>Whether the hessian is the weight, whatever the margin: rows in a leaf can then be read off it.</summary>
    public virtual bool HasConstantHessian => false;

    /// <summary>Leaf values are found in this unit of the target, a power of two, so that single precision serves any scale.</summary>
    public virtual double Unit => 1;

    protected NativeBuffer<float> Weights { get; } = WeightsOf(set);

    /// <summary>The best constant margin for each output, in units.</summary>
    public abstract double[] Start();

    /// <summary>Writes gradient and hessian of a stretch of rows, of all outputs.</summary>
    /// <param name="margins">Outputs × <see cref="Padded"/>.</param>
    /// <param name="gradients">Outputs × <see cref="Padded"/>.</param>
    /// <param name="hessians">Outputs × <see cref="Padded"/>.</param>
    /// <param name="first">First row, a multiple of 8.</param>
    /// <param name="count">Rows, a multiple of 8.</param>
    public abstract void Gradients(double* margins, float* gradients, float* hessians, int first, int count);

    /// <summary>One row's loss, for early stopping. The target as in the training set, margins in units.</summary>
    public abstract double LossOf(double target, ReadOnlySpan<double> margins);

    public virtual void Dispose() => Weights.Dispose();

    public static Objective For(Loss loss, TrainingSet set) =>
        loss switch
        {
            Loss.Logistic => new Logistic(set),
            Loss.Softmax => new Softmax(set),
            Loss.Poisson => new Poisson(set),
            _ => new Squared(set),
        };

    protected static NativeBuffer<float> Pad(ReadOnlySpan<double> values)
    {
        var padded = new NativeBuffer<float>((values.Length + 7) & ~7, zeroed: true);
        for (var row = 0; row < values.Length; row++)
        {
            padded.Pointer[row] = (float)values[row];
        }

        return padded;
    }

    /// <summary>The weighted mean of a function of the target.</summary>
    protected double Mean(Func<double, double> of)
    {
        var (sum, weight) = (0.0, 0.0);
        for (var row = 0; row < set.Rows; row++)
        {
            sum += Weights.Pointer[row] * of(set.Y[row]);
            weight += Weights.Pointer[row];
        }

        return weight > 0
            ? sum / weight
            : throw new TrainingDataException(
                $"GradientBoosting: every weight in '{set.Options.Weight}' is 0, so there is nothing to learn from."
            );
    }

    private static NativeBuffer<float> WeightsOf(TrainingSet set)
    {
        var weights = new NativeBuffer<float>((set.Rows + 7) & ~7, zeroed: true);
        if (set.Weights is null)
        {
            weights.Span[..set.Rows].Fill(1);
        }
        else
        {
            set.Weights.CopyTo(weights.Span);
        }

        return weights;
    }
}
