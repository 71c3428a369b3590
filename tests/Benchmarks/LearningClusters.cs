using Analytics.Learning;

namespace Analytics.Benchmarks;

/// <summary>Our side of the cases of linear learners, clusters and projections; their peers stand in peers/clusters.py.</summary>
public static class LearningClusters
{
    private static readonly Target s_two = new("y", ["0", "1"]);
    private static readonly Target s_none = new("", []);

    [PeerCase("logistic regression, 1M×30, L2", Sklearn = 6, Also = "the same objective")]
    public static PeerRun Logistic1M()
    {
        var set = Set(ClusterTables.Linear("logit1m", 1_000_000), 30, s_two);
        LogisticModel? model = null;
        var seconds = PeerRun.Time(5, () => model = (LogisticModel)new LogisticRegression().FitCore(set));
        var (scores, objective) = (model!.Predict(set.X).Values, 0.5 * model.Coefficients.Sum(each => each * each));
        for (var row = 0; row < scores.Length; row++)
        {
            objective -= Math.Log(set.Y[row] > 0 ? scores[row] : 1 - scores[row]);
        }

        return new PeerRun(seconds, new() { ["objective"] = objective, ["steps"] = model.Steps });
    }

    [PeerCase("K-Means, 1M×8, k = 50, per step", Sklearn = 4)]
    public static PeerRun KMeans50() => Means(50, perStep: true);

    [PeerCase(
        "K-Means, 1M×8, k = 5, whole fit from given centres",
        Sklearn = 2.5,
        Why = "K-Means of few centres does little with each row it reads, so the memory that other work leaves sets its time; the same fit took 0.083 to 0.095 s undisturbed."
    )]
    public static PeerRun KMeans5() => Means(5, perStep: false);

    [PeerCase("K-Means, 1M×8, k = 5, k-means++, 10 starts", Sklearn = 4)]
    public static PeerRun KMeansStarts()
    {
        var set = Set(ClusterTables.Groups("blobs1m", 1_000_000), 8, s_none);
        KMeansModel? model = null;
        var seconds = PeerRun.Time(3, () => model = (KMeansModel)new KMeans { Clusters = 5, Seed = 7 }.FitCore(set));
        return new PeerRun(seconds, new() { ["inertia"] = model!.Inertia });
    }

    [PeerCase("Gaussian mixture, 200k×6, k = 5, full, 50 steps", Sklearn = 25)]
    public static PeerRun Mixture200K()
    {
        var set = Set(ClusterTables.Slanted("gmm200k", 200_000), 6, s_none);
        var learner = new GaussianMixture
        {
            Clusters = 5,
            Start = Every(set, 5),
            Tolerance = 0,
            MaxSteps = 50,
        };
        MixtureModel? model = null;
        var seconds = PeerRun.Time(7, () => model = (MixtureModel)learner.FitCore(set));
        return new PeerRun(seconds, new() { ["mean log-likelihood"] = model!.LogLikelihood / set.Rows });
    }

    [PeerCase("principal components, 2 of 1M×30", Sklearn = 12)]
    public static PeerRun Pca1M()
    {
        var set = Set(ClusterTables.Linear("logit1m", 1_000_000), 30, s_none);
        PcaModel? model = null;
        var seconds = PeerRun.Time(5, () => model = (PcaModel)new Pca().FitCore(set));
        return new PeerRun(seconds, new() { ["explained"] = model!.ExplainedVarianceRatio.Sum() });
    }

    [PeerCase("15 nearest of 100k×8", Sklearn = 2)]
    public static PeerRun Nearest100K()
    {
        var set = Set(ClusterTables.Groups("blobs100k", 100_000), 8, s_none);
        var distances = 0.0;
        var seconds = PeerRun.Time(3, () => distances = new Neighbours(set.X).Nearest(set.X, 15).Distances.Sum());
        return new PeerRun(seconds, new() { ["sum of distances"] = distances });
    }

    [PeerCase("DBSCAN, 100k×8", Sklearn = 1)]
    public static PeerRun Dbscan100K()
    {
        var set = Set(ClusterTables.Groups("blobs100k", 100_000), 8, s_none);
        Clusterer? model = null;
        var seconds = PeerRun.Time(3, () => model = new Dbscan { Radius = 1.2, MinRows = 10 }.FitCore(set));
        return new PeerRun(seconds, new() { ["clusters"] = model!.Clusters });
    }

    [PeerCase("HDBSCAN, 100k×2, exact (fast_hdbscan is not in Debian: 0.32 s where it was measured)", Also = "≥ 1.2× fast_hdbscan")]
    public static PeerRun Hdbscan100K2() => Density(ClusterTables.Flat("flat100k", 100_000), 2);

    [PeerCase("HDBSCAN, 20k×8, exact (fast_hdbscan 0.20 s)", Also = "≥ 1.2× fast_hdbscan")]
    public static PeerRun Hdbscan20K8() => Density(ClusterTables.Groups("blobs20k", 20_000), 8);

    [PeerCase("HDBSCAN, 100k×8, exact (fast_hdbscan 1.75 s)", Also = "≥ 1.2× fast_hdbscan")]
    public static PeerRun Hdbscan100K8() => Density(ClusterTables.Groups("blobs100k", 100_000), 8);

    [PeerCase(
        "UMAP, 20k×8, seeded (umap-learn is not in Debian: 6.5 s, trustworthiness .972 where it was measured)",
        Also = "≥ 2× umap-learn, trustworthiness ≥ .965"
    )]
    public static PeerRun Umap20K()
    {
        var set = Set(ClusterTables.Groups("blobs20k", 20_000), 8, s_none);
        UmapModel? model = null;
        var seconds = PeerRun.Time(1, () => model = (UmapModel)new Umap { Seed = 7 }.FitCore(set));
        int[] first = [.. Enumerable.Range(0, 5000)];
        return new PeerRun(seconds, new() { ["trustworthiness of 5k"] = Trustworthiness(set.X.Take(first), model!.Map.Take(first), 15) });
    }

    private static PeerRun Means(int clusters, bool perStep)
    {
        var set = Set(ClusterTables.Groups("blobs1m", 1_000_000), 8, s_none);
        var learner = new KMeans { Clusters = clusters, Start = Every(set, clusters) };
        KMeansModel? model = null;
        var seconds = PeerRun.Time(perStep ? 3 : 7, () => model = (KMeansModel)learner.FitCore(set));
        return new PeerRun(perStep ? seconds / model!.Steps : seconds, new() { ["inertia"] = model!.Inertia, ["steps"] = model.Steps });
    }

    private static PeerRun Density((float[] X, byte[] Y) table, int columns)
    {
        var set = Set(table, columns, s_none);
        HdbscanModel? model = null;
        var seconds = PeerRun.Time(3, () => model = (HdbscanModel)new Hdbscan { MinClusterRows = 50, MinRows = 10 }.FitCore(set));
        return new PeerRun(
            seconds,
            new() { ["clusters"] = model!.Clusters, ["noise"] = model.Labels.Count(label => label < 0) / (double)set.Rows }
        );
    }

    private static double[] Every(TrainingSet set, int count) =>
        [.. Enumerable.Range(0, count).SelectMany(k => set.X.Row(k * (set.Rows / count)).ToArray()).Select(value => (double)value)];

    private static TrainingSet Set((float[] X, byte[] Y) table, int columns, Target target) =>
        new(
            new Matrix(table.X, table.Y.Length, columns),
            new Schema([.. Enumerable.Range(0, columns).Select(column => Feature.Numeric($"x{column}"))]),
            target,
            target.IsClass ? Array.ConvertAll(table.Y, y => (double)y) : [],
            null,
            new FitOptions()
        );

    /// <summary>As sklearn.manifold.trustworthiness.</summary>
    private static double Trustworthiness(Matrix data, Matrix map, int k)
    {
        var n = data.Rows;
        var near = new Neighbours(map).Nearest(map, k + 1).Rows;
        var (sum, rank) = (0.0, new int[n]);
        for (var i = 0; i < n; i++)
        {
            var order = new int[n];
            var squares = new double[n];
            for (var j = 0; j < n; j++)
            {
                order[j] = j;
                for (var c = 0; c < data.Columns; c++)
                {
                    squares[j] += (data[i, c] - data[j, c]) * (double)(data[i, c] - data[j, c]);
                }
            }

            Array.Sort(squares, order);
            for (var r = 0; r < n; r++)
            {
                rank[order[r]] = r;
            }

            for (var j = i * (k + 1); j < (i + 1) * (k + 1); j++)
            {
                sum += near[j] == i ? 0 : Math.Max(0, rank[near[j]] - k);
            }
        }

        return 1 - 2 * sum / ((double)n * k * (2.0 * n - 3 * k - 1));
    }
}
