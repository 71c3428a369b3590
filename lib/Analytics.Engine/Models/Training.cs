using System.Globalization;
using Analytics.Frames;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What a training run leaves in memory.</summary>
/// <param name="Run">What it was made of and how well it does.</param>
/// <param name="Model">Calibrated where there are two classes.</param>
/// <param name="Fitted">As the learner gave it; trees explain themselves.</param>
/// <param name="Recipe">The learner, its parameters, the features.</param>
/// <param name="Examples">All labelled rows.</param>
/// <param name="Sides">Their division.</param>
internal sealed record Trained(ExperimentRun Run, Predictor Model, Predictor Fitted, Recipe Recipe, Examples Examples, Sides Sides)
{
    public Frame TestFrame => Examples.Frame.Take(Sides.Test);
}

/// <summary>Trains one model of a study from a snapshot: check, divide, guard, fit, calibrate, choose a threshold, measure.</summary>
internal sealed class Training(Domain domain, PredictionStudy study, Snapshot snapshot)
{
    /// <summary>Raised when this code makes another model of the same study and data.</summary>
    public const int CodeVersion = 1;

    private readonly string _name = $"{domain.Name}/{study.Name}";

    /// <summary>Hash of all that the study declares and of this code.</summary>
    public string Code { get; } = Fingerprint.Of(
    [
        FormattableString.Invariant($"training {CodeVersion}"), study.Table, study.Key, study.Target, study.Split.Text, study.Metric.Name,
        .. study.FeatureGroups.SelectMany(group => group.Value.Prepend(group.Key)), "too late", .. study.KnownTooLate,
        .. study.Learners.SelectMany(learner => learner.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => FormattableString.Invariant($"{learner.Name}.{pair.Key}={pair.Value:R}"))),
    ])[..16];

    /// <summary>The study's own request, without the features that hold one value only in the present table: they teach nothing, and nobody asked for them.</summary>
    public TrainingRequest Default()
    {
        var frame = Examples.Load(snapshot, domain, study).Frame;
        return new TrainingRequest { Without = [.. study.Features.Where(feature => IsConstant(frame[feature]))] };
    }

    /// <summary>The run's id, known before anything is fitted.</summary>
    public string IdOf(TrainingRequest request)
    {
        var recipe = Recipe.Of(study, request);
        return Fingerprint.Of(
        [
            _name, Code, snapshot.Tables.GetValueOrDefault(Examples.FullName(domain, study))?.Sha ?? "", recipe.Learner.Name, FormattableString.Invariant($"seed {request.Seed}"), request.AllowLeak ? "leaks allowed" : "",
            .. recipe.Parameters.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value:R}")), "features", .. recipe.Features,
        ])[..12];
    }

    /// <exception cref="RunException">The data cannot teach the model, or the leak guard refuses it.</exception>
    /// <exception cref="UsageException">The request names something that the study does not have.</exception>
    public Trained Run(TrainingRequest request, CancellationToken cancellation)
    {
        var recipe = Recipe.Of(study, request);
        var examples = Examples.Load(snapshot, domain, study);
        var sides = Sides.Of(study.Split, examples.Frame, study.Key, 0);
        CheckSides(examples.Frame, recipe, sides);
        var leaks = LeakGuard.Inspect(examples.Frame, study, recipe.Features, sides);
        if (leaks.Count > 0 && !request.AllowLeak)
        {
            throw new RunException($"{_name}: the leak guard refuses to train:\n{string.Join("\n", leaks.Select(leak => "  " + leak.Text))}\n"
                + $"Leave columns out with --without <column>, or train all the same, stamped on the card: dotnet script scripts/train.csx {domain.Name} --allow-leak");
        }

        try
        {
            return Fit(request, recipe, examples, sides, leaks, cancellation);
        }
        catch (LearningException error)
        {
            throw new RunException($"{_name}: {error.Message}", error);
        }
    }

    private Trained Fit(TrainingRequest request, Recipe recipe, Examples examples, Sides sides, IReadOnlyList<Leak> leaks, CancellationToken cancellation)
    {
        var (train, validation, test) = (examples.Frame.Take(sides.Train), examples.Frame.Take(sides.Validation), examples.Frame.Take(sides.Test));
        var options = new FitOptions { Features = recipe.Features, Validation = validation, Cancellation = cancellation };
        var fitted = recipe.Learner.Make(new LearnerParameters(recipe.Parameters, request.Seed)).Fit(train, study.Target, options);
        var model = fitted.Target.Classes.Count == 2 ? Calibrated.Fit(fitted, validation) : fitted;
        var chosen = Evaluation.Of(model, validation);
        double? threshold = fitted.Target.Classes.Count == 2 ? Measures.BestThreshold(chosen) : null;
        var metrics = Measures.Of(fitted.Target, threshold, study.Metric);
        var baseline = new Baseline().Fit(train, study.Target, options with { Validation = null });
        var run = new ExperimentRun
        {
            Id = IdOf(request),
            Domain = domain.Name,
            Study = study.Name,
            Learner = recipe.Learner.Name,
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
            Metric = study.Metric.Name,
            HigherIsBetter = study.Metric.HigherIsBetter,
            Metrics = Measures.Intervals(metrics, Evaluation.Of(model, test), request.Seed),
            Validation = Measures.Values(metrics, chosen),
            Baseline = BaselineOf(baseline, validation, test),
            Leaks = leaks,
        };
        return new Trained(run, model, fitted, recipe, examples, sides);
    }

    private SortedDictionary<string, double> BaselineOf(Predictor baseline, Frame validation, Frame test)
    {
        // It gets its own best threshold, as the model did.
        double? threshold = baseline.Target.Classes.Count == 2 ? Measures.BestThreshold(Evaluation.Of(baseline, validation)) : null;
        return Measures.Values(Measures.Of(baseline.Target, threshold, study.Metric), Evaluation.Of(baseline, test));
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

    private static bool IsConstant(Column column) =>
        column.NullCount == column.Count || (column.NullCount == 0 && Enumerable.Range(1, column.Count - 1).All(row => column.Compare(row, 0) == 0));

    private void CheckSides(Frame frame, Recipe recipe, Sides sides)
    {
        foreach (var feature in recipe.Features)
        {
            var column = frame[feature];
            if (column.NullCount == column.Count)
                throw new RunException($"{_name}: feature '{feature}' is empty in all {column.Count} rows and teaches nothing. Leave it out (--without {feature}) or land input that has it.");
            if (IsConstant(column))
                throw new RunException($"{_name}: feature '{feature}' is {Convert.ToString(column[0], CultureInfo.InvariantCulture)} in all {column.Count} rows and teaches nothing. Leave it out: --without {feature}");
        }

        foreach (var (side, rows) in new[] { ("training", sides.Train), ("validation", sides.Validation), ("test", sides.Test) })
        {
            if (rows.Length < 10)
                throw new RunException($"{_name}: the split by {study.Split.By ?? study.Key} leaves {rows.Length} rows for {side}; 10 at least are needed. Land more input, over a longer time or of more groups: dotnet script scripts/rebuild.csx {domain.Name} --input …");
            var target = frame[study.Target];
            if (!(target.IsNumeric && target.Type != ColumnType.Bool) && rows.All(row => Equals(target[row], target[rows[0]])))
                throw new RunException($"{_name}: all {rows.Length} {side} rows have {study.Target} = {Convert.ToString(target[rows[0]], CultureInfo.InvariantCulture)}; two classes at least are needed on each side. Land input that holds both.");
        }
    }
}
