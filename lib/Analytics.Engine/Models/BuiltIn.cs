using System.Runtime.ExceptionServices;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>The two simplest models, which every prediction has beside its own learners and is held against.</summary>
internal static class BuiltIn
{
    /// <summary>Predicts without looking at the features.</summary>
    public const string Constant = "constant";

    /// <summary>Small boosted trees of the one feature that alone does best on the validation rows.</summary>
    public const string OneFeature = "one-feature";

    private static readonly Dictionary<string, double> s_none = [];

    public static NamedLearner ConstantLearner { get; } = new(Constant, _ => new Baseline(), s_none);

    public static NamedLearner OneFeatureLearner { get; } =
        new(
            OneFeature,
            of => new GradientBoosting
            {
                Seed = of.Seed,
                Trees = 60,
                Leaves = 4,
                LearningRate = 0.1,
                MinLeafRows = 20,
            },
            s_none
        );

    public static IReadOnlyList<NamedLearner> All { get; } = [ConstantLearner, OneFeatureLearner];

    /// <summary>The feature that alone does best on the validation rows by the deciding metric; of equals the first in the order of names.</summary>
    /// <param name="study">What is predicted.</param>
    /// <param name="train">What each is learned on.</param>
    /// <param name="validation">What they are judged on.</param>
    /// <param name="features">The features to choose from.</param>
    /// <param name="seed">As for any run.</param>
    /// <param name="cancellation">Stops between two features.</param>
    public static string Best(
        PredictionStudy study,
        Frame train,
        Frame validation,
        IReadOnlyList<string> features,
        int seed,
        CancellationToken cancellation
    )
    {
        // One feature is too little work for two threads: the features share them.
        string[] ordered = [.. features.Order(StringComparer.Ordinal)];
        double[] values;
        try
        {
            values = ordered.AsParallel().AsOrdered().WithCancellation(cancellation).Select(Judge).ToArray();
        }
        catch (AggregateException errors)
        {
            // What cannot be learned from is told as by a fit of its own.
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
            throw;
        }

        var (best, most) = (features[0], double.NegativeInfinity);
        foreach (var (place, value) in values.Index())
        {
            if (value > most)
            {
                (best, most) = (ordered[place], value);
            }
        }

        return best;

        double Judge(string feature)
        {
            var model = OneFeatureLearner
                .Make(new LearnerParameters(s_none, seed))
                .Fit(
                    train,
                    study.Target,
                    new FitOptions
                    {
                        Features = [feature],
                        Threads = 1,
                        Cancellation = cancellation,
                    }
                );
            return Measures.Values([study.Metric], Evaluation.Of(model, validation)).TryGetValue(study.Metric.Name, out var found)
                ? study.Metric.HigherIsBetter
                    ? found
                    : -found
                : double.NegativeInfinity;
        }
    }
}
