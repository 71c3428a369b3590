using Analytics.Frames;

namespace Analytics.Learning.Tests.Conformance;

/// <summary>What a learner is asked to do.</summary>
public enum Work
{
    TwoClasses,
    ThreeClasses,
    Number,
    Clusters,
    Projection,
    Outliers,
}

/// <summary>A learner under test, found by reflection: a new one is covered the day it is written.</summary>
internal sealed record Subject(Learner Learner, Work Work)
{
    /// <summary>Learners that need arguments, as a caller would make them.</summary>
    private static readonly Learner[] s_made =
    [
        new Pipeline([new TargetEncoding(), new Imputer { Indicator = true }, new StandardScaler()], new LogisticRegression()),
        new ClusterPipeline([new OneHot { Missing = true }, new Imputer(), new StandardScaler()], new KMeans { Clusters = 2 }),
        new Calibrated(new GradientBoosting { Trees = 10 }),
    ];

    /// <summary>Enough work to show a fault, little enough to wait for.</summary>
    private static readonly Dictionary<string, object> s_small = new(StringComparer.Ordinal)
    {
        ["Trees"] = 20,
        ["Clusters"] = 3,
        ["Epochs"] = 50,
    };

    public string Name => Learner.GetType().Name;

    public static IReadOnlyList<Subject> All { get; } =
    [.. Learners().SelectMany(learner => WorksOf(learner).Select(work => new Subject(learner, work)))];

    public static Subject Of(string name, Work work) => All.Single(subject => subject.Name == name && subject.Work == work);

    public static TheoryData<string, Work> Where(Func<Subject, bool> holds)
    {
        var data = new TheoryData<string, Work>();
        foreach (var subject in All.Where(holds))
        {
            data.Add(subject.Name, subject.Work);
        }

        return data;
    }

    /// <summary>Rows that this learner takes: without text or gaps where it takes none.</summary>
    public Frame Rows(int count, int seed = 1)
    {
        var frame = Samples.Of(count, seed, gaps: Learner.TakesMissing);
        string[] left =
        [
            .. Learner.TakesCategories ? [] : new[] { "road" },
            .. new[] { Work.TwoClasses, Work.ThreeClasses, Work.Number }.Where(work => work != Work).Select(Samples.Target),
        ];
        return frame.Drop(left);
    }

    public Model Fit(Frame train, FitOptions? options = null) => Fit(Learner, train, options);

    public Model Fit(Learner learner, Frame train, FitOptions? options = null) =>
        learner switch
        {
            SupervisedLearner supervised => supervised.Fit(train, Samples.Target(Work), options),
            ClusterLearner clusters => clusters.Fit(train, options),
            IsolationForest forest => forest.Fit(train, options),
            _ => ((ProjectionLearner)learner).Fit(train, options),
        };

    /// <summary>What the model says of rows, as one list of numbers.</summary>
    public static double[] Answer(Model model, Frame rows) =>
        model switch
        {
            Predictor predictor => predictor.Predict(rows).Scores,
            Clusterer clusterer => clusterer.Assign(rows) is var assignment
                ? [.. assignment.Labels.Select(label => (double)label), .. assignment.Strength]
                : [],
            IsolationForestModel forest => forest.Score(rows),
            _ => Numbers(((Projector)model).Project(rows)),
        };

    public static double[] Answer(Model model, Matrix rows) =>
        model switch
        {
            Predictor predictor => predictor.Predict(rows).Scores,
            Clusterer clusterer => clusterer.Assign(rows) is var assignment
                ? [.. assignment.Labels.Select(label => (double)label), .. assignment.Strength]
                : [],
            IsolationForestModel forest => forest.Score(rows),
            _ => [.. ((Projector)model).Project(rows).Values.Select(value => (double)value)],
        };

    /// <summary>This learner behind a preparation that lets it take gaps and text.</summary>
    public Subject Prepared() =>
        Learner.TakesMissing && Learner.TakesCategories
            ? this
            : Learner switch
            {
                SupervisedLearner supervised => this with
                {
                    Learner = new Pipeline(
                        [new OneHot { Missing = true }, new Imputer { With = Filling.Median }, new StandardScaler()],
                        supervised
                    ),
                },
                ClusterLearner clusters => this with
                {
                    Learner = new ClusterPipeline([new OneHot { Missing = true }, new Imputer(), new StandardScaler()], clusters),
                },
                _ => this,
            };

    private static IEnumerable<Learner> Learners()
    {
        foreach (
            var type in typeof(Learner)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(Learner)) && !type.IsAbstract && !type.IsSubclassOf(typeof(Preparation)))
                .OrderBy(type => type.Name, StringComparer.Ordinal)
        )
        {
            var learner = type.GetConstructor([]) is { } plain
                ? (Learner)plain.Invoke([])
                : s_made.SingleOrDefault(made => made.GetType() == type)
                    ?? throw new InvalidOperationException($"Say in {nameof(s_made)} how a {type.Name} is made.");
            foreach (var (option, value) in s_small)
            {
                type.GetProperty(option)?.SetValue(learner, value);
            }

            yield return learner;
        }
    }

    private static IEnumerable<Work> WorksOf(Learner learner)
    {
        switch (learner)
        {
            case SupervisedLearner supervised:
                if (supervised.Classifies(ColumnType.Text))
                {
                    yield return Work.TwoClasses;
                    yield return Work.ThreeClasses;
                }

                if (!supervised.Classifies(ColumnType.Double) && supervised is not Calibrated)
                {
                    yield return Work.Number;
                }

                break;
            case ClusterLearner:
                yield return Work.Clusters;
                break;
            case IsolationForest:
                yield return Work.Outliers;
                break;
            default:
                yield return Work.Projection;
                break;
        }
    }

    private static double[] Numbers(Frame frame) => [.. frame.Columns.SelectMany(column => column.ToDoubles())];
}
