using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>Which covariances the components of a mixture may have.</summary>
public enum CovarianceShape
{
    /// <summary>Each component its own matrix.</summary>
    Full,

    /// <summary>One matrix for all.</summary>
    Tied,

    /// <summary>Each component its own variance per column.</summary>
    Diagonal,

    /// <summary>Each component one variance.</summary>
    Spherical,
}

/// <summary>
/// A mixture of normal distributions, fitted by expectation-maximisation from a K-Means start (Dempster, Laird, Rubin, JRSS B 39, 1977).
/// Same model, regularisation and stopping rule as scikit-learn's GaussianMixture.
/// </summary>
public sealed record GaussianMixture : ClusterLearner
{
    /// <summary>Components, 1 to the number of rows. Default 2.</summary>
    public int Clusters { get; init; } = 2;

    /// <summary>Default <see cref="CovarianceShape.Full"/>.</summary>
    public CovarianceShape Covariance { get; init; }

    /// <summary>Random starts, of which the likeliest stays; ≥ 1. Default 1.</summary>
    public int Inits { get; init; } = 1;

    /// <summary>Maximum number of steps, ≥ 1. Default 200.</summary>
    public int MaxSteps { get; init; } = 200;

    /// <summary>Ends when the mean log-likelihood of a row changes by less, ≥ 0. Default 1e-4.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Added to every variance, ≥ 0. Default 1e-6.</summary>
    public double Ridge { get; init; } = 1e-6;

    /// <summary>Means to start from, clusters × features: rows begin in the nearest. Default none: K-Means.</summary>
    public IReadOnlyList<double>? Start { get; init; }

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    /// <inheritdoc cref="ClusterLearner.Fit"/>
    public new MixtureModel Fit(Frame data, FitOptions? options = null) => (MixtureModel)base.Fit(data, options);

    internal override void Check()
    {
        if (Clusters < 1)
        {
            throw new OptionException(nameof(GaussianMixture), nameof(Clusters), Clusters, "at least 1");
        }

        if (!Enum.IsDefined(Covariance))
        {
            throw new OptionException(nameof(GaussianMixture), nameof(Covariance), Covariance, "Full, Tied, Diagonal or Spherical");
        }

        if (Inits < 1)
        {
            throw new OptionException(nameof(GaussianMixture), nameof(Inits), Inits, "at least 1");
        }

        if (MaxSteps < 1)
        {
            throw new OptionException(nameof(GaussianMixture), nameof(MaxSteps), MaxSteps, "at least 1");
        }

        if (!(Tolerance >= 0))
        {
            throw new OptionException(nameof(GaussianMixture), nameof(Tolerance), Tolerance, "at least 0");
        }

        if (!(Ridge >= 0) || double.IsInfinity(Ridge))
        {
            throw new OptionException(nameof(GaussianMixture), nameof(Ridge), Ridge, "a finite number, at least 0");
        }
    }

    internal override Clusterer FitCore(TrainingSet set)
    {
        var weight = set.RequireWeight(nameof(GaussianMixture));
        if (Clusters > set.Rows)
        {
            throw new TrainingDataException(
                FormattableString.Invariant(
                    $"{nameof(GaussianMixture)}: {Clusters} components cannot be made of {set.Rows} rows. Lower Clusters or give more rows."
                )
            );
        }

        var expectation = new Expectation(set, Clusters, Covariance, Ridge);
        (Mixture Mixture, double MeanLogLikelihood, int Steps)? best = null;
        var inits = Start is null ? Inits : 1;
        for (var init = 0; init < inits; init++)
        {
            var outcome = Climb(expectation, Labels(set, init), set.Options, init * MaxSteps, inits * MaxSteps);
            if (best is null || outcome.MeanLogLikelihood > best.Value.MeanLogLikelihood)
            {
                best = outcome;
            }
        }

        var (mixture, likelihood, steps) = best!.Value;
        return new MixtureModel(set.Schema, expectation.Uncentred(mixture), likelihood * weight, weight, steps);
    }

    private (Mixture Mixture, double MeanLogLikelihood, int Steps) Climb(
        Expectation expectation,
        int[] labels,
        FitOptions options,
        int done,
        int total
    )
    {
        var mixture = expectation.Maximize(labels);
        var last = double.NegativeInfinity;
        for (var step = 1; ; step++)
        {
            var (likelihood, next) = expectation.Step(mixture);
            options.Progress?.Report(new FitProgress(done + step, total, -likelihood));
            mixture = next;
            if (Math.Abs(likelihood - last) < Tolerance || step == MaxSteps)
            {
                return (mixture, expectation.Step(mixture).MeanLogLikelihood, step);
            }

            last = likelihood;
        }
    }

    private int[] Labels(TrainingSet set, int init)
    {
        var quiet = set with { Options = set.Options with { Progress = null } };
        if (Start is null)
        {
            return new KMeans
            {
                Clusters = Clusters,
                Inits = 1,
                Seed = unchecked(Seed + init * 7919),
            }
                .Best(quiet)
                .Labels;
        }

        if (Start.Count != Clusters * set.X.Columns)
        {
            throw new OptionException(
                nameof(GaussianMixture),
                nameof(Start),
                $"a list of {Start.Count} numbers",
                FormattableString.Invariant($"{Clusters} clusters × {set.X.Columns} features = {Clusters * set.X.Columns} numbers")
            );
        }

        var lloyd = new Lloyd(quiet, Clusters);
        return lloyd.Run(lloyd.Centred(Start), 0, 0, null).Labels;
    }
}
