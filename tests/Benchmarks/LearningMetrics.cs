using Analytics.Learning;

namespace Analytics.Benchmarks;

/// <summary>Our side of metrics and scaling; their peers stand in peers/metrics.py.</summary>
public static class LearningMetrics
{
    [PeerCase("ROC AUC of 1M scores", Sklearn = 10)]
    public static PeerRun Auc1M()
    {
        var (x, y) = Scores();
        int[] truth = [.. y.Select(code => (int)code)];
        double[] scores = [.. x.Select(value => (double)value)];
        var auc = 0.0;
        var seconds = PeerRun.Time(7, () => auc = BinaryMetrics.RocAuc(truth, scores));
        return new PeerRun(seconds, new() { ["AUC"] = auc });
    }

    [PeerCase("silhouette 20k×8, exact", Sklearn = 5)]
    public static PeerRun Silhouette20K()
    {
        var (x, y) = PeerData.Load("points20k", 20_000, 8, Points);
        int[] labels = [.. y.Select(code => (int)code)];
        var silhouette = 0.0;
        var seconds = PeerRun.Time(3, () => silhouette = ClusterMetrics.Silhouette(new Matrix(x, 20_000, 8), labels));
        return new PeerRun(seconds, new() { ["silhouette"] = silhouette });
    }

    [PeerCase("standard scaler, fit 1M×30", Sklearn = 3)]
    public static PeerRun ScalerFit1M()
    {
        var set = Wide();
        Transformer? scaler = null;
        var seconds = PeerRun.Time(7, () => scaler = new StandardScaler().FitCore(set));
        return new PeerRun(seconds, new() { ["first"] = scaler!.Transform(set.X)[0, 0] });
    }

    [PeerCase("standard scaler, transform 1M×30", Sklearn = 3)]
    public static PeerRun ScalerTransform1M()
    {
        var set = Wide();
        var scaler = new StandardScaler().FitCore(set);
        Matrix? scaled = null;
        var seconds = PeerRun.Time(7, () => scaled = scaler.Transform(set.X));
        return new PeerRun(seconds, new() { ["first"] = scaled![0, 0] });
    }

    private static (float[] X, byte[] Y) Scores() =>
        PeerData.Load(
            "scores1m",
            1_000_000,
            1,
            static (row, values, label) =>
            {
                label[0] = PeerData.Uniform(5, row, 0) < 0.3 ? (byte)1 : (byte)0;
                values[0] = (float)(0.2 * label[0] + 0.8 * PeerData.Uniform(5, row, 1));
            }
        );

    private static void Points(ulong row, float[] values, byte[] label)
    {
        label[0] = (byte)(row % 5);
        for (var j = 0; j < values.Length; j++)
        {
            values[j] = (float)(PeerData.Normal(9, row, j) + label[0] * (j % 3));
        }
    }

    private static TrainingSet Wide()
    {
        var (x, _) = PeerData.Load(
            "wide1m",
            1_000_000,
            30,
            static (row, values, _) =>
            {
                for (var j = 0; j < values.Length; j++)
                {
                    values[j] = (float)(PeerData.Normal(13, row, j) * (j + 1) + j);
                }
            }
        );
        var schema = new Schema([.. Enumerable.Range(0, 30).Select(j => Feature.Numeric($"c{j}"))]);
        return new TrainingSet(new Matrix(x, 1_000_000, 30), schema, new Target("", []), [], null, new FitOptions());
    }
}
