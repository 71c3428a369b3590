namespace Analytics.Engine;

/// <summary>What a reader must know of a model before using it; <c>card.json</c>, and <c>card.md</c> for eyes. Holds no clock.</summary>
[TypeFormatterSource(typeof(CardFormatterSource))]
public sealed record ModelCard
{
    public required string Model { get; init; }

    public required string Question { get; init; }

    public required string IntendedUse { get; init; }

    public required string Limits { get; init; }

    /// <summary>The lake's snapshot that was learned from; the lake keeps it as long as this card lies in the registry.</summary>
    public required string Snapshot { get; init; }

    /// <summary><c>passed</c>, or what was found and allowed.</summary>
    public required string LeakGuard { get; init; }

    /// <summary>All about the training run.</summary>
    public required ExperimentRun Run { get; init; }

    /// <summary>The way of the system that this one replaces, on the same data; null for none.</summary>
    public OriginalScore? Original { get; init; }

    /// <summary>The groups, in the model's order; null where something is predicted.</summary>
    public IReadOnlyList<ClusterProfile>? Clusters { get; init; }

    /// <summary>What the same learner finds in shuffled columns; null where something is predicted.</summary>
    public ShuffledGroups? Shuffled { get; init; }

    /// <summary>A method of another kind on the same test rows; null for none.</summary>
    public YardstickScore? Yardstick { get; init; }

    /// <summary>How many runs of this study were measured on these test rows, this one among them: the more, the luckier the best of them. Null where groups are found, where the test was not touched, and on cards from before there was this.</summary>
    public int? Looks { get; init; }

    /// <summary>What was decided on this run, and why; null for a run that no decision was asked for.</summary>
    public string? Contest { get; init; }

    /// <summary>Why the model is in force, as <see cref="Contest"/> says it, with measures and columns in words.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Decision =>
        ColumnWords.Text(MetricNames.InSentence(Contest ?? "It was not told: the card is from before contests were kept."));

    /// <summary>The study's learners among which this run was chosen; null where one was asked for, where groups are found, and on cards from before there was this.</summary>
    public IReadOnlyList<Contender>? Contenders { get; init; }

    /// <summary>The same recipe from other origins in time; null for a study that is not divided by time, and on cards from before there was this.</summary>
    public RollingOrigins? Rolling { get; init; }

    /// <summary>The same recipe, learned at an earlier cut-off and tested at a later one; null for a study that has no such test, and on cards from before there was this.</summary>
    public OutOfTimeScore? OutOfTime { get; init; }

    internal static ModelCard Of(Study study, Trained trained, OriginalScore? original = null, YardstickScore? yardstick = null) =>
        new()
        {
            Model = $"{trained.Run.Domain}/{study.Name}",
            Question = study.Question,
            IntendedUse = study.IntendedUse,
            Limits = study.Limits,
            Snapshot = trained.Examples.Snapshot.Id,
            LeakGuard = trained.Run switch
            {
                { Leaks.Count: > 0 } run => "LEAKS ALLOWED: " + string.Join("; ", run.Leaks.Select(leak => leak.Text)),
                _ when trained is TrainedClusters =>
                    "passed; there is no target that a feature could give away and no split that entities could cross, "
                        + "so only columns declared too late were looked for",
                { Suspicions.Count: > 0 } run => "SUSPICIOUS: " + string.Join("; ", run.Suspicions.Select(leak => leak.Text)),
                _ => "passed",
            },
            Run = trained.Run,
            Original = original,
            Yardstick = yardstick,
            Clusters = (trained as TrainedClusters)?.Profiles,
        };

    /// <summary>The card as Markdown.</summary>
    public string ToMarkdown()
    {
        var run = Run;
        var lines = new List<string>
        {
            $"# {Model}",
            "",
            Question,
            "",
            $"**Intended use.** {IntendedUse}",
            "",
            $"**Limits.** {Limits}",
            "",
            $"**Leak guard.** {LeakGuard}{(run.Searched.Count == 0 ? "" : $". It looked for {string.Join("; ", run.Searched)}")}",
            "",
        };
        if (Contest is { } contest)
        {
            lines.AddRange([$"**Decision.** {contest[..1].ToUpperInvariant()}{contest[1..]}.", ""]);
        }

        lines.AddRange(
            run.IsMeasured
                ? []
                :
                [
                    "## Validation metrics",
                    "",
                    "The test rows were not touched for this run: they are for the run that a decision is asked for.",
                    "",
                    "| metric | value |",
                    "|---|---:|",
                    .. run.Validation.Select(each =>
                        FormattableString.Invariant($"| {each.Key}{(each.Key == run.Metric ? " (decides)" : "")} | {each.Value:0.0000} |")
                    ),
                    "",
                ]
        );
        lines.AddRange(
            !run.IsMeasured
                ? []
                :
                [
                    Clusters is null ? "## Test metrics" : "## How far the groups are apart",
                    "",
                    $"| metric | value | 95 % interval | {(Clusters is null ? "baseline" : "features shuffled")} |",
                    "|---|---:|---:|---:|",
                ]
        );
        lines.AddRange(
            run.Metrics.Select(metric =>
                FormattableString.Invariant(
                    $"| {metric.Key}{(metric.Key == run.Metric ? " (decides)" : "")} | {metric.Value.Value:0.0000} | {(metric.Value.HasInterval ? FormattableString.Invariant($"{metric.Value.Lower:0.0000} … {metric.Value.Upper:0.0000}") : "")} | {(run.Baseline.TryGetValue(metric.Key, out var baseline) ? FormattableString.Invariant($"{baseline:0.0000}") : "")} |"
                )
            )
        );
        if (Clusters is { } clusters)
        {
            lines.AddRange([
                "",
                "Stability is the mean adjusted Rand index between fits from different seeds, with the least and the greatest of them. The last column is what the same learner finds when each feature is shuffled on its own.",
                .. Shuffled is { } shuffled ? ["", shuffled.Judge(run.Score).Text] : Array.Empty<string>(),
                "",
                "## The groups",
                "",
                "| | name | rows | share | what sets it apart |",
                "|---:|---|---:|---:|---|",
                .. clusters.Select(each =>
                    FormattableString.Invariant($"| {each.Number} | {each.Name} | {each.Rows:N0} | {each.Share:P1} | {each.Profile} |")
                ),
            ]);
        }

        if (run.Drawn is { } drawn)
        {
            lines.AddRange([
                "",
                FormattableString.Invariant(
                    $"Intervals: 2.5 and 97.5 % of {drawn.Draws:N0} draws with replacement of {drawn.Unit}, {drawn.Blocks:N0} of them.{(drawn.Limit is { } limit ? $" But {limit}." : "")}"
                ),
            ]);
        }

        if (run.Likeness is { } likeness)
        {
            lines.AddRange(["", $"The rows that validate beside those that test: {likeness.Text}"]);
        }

        if (Looks is { } looks)
        {
            lines.AddRange([
                "",
                looks == 1
                    ? "These test rows were looked at once, for this run."
                    : FormattableString.Invariant(
                        $"These test rows were looked at {looks} times, for a run each: the best of so many is a little lucky."
                    ),
            ]);
        }

        if (run.Rivals.Count > 0)
        {
            lines.AddRange([
                "",
                "## Beside the simplest models, on the same test rows",
                "",
                "| beside | metric | this model | the other | better by | 95 % interval | better in so many draws |",
                "|---|---|---:|---:|---:|---:|---:|",
                .. run.Rivals.SelectMany(rival =>
                    rival.Gains.Select(each =>
                        FormattableString.Invariant(
                            $"| {rival.Name}{(rival.Feature is { } feature ? $" `{feature}`" : "")} | {each.Key} | {each.Value.Ours:0.0000} | {each.Value.Theirs:0.0000} | {each.Value.Value:+0.0000;-0.0000} | {(double.IsNaN(each.Value.Lower) ? "" : FormattableString.Invariant($"{each.Value.Lower:+0.0000;-0.0000} … {each.Value.Upper:+0.0000;-0.0000}"))} | {(double.IsNaN(each.Value.Share) ? "" : FormattableString.Invariant($"{each.Value.Share:P0}"))} |"
                        )
                    )
                ),
            ]);
        }

        if (Contenders is { } contenders)
        {
            lines.AddRange(Contender.Lines(contenders, run));
        }

        if (Rolling is { } rolling)
        {
            lines.AddRange(rolling.Lines(run.Metric));
        }

        if (OutOfTime is { } later)
        {
            lines.AddRange(later.Lines(run.Metric));
        }

        if (run.IsMeasured && run.Costs is { } costs)
        {
            lines.AddRange([
                "",
                "## What deciding costs, on the test rows",
                "",
                $"Costs, assumed and not measured: {costs}. {costs.Why} {ModelClaims.Deciding(run).Text}",
                "",
                "| | says yes | right | missed | cost per row | F1 |",
                "|---|---:|---:|---:|---:|---:|",
                .. run.Alarms.Select(each =>
                    FormattableString.Invariant(
                        $"| {each.Way} | {each.Raised:N0} | {each.Right:N0} | {each.Missed:N0} | {each.Cost:0.0000} | {each.F1:0.0000} |"
                    )
                ),
            ]);
        }

        if (Yardstick is { } yardstick)
        {
            lines.AddRange(["", $"## Beside {yardstick.Name}, on the same test rows", ""]);
            lines.AddRange(
                yardstick.Problem is { } problem
                    ? [$"It could not be fitted: {problem}"]
                    :
                    [
                        "| metric | this model | " + yardstick.Name + " |",
                        "|---|---:|---:|",
                        .. yardstick.Metrics.Select(each =>
                            FormattableString.Invariant($"| {each.Key} | {each.Value.Ours:0.0000} | {each.Value.Theirs:0.0000} |")
                        ),
                    ]
            );
        }

        if (Original is { } original)
        {
            lines.AddRange([
                "",
                "## The original's way, on the same data",
                "",
                FormattableString.Invariant(
                    $"It claimed {original.Claim}; done again{(original.OwnLabel is { } label ? $" with its own label ({label})" : "")} it gives {original.Metric} {original.Value:0.0000}. {original.Defect}"
                ),
            ]);
        }

        lines.AddRange([
            "",
            "## How it was made",
            "",
            FormattableString.Invariant(
                $"- Learner `{run.Learner}`{(run.Package is { } package ? $" of {package}" : "")} ({string.Join(", ", run.Parameters.Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value:R}")))}), seed {run.Seed}, run `{run.Id}`, code `{run.Code}`"
            ),
            .. Clusters is not null
                ? Array.Empty<string>()
                :
                [
                    $"- Target `{run.Target}`{(run.Balance.Count > 0 ? ": " + string.Join(", ", run.Balance.Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value:P1}"))) : "")}",
                ],
            Clusters is null
                ? FormattableString.Invariant(
                    $"- Split {run.Split}: {run.TrainRows:N0} rows train, {run.ValidationRows:N0} validate, {run.TestRows:N0} test (hash `{run.SplitHash}`)"
                )
                : FormattableString.Invariant($"- Split {run.Split}; {run.TrainRows:N0} rows (hash `{run.SplitHash}`)"),
            .. run.LeastStability is { } stability ? [ClusterStudy.Rule(stability)] : Array.Empty<string>(),
            $"- Data: snapshot `{Snapshot[..Math.Min(12, Snapshot.Length)]}`, {string.Join(", ", run.Inputs.Select(pair => $"{pair.Key} `{pair.Value[..12]}`"))}",
            $"- Features: {string.Join(", ", run.Features.Select(feature => $"`{feature}`"))}",
        ]);
        if (run.Bands is { } bands)
        {
            lines.Add($"- Predictions have a column `{bands.Column}`: {bands}{(run.LogOf is null ? "" : $" of `predicted_{run.LogOf}`")}");
        }

        if (run.Threshold is { } threshold)
        {
            lines.Add(
                FormattableString.Invariant(
                    $"- Threshold {threshold:0.0000} for `{run.Classes[^1]}`: the cheapest on the validation rows that calibrate, midway between two probabilities; probabilities calibrated by {run.Calibration}"
                )
            );
        }

        if (run.Solo.Count > 0)
        {
            lines.AddRange([
                "",
                "## What each feature tells alone",
                "",
                "AUC or R² of a tree of that feature only, learned on half of all rows and judged on the other.",
                "",
                "| feature | alone |",
                "|---|---:|",
                .. run
                    .Solo.OrderByDescending(each => each.Value)
                    .ThenBy(each => each.Key, StringComparer.Ordinal)
                    .Select(each => FormattableString.Invariant($"| `{each.Key}` | {each.Value:0.000} |")),
            ]);
        }

        return string.Join("\n", lines) + "\n";
    }
}

/// <summary>What the original's way measures on the same data, and what is wrong with it.</summary>
public sealed record OriginalScore(string Claim, string Defect, string Metric, double Value, int Rows)
{
    /// <summary>The label that it made for itself, in words; null where it predicted the study's target.</summary>
    public string? OwnLabel { get; init; }
}
