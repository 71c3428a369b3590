using System.Diagnostics;
using Analytics.Learning;
using Analytics.Learning.Trees;

namespace Analytics.Benchmarks;

/// <summary>Our side of the tree cases; their peers stand in peers/trees.py.</summary>
public static class LearningTrees
{
    private const string Bandwidth =
        "Nearly all the time goes into adding gradients to histograms: about 1.2 cycles an addition where rows follow one another, twice that where a node's "
        + "rows are scattered and come from the third-level cache, which other work shares. Two runs of one program differ by a third here.";

    private static readonly Target s_two = new("y", ["0", "1"]);
    private static readonly Target s_four = new("y", ["0", "1", "2", "3"]);

    [PeerCase("gradient boosting, 1M×30, 100 trees × 31 leaves, binning included", Sklearn = 4, Xgboost = 5, Why = Bandwidth)]
    public static PeerRun Boost1M() => Boost("bin1m", 1_000_000, 31, categories: false, repetitions: 3);

    [PeerCase("the same, 200k×30", Xgboost = 3)]
    public static PeerRun Boost200K() => Boost("bin200k", 200_000, 31, categories: false, repetitions: 5);

    [PeerCase("the same, 1M×30, 255 leaves", Xgboost = 3.6, Why = Bandwidth)]
    public static PeerRun Boost255Leaves() => Boost("bin1m", 1_000_000, 255, categories: false, repetitions: 1);

    [PeerCase("the same, 1M×30, ten columns as native categories", Sklearn = 3, Also = "AUC ≥ .8165", Why = Bandwidth)]
    public static PeerRun BoostCategories() => Boost("bin1m", 1_000_000, 31, categories: true, repetitions: 1);

    [PeerCase("random forest, 200k×12, 4 classes, 300 trees, depth 12, balanced", Sklearn = 20)]
    public static PeerRun Forest200K()
    {
        var train = Set(TreeTables.Severity("sev200k", 200_000), 12, s_four, categories: false);
        var test = Set(TreeTables.Severity("sevtest", 50_000, PeerData.FirstTestRow), 12, s_four, categories: false);
        var learner = new RandomForest
        {
            Trees = 300,
            Depth = 12,
            Balanced = true,
            Classify = true,
            Seed = 7,
        };
        ForestModel? model = null;
        var seconds = PeerRun.Time(1, () => model = (ForestModel)learner.FitCore(train), warm: false);
        return new PeerRun(seconds, new() { ["macro F1"] = MacroF1(test.Y, model!.Predict(test.X).Codes, 4) });
    }

    [PeerCase("predict 1M rows, 100 trees × 31 leaves", Xgboost = 20)]
    public static PeerRun Predict1M()
    {
        var model = Small(out var set);
        var scores = new double[2 * set.Rows];
        var seconds = PeerRun.Time(7, () => model.Score(set.X, scores));
        return new PeerRun(seconds, new() { ["million rows/s"] = set.Rows / seconds / 1e6 });
    }

    [PeerCase("predict one row, the same model, median", Also = "≤ 3 µs")]
    public static PeerRun PredictOne()
    {
        var model = Small(out var set);
        var rows = Enumerable.Range(0, 2_000).Select(row => set.X.Take([row])).ToArray();
        var times = new double[20_000];
        var score = new double[2];
        for (var i = -20_000; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            model.Score(rows[Math.Abs(i) % rows.Length], score);
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        Array.Sort(times);
        return new PeerRun(times[times.Length / 2], new() { ["p99 µs"] = times[times.Length * 99 / 100] * 1e6 });
    }

    private static PeerRun Boost(string name, int rows, int leaves, bool categories, int repetitions)
    {
        var test = Set(TreeTables.Binary("bintest", 100_000, PeerData.FirstTestRow), 30, s_two, categories);
        var train = Set(TreeTables.Binary(name, rows), 30, s_two, categories);
        var learner = new GradientBoosting
        {
            Loss = Loss.Logistic,
            Leaves = leaves,
            Trees = 100,
        };
        Predictor? model = null;
        var seconds = PeerRun.Time(repetitions, () => model = learner.FitCore(train), warm: repetitions > 1);
        return new PeerRun(seconds, new() { ["AUC"] = Auc(model!.Predict(test.X).Values, test.Y) });
    }

    private static GradientBoostingModel Small(out TrainingSet set)
    {
        set = Set(TreeTables.Binary("bin1m", 1_000_000), 30, s_two, categories: false);
        return (GradientBoostingModel)new GradientBoosting { Loss = Loss.Logistic }.FitCore(set);
    }

    private static TrainingSet Set((float[] X, byte[] Y) table, int columns, Target target, bool categories)
    {
        var schema = new Schema([
            .. Enumerable
                .Range(0, columns)
                .Select(column =>
                    categories && column >= 20
                        ? new Feature(
                            $"c{column}",
                            FeatureKind.Categorical,
                            [.. Enumerable.Range(0, TreeTables.Cardinality[column - 20]).Select(code => $"{code:D3}")]
                        )
                        : Feature.Numeric($"x{column}")
                ),
        ]);
        return new TrainingSet(
            new Matrix(table.X, table.Y.Length, columns),
            schema,
            target,
            Array.ConvertAll(table.Y, y => (double)y),
            null,
            new FitOptions()
        );
    }

    private static double Auc(double[] scores, double[] labels)
    {
        var (sorted, by) = ((double[])labels.Clone(), (double[])scores.Clone());
        Array.Sort(by, sorted);
        var (below, area, positives) = (0.0, 0.0, 0.0);
        for (var i = 0; i < by.Length; )
        {
            var (negative, positive, j) = (0.0, 0.0, i);
            for (; j < by.Length && by[j] == by[i]; j++)
            {
                (negative, positive) = sorted[j] > 0 ? (negative, positive + 1) : (negative + 1, positive);
            }

            area += positive * (below + negative / 2);
            (below, positives, i) = (below + negative, positives + positive, j);
        }

        return area / below / positives;
    }

    private static double MacroF1(double[] actual, int[] predicted, int classes)
    {
        var sum = 0.0;
        for (var code = 0; code < classes; code++)
        {
            var both = predicted.Where((each, row) => each == code && (int)actual[row] == code).Count();
            sum += 2.0 * both / (predicted.Count(each => each == code) + actual.Count(each => (int)each == code));
        }

        return sum / classes;
    }
}
