using System.Globalization;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What wrong decisions cost, in units of the study's own; the threshold is where they cost least (Elkan 2001, "The foundations of cost-sensitive learning").</summary>
/// <param name="FalseAlarm">Of saying yes in vain, above 0.</param>
/// <param name="Miss">Of saying no in vain, above 0.</param>
/// <param name="Why">In a sentence; stands on the card.</param>
public sealed record Costs(double FalseAlarm, double Miss, string Why)
{
    /// <summary>Both wrongs cost 1.</summary>
    public static Costs Equal { get; } = new(1, 1, "Nothing else is stated.");

    /// <summary>Mean cost per row.</summary>
    internal double Of(Confusion confusion) =>
        (FalseAlarm * confusion[0, 1] + Miss * confusion[1, 0]) / (confusion[0, 0] + confusion[0, 1] + confusion[1, 0] + confusion[1, 1]);

    /// <summary>Mean cost per row of the cheaper of always yes and always no.</summary>
    internal double Unasked(Confusion confusion) =>
        Math.Min(FalseAlarm * (confusion[0, 0] + confusion[0, 1]), Miss * (confusion[1, 0] + confusion[1, 1]))
        / (confusion[0, 0] + confusion[0, 1] + confusion[1, 0] + confusion[1, 1]);

    /// <summary>The cheapest threshold on rows, midway between two of their probabilities so that none of them lies on it; above 1 where always no is cheapest and some have 1.</summary>
    internal double Threshold(OperatingPoints points)
    {
        var at = points.Cheapest(FalseAlarm, Miss);
        var all = points.Thresholds;
        if (double.IsPositiveInfinity(at))
        {
            return all[0] < 1 ? (all[0] + 1) / 2 : 2;
        }

        var place = all.IndexOf(at);
        var below = place + 1 < all.Length ? all[place + 1] : 0;
        // Two neighbours among the numbers have none between them.
        return (at + below) / 2 is var middle && middle > below ? middle : at;
    }

    /// <summary>E.g. <c>a false alarm 1, a miss 2</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"a false alarm {FalseAlarm:0.###}, a miss {Miss:0.###}");
}

/// <summary>What a way to decide does on the test rows.</summary>
/// <param name="Way">The model, <c>always yes</c> or <c>always no</c>.</param>
/// <param name="Raised">Rows for which it says yes.</param>
/// <param name="Right">Those of them that are.</param>
/// <param name="Missed">Rows that are and for which it says no.</param>
/// <param name="Cost">Mean cost per row.</param>
/// <param name="F1">0 where it never says yes.</param>
public sealed record Alarms(string Way, long Raised, long Right, long Missed, double Cost, double F1)
{
    /// <summary>The model, then always yes and always no, on the same rows.</summary>
    internal static IReadOnlyList<Alarms> Of(Evaluation test, double threshold, Costs costs) =>
        [
            Of("the model", test, threshold, costs),
            Of("always yes", test, double.NegativeInfinity, costs),
            Of("always no", test, double.PositiveInfinity, costs),
        ];

    private static Alarms Of(string way, Evaluation test, double threshold, Costs costs)
    {
        var confusion = Measures.Decide(test.Truth, test.Prediction, threshold);
        var (right, raised, missed) = (confusion[1, 1], confusion[1, 1] + confusion[0, 1], confusion[1, 0]);
        return new Alarms(
            way,
            (long)raised,
            (long)right,
            (long)missed,
            costs.Of(confusion),
            2 * right + missed + (raised - right) is > 0 and var all ? 2 * right / all : 0
        );
    }
}
