using System.Globalization;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Whether a challenger may replace the champion: past the bar, better than the baseline, and better by the margin on the same held-out rows.</summary>
internal sealed class Contest(Lake.Lake lake, Domain domain, PredictionStudy study)
{
    private readonly Registry _registry = new(lake);

    public (bool Promote, string Reason) Decide(Trained challenger)
    {
        var run = challenger.Run;
        var (name, score) = (run.Metric, run.Score.Value);
        if (run.Leaks.Count > 0)
            return (false, $"it learned from leaks that were allowed: {run.Leaks[0].Text}");
        if (Gain(score, study.Bar) < 0)
            return (false, Say($"{name} {score:0.0000} on the test rows misses the bar of {study.Bar:0.0000}"));
        if (run.Baseline.TryGetValue(name, out var baseline) && Gain(score, baseline) <= 0)
            return (false, Say($"{name} {score:0.0000} is no better than the baseline's {baseline:0.0000}"));
        if (_registry.ChampionOf(domain.Name, study.Name) is not { } version)
            return (true, Say($"the first champion: {name} {score:0.0000} passes the bar of {study.Bar:0.0000}"));
        var card = _registry.Card(domain.Name, study.Name, version);
        if (card.Run.Id == run.Id)
            return (false, $"it is the champion, version {version}, already");
        return Against(challenger, card, version);
    }

    private (bool Promote, string Reason) Against(Trained challenger, ModelCard card, string version)
    {
        var name = challenger.Run.Metric;
        var rows = HeldOut(challenger, card);
        if (rows.Length < 10)
            return (false, $"only {rows.Length} test rows were never seen by champion {version}; 10 at least are needed to compare");
        var frame = challenger.Examples.Frame.Take(rows);
        try
        {
            var champion = _registry.Load(domain.Name, study.Name, version);
            var (theirs, ours) = (Score(champion, frame, card.Run.Threshold), Score(challenger.Model, frame, challenger.Run.Threshold));
            var text = Say($"{name} {ours:0.0000} against {theirs:0.0000} of champion {version} on the same {rows.Length:N0} held-out rows");
            return Gain(ours, theirs) >= study.Margin ? (true, text) : (false, text + Say($"; {study.Margin:0.0000} better is asked for"));
        }
        catch (LearningException error)
        {
            return (true, $"champion {version} cannot read the present features ({error.Message})");
        }
    }

    /// <summary>The challenger's test rows without those that the champion has learned from.</summary>
    private int[] HeldOut(Trained challenger, ModelCard card)
    {
        var test = challenger.Sides.Test;
        if (card.Run.SplitHash == challenger.Run.SplitHash)
            return test;
        var before = Examples.Load(lake.At(card.Snapshot), domain, study);
        var sides = Sides.Of(study.Split, before.Frame, study.Key, 0);
        var keys = Sides.Keys(before.Frame, study.Key);
        var seen = sides.Train.Concat(sides.Validation).Select(row => keys[row]).ToHashSet(StringComparer.Ordinal);
        var names = Sides.Keys(challenger.Examples.Frame, study.Key);
        return [.. test.Where(row => !seen.Contains(names[row]))];
    }

    private double Score(Predictor model, Frames.Frame frame, double? threshold) =>
        Evaluation.Of(model, frame)[Measures.Of(model.Target, threshold, study.Metric).First(metric => metric.Name == study.Metric.Name)];

    private double Gain(double ours, double theirs) => study.Metric.HigherIsBetter ? ours - theirs : theirs - ours;

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
