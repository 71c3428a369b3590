using System.Globalization;
using Analytics.Frames;
using Analytics.Interop;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What a training run leaves in memory.</summary>
/// <param name="Run">What it was made of and how well it does.</param>
/// <param name="Model">What serves, preparation included.</param>
/// <param name="Recipe">The learner, its parameters, the features.</param>
/// <param name="Examples">All rows that took part.</param>
internal abstract record Trained(ExperimentRun Run, Model Model, Recipe Recipe, Examples Examples);

/// <summary>Trains models of a study from a snapshot.</summary>
internal abstract class Training(Domain domain, Study study, Snapshot snapshot)
{
    /// <summary>Hash of all that the study declares and of this code.</summary>
    public abstract string Code { get; }

    /// <summary>Where the time goes.</summary>
    public required StageTimes Times { get; init; }

    protected Domain Domain => domain;

    protected Snapshot Snapshot => snapshot;

    /// <summary><c>domain/study</c>.</summary>
    protected string Name { get; } = $"{domain.Name}/{study.Name}";

    /// <param name="domain">The domain.</param>
    /// <param name="study">The study.</param>
    /// <param name="snapshot">What is learned from.</param>
    /// <param name="champion">The champion's run, whose features are known; features that are new to it are asked for their meaning when they tell much. Default: none.</param>
    /// <param name="time">The clock of <see cref="Times"/>. Default: the system's.</param>
    public static Training Of(Domain domain, Study study, Snapshot snapshot, ExperimentRun? champion = null, TimeProvider? time = null)
    {
        var times = new StageTimes(time ?? TimeProvider.System);
        return study switch
        {
            PredictionStudy prediction => new PredictionTraining(domain, prediction, snapshot, champion) { Times = times },
            ClusterStudy clusters => new ClusterTraining(domain, clusters, snapshot) { Times = times },
            _ => throw new ArgumentException($"A study of type {study.GetType().Name} cannot be trained."),
        };
    }

    /// <summary>What the study itself asks for, without the features that hold one value only in the present table: they teach nothing, and nobody asked for them.</summary>
    public abstract IReadOnlyList<TrainingRequest> Defaults();

    /// <summary>The run's id, known before anything is fitted.</summary>
    public string IdOf(TrainingRequest request)
    {
        var recipe = Recipe.Of(study, request);
        return Fingerprint.Of([
            Name,
            Code,
            snapshot.Tables.GetValueOrDefault(study.TableIn(domain))?.Sha ?? "",
            recipe.Learner,
            FormattableString.Invariant($"seed {request.Seed}"),
            request.AllowLeak ? "leaks allowed" : "",
            .. recipe.Parameters.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value:R}")),
            "features",
            .. recipe.Features,
            .. Package(recipe) is { } package ? new[] { package.ToString(), package.Way }.OfType<string>() : [],
        ])[..12];
    }

    /// <exception cref="RunException">The data cannot teach the model, or the leak guard refuses it.</exception>
    /// <exception cref="UsageException">The request names something that the study does not have.</exception>
    /// <remarks>What is predicted is measured on the validation rows alone; see <see cref="Measure"/>.</remarks>
    public Trained Run(TrainingRequest request, CancellationToken cancellation)
    {
        try
        {
            var recipe = Recipe.Of(study, request);
            return Package(recipe)?.Missing() is { } missing
                ? throw new UntrainableException($"{Name}: {missing}.")
                : Times.Of($"fit {recipe.Learner}", () => Fit(request, recipe, cancellation));
        }
        catch (LearningException error)
        {
            throw error is TrainingDataException or MetricException
                ? new UntrainableException($"{Name}: {error.Message}", error)
                : new RunException($"{Name}: {error.Message}", error);
        }
    }

    /// <summary>Measures a run on the test rows, once it is put up for a decision; of groups, which have no test rows, nothing is added.</summary>
    /// <exception cref="RunException">The leak guard refuses what the fitted model reaches, and the request does not allow it.</exception>
    public virtual Trained Measure(Trained trained, bool allowLeak, CancellationToken cancellation) => trained;

    /// <summary>Whether a run may become champion at all; of several the best of those that may is put up.</summary>
    protected virtual bool IsEligible(ExperimentRun run) => run.ComparedOnly is null;

    /// <summary>Which of several runs is put up for a decision, and of each contender why it is or is not; by the validation rows, of groups by all rows. Never by the test rows.</summary>
    /// <param name="runs">One at least, in the order in which they were asked for.</param>
    public virtual (Trained Best, IReadOnlyList<Contender> Contenders) Choose(IReadOnlyList<Trained> runs) =>
        (
            runs.OrderByDescending(each => IsEligible(each.Run))
                .ThenByDescending(each => each.Run.Rank)
                .ThenBy(each => each.Run.Id, StringComparer.Ordinal)
                .First(),
            []
        );

    /// <param name="trained">What this has trained.</param>
    /// <param name="explain">Whether to compare with the original's way, where there was one.</param>
    /// <param name="cancellation">Stops in between.</param>
    public abstract ModelCard CardOf(Trained trained, bool explain, CancellationToken cancellation);

    /// <summary>Tables and pictures that explain a run, by file name.</summary>
    public abstract (SortedDictionary<string, Frame> Tables, SortedDictionary<string, Charts.Figure> Figures) Explain(
        Trained trained,
        CancellationToken cancellation
    );

    protected abstract Trained Fit(TrainingRequest request, Recipe recipe, CancellationToken cancellation);

    /// <summary>The package that the recipe's learner comes from; null for our own.</summary>
    protected LearnerPackage? Package(Recipe recipe) => study.PackageOf(recipe.Learner);

    /// <exception cref="RunException">There are leaks, and the request does not allow them.</exception>
    protected void Refuse(IReadOnlyList<Leak> leaks, bool allowLeak)
    {
        if (leaks.Count > 0 && !allowLeak)
        {
            throw new RunException(
                $"{Name}: the leak guard refuses to train:\n{string.Join("\n", leaks.Select(leak => "  " + leak.Text))}\n"
                    + $"Leave columns out with --without <column>, or train all the same, stamped on the card: dotnet script scripts/train.csx {domain.Name} --allow-leak"
            );
        }
    }

    /// <exception cref="RunException">A feature is empty or the same in all rows.</exception>
    protected void CheckFeatures(Frame frame, Recipe recipe)
    {
        foreach (var feature in recipe.Features)
        {
            var column = frame[feature];
            if (column.NullCount == column.Count)
            {
                throw new RunException(
                    $"{Name}: feature '{feature}' is empty in all {column.Count} rows and teaches nothing. Leave it out (--without {feature}) or land input that has it."
                );
            }

            if (IsConstant(column))
            {
                throw new RunException(
                    $"{Name}: feature '{feature}' is {Convert.ToString(column[0], CultureInfo.InvariantCulture)} in all {column.Count} rows and teaches nothing. Leave it out: --without {feature}"
                );
            }
        }
    }

    protected static bool IsConstant(Column column) =>
        column.NullCount == column.Count
        || (column.NullCount == 0 && Enumerable.Range(1, column.Count - 1).All(row => column.Compare(row, 0) == 0));
}
