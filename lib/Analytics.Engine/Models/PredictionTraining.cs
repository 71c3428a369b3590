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
        explain ? ModelCard.Of(study, trained, OriginalTraining.Of(study, trained.Examples, cancellation), YardstickScore.Of(study, (TrainedPredictor)trained)) with { Rolling = RollingOrigins.Of(study, (TrainedPredictor)trained, cancellation), OutOfTime = OutOfTimeScore.Of(Domain, study, (TrainedPredictor)trained, cancellation) } : ModelCard.Of(study, trained);

    public override (SortedDictionary<string, Frame> Tables, SortedDictionary<string, Charts.Figure> Figures) Explain(Trained trained, CancellationToken cancellation)
    {
        var tables = Explanations.Tables((TrainedPredictor)trained, study, cancellation);
        return (tables, RunFigures.Of(trained.Run, tables));
    }

    protected override Trained Fit(TrainingRequest request, Recipe recipe, CancellationToken cancellation)
    {
        var examples = Rows;
        var sides = Sides.Of(study, examples.Frame);
        CheckFeatures(examples.Frame, recipe);
        CheckSides(examples.Frame, sides);
        // Every learner of one request looks at the same features.
        var key = string.Join('\n', recipe.Features);
        if (_inspected?.Key != key)
            _inspected = (key, LeakGuard.Inspect(examples.Frame, study, recipe.Features, sides, champion));
        var seen = _inspected.Value.Report;
        Refuse(seen.Leaks, request.AllowLeak);
        if (recipe is not { Learner: BuiltIn.OneFeature, Features.Count: > 1 })
            return Fit(request, recipe, examples, sides, seen, cancellation);
        var best = BuiltIn.Best(study, examples.Frame.Take(sides.Train), examples.Frame.Take(sides.Validation), recipe.Features, request.Seed, cancellation);
        var only = request with { Without = [.. request.Without, .. recipe.Features.Where(feature => feature != best)] };
        return Fit(only, Recipe.Of(study, only), cancellation);
    }

    public override Trained Measure(Trained trained, bool allowLeak, CancellationToken cancellation)
    {
        var (predictor, run, frame) = ((TrainedPredictor)trained, trained.Run, trained.Examples.Frame);
        var test = predictor.TestFrame;
        var (blocks, evaluation) = (study.Split.BlocksOf(test, study.Key), Evaluation.Of(predictor.Predictor, test));
        var metrics = Measures.Of(predictor.Predictor.Target, run.Threshold, study.Metric, study.Costs);
        var (train, validation) = (frame.Take(predictor.Sides.Train), frame.Take(predictor.Sides.Validation));
        var (constant, baseline) = Simplest(BuiltIn.Constant, run.Features, predictor, cancellation);
        var rivals = new List<Rival>();
        if (run.Learner != BuiltIn.Constant)
            rivals.Add(new Rival(BuiltIn.Constant, null, Gains(metrics, evaluation, baseline, Evaluation.Of(constant, test), blocks, run.Seed)));
        if (run.Learner is not (BuiltIn.Constant or BuiltIn.OneFeature))
        {
            var feature = BuiltIn.Best(study, train, validation, run.Features, run.Seed, cancellation);
            var (single, its) = Simplest(BuiltIn.OneFeature, [feature], predictor, cancellation);
            rivals.Add(new Rival(BuiltIn.OneFeature, feature, Gains(metrics, evaluation, its, Evaluation.Of(single, test), blocks, run.Seed)));
        }

        run = run with
        {
            Metrics = Measures.Intervals(metrics, evaluation, blocks, run.Seed),
            Drawn = blocks.Drawn(Measures.Draws(test.RowCount)),
            Baseline = Measures.Values(baseline, Evaluation.Of(constant, test)),
            Rivals = rivals,
            Alarms = run.Threshold is { } at ? Alarms.Of(evaluation, at, study.Costs) : [],
        };
        if (LeakGuard.Fitted(study.Metric.Name, run.Validation.GetValueOrDefault(study.Metric.Name), run.Score.Value) is { } leak)
        {
            Refuse([leak], allowLeak);
            run = run with { Leaks = [.. run.Leaks, leak] };
        }

        return predictor with { Run = run };
    }

    /// <summary>One of the simplest models, and what it is measured by: it gets its own calibration and its own cheapest threshold, as any model does.</summary>
    private (Predictor Model, IReadOnlyList<Metric> Metrics) Simplest(string name, IReadOnlyList<string> features, TrainedPredictor beside, CancellationToken cancellation)
    {
        var learner = BuiltIn.All.First(each => each.Name == name);
        var recipe = new Recipe(name, new SortedDictionary<string, double>(learner.Parameters.ToDictionary(), StringComparer.Ordinal), beside.Recipe.Groups, features);
        var (_, model, _, threshold, _) = Fitted(study, learner, recipe, beside.Run.Seed, beside.Examples.Frame, beside.Sides.Train, beside.Sides.Validation, cancellation);
        return (model, Measures.Of(model.Target, threshold, study.Metric, study.Costs));
    }

    /// <summary>Fits a learner, and of two classes calibrates the probabilities on validation rows that did not stop the fit and draws the line where it is cheapest on them.</summary>
    /// <returns>As the learner gave it, calibrated, how (null for no two classes), the threshold, and the validation rows that the fit looked at.</returns>
    internal static (Predictor Fitted, Predictor Model, string? Calibration, double? Threshold, int[] Stopping) Fitted(PredictionStudy study, NamedLearner named, Recipe recipe, int seed, Frame frame, int[] train, int[] validation, CancellationToken cancellation)
    {
        var learner = named.Make(new LearnerParameters(recipe.Parameters, seed));
        var (stopping, calibrating) = learner.LooksAtValidation() && frame[study.Target].Type is ColumnType.Bool or ColumnType.Text
            ? Calibration.Halve(study.Split, frame, study.Key, study.Target, validation)
            : (validation, validation);
        var fitted = learner.Fit(frame.Take(train), study.Target, new FitOptions { Features = recipe.Features, Validation = frame.Take(stopping), Cancellation = cancellation });
        if (fitted.Target.Classes.Count != 2)
            return (fitted, fitted, null, null, stopping);
        var rows = frame.Take(calibrating);
        // The constant has one probability: there is nothing to bend.
        var (model, curve) = named.Name == BuiltIn.Constant ? (fitted, "no curve, for one probability needs none,") : Calibration.Of(fitted, rows);
        var words = Invariant($"{curve} over {calibrating.Length:N0} validation rows{(learner.LooksAtValidation() ? stopping == calibrating ? ", which stopped the fit too" : Invariant($"; {stopping.Length:N0} others stopped the fit") : "")}");
        return (fitted, model, words, study.Costs.Threshold(Evaluation.Of(model, rows).Points), stopping);
    }

    private SortedDictionary<string, Gain> Gains(IReadOnlyList<Metric> metrics, Evaluation ours, IReadOnlyList<Metric> its, Evaluation theirs, Blocks blocks, int seed)
    {
        var gains = new SortedDictionary<string, Gain>(StringComparer.Ordinal);
        foreach (var metric in metrics.Where(metric => metric.Name == study.Metric.Name || Measures.Proper.Contains(metric.Name)))
            gains[metric.Name] = Gain.Of(metric, ours, its.First(other => other.Name == metric.Name), theirs, blocks, seed);
        return gains;
    }

    private TrainedPredictor Fit(TrainingRequest request, Recipe recipe, Examples examples, Sides sides, LeakReport seen, CancellationToken cancellation)
    {
        var (train, validation) = (examples.Frame.Take(sides.Train), examples.Frame.Take(sides.Validation));
        var (fitted, model, curve, threshold, stopping) = Fitted(study, study.LearnerOf(recipe), recipe, request.Seed, examples.Frame, sides.Train, sides.Validation, cancellation);
        var chosen = Evaluation.Of(model, validation);
        var metrics = Measures.Of(fitted.Target, threshold, study.Metric, study.Costs);
        var own = metrics.First(metric => metric.Name == study.Metric.Name);
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
            Calibration = curve,
            Costs = threshold is null ? null : study.Costs,
            LogOf = study.LogOf,
            Bands = study.Bands?.Settled(ScoreColumns.Shown(chosen.Prediction, study.LogOf)),
            Metric = study.Metric.Name,
            HigherIsBetter = study.Metric.HigherIsBetter,
            Metrics = [],
            Validation = Measures.Values(metrics, chosen),
            Validated = Measures.Intervals([own], chosen, study.Split.BlocksOf(validation, study.Key), request.Seed).GetValueOrDefault(own.Name),
            Baseline = [],
            Leaks = seen.Leaks,
            Suspicions = seen.Suspicions,
            Solo = seen.Solo,
        };
        return new TrainedPredictor(run, model, fitted, recipe, examples, sides, stopping);
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
