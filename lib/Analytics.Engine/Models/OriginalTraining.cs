using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Trains as the replaced system did: its features, rows divided at random, whatever leaks.</summary>
internal static class OriginalTraining
{
    public static OriginalScore? Of(PredictionStudy study, Examples examples, CancellationToken cancellation)
    {
        if (study.Original is not { } original)
        {
            return null;
        }

        var frame = original.OwnLabel is { } label ? examples.Frame.With(label.Of(examples.Frame).Rename(study.Target)) : examples.Frame;
        if (
            original.OwnLabel is not null
            && Enumerable.Range(1, frame.RowCount - 1).All(row => Equals(frame[study.Target][row], frame[study.Target][0]))
        )
        {
            return null;
        }

        var (train, validation, test) = SplitRule.ByKey(0.001, 0.2).Divide(frame, study.Key, 0);
        var model = original.Learner.Fit(
            frame.Take([.. train, .. validation]),
            study.Target,
            new FitOptions { Features = original.Features, Cancellation = cancellation }
        );
        return new OriginalScore(
            original.Claim,
            original.Defect,
            original.Metric.Name,
            Evaluation.Of(model, frame.Take(test))[original.Metric],
            frame.RowCount
        )
        {
            OwnLabel = original.OwnLabel?.Words,
        };
    }
}
