using Analytics.Charts;
using Analytics.Frames;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Whether a champion should be trained again, and why.</summary>
/// <param name="IsNeeded">Whether any trigger fired.</param>
/// <param name="Reasons">What fired; or the one reason why nothing did.</param>
/// <param name="NewRows">Labelled rows that came after the champion's snapshot.</param>
/// <param name="Drifts">Feature by feature, the champion's training rows against the new rows; empty where there are too few.</param>
public sealed record RetrainVerdict(bool IsNeeded, IReadOnlyList<string> Reasons, int NewRows, IReadOnlyList<ColumnDrift> Drifts)
{
    /// <summary>The drift as a figure: PSI by feature, with the limit.</summary>
    public Figure ToFigure() =>
        Plot.Bar(
                Drifts.Select(drift => drift.Column).ToArray(),
                Drifts.Select(drift => drift.Psi).ToArray(),
                "How far the new rows have moved from what the champion learned"
            )
            .YAxis("PSI")
            .HLine(Retraining.MostPsi, "limit");
}

/// <summary>Compares the rows that came since the champion's snapshot with those that it learned from.</summary>
public sealed class Retraining(Lake.Lake lake)
{
    /// <summary>So many new rows are worth a training by themselves.</summary>
    public const int ManyRows = 1000;

    /// <summary>A population stability index above this is drift.</summary>
    public const double MostPsi = 0.2;

    /// <summary>A Jensen-Shannon divergence above this is drift.</summary>
    public const double MostJensenShannon = 0.1;

    /// <summary>A shift of the mean by more standard deviations than this is drift.</summary>
    public const double MostMeanShift = 2;

    /// <summary>Below this share of the champion's own score it has grown stale.</summary>
    public const double LeastShare = 0.85;

    /// <summary>Fewer new rows say nothing of drift or score.</summary>
    public const int FewestRows = 100;

    private readonly Registry _registry = new(lake);

    /// <summary>Judges what is published now.</summary>
    /// <exception cref="RunException">A table cannot be read.</exception>
    public RetrainVerdict Judge(Domain domain, Study study) => Judge(lake.Head, domain, study);

    /// <summary>Judges a snapshot's champion by the same snapshot's tables.</summary>
    /// <exception cref="RunException">A table cannot be read.</exception>
    public RetrainVerdict Judge(Snapshot snapshot, Domain domain, Study study)
    {
        using var span = Spans.Training.Begin("judge", $"{domain.Name}/{study.Name}")?.SetTag(Spans.Domain, domain.Name);
        var (card, version, damage) = _registry.Champion(snapshot, domain.Name, study.Name);
        if (card is null || version is null)
        {
            return new RetrainVerdict(
                true,
                [damage is null ? "there is no champion yet" : $"champion {version} cannot be used: {damage}"],
                0,
                []
            );
        }

        var now = Load(snapshot, domain, study);
        if (card.Run.Inputs.GetValueOrDefault(now.Table.Table) == now.Table.Sha)
        {
            return new RetrainVerdict(false, [$"nothing has changed since champion {version} was trained"], 0, []);
        }

        var before = Load(lake.At(card.Snapshot), domain, study);
        var known = Sides.Keys(before.Frame, study.Key).ToHashSet(StringComparer.Ordinal);
        var names = Sides.Keys(now.Frame, study.Key);
        int[] rows = [.. Enumerable.Range(0, names.Length).Where(row => !known.Contains(names[row]))];
        var reasons = new List<string>();
        if (rows.Length >= ManyRows)
        {
            reasons.Add(Invariant($"{rows.Length:N0} new rows since champion {version}; {ManyRows:N0} are enough"));
        }

        if (rows.Length < FewestRows)
        {
            return Conclude(reasons, rows.Length, [], version);
        }

        var fresh = now.Frame.Take(rows);
        var learned = study is PredictionStudy prediction ? before.Frame.Take(Sides.Of(prediction, before.Frame).Train) : before.Frame;
        var drifts = Drift.Of(learned.Select(card.Run.Features), fresh.Select(card.Run.Features));
        reasons.AddRange(
            drifts
                .Where(IsDrift)
                .Select(drift =>
                    Invariant(
                        $"'{drift.Column}' has drifted: PSI {drift.Psi:0.000}, JS {drift.JensenShannon:0.000}, mean shift {drift.MeanShift:0.00} sd, p {drift.PValue:0.0000}"
                    )
                )
        );
        if (Stale(study, card, version, fresh) is { } stale)
        {
            reasons.Add(stale);
        }

        return Conclude(reasons, rows.Length, drifts, version);
    }

    /// <summary>Large and no accident: with many rows every small difference is significant.</summary>
    public static bool IsDrift(ColumnDrift drift) =>
        drift.PValue < 0.05
        && (drift.Psi > MostPsi || drift.JensenShannon > MostJensenShannon || Math.Abs(drift.MeanShift) > MostMeanShift);

    private static Examples Load(Snapshot snapshot, Domain domain, Study study) =>
        study is ClusterStudy clusters
            ? Examples.Load(snapshot, domain, clusters)
            : Examples.Load(snapshot, domain, (PredictionStudy)study);

    private string? Stale(Study study, ModelCard card, string version, Frame fresh)
    {
        var (name, higherIsBetter, found) = study switch
        {
            ClusterStudy clusters => (
                ClusterMeasures.Silhouette,
                true,
                ClusterMeasures.SilhouetteOf(
                    _registry.LoadClusters(card.Run.Domain, study.Name, version),
                    fresh.Take(ClusterMeasures.Sample(fresh.RowCount, clusters.SilhouetteRows, 0))
                )
            ),
            _ => Predicted((PredictionStudy)study, card, version, fresh),
        };
        if (found is not { } score)
        {
            return null;
        }

        var own = card.Run.Metrics[name].Value;
        var isStale = higherIsBetter ? score < own * LeastShare : score > own / LeastShare;
        return isStale ? Invariant($"{name} is {score:0.0000} on the {fresh.RowCount:N0} new rows and was {own:0.0000}") : null;
    }

    private (string Name, bool HigherIsBetter, double? Score) Predicted(PredictionStudy study, ModelCard card, string version, Frame fresh)
    {
        var model = _registry.Load(card.Run.Domain, study.Name, version);
        var name = card.Run.Metrics.ContainsKey("f1") ? "f1" : card.Run.Metric;
        var metric = Measures.Of(model.Target, card.Run.Threshold, study.Metric).First(each => each.Name == name);
        return (
            name,
            metric.HigherIsBetter,
            Measures.Values([metric], Evaluation.Of(model, fresh)).TryGetValue(name, out var score) ? score : null
        );
    }

    private static RetrainVerdict Conclude(List<string> reasons, int rows, IReadOnlyList<ColumnDrift> drifts, string version) =>
        new(
            reasons.Count > 0,
            reasons.Count > 0 ? reasons : [Invariant($"{rows:N0} new rows since champion {version}, no drift, no loss of score")],
            rows,
            drifts
        );
}
