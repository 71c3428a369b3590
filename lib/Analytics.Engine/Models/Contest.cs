using System.Globalization;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>
/// Whether a challenger may replace the champion: past the bar, better by the margin on the same rows (held out, where something is predicted), and
/// better than a baseline that predicts without features. Groups are not held to their baseline: columns without any tie fall apart into groups too,
/// and the card says how much of the silhouette that explains.
/// </summary>
internal sealed class Contest(Lake.Lake lake, Domain domain, Study study)
{
    private readonly Registry _registry = new(lake);

    public (bool Promote, string Reason) Decide(Trained challenger)
    {
        var run = challenger.Run;
        var (name, score) = (run.Metric, run.Score.Value);
        if (run.Leaks.Count > 0)
            return (false, $"it learned from leaks that were allowed: {run.Leaks[0].Text}");
        if (run.Suspicions.FirstOrDefault(each => !study.Meanings.ContainsKey(each.Columns[0])) is { } suspicion)
            return (false, suspicion.Text);
        if (Gain(run, score, study.Bar) < 0)
            return (false, Say($"{name} {score:0.0000}{(study is PredictionStudy ? " on the test rows" : "")} misses the bar of {study.Bar:0.0000}"));
        if (study is PredictionStudy && run.Baseline.TryGetValue(name, out var baseline) && Gain(run, score, baseline) <= 0)
            return (false, Say($"{name} {score:0.0000} is no better than the baseline's {baseline:0.0000}"));
        if (study is ClusterStudy clusters && !clusters.IsStable(run))
            return (false, Say($"{ClusterMeasures.Stability} {run.Metrics[ClusterMeasures.Stability].Value:0.0000}: other seeds find other groups; {clusters.LeastStability:0.00} is asked for"));
        if (_registry.ChampionOf(domain.Name, study.Name) is not { } version)
            return (true, Say($"the first champion: {name} {score:0.0000} passes the bar of {study.Bar:0.0000}"));
        var card = _registry.Card(domain.Name, study.Name, version);
        if (card.Run.Id == run.Id)
            return (false, $"it is the champion, version {version}, already");
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
            return (true, $"champion {version} cannot read the present features ({error.Message})");
        }
    }

    private (bool Promote, string Reason) Against(TrainedClusters challenger, ClusterStudy clusters, string version)
    {
        var rows = ClusterMeasures.Sample(challenger.Examples.Frame.RowCount, clusters.SilhouetteRows, challenger.Run.Seed);
        var theirs = ClusterMeasures.SilhouetteOf(_registry.LoadClusters(domain.Name, study.Name, version), challenger.Examples.Frame.Take(rows));
        return Judge(challenger.Run, challenger.Run.Score.Value, theirs, version, rows.Length, "");
    }

    private (bool Promote, string Reason) Against(TrainedPredictor challenger, PredictionStudy prediction, ModelCard card, string version)
    {
        var rows = HeldOut(challenger, prediction, card);
        if (rows.Length < 10)
            return (false, $"only {rows.Length} test rows were never seen by champion {version}; 10 at least are needed to compare");
        var frame = challenger.Examples.Frame.Take(rows);
        double Score(Predictor model, double? threshold) =>
            Evaluation.Of(model, frame)[Measures.Of(model.Target, threshold, prediction.Metric).First(metric => metric.Name == prediction.Metric.Name)];
        var champion = _registry.Load(domain.Name, study.Name, version);
        return Judge(challenger.Run, Score(challenger.Predictor, challenger.Run.Threshold), Score(champion, card.Run.Threshold), version, rows.Length, "held-out ");
    }

    private (bool Promote, string Reason) Judge(ExperimentRun run, double ours, double theirs, string version, int rows, string which)
    {
        var text = Say($"{run.Metric} {ours:0.0000} against {theirs:0.0000} of champion {version} on the same {rows:N0} {which}rows");
        return Gain(run, ours, theirs) >= study.Margin ? (true, text) : (false, Say($"{text}; {study.Margin:0.0000} better is asked for"));
    }

    /// <summary>The challenger's test rows without those that the champion has learned from.</summary>
    private int[] HeldOut(TrainedPredictor challenger, PredictionStudy prediction, ModelCard card)
    {
        var test = challenger.Sides.Test;
        if (card.Run.SplitHash == challenger.Run.SplitHash)
            return test;
        var before = Examples.Load(lake.At(card.Snapshot), domain, prediction);
        var sides = Sides.Of(prediction.Split, before.Frame, study.Key, 0);
        var keys = Sides.Keys(before.Frame, study.Key);
        var seen = sides.Train.Concat(sides.Validation).Select(row => keys[row]).ToHashSet(StringComparer.Ordinal);
        var names = Sides.Keys(challenger.Examples.Frame, study.Key);
        return [.. test.Where(row => !seen.Contains(names[row]))];
    }

    private static double Gain(ExperimentRun run, double ours, double theirs) => run.HigherIsBetter ? ours - theirs : theirs - ours;

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
