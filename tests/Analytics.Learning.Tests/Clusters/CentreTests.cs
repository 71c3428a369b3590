using Analytics.Frames;
using Analytics.Learning.Tests.Files;

namespace Analytics.Learning.Tests.Clusters;

public sealed class CentreTests
{
    [Fact]
    public void K_means_plus_plus_finds_the_groups_from_any_seed()
    {
        var frame = HashedRows.Frame();
        var best = HashedRows.Golden.GetProperty("kmeans").Double("inertia");
        for (var seed = 0; seed < 5; seed++)
        {
            Assert.InRange(
                new KMeans
                {
                    Clusters = 3,
                    Seed = seed,
                    Tolerance = 0,
                }
                    .Fit(frame, HashedRows.Options())
                    .Inertia,
                best * 0.999,
                best * 1.001
            );
        }
    }

    [Fact]
    public void Mini_batches_come_close_to_whole_steps()
    {
        var frame = HashedRows.Frame(20_000);
        var whole = new KMeans { Clusters = 3 }.Fit(frame, HashedRows.Options());
        var batches = new KMeans
        {
            Clusters = 3,
            BatchRows = 1000,
            Inits = 3,
        }.Fit(frame, HashedRows.Options());
        Assert.InRange(batches.Inertia, whole.Inertia * 0.999, whole.Inertia * 1.02);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public void Labels_are_the_nearest_centres_whatever_their_number(int clusters)
    {
        var frame = HashedRows.Frame(1000);
        var model = new KMeans { Clusters = clusters, Inits = 2 }.Fit(frame, HashedRows.Options());
        var assignment = model.Assign(frame);
        Assert.Equal(clusters, assignment.Labels.Distinct().Count());
        // The fit's own labels gave this sum.
        Golden.Near(model.Inertia, assignment.Distance.Sum(distance => distance * distance), 1e-9);
    }

    [Fact]
    public void More_clusters_than_different_rows_leave_none_without_a_finite_centre()
    {
        var frame = new Frame(new Column<double>("x", [1, 1, 1, 5, 5, 5]));
        var model = new KMeans { Clusters = 4 }.Fit(frame);
        Assert.All(model.Centres, centre => Assert.True(centre is 1 or 5));
        Assert.Equal(0, model.Inertia);
    }

    [Fact]
    public void An_empty_cluster_takes_the_farthest_row()
    {
        var frame = new Frame(new Column<double>("x", [0, 1, 2, 10]));
        var model = new KMeans { Clusters = 2, Start = [1, 1000] }.Fit(frame);
        Assert.Equal([1, 10], model.Centres);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var frame = HashedRows.Frame(5000);
        foreach (
            var learner in (ClusterLearner[])
                [
                    new KMeans { Clusters = 6 },
                    new GaussianMixture { Clusters = 4 },
                    new GaussianMixture { Clusters = 3, Covariance = CovarianceShape.Tied },
                ]
        )
        {
            var one = learner.Fit(frame, HashedRows.Options(threads: 1)).ToJson();
            Assert.Equal(one, learner.Fit(frame, HashedRows.Options(threads: 2)).ToJson());
            Assert.Equal(one, learner.Fit(frame, HashedRows.Options(threads: 5)).ToJson());
        }
    }

    [Fact]
    public void A_weight_of_three_is_the_row_three_times()
    {
        var (weighted, repeated) = (HashedRows.Options(weighted: true), HashedRows.Options());
        var means = new KMeans
        {
            Clusters = 3,
            Start = HashedRows.Start(),
            Tolerance = 0,
        };
        Golden.Near(means.Fit(HashedRows.Repeated(), repeated).Centres, means.Fit(HashedRows.Frame(), weighted).Centres, 1e-9);
        var mixture = new GaussianMixture { Clusters = 3, Start = HashedRows.Start() };
        var (one, other) = (mixture.Fit(HashedRows.Repeated(), repeated), mixture.Fit(HashedRows.Frame(), weighted));
        Golden.Near(one.Covariances, other.Covariances, 1e-8);
        Golden.Near(one.Bic, other.Bic, 1e-10);
        var components = new Pca { Components = 4 };
        Golden.Near(
            components.Fit(HashedRows.Repeated(), repeated).ExplainedVariance,
            components.Fit(HashedRows.Frame(), weighted).ExplainedVariance,
            1e-9
        );
    }

    [Fact]
    public void A_row_belongs_to_a_centre_by_how_near_the_others_are()
    {
        var model = new KMeans { Clusters = 2, Start = [0, 4] }.Fit(new Frame(new Column<double>("x", [0, 0, 4, 4])));

        var assignment = model.Assign(new Frame(new Column<double>("x", [0, 1, 2, 4])));

        // 1 / (1 + 1/9): one step from the one, three from the other.
        Golden.Near([1, 0.9, 0.5, 1], assignment.Strength, 1e-12);
        Golden.Near([0, 1, 2, 0], assignment.Distance, 1e-12);
        Assert.True(double.IsNaN(model.Bic), "K-Means has no likelihood");
    }

    [Fact]
    public void A_pipeline_shows_the_rows_as_its_clusters_see_them()
    {
        var frame = new Frame(new Column<double>("x", [0, 0, 4, 4]));

        var model = new ClusterPipeline(new StandardScaler(), new GaussianMixture()).Fit(frame);
        var prepared = model.Prepare(frame);

        Assert.Equal([-1f, -1f, 1f, 1f], Enumerable.Range(0, 4).Select(row => prepared[row, 0]));
        Assert.Equal(model.Aic, model.Bic + 5 * (2 - Math.Log(4)), 1e-9);
    }

    [Fact]
    public void A_model_file_gives_back_the_same_assignments()
    {
        var frame = HashedRows.Frame();
        foreach (
            var learner in (ClusterLearner[])
                [
                    new KMeans { Clusters = 3 },
                    .. Enum.GetValues<CovarianceShape>().Select(shape => new GaussianMixture { Clusters = 3, Covariance = shape }),
                ]
        )
        {
            var model = learner.Fit(frame, HashedRows.Options());
            var (before, after) = (model.Assign(frame), ((Clusterer)Model.FromJson(model.ToJson())).Assign(frame));
            Assert.Equal(before.Labels, after.Labels);
            Assert.Equal(before.Strength, after.Strength);
            Assert.Equal(before.Distance, after.Distance);
        }

        var components = new Pca { Whiten = true }.Fit(frame, HashedRows.Options());
        Assert.Equal(components.Project(frame), ((Projector)Model.FromJson(components.ToJson())).Project(frame));
    }

    [Fact]
    public void Onnx_runtime_gives_the_same_clusters_and_coordinates()
    {
        var frame = HashedRows.Frame(2000);
        foreach (
            var learner in (ClusterLearner[])
                [
                    new KMeans { Clusters = 5 },
                    .. Enum.GetValues<CovarianceShape>().Select(shape => new GaussianMixture { Clusters = 3, Covariance = shape }),
                ]
        )
        {
            var model = learner.Fit(frame, HashedRows.Options());
            Assert.Equal(model.Assign(frame).Labels.Select(label => (double)label), OnnxRuntime.Run(model, frame)["label"].Numbers);
        }

        var components = new Pca { Whiten = true }.Fit(frame, HashedRows.Options());
        var projected = components.Project(frame);
        Golden.Near(
            Enumerable.Range(0, 4000).Select(i => (double)((Column<float>)projected[i % 2 == 0 ? "pc1" : "pc2"]).Values[i / 2]),
            OnnxRuntime.Run(components, frame)["value"].Numbers,
            1e-5
        );
        foreach (var target in (string[])["binary", "several"])
        {
            var model = new LogisticRegression().Fit(frame, target, HashedRows.Options());
            Golden.Near(model.Predict(frame).Scores, OnnxRuntime.Run(model, frame)["probabilities"].Numbers, 1e-5);
        }
    }

    [Fact]
    public void More_clusters_than_rows_are_refused_with_the_remedy()
    {
        var frame = new Frame(new Column<double>("x", [1, 2]));
        Assert.Contains(
            "Lower Clusters",
            Assert.Throws<TrainingDataException>(() => new KMeans { Clusters = 3 }.Fit(frame)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Lower Clusters",
            Assert.Throws<TrainingDataException>(() => new GaussianMixture { Clusters = 3 }.Fit(frame)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("Components is 2", Assert.Throws<OptionException>(() => new Pca().Fit(frame)).Message, StringComparison.Ordinal);
    }
}
