using Analytics.Frames;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What training clusters leaves in memory.</summary>
/// <param name="Run">What it was made of and how well the groups are apart.</param>
/// <param name="Clusterer">The model.</param>
/// <param name="Assignment">Where it puts the rows.</param>
/// <param name="Profiles">The groups in words.</param>
/// <param name="Recipe">The learner, the number of clusters, the features.</param>
/// <param name="Examples">All rows.</param>
internal sealed record TrainedClusters(
    ExperimentRun Run,
    Clusterer Clusterer,
    Assignment Assignment,
    IReadOnlyList<ClusterProfile> Profiles,
    Recipe Recipe,
    Examples Examples
) : Trained(Run, Clusterer, Recipe, Examples);

/// <summary>Trains one clustering of a study: check, fit from several seeds, measure, name the groups.</summary>
internal sealed class ClusterTraining(Domain domain, ClusterStudy study, Snapshot snapshot) : Training(domain, study, snapshot)
{
    /// <summary>Raised when this code makes another model of the same study and data.</summary>
    public const int CodeVersion = 2;

    private readonly Lock _reading = new();
    private Examples? _examples;

    public override string Code { get; } =
        Fingerprint.Of([
            FormattableString.Invariant($"clusters {CodeVersion}"),
            study.Table,
            study.Key,
            FormattableString.Invariant($"{study.Seeds} seeds, {study.SilhouetteRows} rows, stability {study.LeastStability:R}"),
            .. study.FeatureGroups.SelectMany(group => group.Value.Prepend(group.Key)),
            "too late",
            .. study.KnownTooLate,
            "told by",
            .. study.ToldBy,
            "learners",
            .. study.Learners.Select(learner => learner.Name),
            .. study
                .Circles.OrderBy(circle => circle.Key, StringComparer.Ordinal)
                .Select(circle => FormattableString.Invariant($"{circle.Key} goes round after {circle.Value:R}")),
            .. study.Clusters.Select(clusters => FormattableString.Invariant($"{clusters}")),
        ])[..16];

    /// <summary>Read once: every number of clusters looks at the same rows.</summary>
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

    /// <summary>Every learner with every number of clusters.</summary>
    public override IReadOnlyList<TrainingRequest> Defaults()
    {
        string[] constant = [.. study.Features.Where(feature => IsConstant(Rows.Frame[feature]))];
        return
        [
            .. study.Learners.SelectMany(learner =>
                study.Clusters.Select(clusters => new TrainingRequest
                {
                    Learner = learner.Name,
                    Parameters = new Dictionary<string, double> { ["clusters"] = clusters },
                    Without = constant,
                })
            ),
        ];
    }

    protected override bool IsEligible(ExperimentRun run) => base.IsEligible(run) && study.IsStable(run);

    public override (Trained Best, IReadOnlyList<Contender> Contenders) Choose(IReadOnlyList<Trained> runs)
    {
        var (best, _) = base.Choose(runs);
        return runs.Count == 1
            ? (best, [])
            : (best, [.. runs.Select(each => each.Run).Select(run => new Contender(Named(run), run.Id, run.Chosen.Value, Why(run)))]);

        string Named(ExperimentRun run) => Invariant($"{run.Learner}, {run.Parameters["clusters"]:0} groups");
        string Why(ExperimentRun run) =>
            run.Id == best.Run.Id ? "chosen"
            : run.ComparedOnly is { } reason ? $"for comparison only: {reason}"
            : study.IsStable(run) ? "not the highest silhouette"
            : Invariant($"stability {run.Metrics[ClusterMeasures.Stability].Value:0.00}, below {study.LeastStability:0.00}");
    }

    /// <summary>Adds what the same learner finds in shuffled features: only for the run that is put up for a decision, for it costs a fit.</summary>
    public override Trained Measure(Trained trained, bool allowLeak, CancellationToken cancellation)
    {
        var (run, frame) = (trained.Run, trained.Examples.Frame);
        var shuffled = ClusterMeasures.Shuffled(frame.Select(run.Features), run.Seed);
        var model = study
            .LearnerOf(run.Learner)
            .Make((int)run.Parameters["clusters"], run.Seed)
            .Fit(shuffled, new FitOptions { Features = run.Features, Cancellation = cancellation });
        var silhouette = ClusterMeasures.SilhouetteOf(
            model,
            shuffled.Take(ClusterMeasures.Sample(frame.RowCount, study.SilhouetteRows, run.Seed))
        );
        return trained with
        {
            Run = run with
            {
                Baseline = new SortedDictionary<string, double>(StringComparer.Ordinal) { [ClusterMeasures.Silhouette] = silhouette },
            },
        };
    }

    public override ModelCard CardOf(Trained trained, bool explain, CancellationToken cancellation) =>
        explain
            ? ModelCard.Of(study, trained) with
            {
                Shuffled = Times.Of("fit shuffled rows", () => ShuffledOf((TrainedClusters)trained, cancellation)),
            }
            : ModelCard.Of(study, trained);

    /// <summary>The winner alone is held against many shuffles, each of another seed: the first is the run's own baseline.</summary>
    private ShuffledGroups ShuffledOf(TrainedClusters trained, CancellationToken cancellation)
    {
        var (run, frame) = (trained.Run, trained.Examples.Frame);
        var make = study.LearnerOf(run.Learner).Make;
        var sample = ClusterMeasures.Sample(frame.RowCount, study.SilhouetteRows, run.Seed);
        var more = Enumerable
            .Range(1, ShuffledGroups.Times - 1)
            .Select(time =>
            {
                cancellation.ThrowIfCancellationRequested();
                var shuffled = ClusterMeasures.Shuffled(frame.Select(run.Features), run.Seed + time);
                return ClusterMeasures.SilhouetteOf(
                    make((int)run.Parameters["clusters"], run.Seed)
                        .Fit(shuffled, new FitOptions { Features = run.Features, Cancellation = cancellation }),
                    shuffled.Take(sample)
                );
            });
        return new ShuffledGroups([.. more.Append(run.Baseline[ClusterMeasures.Silhouette]).Order()]);
    }

    public override (SortedDictionary<string, Frame> Tables, SortedDictionary<string, Charts.Figure> Figures) Explain(
        Trained trained,
        CancellationToken cancellation
    )
    {
        var tables = ClusterExplanations.Tables((TrainedClusters)trained, study);
        return (tables, RunFigures.Of(trained.Run, tables));
    }

    protected override Trained Fit(TrainingRequest request, Recipe recipe, CancellationToken cancellation)
    {
        var (examples, frame, clusters) = (Rows, Rows.Frame, (int)recipe.Parameters["clusters"]);
        CheckFeatures(frame, recipe);
        var leaks = LeakGuard.Declared(study, recipe.Features);
        Refuse(leaks, request.AllowLeak);
        var make = study.LearnerOf(recipe.Learner).Make;
        Clusterer Of(Frame rows, int seed) =>
            make(clusters, seed).Fit(rows, new FitOptions { Features = recipe.Features, Cancellation = cancellation });
        var model = Of(frame, request.Seed);
        var assignment = model.Assign(frame);
        int[][] again = [.. Enumerable.Range(1, study.Seeds - 1).Select(more => Of(frame, request.Seed + more).Assign(frame).Labels)];
        var sample = ClusterMeasures.Sample(frame.RowCount, study.SilhouetteRows, request.Seed);
        var profiles = ClusterProfile.Of(study, frame, recipe.Features, assignment.Labels, model.Clusters);
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
            Target = "",
            Classes = [.. profiles.Select(profile => profile.Name)],
            Balance = new SortedDictionary<string, double>(
                profiles.ToDictionary(profile => profile.Name, profile => profile.Share),
                StringComparer.Ordinal
            ),
            Split = FormattableString.Invariant($"none: all rows take part; silhouette over {sample.Length} of them"),
            SplitHash = Fingerprint.Of(Sides.Keys(frame, study.Key))[..16],
            TrainRows = frame.RowCount,
            ValidationRows = 0,
            TestRows = 0,
            Unlabelled = 0,
            Inputs = new SortedDictionary<string, string>(StringComparer.Ordinal) { [examples.Table.Table] = examples.Table.Sha },
            Code = Code,
            Metric = ClusterMeasures.Silhouette,
            HigherIsBetter = true,
            LeastStability = study.LeastStability,
            Metrics = ClusterMeasures.Of(model, frame, assignment.Labels, again, sample, request.Seed),
            Validation = [],
            Baseline = [],
            Leaks = leaks,
        };
        return new TrainedClusters(run, model, assignment, profiles, recipe, examples);
    }
}
