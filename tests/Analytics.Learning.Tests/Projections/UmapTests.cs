using Analytics.Frames;
using Analytics.Learning.Tests.Clusters;

namespace Analytics.Learning.Tests.Projections;

public sealed class UmapTests
{
    private static readonly Frame s_frame = Groups(1500);
    private static readonly UmapModel s_model = new Umap { Seed = 7 }.Fit(s_frame);

    [Fact]
    public void The_curve_is_that_of_umap_learn()
    {
        // umap.umap_.find_ab_params(1.0, 0.1) of umap-learn.
        var curve = UmapCurve.Of(0.1, 1);
        Assert.Equal(1.5769, curve.A, 3);
        Assert.Equal(0.8951, curve.B, 3);
    }

    [Fact]
    public void Neighbours_in_the_map_are_neighbours_in_the_data() =>
        Assert.InRange(Trustworthiness(Rows(s_frame), s_model.Map, 15), 0.96, 1);

    [Fact]
    public void Groups_far_apart_stay_apart()
    {
        var labels = new Hdbscan { MinClusterRows = 100, MinRows = 10 }
            .Fit(s_model.Project(s_frame))
            .Labels;
        Assert.True(ClusterMetrics.AdjustedRand([.. labels], [.. Enumerable.Range(0, 1500).Select(row => row % 6)]) > 0.95);
    }

    [Fact]
    public void A_seed_gives_one_map_at_any_number_of_threads()
    {
        var learner = new Umap { Seed = 7 };
        Assert.Equal(s_model.Map.Values, learner.Fit(s_frame, new FitOptions { Threads = 1 }).Map.Values);
        Assert.Equal(s_model.Map.Values, learner.Fit(s_frame, new FitOptions { Threads = 5 }).Map.Values);
        Assert.NotEqual(
            s_model.Map.Values,
            new Umap { Seed = 8 }
                .Fit(s_frame)
                .Map.Values
        );
    }

    [Fact]
    public void A_training_row_keeps_its_place_and_a_new_one_lands_among_its_group()
    {
        Assert.Equal(s_model.Map.Values, s_model.Project(Rows(s_frame)).Values);
        var fresh = Groups(300, from: 5000);
        var placed = s_model.Project(Rows(fresh));
        var near = new Neighbours(s_model.Map).Nearest(placed, 5).Rows;
        Assert.InRange(Enumerable.Range(0, 1500).Count(i => near[i] % 6 == (5000 + i / 5) % 6) / 1500.0, 0.98, 1);
        Assert.Equal(placed.Row(17).ToArray(), s_model.Project(Rows(fresh).Take([17])).Row(0).ToArray());
    }

    [Fact]
    public void A_model_file_gives_back_the_same_map()
    {
        var fresh = Groups(50, from: 5000);
        Assert.Equal(s_model.Project(fresh), ((Projector)Model.FromJson(s_model.ToJson())).Project(fresh));
    }

    [Fact]
    public void Few_rows_and_equal_rows_are_no_obstacle()
    {
        foreach (var count in (int[])[1, 2, 3, 40])
        {
            var frame = new Frame(new Column<double>("x", new double[count]), new Column<double>("y", new double[count]));
            Assert.All(
                new Umap { Epochs = 20 }
                    .Fit(frame)
                    .Map.Values,
                value => Assert.True(float.IsFinite(value))
            );
        }
    }

    [Fact]
    public void A_cancelled_fit_stops()
    {
        using var source = new CancellationTokenSource();
        var progress = new Stopper(source);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new Umap().Fit(s_frame, new FitOptions { Cancellation = source.Token, Progress = progress })
        );
    }

    private sealed class Stopper(CancellationTokenSource source) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => source.Cancel();
    }

    /// <summary>Six groups in eight columns.</summary>
    private static Frame Groups(int count, int from = 0) =>
        new(
            Enumerable
                .Range(0, 8)
                .Select(j =>
                    (Column)
                        new Column<float>(
                            $"x{j}",
                            [
                                .. Enumerable
                                    .Range(from, count)
                                    .Select(row => (float)(9 * (HashedRows.Uniform(row % 6, 50 + j) - 0.5) + HashedRows.Normal(row, j))),
                            ]
                        )
                )
        );

    private static Matrix Rows(Frame frame) => Schema.Of(frame, frame.Names).Encode(frame);

    /// <summary>1 - 2/(n·k·(2n - 3k - 1))·Σ (rank - k) over map neighbours that are none in the data (Venna, Kaski 2001), as sklearn.manifold.trustworthiness.</summary>
    internal static double Trustworthiness(Matrix data, Matrix map, int k)
    {
        var n = data.Rows;
        var (near, all) = (new Neighbours(map).Nearest(map, k + 1).Rows, new Neighbours(data));
        var sum = 0.0;
        var rank = new int[n];
        for (var i = 0; i < n; i++)
        {
            var order = all.Nearest(data.Take([i]), n).Rows;
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
