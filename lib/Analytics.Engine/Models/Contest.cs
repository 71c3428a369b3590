using System.Text;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What a contest comes to.</summary>
/// <param name="Promote">Whether the challenger becomes champion.</param>
/// <param name="Reason">Why, with the numbers.</param>
/// <param name="Unbeaten">The simplest model that the challenger does not beat; null where it beats both, or was not asked.</param>
internal sealed record ContestResult(bool Promote, string Reason, Rival? Unbeaten = null);

/// <summary>
/// Whether a challenger may replace the champion: past the bar and better than the simplest models on the test rows, and better than the champion by the
/// margin on the same validation rows, in nine of ten draws of whole blocks; when the two cannot be told apart, the simpler and better calibrated one stands.
/// Groups are not held to their baseline: columns without any tie fall apart into groups too, and the card says how much of the silhouette that explains.
/// </summary>
internal sealed class Contest(Lake.Lake lake, Domain domain, Study study)
{
    /// <summary>In so many of the draws a model must be better to be called better.</summary>
    public const double Confidence = 0.9;

    private readonly Registry _registry = new(lake);

    public ContestResult Decide(Trained challenger)
    {
        var run = challenger.Run;
        var (name, score) = (run.Metric, run.Score.Value);
        if (run.ComparedOnly is { } comparedOnly)
        {
            return new ContestResult(false, $"{run.Learner} of {run.Package} is for comparison only: {comparedOnly}");
        }

        if (run.Leaks.Count > 0)
        {
            return new ContestResult(false, $"it learned from leaks that were allowed: {run.Leaks[0].Text}");
        }

        if (run.Suspicions.FirstOrDefault(each => !study.Meanings.ContainsKey(each.Columns[0])) is { } suspicion)
        {
            return new ContestResult(false, suspicion.Text);
        }

        if (Better(run, score, study.Bar) < 0)
        {
            return new ContestResult(
                false,
                Invariant(
                    $"{name} {score:0.0000}{(study is PredictionStudy ? " on the test rows" : "")} misses the bar of {study.Bar:0.0000}"
                )
            );
        }

        if (
            run.Rivals.FirstOrDefault(rival => rival.UnbeatenBy(name) is not null) is { } unbeaten
            && unbeaten.UnbeatenBy(name) is { } by
            && unbeaten.Gains[by] is var gain
        )
        {
            return new ContestResult(
                false,
                Invariant(
                    $"it is no better than {unbeaten.Words} on the test rows: {by} {gain.Ours:0.0000} against {gain.Theirs:0.0000}, better in {gain.Share:P0} of the draws"
                ),
                unbeaten
            );
        }

        if (study is ClusterStudy clusters && !clusters.IsStable(run))
        {
            return new ContestResult(
                false,
                Invariant(
                    $"{ClusterMeasures.Stability} {run.Metrics[ClusterMeasures.Stability].Value:0.0000}: other seeds find other groups; {clusters.LeastStability:0.00} is asked for"
                )
            );
        }

        var (card, version, damage) = _registry.Champion(domain.Name, study.Name);
        if (damage is not null)
        {
            return new ContestResult(
                true,
                Invariant(
                    $"{name} {score:0.0000} passes the bar of {study.Bar:0.0000}, and champion {version} cannot be compared: {damage}"
                )
            );
        }

        if (card is null || version is null)
        {
            return new ContestResult(
                true,
                Invariant(
                    $"the first champion: {name} {score:0.0000} passes the bar of {study.Bar:0.0000}{string.Concat(run.Rivals.Select(rival => Invariant($"; {rival.Words} has {rival.Gains[name].Theirs:0.0000}, less in {rival.Gains[name].Share:P0} of the draws")))}"
                )
            );
        }

        if (card.Run.Id == run.Id)
        {
            return new ContestResult(false, $"it is the champion, version {version}, already");
        }

        try
        {
            return challenger switch
            {
                TrainedPredictor predictor => Against(predictor, (PredictionStudy)study, card, version),
                TrainedClusters found => Against(found, (ClusterStudy)study, version),
                _ => throw new ArgumentException($"A {challenger.GetType().Name} cannot be compared."),
            };
        }
        catch (LearningException error)
        {
            return new ContestResult(true, $"champion {version} cannot read the present features ({error.Message})");
        }
    }

    private ContestResult Against(TrainedClusters challenger, ClusterStudy clusters, string version)
    {
        var (run, rows) = (
            challenger.Run,
            ClusterMeasures.Sample(challenger.Examples.Frame.RowCount, clusters.SilhouetteRows, challenger.Run.Seed)
        );
        var theirs = ClusterMeasures.SilhouetteOf(
            _registry.LoadClusters(domain.Name, study.Name, version),
            challenger.Examples.Frame.Take(rows)
        );
        var text = Invariant(
            $"{run.Metric} {run.Score.Value:0.0000} against {theirs:0.0000} of champion {version} on the same {rows.Length:N0} rows"
        );
        return Better(run, run.Score.Value, theirs) >= study.Margin
            ? new ContestResult(true, text)
            : new ContestResult(false, Invariant($"{text}; {study.Margin:0.0000} better is asked for"));
    }

    private ContestResult Against(TrainedPredictor challenger, PredictionStudy prediction, ModelCard card, string version)
    {
        var rows = Unseen(challenger, prediction, card);
        if (rows.Length < 10)
        {
            return new ContestResult(
                false,
                $"only {rows.Length} validation rows were never learned from by champion {version}; 10 at least are needed to compare"
            );
        }

        var (promote, why) = Compare(
            prediction,
            challenger,
            _registry.Load(domain.Name, study.Name, version),
            card.Run,
            challenger.Examples.Frame.Take(rows),
            $"champion {version}"
        );
        return new ContestResult(promote, why);
    }

    /// <summary>Two models on the same validation rows, drawn in the study's own blocks.</summary>
    /// <param name="study">What is predicted.</param>
    /// <param name="challenger">Wants to be preferred.</param>
    /// <param name="standing">Is preferred so far.</param>
    /// <param name="its">The run that made it.</param>
    /// <param name="rows">Rows that neither was fitted to.</param>
    /// <param name="name">What the standing one is called.</param>
    internal static (bool IsPreferred, string Why) Compare(
        PredictionStudy study,
        TrainedPredictor challenger,
        Predictor standing,
        ExperimentRun its,
        Frame rows,
        string name
    )
    {
        var (ours, theirs, blocks) = (
            Evaluation.Of(challenger.Predictor, rows),
            Evaluation.Of(standing, rows),
            study.Split.BlocksOf(rows, study.Key)
        );
        Gain Of(Metric metric, double margin) =>
            Gain.Of(
                Measures.At(challenger.Run.Threshold, metric, challenger.Predictor.Target),
                ours,
                Measures.At(its.Threshold, metric, standing.Target),
                theirs,
                blocks,
                challenger.Run.Seed,
                margin
            );
        var proper = challenger.Predictor.Target.IsClass ? Metric.LogLoss : Metric.Rmse;
        var (isPreferred, why) = Judge(
            Of(study.Metric, study.Margin),
            study.Margin,
            Of(proper, 0),
            proper.Name,
            SizeOf(challenger.Predictor),
            SizeOf(standing),
            name
        );
        return (
            isPreferred,
            Invariant(
                $"on the same {rows.RowCount:N0} validation rows ({blocks.Count:N0} {blocks.Unit}) against {name}: {challenger.Run.Metric} {why}"
            )
        );
    }

    /// <summary>
    /// Better by the margin in nine of ten draws wins, worse in nine of ten loses. Otherwise the two cannot be told apart: the challenger wins when its file is at
    /// most half as large and its probabilities are not worse, or when they are better and its file is at most twice as large. The file stands for how fast it
    /// is, too: a clock would decide differently on another machine.
    /// </summary>
    internal static (bool Promote, string Why) Judge(
        Gain gain,
        double margin,
        Gain calibration,
        string proper,
        long ourBytes,
        long theirBytes,
        string standing = "the champion"
    )
    {
        var numbers = Invariant(
            $"{gain.Ours:0.0000} against {gain.Theirs:0.0000} ({gain.Value:+0.0000;-0.0000}, 95 % {gain.Lower:+0.0000;-0.0000} to {gain.Upper:+0.0000;-0.0000}), better by {margin:0.0000} in {gain.ShareByMargin:P0} of the draws"
        );
        if (gain.Value >= margin && gain.ShareByMargin >= Confidence)
        {
            return (true, numbers);
        }

        if (1 - gain.Share >= Confidence)
        {
            return (false, numbers + ": worse");
        }

        var (isSimpler, isBetter, isWorse) = (
            2 * ourBytes <= theirBytes,
            calibration.Value > 0 && calibration.Share >= Confidence,
            calibration.Value < 0 && 1 - calibration.Share >= Confidence
        );
        var even = Invariant(
            $"{numbers}, so that the two cannot be told apart ({Confidence:P0} is asked for); {proper} {calibration.Ours:0.0000} against {calibration.Theirs:0.0000}, model {ourBytes:N0} bytes against {theirBytes:N0}"
        );
        return (isSimpler && !isWorse, isBetter && ourBytes <= 2 * theirBytes) switch
        {
            (true, _) => (true, even + ": the simpler one is preferred"),
            (_, true) => (true, even + ": the better calibrated one is preferred"),
            _ => (false, $"{even}: {standing} stands, {Why()}"),
        };

        string Why() =>
            isSimpler ? Invariant($"for the {proper} of the other, which is simpler, is worse in {1 - calibration.Share:P0} of the draws")
            : isBetter ? "for the other, which is better calibrated, is more than twice as large"
            : ourBytes < theirBytes ? "for the other is more than half as large and no better calibrated"
            : "which is no less simple and no worse calibrated";
    }

    /// <summary>Bytes of its file.</summary>
    private static long SizeOf(Predictor model) => Encoding.UTF8.GetByteCount(model.ToJson());

    /// <summary>The challenger's validation rows without those that the champion was fitted to.</summary>
    private int[] Unseen(TrainedPredictor challenger, PredictionStudy prediction, ModelCard card)
    {
        var validation = challenger.Sides.Validation;
        if (card.Run.SplitHash == challenger.Run.SplitHash)
        {
            return validation;
        }

        var before = Examples.Load(lake.At(card.Snapshot), domain, prediction);
        var sides = Sides.Of(prediction, before.Frame);
        return NeverLearned(validation, Sides.Keys(challenger.Examples.Frame, study.Key), sides.Train, Sides.Keys(before.Frame, study.Key));
    }

    /// <summary>The rows that validate whose entities did not train the other: names by row, each of its own frame.</summary>
    internal static int[] NeverLearned(int[] validation, string[] names, int[] trained, string[] namesThen)
    {
        var seen = trained.Select(row => namesThen[row]).ToHashSet(StringComparer.Ordinal);
        return [.. validation.Where(row => !seen.Contains(names[row]))];
    }

    private static double Better(ExperimentRun run, double ours, double theirs) => run.HigherIsBetter ? ours - theirs : theirs - ours;
}
