using Analytics.Frames;
using Analytics.Learning.Tests.Files;

namespace Analytics.Learning.Tests.Clusters;

public sealed class DensityTests
{
    [Fact]
    public void Dbscan_has_the_labels_of_scikit_learn()
    {
        var frame = HashedRows.Frame();
        var model = new Dbscan { Radius = 2.2, MinRows = 6 }.Fit(frame, HashedRows.Options());
        Assert.Equal(HashedRows.Golden.GetProperty("dbscan").Ints("labels"), model.Assign(frame).Labels);
    }

    [Theory]
    [InlineData(2, 3, 3)]
    [InlineData(5, 5, 1)]
    [InlineData(8, 4, 9)]
    [InlineData(25, 10, 2)]
    public void Hdbscan_is_its_definition_on_scattered_groups(int minClusterRows, int minRows, int seed)
    {
        double[][] rows =
        [
            .. Enumerable
                .Range(0, 260)
                .Select(row =>
                    Enumerable
                        .Range(0, 3)
                        .Select(j =>
                            (double)
                                (float)((row % 4) * 3 * (j == row % 3 ? 1 : 0) + (0.3 + row % 5) * HashedRows.Normal(row + 1000 * seed, j))
                        )
                        .ToArray()
                ),
        ];
        Same(rows, minClusterRows, minRows);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(7, 3)]
    public void Hdbscan_is_its_definition_where_most_distances_are_equal(int minClusterRows, int minRows)
    {
        // Rows on a coarse grid, some on the same spot's neighbour: ties everywhere.
        var rows = Enumerable
            .Range(0, 300)
            .Select(row =>
                new[]
                {
                    Math.Floor(9 * HashedRows.Uniform(row, 1)),
                    Math.Floor(9 * HashedRows.Uniform(row, 2)),
                    Math.Floor(3 * HashedRows.Uniform(row, 3)),
                }
            )
            .DistinctBy(row => (row[0], row[1], row[2]))
            .ToArray();
        Same(rows, minClusterRows, minRows);
    }

    [Fact]
    public void Hdbscan_finds_two_rings_that_k_means_cannot()
    {
        var rows = Enumerable
            .Range(0, 400)
            .Select(row => (Angle: row * 2.399963, Radius: (row % 2 == 0 ? 1 : 4) + 0.05 * HashedRows.Normal(row, 1)))
            .ToArray();
        var frame = new Frame(
            new Column<double>("x", [.. rows.Select(row => row.Radius * Math.Cos(row.Angle))]),
            new Column<double>("y", [.. rows.Select(row => row.Radius * Math.Sin(row.Angle))])
        );
        var labels = new Hdbscan { MinClusterRows = 20, MinRows = 5 }
            .Fit(frame)
            .Labels;
        Assert.True(ClusterMetrics.AdjustedRand([.. labels], [.. Enumerable.Range(0, 400).Select(row => row % 2)]) > 0.99);
    }

    [Fact]
    public void A_training_row_keeps_its_cluster_and_a_far_row_is_noise()
    {
        var frame = HashedRows.Frame();
        var model = new Hdbscan { MinClusterRows = 10 }.Fit(frame, HashedRows.Options());
        var assignment = model.Assign(frame);
        Assert.Equal(3, model.Clusters);
        Assert.Equal(model.Labels, assignment.Labels);
        Assert.Equal(model.Strengths, assignment.Strength);
        var centre = new Matrix([.. Enumerable.Range(0, 4).Select(j => HashedRows.X(3, j) + 0.01f)], 1, 4);
        Assert.Equal(model.Labels[3], model.Assign(centre).Labels[0]);
        Assert.Equal(-1, model.Assign(new Matrix([1e6f, 0, 0, 0], 1, 4)).Labels[0]);
        Assert.Equal(-1, model.Assign(new Matrix([float.NaN, 0, 0, 0], 1, 4)).Labels[0]);
    }

    [Fact]
    public void Onnx_runtime_puts_known_and_new_rows_into_the_same_clusters()
    {
        var (train, frame) = (HashedRows.Frame(500), HashedRows.Frame(4000));
        foreach (
            var learner in (ClusterLearner[])
                [
                    new Dbscan { Radius = 2.2, MinRows = 6 },
                    new Dbscan { Radius = 1e-3 },
                    new Hdbscan { MinClusterRows = 10 },
                    new Hdbscan { MinClusterRows = 10, MinRows = 1 },
                ]
        )
        {
            var model = learner.Fit(train, HashedRows.Options());
            var labels = model.Assign(frame).Labels;
            Assert.Equal(Enumerable.Range(-1, model.Clusters + 1), labels.Distinct().Order());
            Assert.Equal(labels.Select(label => (double)label), OnnxRuntime.Run(model, frame)["label"].Numbers);
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var frame = HashedRows.Frame(6000);
        foreach (var learner in (ClusterLearner[])[new Hdbscan { MinClusterRows = 20 }, new Dbscan { Radius = 1 }])
        {
            var one = learner.Fit(frame, HashedRows.Options(threads: 1)).ToJson();
            Assert.Equal(one, learner.Fit(frame, HashedRows.Options(threads: 2)).ToJson());
            Assert.Equal(one, learner.Fit(frame, HashedRows.Options(threads: 4)).ToJson());
        }
    }

    [Fact]
    public void Rows_on_one_spot_are_no_obstacle()
    {
        var frame = new Frame(new Column<double>("x", [.. Enumerable.Range(0, 60).Select(row => row % 3 * 10.0)]));
        var model = new Hdbscan { MinClusterRows = 5 }.Fit(frame);
        Assert.Equal(3, model.Clusters);
        Assert.All(model.Strengths, strength => Assert.Equal(1, strength));
        Assert.Equal(3, new Dbscan().Fit(frame).Clusters);
        var one = new Frame(new Column<double>("x", [1.0]));
        Assert.Equal([-1], new Hdbscan().Fit(one).Labels);
    }

    [Fact]
    public void A_tree_finds_the_nearest_of_all_rows()
    {
        var frame = HashedRows.Frame(3000);
        var rows = Schema.Of(frame, ["a", "b", "c", "d"]).Encode(frame);
        var neighbours = new Neighbours(rows);
        var (squares, found) = neighbours.Nearest(rows.Take([5, 77, 2999]), 15, new FitOptions());
        for (var i = 0; i < 3; i++)
        {
            var row = new[] { 5, 77, 2999 }[i];
            var expected = Enumerable
                .Range(0, 3000)
                .Select(other => (Square: Enumerable.Range(0, 4).Sum(j => Math.Pow((double)rows[row, j] - rows[other, j], 2)), other))
                .Order()
                .Take(15)
                .ToArray();
            Golden.Near(expected.Select(each => Math.Sqrt(each.Square)), squares.AsSpan(i * 15, 15).ToArray(), 1e-12);
            Assert.Equal(expected.Select(each => each.other), found.AsSpan(i * 15, 15).ToArray());
        }
    }

    private static void Same(double[][] rows, int minClusterRows, int minRows)
    {
        var expected = new BruteHdbscan(rows, minClusterRows, minRows);
        var frame = new Frame(Enumerable.Range(0, 3).Select(j => (Column)new Column<double>($"x{j}", [.. rows.Select(row => row[j])])));
        var model = new Hdbscan { MinClusterRows = minClusterRows, MinRows = minRows }.Fit(frame);
        Assert.Equal(expected.Labels, model.Labels);
        Golden.Near(expected.Strengths, model.Strengths, 1e-9);
        Golden.Near(expected.Outliers, model.OutlierScores, 1e-9);
    }
}
