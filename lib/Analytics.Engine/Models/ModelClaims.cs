using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>Sentences on models that can say no: each comes from a measure's interval, and names what it is compared with.</summary>
internal static class ModelClaims
{
    /// <summary>Whether the deciding measure is better than what a model reaches that ignores the features, and which measures are worse than that.</summary>
    public static Claim AgainstBaseline(ExperimentRun run)
    {
        var (score, sign) = (run.Score, run.HigherIsBetter ? 1 : -1);
        var interval = score.HasInterval ? Interval(score) : ", without an interval";
        var text = Invariant($"{MetricNames.Of(run.Metric)} {score.Value:0.000} on rows that it never saw{interval}.");
        if (!run.Baseline.TryGetValue(run.Metric, out var baseline))
        {
            return new Claim(text, null);
        }

        bool? isFound = score.HasInterval ? IsBeyond(score, baseline, sign) : null;
        var verdict =
            isFound is null ? "how sure the difference is cannot be said"
            : isFound == true ? "that is outside the interval, so the features help"
            : IsBeyond(score, baseline, -sign) ? "that is outside the interval, so it is worse than no model at all"
            : "that is inside the interval, so no help of the features is seen";
        return new Claim(
            $"{text} A model that ignores the features gets {Invariant($"{baseline:0.000}")}: {verdict}.{Worse(run)}",
            isFound
        );
    }

    /// <summary><c> (95 % interval 0.700 to 0.800)</c>; empty where there is none.</summary>
    public static string Interval(Measured measured) =>
        measured.HasInterval ? Invariant($" (95 % interval {measured.Lower:0.000} to {measured.Upper:0.000})") : "";

    /// <summary>Whether a measure lies beyond a number, with its whole interval.</summary>
    /// <param name="measured">The measure.</param>
    /// <param name="number">What it is compared with.</param>
    /// <param name="sign">1 where more is better, -1 where less is.</param>
    public static bool IsBeyond(Measured measured, double number, int sign = 1) =>
        sign > 0 ? measured.Lower > number : measured.Upper < number;

    /// <summary>A sentence on the measures that are worse than those of a model that ignores the features; empty for none.</summary>
    private static string Worse(ExperimentRun run)
    {
        var worse = run
            .Metrics.Where(each =>
                each.Key != run.Metric
                && run.Baseline.TryGetValue(each.Key, out var without)
                && (Measures.IsLowerBetter(each.Key) ? each.Value.Value > without : each.Value.Value < without)
            )
            .Select(each => Invariant($"{MetricNames.InText(each.Key)} ({each.Value.Value:0.000} against {run.Baseline[each.Key]:0.000})"))
            .ToArray();
        return worse.Length == 0 ? "" : $" It is worse than that model by {string.Join(", ", worse)}.";
    }

    /// <summary>What the last rows of a learning curve brought, held against the interval of the score.</summary>
    /// <param name="metric">What the curve measures.</param>
    /// <param name="rows">Rows that were learned from, ascending.</param>
    /// <param name="test">The metric on the test rows.</param>
    /// <param name="score">The same metric of the model itself; null where it is not known.</param>
    public static Claim Curve(string metric, double[] rows, double[] test, Measured? score)
    {
        if (test.Length < 2)
        {
            return new Claim("There are too few points to say.", null);
        }

        var gain = (test[^1] - test[^2]) * (Measures.IsLowerBetter(metric) ? -1 : 1);
        var text = Invariant(
            $"From {rows[^2]:N0} to {rows[^1]:N0} rows {MetricNames.InText(metric)} on the test rows went from {test[^2]:0.000} to {test[^1]:0.000}, {(gain > 0 ? "better" : gain < 0 ? "worse" : "no better")} by {Math.Abs(gain):0.000}"
        );
        if (score is not { HasInterval: true })
        {
            return new Claim(text + ".", null);
        }

        var half = (score.Upper - score.Lower) / 2;
        return Math.Abs(gain) <= half
            ? new Claim(
                Invariant(
                    $"{text}: no more than half the width of its interval, {half:0.000}, so whether more rows of this kind would help is not to be seen."
                ),
                false
            )
            : new Claim(
                Invariant(
                    $"{text}, more than half the width of its interval, {half:0.000}: {(gain > 0 ? "more rows of this kind are likely to help" : "more rows of this kind did not help")}."
                ),
                gain > 0
            );
    }

    /// <summary>Which features a model leans on: those whose loss, when shuffled, is more than three deviations over the repeats.</summary>
    /// <param name="run">A model that is no better than its baseline leans on nothing that is worth telling.</param>
    /// <param name="metric">What the loss is measured by.</param>
    /// <param name="names">The features, the most important first.</param>
    /// <param name="losses">What the metric loses when each is shuffled.</param>
    /// <param name="deviations">Their deviation over the repeats.</param>
    public static Claim Importance(ExperimentRun run, string metric, IReadOnlyList<string> names, double[] losses, double[] deviations)
    {
        var (first, score) = (ColumnWords.Plain(names[0]), MetricNames.InText(metric));
        if (AgainstBaseline(run).IsFound == false)
        {
            return new Claim(
                Invariant(
                    $"Nothing that is worth telling: the model is not seen to be better than one that ignores the features. Shuffling {first} costs it {losses[0]:0.000} of {score}."
                ),
                false
            );
        }

        string[] telling = [.. names.Where((_, at) => losses[at] > 3 * deviations[at] && losses[at] > 0)];
        return telling.Length == 0
            ? new Claim(
                Invariant(
                    $"No feature costs more when it is shuffled than the shuffles differ among themselves; the greatest loss is {losses[0]:0.000} of {score} for {first}."
                ),
                false
            )
            : new Claim(
                Invariant(
                    $"Most at {first}: shuffled, it costs {losses[0]:0.000} of {score}. For {names.Count - telling.Length} of {names.Count} features the loss is no more than three deviations over the repeats. What is joined with another feature can be missed, for the other one stands in."
                ),
                true
            );
    }

    /// <summary>What moves single predictions the most, and whether by more than the rows explained leave open.</summary>
    /// <param name="run">A model that is no better than its baseline is moved by nothing that is worth telling.</param>
    /// <param name="shap">By feature, the one that moves it the most first: <c>mean_absolute</c>, and where it was kept <c>standard_error, rows, unit</c>.</param>
    public static Claim Moves(ExperimentRun run, Frame shap)
    {
        var (names, means) = (
            shap.Text("feature").Words().Select(name => ColumnWords.Plain(name!)).ToArray(),
            shap["mean_absolute"].ToDoubles()
        );
        if (means[0] == 0)
        {
            return new Claim("Nothing: no feature moves any prediction.", false);
        }

        var over = shap.TryGet("rows", out var rows) ? Invariant($"the {rows.ToDoubles()[0]:N0} rows explained") : "the rows explained";
        var ahead = "";
        if (means.Length > 1 && shap.TryGet("standard_error", out var error) && error.ToDoubles() is var errors)
        {
            var half = 1.96 * Math.Sqrt(errors[0] * errors[0] + errors[1] * errors[1]);
            ahead =
                means[0] - means[1] > half
                    ? ""
                    : $" (no further ahead of {names[1]} than so few rows leave open: which of the two moves it more cannot be told)";
        }

        var unit = shap.TryGet("unit", out var what)
            ? $"the {what[0]}{(run.Classes.Count > 2 ? " of each class" : "")}"
            : "what the trees say";
        var text =
            $"On average over {over} {names[0]} moves it the most{ahead}; the shares of all features add up to {unit}{(run.Calibration is null ? "" : " before calibration")}. That tells what the model does, not that it is right.";
        return AgainstBaseline(run).IsFound == false
            ? new Claim(
                $"Nothing that is worth telling: the model is not seen to be better than one that ignores the features. {text}",
                false
            )
            : new Claim(text, null);
    }

    /// <summary>
    /// Whether stated probabilities differ from observed shares by more than chance: χ² over the bins (Hosmer and Lemeshow 1980; on rows that nothing was fitted to, a degree of freedom
    /// per bin), divided by how much more the shares vary than those of independent rows (the first-order correction of Rao and Scott 1984).
    /// </summary>
    /// <param name="predicted">Mean probability of each bin.</param>
    /// <param name="observed">Share of each bin.</param>
    /// <param name="rows">Rows of each bin.</param>
    /// <param name="effect">See <see cref="DesignEffect"/>; below 1 it counts as 1, for χ² must not gain by it.</param>
    public static (double Gap, double Chance) Calibration(double[] predicted, double[] observed, double[] rows, double effect = 1)
    {
        var gap = predicted.Select((value, bin) => Math.Abs(value - observed[bin]) * rows[bin]).Sum() / rows.Sum();
        var apart = predicted
            .Select((value, bin) => rows[bin] * (observed[bin] - value) * (observed[bin] - value) / Math.Max(1e-9, value * (1 - value)))
            .Sum();
        return (gap, Learning.HypothesisTests.ChiSquareTail(apart / Math.Max(1, effect), predicted.Length));
    }

    /// <summary>Whether deciding by the model costs less than not asking it.</summary>
    public static Claim Deciding(ExperimentRun run)
    {
        if (!run.Metrics.TryGetValue("saving", out var saving) || run.Alarms.Count == 0)
        {
            return new Claim("What deciding costs was not measured.", null);
        }

        var (model, constant) = (run.Alarms[0], run.Alarms.Skip(1).ToArray());
        var cheaper = constant.MinBy(each => each.Cost)!;
        var text = Invariant(
            $"The model's decisions cost {model.Cost:0.000} per row, {string.Join(", ", constant.Select(each => Invariant($"{each.Way} {each.Cost:0.000}")))}"
        );
        if (!saving.HasInterval)
        {
            return new Claim(text + ".", null);
        }

        var isFound = IsBeyond(saving, 0);
        var interval = Invariant($"(95 % interval of the saving {saving.Lower:0.000} to {saving.Upper:0.000})");
        var verdict =
            isFound ? $"asking the model is cheaper than {cheaper.Way}"
            : IsBeyond(saving, 0, -1) ? $"{cheaper.Way} is cheaper than asking the model"
            : $"no saving against {cheaper.Way} is seen";
        return new Claim($"{text}: {verdict} {interval}.", isFound);
    }

    /// <summary>How far off half of the predictions are; where the target is the logarithm of 1 + x, as a factor of 1 + x.</summary>
    public static string Error(ExperimentRun run, double median) =>
        run.LogOf is { } name
            ? Invariant(
                $"Half of the predictions of 1 + {name} lie within a factor of {Math.Exp(median):0.0#} of the truth ({median:0.00} of its logarithm)."
            )
            : Invariant($"Half of the predictions lie within {median:0.##} of the truth.");

    /// <summary>What a silhouette says in the words of those who made it (Kaufman and Rousseeuw 1990, p. 88).</summary>
    public static string Structure(double silhouette) =>
        silhouette switch
        {
            > 0.7 => "a strong structure",
            > 0.5 => "a reasonable structure",
            > 0.25 => "a weak structure that may be artificial",
            _ => "no substantial structure",
        };
}
