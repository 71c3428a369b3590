using System.Collections.Concurrent;
using System.Globalization;
using Analytics.Frames;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What training a prediction leaves in memory.</summary>
/// <param name="Run">What it was made of and how well it does.</param>
/// <param name="Predictor">Calibrated where there are two classes.</param>
/// <param name="Fitted">As the learner gave it.</param>
/// <param name="Recipe">The learner, its parameters, the features.</param>
/// <param name="Examples">All labelled rows.</param>
/// <param name="Sides">Their division.</param>
/// <param name="Stopping">The validation rows that the fit looked at.</param>
internal sealed record TrainedPredictor(
    ExperimentRun Run,
    Predictor Predictor,
    Predictor Fitted,
    Recipe Recipe,
    Examples Examples,
    Sides Sides,
    int[] Stopping
) : Trained(Run, Predictor, Recipe, Examples)
{
    public Frame TestFrame => Examples.Frame.Take(Sides.Test);
}

/// <summary>Trains a model that predicts: check, divide, guard, fit, calibrate, choose a threshold, measure.</summary>
internal sealed class PredictionTraining(Domain domain, PredictionStudy study, Snapshot snapshot, ExperimentRun? champion = null)
    : Training(domain, study, snapshot)
{
    /// <summary>Raised when this code makes another model, or another card, of the same study and data.</summary>
    public const int CodeVersion = 6;

    private readonly Lock _reading = new();

    /// <summary>What the leak guard said of each set of features: it looks at the rows, whatever learns from them.</summary>
    private readonly ConcurrentDictionary<string, Lazy<LeakReport>> _inspected = new(StringComparer.Ordinal);
    private Examples? _examples;

    public override string Code { get; } =
        Fingerprint.Of([
            FormattableString.Invariant($"training {CodeVersion}"),
            study.Table,
            study.Key,
            study.Target,
            study.Split.Text,
            study.Metric.Name,
            .. study.FeatureGroups.SelectMany(group => group.Value.Prepend(group.Key)),
            "too late",
            .. study.KnownTooLate,
            "meanings",
            .. study.Meanings.Keys.Order(StringComparer.Ordinal),
            FormattableString.Invariant($"reference {study.Reference:R}"),
            study.LogOf ?? "",
            FormattableString.Invariant($"costs {study.Costs.FalseAlarm:R} {study.Costs.Miss:R} {study.Costs.Why}"),
            $"{study.Bands} {study.Bands?.OfRows}",
            study.Yardstick?.Name ?? "",
            .. study.Learners.SelectMany(learner =>
                learner
                    .Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => FormattableString.Invariant($"{learner.Name}.{pair.Key}={pair.Value:R}"))
            ),
        ])[..16];

    /// <summary>Read once: every request looks at the same rows.</summary>
    private Examples Rows
    {
        get
        {
            lock (_reading)
            {
                return _examples ??= Times.Of("read rows", () => Examples.Load(Snapshot, Domain, study));
            }
        }
    }

    /// <summary>Every learner of the study with its own parameters.</summary>
    public override IReadOnlyList<TrainingRequest> Defaults()
    {
        string[] constant = [.. study.Features.Where(feature => IsConstant(Rows.Frame[feature]))];
        return [.. study.Learners.Select(learner => new TrainingRequest { Learner = learner.Name, Without = constant })];
    }

    /// <summary>
    /// In the study's order each learner that may serve challenges the one preferred so far, by the rule of <see cref="Contest"/>. What may only be compared is
    /// put up where there is nothing else.
    /// </summary>
    public override (Trained Best, IReadOnlyList<Contender> Contenders) Choose(IReadOnlyList<Trained> runs)
    {
        var best = (TrainedPredictor)(runs.FirstOrDefault(each => IsEligible(each.Run)) ?? runs[0]);
        if (runs.Count == 1)
        {
            return (best, []);
        }

        var validation = best.Examples.Frame.Take(best.Sides.Validation);
        var (first, contenders) = (best, new List<Contender>());
        foreach (var challenger in runs.Cast<TrainedPredictor>())
        {
            if (challenger == first)
            {
                contenders.Add(Of(challenger, "the study's first choice"));
                continue;
            }

            if (!IsEligible(challenger.Run))
            {
                contenders.Add(Of(challenger, $"for comparison only: {challenger.Run.ComparedOnly}"));
                continue;
            }

            var (isPreferred, why) = Contest.Compare(study, challenger, best.Predictor, best.Run, validation, best.Run.Learner);
            contenders.Add(Of(challenger, (isPreferred ? "preferred " : "not preferred ") + why));
            best = isPreferred ? challenger : best;
        }

        return (best, contenders);

        static Contender Of(TrainedPredictor one, string why) => new(one.Run.Learner, one.Run.Id, one.Run.Chosen.Value, why);
    }

    public override ModelCard CardOf(Trained trained, bool explain, CancellationToken cancellation) =>
        !explain || trained is not TrainedPredictor predictor
            ? ModelCard.Of(study, trained)
            : ModelCard.Of(
                study,
                trained,
                Times.Of("fit the original's way", () => OriginalTraining.Of(study, trained.Examples, cancellation)),
                Times.Of("measure the yardstick", () => YardstickScore.Of(study, predictor))
            ) with
            {
                Rolling = Times.Of("fit from other origins in time", () => RollingOrigins.Of(study, predictor, cancellation)),
                OutOfTime = Times.Of("measure out of time", () => OutOfTimeScore.Of(Domain, study, predictor, cancellation)),
            };

    public override (SortedDictionary<string, Frame> Tables, SortedDictionary<string, Charts.Figure> Figures) Explain(
        Trained trained,
        CancellationToken cancellation
    )
    {
        var tables = Explanations.Tables((TrainedPredictor)trained, study, Times, cancellation);
        return (tables, RunFigures.Of(trained.Run, tables));
    }

    protected override Trained Fit(TrainingRequest request, Recipe recipe, CancellationToken cancellation)
    {
        var examples = Rows;
        var sides = Sides.Of(study, examples.Frame);
        CheckFeatures(examples.Frame, recipe);
        CheckSides(examples.Frame, sides);
        var seen = _inspected
            .GetOrAdd(
                string.Join('\n', recipe.Features),
                _ => new Lazy<LeakReport>(() =>
                    Times.Of("leak guard", () => LeakGuard.Inspect(examples.Frame, study, recipe.Features, sides, champion))
                )
            )
            .Value;
        Refuse(seen.Leaks, request.AllowLeak);
        if (recipe is not { Learner: BuiltIn.OneFeature, Features.Count: > 1 })
        {
            return Fit(request, recipe, examples, sides, seen, cancellation);
        }

        var best = BuiltIn.Best(
            study,
            examples.Frame.Take(sides.Train),
            examples.Frame.Take(sides.Validation),
            recipe.Features,
            request.Seed,
            cancellation
        );
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
        {
            rivals.Add(
                new Rival(BuiltIn.Constant, null, Gains(metrics, evaluation, baseline, Evaluation.Of(constant, test), blocks, run.Seed))
            );
        }

        if (run.Learner is not (BuiltIn.Constant or BuiltIn.OneFeature))
        {
            var feature = BuiltIn.Best(study, train, validation, run.Features, run.Seed, cancellation);
            var (single, its) = Simplest(BuiltIn.OneFeature, [feature], predictor, cancellation);
            rivals.Add(
                new Rival(BuiltIn.OneFeature, feature, Gains(metrics, evaluation, its, Evaluation.Of(single, test), blocks, run.Seed))
            );
        }

        run = run with
        {
            Metrics = Measures.Intervals(metrics, evaluation, blocks, run.Seed),
            Drawn = blocks.Drawn(Measures.Draws(test.RowCount)),
            Likeness = SideLikeness.Of(study, validation, test, predictor.Predictor.Target.Classes),
            Baseline = Measures.Values(baseline, Evaluation.Of(constant, test)),
            Rivals = rivals,
            Alarms = run.Threshold is { } at ? Alarms.Of(evaluation, at, study.Costs) : [],
            Searched = LeakGuard.IsFitted(study.Metric.Name) ? [.. run.Searched, LeakGuard.FittedWords] : run.Searched,
        };
        if (LeakGuard.Fitted(study.Metric.Name, run.Validation.GetValueOrDefault(study.Metric.Name), run.Score.Value) is { } leak)
        {
            Refuse([leak], allowLeak);
            run = run with { Leaks = [.. run.Leaks, leak] };
        }

        return predictor with
        {
            Run = run,
        };
    }

    /// <summary>One of the simplest models, and what it is measured by: it gets its own calibration and its own cheapest threshold, as any model does.</summary>
    private (Predictor Model, IReadOnlyList<Metric> Metrics) Simplest(
        string name,
        IReadOnlyList<string> features,
        TrainedPredictor beside,
        CancellationToken cancellation
    )
    {
        var learner = BuiltIn.All.First(each => each.Name == name);
        var recipe = new Recipe(
            name,
            new SortedDictionary<string, double>(learner.Parameters.ToDictionary(), StringComparer.Ordinal),
            beside.Recipe.Groups,
            features
        );
        var fitted = FittedModel.Of(
            study,
            learner,
            recipe,
            beside.Run.Seed,
            beside.Examples.Frame,
            beside.Sides.Train,
            beside.Sides.Validation,
            cancellation
        );
        return (fitted.Model, Measures.Of(fitted.Model.Target, fitted.Threshold, study.Metric, study.Costs));
    }

    private SortedDictionary<string, Gain> Gains(
        IReadOnlyList<Metric> metrics,
        Evaluation ours,
        IReadOnlyList<Metric> its,
        Evaluation theirs,
        Blocks blocks,
        int seed
    )
    {
        var gains = new SortedDictionary<string, Gain>(StringComparer.Ordinal);
        foreach (var metric in metrics.Where(metric => metric.Name == study.Metric.Name || Measures.Proper.Contains(metric.Name)))
        {
            gains[metric.Name] = Gain.Of(metric, ours, its.First(other => other.Name == metric.Name), theirs, blocks, seed);
        }

        return gains;
    }

    private TrainedPredictor Fit(
        TrainingRequest request,
        Recipe recipe,
        Examples examples,
        Sides sides,
        LeakReport seen,
        CancellationToken cancellation
    )
    {
        var (train, validation) = (examples.Frame.Take(sides.Train), examples.Frame.Take(sides.Validation));
        var fitted = FittedModel.Of(
            study,
            study.LearnerOf(recipe),
            recipe,
            request.Seed,
            examples.Frame,
            sides.Train,
            sides.Validation,
            cancellation
        );
        var (target, threshold) = (fitted.Model.Target, fitted.Threshold);
        var chosen = Evaluation.Of(fitted.Model, validation);
        var metrics = Measures.Of(target, threshold, study.Metric, study.Costs);
        var own = metrics.First(metric => metric.Name == study.Metric.Name);
        var run = new ExperimentRun
        {
            Id = IdOf(request),
            Domain = Domain.Name,
            Study = study.Name,
            Learner = recipe.Learner,
            Package = Package(recipe)?.ToString(),
            ComparedOnly = Package(recipe)?.ComparedOnly,
            Parameters = recipe.Parameters,
            Seed = request.Seed,
            Groups = recipe.Groups,
            Features = recipe.Features,
            Target = study.Target,
            Classes = target.Classes,
            Balance = BalanceOf(train, target),
            Split = study.Split.Text,
            SplitHash = sides.Hash,
            TrainRows = sides.Train.Length,
            ValidationRows = sides.Validation.Length,
            TestRows = sides.Test.Length,
            Unlabelled = examples.Unlabelled,
            Inputs = new SortedDictionary<string, string>(StringComparer.Ordinal) { [examples.Table.Table] = examples.Table.Sha },
            Code = Code,
            Threshold = threshold,
            Calibration = fitted.Calibration,
            Costs = threshold is null ? null : study.Costs,
            LogOf = study.LogOf,
            Bands = study.Bands?.Settled(ScoreColumns.Shown(chosen.Prediction, study.LogOf)),
            Metric = study.Metric.Name,
            HigherIsBetter = study.Metric.HigherIsBetter,
            Metrics = [],
            Validation = Measures.Values(metrics, chosen),
            Validated = Measures
                .Intervals([own], chosen, study.Split.BlocksOf(validation, study.Key), request.Seed)
                .GetValueOrDefault(own.Name),
            Baseline = [],
            Leaks = seen.Leaks,
            Suspicions = seen.Suspicions,
            Solo = seen.Solo,
            Searched = seen.Searched,
        };
        return new TrainedPredictor(run, fitted.Model, fitted.Raw, recipe, examples, sides, fitted.Stopping);
    }

    private static SortedDictionary<string, double> BalanceOf(Frame train, Target target)
    {
        var balance = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (target.IsClass)
        {
            var codes = Truth.Of(train, target).Codes;
            foreach (var (code, name) in target.Classes.Index())
            {
                balance[name] = (double)codes.Count(each => each == code) / codes.Length;
            }
        }

        return balance;
    }

    private void CheckSides(Frame frame, Sides sides)
    {
        foreach (var (side, rows) in new[] { ("training", sides.Train), ("validation", sides.Validation), ("test", sides.Test) })
        {
            if (rows.Length < 10)
            {
                throw new UntrainableException(
                    $"{Name}: the split by {study.Split.By ?? study.Key} leaves {rows.Length} rows for {side}; 10 at least are needed. Land more input, over a longer time or of more groups: dotnet script scripts/rebuild.csx {Domain.Name} --input …"
                );
            }

            var target = frame[study.Target];
            if (!(target.IsNumeric && target.Type != ColumnType.Bool) && rows.All(row => Equals(target[row], target[rows[0]])))
            {
                throw new UntrainableException(
                    $"{Name}: all {rows.Length} {side} rows have {study.Target} = {Convert.ToString(target[rows[0]], CultureInfo.InvariantCulture)}; two classes at least are needed on each side. Land input that holds both."
                );
            }
        }
    }
}
