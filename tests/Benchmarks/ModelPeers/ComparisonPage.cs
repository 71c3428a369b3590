using Analytics.Engine;

namespace Analytics.Benchmarks;

/// <summary>A comparison as Markdown and as CSV. What a line says follows from the interval of the difference.</summary>
internal static class ComparisonPage
{
    public const string Header = "study,model,metric,value,champion,champion_better_by,lower,upper,share_of_draws,verdict,blocks,test_rows";

    /// <summary>Of a difference whose interval holds 0 nothing is said.</summary>
    public static string Verdict(Gain gain) =>
        double.IsNaN(gain.Lower) ? ""
        : gain.Lower > 0 ? "worse"
        : gain.Upper < 0 ? "**better**"
        : gain is { Lower: 0, Upper: 0 } ? ""
        : "not distinguishable";

    public static string Section(Comparison comparison, IReadOnlyList<PeerScore> scores)
    {
        var (run, metrics) = (comparison.Result.Run, comparison.Metrics);
        var title = comparison.Result.Decision.Promoted
            ? $"the champion, {run.Learner}"
            : $"the model that was put up, {run.Learner}: {comparison.Result.Decision.Reason}";
        return string.Join(
            '\n',
            [
                $"## {run.Domain}/{run.Study}",
                "",
                FormattableString.Invariant(
                    $"On {comparison.Peer.Data}: {run.TrainRows:N0} rows train, {run.ValidationRows:N0} validate, {run.TestRows:N0} test (split `{run.SplitHash}`, {run.Split}). Beside {title}. Drawn: {comparison.Blocks.Count:N0} {comparison.Blocks.Unit}{(comparison.Blocks.Limit is { } limit ? $"; {limit}" : "")}."
                ),
                "",
                $"| model | {string.Join(" | ", metrics.Select(metric => $"{metric} | ours better by | it is"))} |",
                $"|---|{string.Concat(metrics.Select(_ => "---:|---:|---|"))}",
                .. scores.Select(score =>
                    $"| {score.Model} | {string.Join(" | ", metrics.Select(metric => score.Gains[metric]).Select(gain => FormattableString.Invariant($"{Math.Round(gain.Theirs, 4) + 0.0:0.0000;-0.0000} | {Difference(gain)} | {Verdict(gain)}")))} |"
                ),
                "",
            ]
        );
    }

    private static string Difference(Gain gain) =>
        double.IsNaN(gain.Lower) ? Signed(gain.Value) : $"{Signed(gain.Value)} ({Signed(gain.Lower)} to {Signed(gain.Upper)})";

    /// <summary>-0 is 0.</summary>
    private static string Signed(double value) =>
        double.IsNaN(value)
            ? ""
            : (Math.Round(value, 4) + 0.0).ToString("+0.0000;-0.0000;0.0000", System.Globalization.CultureInfo.InvariantCulture);

    public static IEnumerable<string> Lines(Comparison comparison, IReadOnlyList<PeerScore> scores) =>
        scores.SelectMany(score =>
            comparison.Metrics.Select(metric =>
            {
                var gain = score.Gains[metric];
                return FormattableString.Invariant(
                    $"{comparison.Peer.Domain}/{comparison.Peer.Name},\"{score.Model}\",{metric},{gain.Theirs:0.000000},{gain.Ours:0.000000},{gain.Value + 0.0:0.000000},{gain.Lower:0.000000},{gain.Upper:0.000000},{gain.Share:0.000},{Verdict(gain).Trim('*')},{comparison.Blocks.Count},{comparison.Test.RowCount}"
                );
            })
        );

    public static string Page(IReadOnlyList<string> sections, IReadOnlyCollection<string> leftOut) =>
        $"""
            # Models beside their peers

            Written by `dotnet run -c Release --project tests/Benchmarks -- comparepeers`. Every model of a study learns from the same features and training rows,
            chooses on the same validation rows (number of trees, their size, the strength of a penalty), has its probabilities calibrated by the same rule, and
            is measured on the same test rows. "Ours better by" is the difference to the first model's run named above each table, signed so that more is in its
            favour, with a 95 % interval of paired draws of whole blocks; "not distinguishable" means that the interval holds 0. Our learners have the parameters
            that the study gives them. Words go to the trees as categories, to regressions one-hot.{(
                leftOut.Count == 0 ? "" : "\n\n" + string.Join("\n", leftOut)
            )}

            {string.Join("\n", sections)}
            """;
}
