using System.Text.RegularExpressions;
using Analytics.Learning.Tests.Conformance;

namespace Analytics.Learning.Tests;

/// <summary>The examples of the README, run as they stand there.</summary>
public sealed class ReadmeTests
{
    private static readonly string s_readme = File.ReadAllText(Path.Combine(RealData.Repository, "lib", "Analytics.Learning", "README.md"));

    [Fact]
    public void Every_example_of_the_readme_compiles_and_runs_as_it_stands()
    {
        var samples = Samples.Of(400, 1);
        var frame = samples.Drop("severity", "cost", "injured").With(samples["injured"].Rename("serious"));
        var folder = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Directory.CreateTempSubdirectory("readme").FullName;
        try
        {
            var (train, test) = Split.Shuffle(frame, test: 0.2, seed: 7).Of(frame);
            var model = new GradientBoosting
            {
                Trees = 300,
                Leaves = 31,
                Seed = 7,
            }.Fit(train, target: "serious");
            var evaluation = Evaluation.Of(model, test);
            Assert.Equal("roc_auc", evaluation.ToFrame().Text("metric").At(0));
            Assert.InRange(evaluation.Bootstrap(Metric.RocAuc).Lower, 0.5, 1);
            Assert.InRange(evaluation.Points.Cheapest(falsePositive: 1, falseNegative: 20), 0, 0.5);
            Assert.Equal(5, PermutationImportance.Of(model, test).RowCount);
            model.Save("model.json");
            model.SaveOnnx("model.onnx");
            Assert.Equal(80, Model.Load<Predictor>("model.json").Predict(test).Labels.Length);

            var linear = new Pipeline(new OneHot(), new Imputer { Indicator = true }, new StandardScaler(), new LogisticRegression()).Fit(
                train,
                "serious"
            );
            var groups = new ClusterPipeline(new OneHot(), new StandardScaler(), new KMeans { Clusters = 5 }).Fit(
                train,
                new FitOptions { Features = ["speed", "road"] }
            );
            Assert.Equal(80, linear.Predict(test).Rows);
            Assert.Equal(5, groups.Clusters);
            Assert.Equal(
                8,
                CrossValidation
                    .Run(new Calibrated(new RandomForest()), frame, "serious", Split.Stratified(frame, "serious"))
                    .ToFrame()
                    .RowCount
            );
            Assert.Equal(6, Drift.Table(Drift.Of(train, test)).RowCount);
        }
        finally
        {
            Environment.CurrentDirectory = folder;
        }
    }

    [Fact]
    public void The_test_above_runs_what_the_readme_says()
    {
        var code = ReadmeCode.Bare(
            File.ReadAllText(Path.Combine(RealData.Repository, "tests", "Analytics.Learning.Tests", "ReadmeTests.cs"))
        );
        var examples = Regex
            .Matches(s_readme, "```csharp\n(.*?)```", RegexOptions.Singleline)
            .SelectMany(match => match.Groups[1].Value.Split('\n'));
        Assert.All(
            examples.Where(line => line.Length > 0 && !line.StartsWith("using", StringComparison.Ordinal)),
            line => Assert.Contains(ReadmeCode.Bare(line.Split(';')[0]), code, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_readme_names_every_learner_and_no_other()
    {
        var table = string.Join('\n', s_readme.Split('\n').Where(line => line.StartsWith('|')));
        var named = Regex.Matches(table, "`([A-Za-z]+)`").Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var learners = typeof(Learner)
            .Assembly.GetExportedTypes()
            .Where(type =>
                type.IsSubclassOf(typeof(Learner)) && !type.IsAbstract && type != typeof(Pipeline) && type != typeof(ClusterPipeline)
            )
            .Select(type => type.Name);
        Assert.Equal(learners.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }
}
