namespace Analytics.Learning;

/// <summary>
/// Takes the mean away and divides by the standard deviation (of the population); a constant column is divided by 1.
/// Missing stays missing. Works on numbers.
/// </summary>
public sealed record StandardScaler : Preparation
{
    /// <summary>Take the mean away. Default true.</summary>
    public bool Center { get; init; } = true;

    /// <summary>Divide by the standard deviation. Default true.</summary>
    public bool Scale { get; init; } = true;

    internal override void Check() { }

    private protected override bool Takes(Feature feature) => feature.Kind == FeatureKind.Numeric;

    private protected override Schema Plan(Schema input, bool[] chosen, Target target) => input;

    internal override Transformer FitCore(TrainingSet set)
    {
        var chosen = Chosen(set.Schema);
        var moments = ColumnMoments.Of(set.X, set.Weights, set.Options);
        var (offset, scale) = (new double[set.Schema.Count], new double[set.Schema.Count]);
        for (var j = 0; j < offset.Length; j++)
        {
            offset[j] = Center && chosen[j] ? moments.Mean[j] : 0;
            // Below this the deviation is rounding of a constant: dividing by it would make noise of nothing.
            var least = Math.Abs(moments.Mean[j]) * 1e-15;
            var deviation = Math.Sqrt(moments.Variance[j]);
            scale[j] = Scale && chosen[j] && deviation > least ? deviation : 1;
        }

        return new ScalerModel(set.Schema, offset, scale);
    }
}

/// <summary>
/// Takes the median away and divides by the distance between two quantiles, so that outliers do not count; a column without spread is
/// divided by 1. Missing stays missing. Works on numbers.
/// </summary>
public sealed record RobustScaler : Preparation
{
    /// <summary>The lower quantile, 0…1 and below <see cref="Upper"/>. Default 0.25.</summary>
    public double Lower { get; init; } = 0.25;

    /// <summary>The upper quantile, 0…1. Default 0.75.</summary>
    public double Upper { get; init; } = 0.75;

    internal override void Check()
    {
        if (!(Lower >= 0 && Lower < Upper))
        {
            throw new OptionException(nameof(RobustScaler), nameof(Lower), Lower, "at least 0 and below Upper");
        }

        if (!(Upper <= 1))
        {
            throw new OptionException(nameof(RobustScaler), nameof(Upper), Upper, "at most 1");
        }
    }

    private protected override bool Takes(Feature feature) => feature.Kind == FeatureKind.Numeric;

    private protected override Schema Plan(Schema input, bool[] chosen, Target target) => input;

    internal override Transformer FitCore(TrainingSet set)
    {
        var chosen = Chosen(set.Schema);
        var (offset, scale) = (new double[set.Schema.Count], new double[set.Schema.Count]);
        Array.Fill(scale, 1);
        for (var j = 0; j < offset.Length; j++)
        {
            set.Options.Cancellation.ThrowIfCancellationRequested();
            if (!chosen[j] || new Quantiles(set.X, j, set.Weights) is not { IsEmpty: false } quantiles)
            {
                continue;
            }

            offset[j] = quantiles.At(0.5);
            var spread = quantiles.At(Upper) - quantiles.At(Lower);
            scale[j] = spread > 0 ? spread : 1;
        }

        return new ScalerModel(set.Schema, offset, scale);
    }
}
