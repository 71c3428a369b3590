using Analytics.Frames;
using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop.Tests;

public sealed class TrainerTests
{
    private static readonly MLContext s_ml = new(seed: 7);

    private static IEstimator<ITransformer> Features(string label = "label") =>
        s_ml
            .Transforms.Categorical.OneHotEncoding("road")
            .Append(s_ml.Transforms.Concatenate("Features", "x", "y", "noise", "road"))
            .Append(s_ml.Transforms.CopyColumns("Label", label));

    [Fact]
    public void Boosting_behind_their_transforms_is_evaluated_by_their_metrics()
    {
        var (train, test) = (Table.Drives(2000), Table.Drives(1000, seed: 2));
        var model = Features()
            .Append(s_ml.BinaryClassification.Trainers.Boosting(new GradientBoosting { Trees = 50 }))
            .Fit(train.ToDataView());

        var scored = model.Transform(test.ToDataView());
        var metrics = s_ml.BinaryClassification.Evaluate(scored);

        // The same learner on the same numbers by our own way, judged by our own metric.
        Analytics.Frames.Frame Same(Analytics.Frames.Frame frame) =>
            Features().Fit(train.ToDataView()).Transform(frame.ToDataView()).ToFrame("Features", "label");
        var own = new GradientBoosting { Trees = 50 }.Fit(Same(train), "label");
        Assert.Equal(
            own.Predict(Same(test)).Values.Select(value => (float)value),
            scored.ToFrame("Probability").Column<float>("Probability").Values.ToArray()
        );
        Assert.Equal(Evaluation.Of(own, Same(test))[Metric.RocAuc], metrics.AreaUnderRocCurve, 6);
        Assert.True(metrics.AreaUnderRocCurve > 0.9);
    }

    [Fact]
    public void Cross_validation_and_a_prediction_engine_take_it()
    {
        var data = Table.Drives(900).ToDataView();
        var pipeline = Features().Append(s_ml.BinaryClassification.Trainers.RandomForest(new RandomForest { Trees = 20 }));

        var folds = s_ml.BinaryClassification.CrossValidate(data, pipeline, numberOfFolds: 3);

        Assert.All(folds, fold => Assert.True(fold.Metrics.AreaUnderRocCurve > 0.85));
        var model = pipeline.Fit(data);
        using var engine = s_ml.Model.CreatePredictionEngine<Drive, Answer>(model);
        var (low, high) = (
            engine
                .Predict(
                    new Drive
                    {
                        X = 0.1f,
                        Y = 0.1f,
                        Road = "dry",
                    }
                )
                .Probability,
            engine
                .Predict(
                    new Drive
                    {
                        X = 0.9f,
                        Y = 0.9f,
                        Road = "wet",
                    }
                )
                .Probability
        );
        Assert.True(high > low + 0.5, $"{low} {high}");
    }

    [Fact]
    public void Permutation_importance_finds_the_features_that_matter()
    {
        var data = Features().Fit(Table.Drives(3000).ToDataView()).Transform(Table.Drives(3000).ToDataView());
        var model = s_ml.BinaryClassification.Trainers.Boosting(new GradientBoosting { Trees = 30 }).Fit(data);

        var importance = s_ml.BinaryClassification.PermutationFeatureImportance(model, data, permutationCount: 3);

        var losses = importance.Select(each => -each.AreaUnderRocCurve.Mean).ToArray();
        Assert.Equal(6, losses.Length);
        Assert.True(losses[0] > 0.1 && losses[1] > 0.1, string.Join(" ", losses));
        Assert.True(losses[2] < 0.03, string.Join(" ", losses));
    }

    [Fact]
    public void Several_classes_keep_their_keys_and_a_number_keeps_its_unit()
    {
        var data = Table.Drives(3000).ToDataView();
        var classes = s_ml
            .Transforms.Conversion.MapValueToKey("kind")
            .Append(Features("kind"))
            .Append(s_ml.MulticlassClassification.Trainers.Boosting(new GradientBoosting { Trees = 30 }))
            .Append(s_ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));
        var scored = classes.Fit(data).Transform(data);
        Assert.True(s_ml.MulticlassClassification.Evaluate(scored).MicroAccuracy > 0.85);
        Assert.Equal(
            ["high", "low", "middle"],
            Words(scored.ToFrame("Predicted")["Predicted"]).Cast<string>().Distinct().Order(StringComparer.Ordinal)
        );

        var amounts = Features("amount").Append(s_ml.Regression.Trainers.Boosting()).Fit(data).Transform(data);
        Assert.True(s_ml.Regression.Evaluate(amounts).RSquared > 0.8);
    }

    [Fact]
    public void Groups_are_found_and_judged()
    {
        var data = Table.Groups(600).ToDataView();
        var pipeline = s_ml.Transforms.Concatenate("Features", "a", "b");

        foreach (
            var trainer in new[]
            {
                s_ml.Clustering.Trainers.GaussianMixture(new GaussianMixture { Clusters = 3 }),
                s_ml.Clustering.Trainers.Learner(new KMeans { Clusters = 3 }),
            }
        )
        {
            var scored = pipeline.Append(trainer).Fit(data).Transform(data);
            var pairs = scored.ToFrame("PredictedLabel", "group");
            Assert.Equal(
                3,
                Enumerable.Range(0, pairs.RowCount).Select(row => (pairs["PredictedLabel"][row], pairs["group"][row])).Distinct().Count()
            );
            Assert.True(double.IsFinite(s_ml.Clustering.Evaluate(scored, featureColumnName: "Features").AverageDistance));
        }
    }

    [Fact]
    public void Two_fits_give_the_same_model_and_weights_count()
    {
        var data = Features().Fit(Table.Drives(500).ToDataView()).Transform(Table.Drives(500).ToDataView());
        var trainer = s_ml.BinaryClassification.Trainers.Boosting(new GradientBoosting { Trees = 10 }, exampleWeightColumnName: "x");

        Assert.Equal(trainer.Fit(data).Model.ToJson(), trainer.Fit(data).Model.ToJson());
        Assert.NotEqual(
            s_ml.BinaryClassification.Trainers.Boosting(new GradientBoosting { Trees = 10 }).Fit(data).Model.ToJson(),
            trainer.Fit(data).Model.ToJson()
        );
    }

    [Fact]
    public void Saving_into_their_file_is_refused_with_the_way_that_works()
    {
        var data = Features().Fit(Table.Drives(200).ToDataView()).Transform(Table.Drives(200).ToDataView());
        var model = s_ml.BinaryClassification.Trainers.Boosting(new GradientBoosting { Trees = 5 }).Fit(data);

        using var stream = new MemoryStream();
        var error = Assert.Throws<NotSupportedException>(() => s_ml.Model.Save(model, data.Schema, stream));

        Assert.Contains("SaveWithLearner", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_of_the_wrong_type_and_features_that_are_no_vector_are_refused_before_fitting()
    {
        var data = Table.Drives(50).ToDataView();
        var rows = Features("amount").Fit(data).Transform(data);
        var amount = Assert.Throws<ArgumentException>(() => s_ml.BinaryClassification.Trainers.Boosting().Fit(rows));
        Assert.Contains("'Label' holds Single, not Boolean", amount.Message, StringComparison.Ordinal);
        // Behind other estimators, Microsoft.ML asks for the schema first and refuses in its own words.
        Assert.ThrowsAny<ArgumentException>(() => Features("amount").Append(s_ml.BinaryClassification.Trainers.Boosting()).Fit(data));
        var error = Assert.Throws<ArgumentException>(() =>
            s_ml.BinaryClassification.Trainers.Boosting(labelColumnName: "label", featureColumnName: "x").Fit(data)
        );
        Assert.Contains("Concatenate", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<object?> Words(Column column) => Enumerable.Range(0, column.Count).Select(row => column[row]);

    private sealed class Drive
    {
        [ColumnName("x")]
        public float X { get; set; }

        [ColumnName("y")]
        public float Y { get; set; }

        [ColumnName("noise")]
        public float Noise { get; set; }

        [ColumnName("road")]
        public string Road { get; set; } = "";

        [ColumnName("label")]
        public bool Label { get; set; }
    }

    private sealed class Answer
    {
        public float Probability { get; set; }
    }
}
