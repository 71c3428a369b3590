using System.Text.Json;
using Analytics.Benchmarks;

namespace Analytics.Learning.Tests.Trees;

/// <summary>
/// Against scikit-learn and XGBoost (tests/Golden/learning/trees.py) on the table of the benchmarks. One model's ROC AUC is
/// luck by about 0.001; the means over five training tables are compared, and may be higher than theirs, not lower.
/// </summary>
public sealed class BoostingGoldenTests
{
    private static readonly JsonElement s_golden = Golden.Read("trees.json");
    private static readonly (float[] X, byte[] Y)[] s_tables =
    [
        .. Enumerable.Range(0, s_golden.GetProperty("tables").GetInt32()).Select(number => TreeTables.Binary(Rows, number * Rows)),
    ];
    private static readonly (float[] X, byte[] Y) s_test = TreeTables.Binary(
        s_golden.GetProperty("test_rows").GetInt32(),
        PeerData.FirstTestRow
    );

    private static int Rows => s_golden.GetProperty("rows").GetInt32();

    [Fact]
    public void The_tables_are_those_of_the_golden_values() =>
        Assert.Equal(s_golden.Ints("positives"), s_tables.Select(table => table.Y.Sum(y => y)));

    [Theory]
    [InlineData(false, "scikit-learn")]
    [InlineData(false, "xgboost")]
    [InlineData(true, "scikit-learn, categories")]
    public void Boosted_trees_rank_as_well_as_others_do(bool categories, string other)
    {
        var theirs = s_golden.GetProperty("auc").Doubles(other).Average();
        var ours = s_tables.Average(table => Auc(table, categories));
        Assert.InRange(ours - theirs, -0.001, 0.003);
    }

    private static double Auc((float[] X, byte[] Y) table, bool categories)
    {
        var model = new GradientBoosting { Loss = Loss.Logistic }.FitCore(Set(table, categories));
        return BinaryMetrics.RocAuc([.. s_test.Y.Select(y => (int)y)], model.Predict(new Matrix(s_test.X, s_test.Y.Length, 30)).Values);
    }

    private static TrainingSet Set((float[] X, byte[] Y) table, bool categories)
    {
        var features = Enumerable
            .Range(0, 30)
            .Select(column =>
                categories && column >= 20
                    ? new Feature(
                        $"c{column}",
                        FeatureKind.Categorical,
                        [.. Enumerable.Range(0, TreeTables.Cardinality[column - 20]).Select(code => $"{code:D3}")]
                    )
                    : Feature.Numeric($"x{column}")
            );
        return new TrainingSet(
            new Matrix(table.X, table.Y.Length, 30),
            new Schema([.. features]),
            new Target("y", ["0", "1"]),
            Array.ConvertAll(table.Y, y => (double)y),
            null,
            new FitOptions()
        );
    }
}
