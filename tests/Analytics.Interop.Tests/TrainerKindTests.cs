using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop.Tests;

/// <summary>Each learner in the catalog of its task, through Microsoft.ML's own validation and importance.</summary>
public sealed class TrainerKindTests
{
    private static readonly MLContext s_ml = new(seed: 7);

    private static IEstimator<ITransformer> Features(string label) =>
        s_ml
            .Transforms.ReplaceMissingValues("y")
            .Append(s_ml.Transforms.Concatenate("Features", "x", "y", "noise"))
            .Append(s_ml.Transforms.CopyColumns("Label", label));

    [Fact]
    public void Every_learner_of_two_classes_is_cross_validated_by_theirs()
    {
        var trainers = s_ml.BinaryClassification.Trainers;
        foreach (
            var trainer in new[]
            {
                trainers.Boosting(new GradientBoosting { Trees = 20 }),
                trainers.RandomForest(new RandomForest { Trees = 20 }),
                trainers.ExtraTrees(new ExtraTrees { Trees = 20 }),
                trainers.Logistic(),
                trainers.Learner(new Calibrated(new RandomForest { Trees = 20 })),
            }
        )
        {
            var folds = s_ml.BinaryClassification.CrossValidate(Table.Drives(600).ToDataView(), Features("label").Append(trainer), 3);
            Assert.Equal(3, folds.Count);
            Assert.All(folds, fold => Assert.True(fold.Metrics.AreaUnderRocCurve > 0.7, $"{fold.Metrics.AreaUnderRocCurve}"));
        }
    }

    [Fact]
    public void Every_learner_of_a_number_and_of_several_classes_is_cross_validated_by_theirs()
    {
        var numbers = s_ml.Regression.Trainers;
        foreach (
            var trainer in new[]
            {
                numbers.Boosting(new GradientBoosting { Trees = 30 }),
                numbers.RandomForest(new RandomForest { Trees = 20 }),
                numbers.ExtraTrees(new ExtraTrees { Trees = 20 }),
                numbers.Linear(),
            }
        )
        {
            Assert.All(
                s_ml.Regression.CrossValidate(Table.Drives(600).ToDataView(), Features("amount").Append(trainer), 3),
                fold => Assert.True(fold.Metrics.RSquared > 0.5, $"{fold.Metrics.RSquared}")
            );
        }

        var classes = s_ml.MulticlassClassification.Trainers;
        foreach (
            var trainer in new[]
            {
                classes.Boosting(new GradientBoosting { Trees = 20 }),
                classes.RandomForest(new RandomForest { Trees = 20 }),
                classes.ExtraTrees(new ExtraTrees { Trees = 20 }),
                classes.Logistic(),
            }
        )
        {
            var pipeline = s_ml.Transforms.Conversion.MapValueToKey("kind").Append(Features("kind")).Append(trainer);
            Assert.All(
                s_ml.MulticlassClassification.CrossValidate(Table.Drives(600).ToDataView(), pipeline, 3),
                fold => Assert.True(fold.Metrics.MicroAccuracy > 0.6, $"{fold.Metrics.MicroAccuracy}")
            );
        }
    }

    [Fact]
    public void Groups_are_cross_validated_and_noise_has_no_label()
    {
        var pipeline = s_ml.Transforms.Concatenate("Features", "a", "b");
        foreach (
            var trainer in new[]
            {
                s_ml.Clustering.Trainers.GaussianMixture(new GaussianMixture { Clusters = 3 }),
                s_ml.Clustering.Trainers.Learner(new KMeans { Clusters = 3 }),
            }
        )
        {
            Assert.All(
                s_ml.Clustering.CrossValidate(Table.Groups(600).ToDataView(), pipeline.Append(trainer), 3),
                fold => Assert.True(double.IsFinite(fold.Metrics.AverageDistance))
            );
        }

        var alone = new Analytics.Frames.Frame(
            new Analytics.Frames.Column<float>("a", [.. Table.Groups(600)["a"].ToDoubles().Select(each => (float)each), 100f]),
            new Analytics.Frames.Column<float>("b", [.. Table.Groups(600)["b"].ToDoubles().Select(each => (float)each), 100f])
        );
        var found = pipeline
            .Append(s_ml.Clustering.Trainers.Hdbscan())
            .Fit(alone.ToDataView())
            .Transform(alone.ToDataView())
            .ToFrame("PredictedLabel")["PredictedLabel"];
        Assert.Equal(3, Enumerable.Range(0, 600).Select(row => found[row]).Where(each => each is not null).Distinct().Count());
        Assert.Null(found[600]);
    }

    [Fact]
    public void Permutation_importance_of_a_number_and_of_several_classes_finds_what_matters()
    {
        var numbers = Prepared(Features("amount"));
        var amount = s_ml.Regression.PermutationFeatureImportance(
            s_ml.Regression.Trainers.Boosting(new GradientBoosting { Trees = 30 }).Fit(numbers),
            numbers
        );
        Assert.Equal(3, amount.Length);
        Assert.True(-amount[0].RSquared.Mean > 0.1 && -amount[2].RSquared.Mean < 0.05);
        var classes = Prepared(s_ml.Transforms.Conversion.MapValueToKey("kind").Append(Features("kind")));
        var kind = s_ml.MulticlassClassification.PermutationFeatureImportance(
            s_ml.MulticlassClassification.Trainers.Boosting(new GradientBoosting { Trees = 20 }).Fit(classes),
            classes
        );
        Assert.True(-kind[0].MicroAccuracy.Mean > 0.1 && -kind[2].MicroAccuracy.Mean < 0.05);

        static IDataView Prepared(IEstimator<ITransformer> pipeline) =>
            pipeline.Fit(Table.Drives(1500).ToDataView()).Transform(Table.Drives(1500).ToDataView());
    }

    [Theory]
    [InlineData("label")]
    [InlineData("kind")]
    [InlineData("amount")]
    [InlineData("groups")]
    public void A_pipeline_goes_into_one_file_and_predicts_the_same_when_it_is_read(string target)
    {
        var data = Table.Drives(500).ToDataView();
        IEstimator<ITransformer> pipeline = target switch
        {
            "label" => Features("label").Append(s_ml.BinaryClassification.Trainers.Boosting(new GradientBoosting { Trees = 10 })),
            "amount" => Features("amount").Append(s_ml.Regression.Trainers.Boosting(new GradientBoosting { Trees = 10 })),
            "groups" => s_ml
                .Transforms.Concatenate("Features", "x", "noise")
                .Append(s_ml.Clustering.Trainers.GaussianMixture(new GaussianMixture { Clusters = 2 })),
            // A transform stands behind the model, and reads the classes' names.
            _ => s_ml
                .Transforms.Conversion.MapValueToKey("kind")
                .Append(Features("kind"))
                .Append(s_ml.MulticlassClassification.Trainers.Boosting(new GradientBoosting { Trees = 10 }))
                .Append(s_ml.Transforms.Conversion.MapKeyToValue("Words", "PredictedLabel")),
        };
        string[] columns = target switch
        {
            "label" => ["Probability", "PredictedLabel"],
            "amount" => ["Score"],
            "groups" => ["PredictedLabel"],
            _ => ["Words", "Score"],
        };
        var model = pipeline.Fit(data);
        var path = Path.Combine(Directory.CreateTempSubdirectory("analytics-zip-").FullName, "model.zip");
        try
        {
            s_ml.Model.SaveWithLearner(model, data.Schema, path);
            var read = new MLContext(seed: 1).Model.LoadWithLearner(path, out var schema);
            Assert.Equal(model.Transform(data).ToFrame(columns), read.Transform(data).ToFrame(columns));
            Assert.Equal(data.Schema.Select(column => column.Name), schema.Select(column => column.Name));
            if (target == "label")
            {
                using var engine = s_ml.Model.CreatePredictionEngine<Drive, Answer>(read);
                Assert.InRange(engine.Predict(new Drive { x = 0.9f, y = 0.9f }).Probability, 0.6f, 1f);
            }

            File.WriteAllText(path, "no zip");
            Assert.Contains(
                "SaveWithLearner",
                Assert.Throws<ModelFileException>(() => s_ml.Model.LoadWithLearner(path, out _)).Message,
                StringComparison.Ordinal
            );
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void Their_onnx_converter_is_refused_instead_of_leaving_our_model_out()
    {
        var data = Table.Drives(200).ToDataView();
        var prepared = Features("label").Fit(data);
        var model = Features("label").Append(s_ml.BinaryClassification.Trainers.Boosting(new GradientBoosting { Trees = 5 })).Fit(data);
        using var stream = new MemoryStream();
        var error = Assert.Throws<NotSupportedException>(() => s_ml.Model.ConvertToOnnx(model, data, stream));
        Assert.Contains("would leave the GradientBoostingModel of Analytics.Learning out", error.Message, StringComparison.Ordinal);
        // What is theirs alone is converted as ever, and our model transforms as ever although their converter is loaded.
        s_ml.Model.ConvertToOnnx(prepared, data, stream);
        Assert.True(stream.Length > 100);
        Assert.Equal(200, model.Transform(data).ToFrame("Probability").RowCount);
    }

    private sealed class Drive
    {
        public float x { get; set; }

        public float y { get; set; }

        public float noise { get; set; }

        public bool label { get; set; }
    }

    private sealed class Answer
    {
        public float Probability { get; set; }
    }
}
