using Analytics.Frames;

namespace Analytics.Server.Pages;

/// <summary>What deciding at a threshold would do on the test rows.</summary>
/// <param name="Threshold">From this probability on it says yes.</param>
/// <param name="Found">Cases for which it says yes.</param>
/// <param name="Missed">Cases for which it says no.</param>
/// <param name="FalseAlarms">Others for which it says yes.</param>
/// <param name="Spared">Others for which it says no.</param>
public sealed record ThresholdView(double Threshold, long Found, long Missed, long FalseAlarms, long Spared)
{
    /// <param name="run">A run with two classes.</param>
    /// <param name="points">Its columns <c>threshold, true_positive_rate, false_positive_rate</c>: what each threshold gives, the highest first.</param>
    /// <param name="asked">0…1; null for the one that the model decides with.</param>
    /// <returns>Null where the run has no threshold, or its test rows were not touched.</returns>
    public static ThresholdView? Of(ExperimentRun run, Frame points, double? asked)
    {
        if (run.Threshold is not { } own || run.Alarms.FirstOrDefault(each => each.Way == "always yes") is not { } all)
        {
            return null;
        }

        var at = asked ?? own;
        var (cases, others) = (all.Right, all.Raised - all.Right);
        var (thresholds, found, alarms) = (
            points["threshold"].ToDoubles(),
            points["true_positive_rate"].ToDoubles(),
            points["false_positive_rate"].ToDoubles()
        );
        // The last point whose threshold is not below the one asked for: rows between the two have probabilities below it.
        var last = Array.FindLastIndex(thresholds, each => each >= at);
        var (right, wrong) = last < 0 ? (0L, 0L) : ((long)Math.Round(found[last] * cases), (long)Math.Round(alarms[last] * others));
        return new ThresholdView(at, right, cases - right, wrong, others - wrong);
    }

    public double Precision => Share(Found, Found + FalseAlarms);

    public double Recall => Share(Found, Found + Missed);

    public double Accuracy => Share(Found + Spared, Found + Spared + Missed + FalseAlarms);

    public double F1 => Share(2 * Found, 2 * Found + Missed + FalseAlarms);

    /// <summary>Mean cost per row.</summary>
    public double CostOf(Costs costs) => (costs.FalseAlarm * FalseAlarms + costs.Miss * Missed) / (Found + Spared + Missed + FalseAlarms);

    private static double Share(long part, long all) => all == 0 ? double.NaN : (double)part / all;
}
