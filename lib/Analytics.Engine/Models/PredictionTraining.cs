using System.Globalization;
using Analytics.Frames;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What training a prediction leaves in memory.</summary>
/// <param name="Run">What it was made of and how well it does.</param>
/// <param name="Predictor">Calibrated where there are two classes.</param>
/// <param name="Fitted">As the learner gave it; trees explain themselves.</param>
/// <param name="Recipe">The learner, its parameters, the features.</param>
/// <param name="Examples">All labelled rows.</param>
/// <param name="Sides">Their division.</param>
/// <param name="Stopping">The validation rows that the fit looked at.</param>
internal sealed record TrainedPredictor(ExperimentRun Run, Predictor Predictor, Predictor Fitted, Recipe Recipe, Examples Examples, Sides Sides, int[] Stopping)
    : Trained(Run, Predictor, Recipe, Examples)
{
    public Frame TestFrame => Examples.Frame.Take(Sides.Test);
}

/// <summary>Trains a model that predicts: check, divide, guard, fit, calibrate, choose a threshold, measure.</summary>
internal sealed class PredictionTraining(Domain domain, PredictionStudy study, Snapshot snapshot, ExperimentRun? champion = null) : Training(domain, study, snapshot)
{
    /// <summary>Raised when this code makes another model of the same study and data.</summary>
    public const int CodeVersion = 4;

    private Examples? _examples;
    private (string Key, LeakReport Report)? _inspected;

    public override string Code { get; } = Fingerprint.Of(
    [
        FormattableString.Invariant($"training {CodeVersion}"), study.Table, study.Key, study.Target, study.Split.Text, study.Metric.Name,
        .. study.FeatureGroups.SelectMany(group => group.Value.Prepend(group.Key)), "too late", .. study.KnownTooLate, "meanings", .. study.Meanings.Keys.Order(StringComparer.Ordinal), FormattableString.Invariant($"reference {study.Reference:R}"),
        study.LogOf ?? "", FormattableString.Invariant($"costs {study.Costs.FalseAlarm:R} {study.Costs.Miss:R} {study.Costs.Why}"), $"{study.Bands} {study.Bands?.OfRows}", study.Yardstick?.Name ?? "",
        .. study.Learners.SelectMany(learner => learner.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => FormattableString.Invariant($"{learner.Name}.{pair.Key}={pair.Value:R}"))),
    ])[..16];

    /// <summary>Read once: every request looks at the same rows.</summary>
    private Examples Rows => _examples ??= Examples.Load(Snapshot, Domain, study);

    public override IReadOnlyList<TrainingRequest> Defaults() =>
        [new TrainingRequest { Without = [.. study.Features.Where(feature => IsConstant(Rows.Frame[feature]))] }];

    public override ModelCard CardOf(Trained trained, bool explain, CancellationToken cancellation) =>
        explain ? ModelCard.Of(study, trained, OriginalTraining.Of(study, trained.Examples, cancellation), YardstickScore.Of(study, (TrainedPredictor)trained)) : ModelCard.Of(study, trained);

    public override (SortedDictionary<string, Frame> Tables, SortedDictionary<string, Charts.Figure> Figures) Explain(Trained trained, CancellationToken cancellation)
    {
        var tables = Explanations.Tables((TrainedPredictor)trained, study, cancellation);
        return (tables, RunFigures.Of(trained.Run, tables));
    }

    protected override Trained Fit(TrainingRequest request, Recipe recipe, CancellationToken cancellation)
    {
        var examples = Rows;
        var sides = Sides.Of(study.Split, examples.Frame, study.Key, 0);
        CheckFeatures(examples.Frame, recipe);
        CheckSides(examples.Frame, sides);
        // Every learner of one request looks at the same features.
        var key = string.Join('\n', recipe.Features);
        if (_inspected?.Key != key)
            _inspected = (key, LeakGuard.Inspect(examples.Frame, study, recipe.Features, sides, champion));
        var seen = _inspected.Value.Report;
        Refuse(seen.Leaks, request);
        var trained = Fit(request, recipe, examples, sides, seen, cancellation);
        if (LeakGuard.Fitted(study.Metric.Name, trained.Run.Validation.GetValueOrDefault(study.Metric.Name), trained.Run.Score.Value) is not { } leak)
            return trained;
        Refuse([leak], request);
        return trained with { Run = trained.Run with { Leaks = [.. trained.Run.Leaks, leak] } };
    }

    private TrainedPredictor Fit(TrainingRequest request, Recipe recipe, Examples examples, Sides sides, LeakReport seen, CancellationToken cancellation)
    {
        var (train, validation, test) = (examples.Frame.Take(sides.Train), examples.Frame.Take(sides.Validation), examples.Frame.Take(sides.Test));
        var learner = study.LearnerOf(recipe).Make(new LearnerParameters(recipe.Parameters, request.Seed));
        var (stopping, calibrating) = learner.LooksAtValidation() && examples.Frame[study.Target].Type is ColumnType.Bool or ColumnType.Text
            ? Calibration.Halve(study.Split, examples.Frame, study.Key, study.Target, sides.Validation)
            : (sides.Validation, sides.Validation);
        var options = new FitOptions { Features = recipe.Features, Validation = examples.Frame.Take(stopping), Cancellation = cancellation };
        var fitted = learner.Fit(train, study.Target, options);
        var (model, curve, threshold) = Decided(fitted, examples.Frame.Take(calibrating));
        var chosen = Evaluation.Of(model, validation);
        var metrics = Measures.Of(fitted.Target, threshold, study.Metric, study.Costs);
        var baseline = new Baseline().Fit(train, study.Target, options with { Validation = null });
        var run = new ExperimentRun
        {
            Id = IdOf(request),
            Domain = Domain.Name,
            Study = study.Name,
            Learner = recipe.Learner,
            Parameters = recipe.Parameters,
            Seed = request.Seed,
            Groups = recipe.Groups,
            Features = recipe.Features,
            Target = study.Target,
            Classes = fitted.Target.Classes,
            Balance = BalanceOf(train, fitted.Target),
            Split = study.Split.Text,
            SplitHash = sides.Hash,
            TrainRows = sides.Train.Length,
            ValidationRows = sides.Validation.Length,
            TestRows = sides.Test.Length,
            Unlabelled = examples.Unlabelled,
            Inputs = new SortedDictionary<string, string>(StringComparer.Ordinal) { [examples.Table.Table] = examples.Table.Sha },
            Code = Code,
            Threshold = threshold,
            Calibration = curve is null ? null : Invariant($"{curve} over {calibrating.Length:N0} validation rows{(learner.LooksAtValidation() ? stopping == calibrating ? ", which stopped the fit too" : Invariant($"; {stopping.Length:N0} others stopped the fit") : "")}"),
            Costs = threshold is null ? null : study.Costs,
            Alarms = threshold is { } at ? Alarms.Of(Evaluation.Of(model, test), at, study.Costs) : [],
            LogOf = study.LogOf,
            Bands = study.Bands?.Settled(ScoreColumns.Shown(chosen.Prediction, study.LogOf)),
            Metric = study.Metric.Name,
            HigherIsBetter = study.Metric.HigherIsBetter,
            Metrics = Measures.Intervals(metrics, Evaluation.Of(model, test), request.Seed),
            Validation = Measures.Values(metrics, chosen),
            Baseline = BaselineOf(baseline, validation, test),
            Leaks = seen.Leaks,
            Suspicions = seen.Suspicions,
            Solo = seen.Solo,
        };
        return new TrainedPredictor(run, model, fitted, recipe, examples, sides, stopping);
    }

    /// <summary>For two classes the model calibrated on rows, what by, and the cheapest threshold on them.</summary>
    private (Predictor Model, string? Curve, double? Threshold) Decided(Predictor fitted, Frame rows)
    {
        if (fitted.Target.Classes.Count != 2)
            return (fitted, null, null);
        var (model, curve) = Calibration.Of(fitted, rows);
        return (model, curve, study.Costs.Threshold(Evaluation.Of(model, rows).Points));
    }

    private SortedDictionary<string, double> BaselineOf(Predictor baseline, Frame validation, Frame test)
    {
        // It gets its own cheapest threshold, as the model did.
        double? threshold = baseline.Target.Classes.Count == 2 ? study.Costs.Threshold(Evaluation.Of(baseline, validation).Points) : null;
        return Measures.Values(Measures.Of(baseline.Target, threshold, study.Metric, study.Costs), Evaluation.Of(baseline, test));
    }

    private static SortedDictionary<string, double> BalanceOf(Frame train, Target target)
    {
        var balance = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (target.IsClass)
        {
            var codes = Truth.Of(train, target).Codes;
            foreach (var (code, name) in target.Classes.Index())
                balance[name] = (double)codes.Count(each => each == code) / codes.Length;
        }

        return balance;
    }

    private void CheckSides(Frame frame, Sides sides)
    {
        foreach (var (side, rows) in new[] { ("training", sides.Train), ("validation", sides.Validation), ("test", sides.Test) })
        {
            if (rows.Length < 10)
                throw new UntrainableException($"{Name}: the split by {study.Split.By ?? study.Key} leaves {rows.Length} rows for {side}; 10 at least are needed. Land more input, over a longer time or of more groups: dotnet script scripts/rebuild.csx {Domain.Name} --input …");
            var target = frame[study.Target];
            if (!(target.IsNumeric && target.Type != ColumnType.Bool) && rows.All(row => Equals(target[row], target[rows[0]])))
                throw new UntrainableException($"{Name}: all {rows.Length} {side} rows have {study.Target} = {Convert.ToString(target[rows[0]], CultureInfo.InvariantCulture)}; two classes at least are needed on each side. Land input that holds both.");
        }
    }
}
