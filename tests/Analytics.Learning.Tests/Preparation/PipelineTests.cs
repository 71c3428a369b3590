using Analytics.Frames;
using Analytics.Learning.Tests.Files;

namespace Analytics.Learning.Tests;

public sealed class PipelineTests
{
    private static readonly Frame s_train = new(
        Column<double>.FromNullable("speed", [30.5, null, 50.25, 61, 12, 44]),
        new Column<int>("hour", [0, 6, 12, 18, 23, 3]),
        TextColumn.FromValues("road", ["wet", "dry", null, "dry", "icy", "wet"]),
        TextColumn.FromValues("severity", ["slight", "fatal", "slight", "fatal", "slight", "fatal"])
    );

    private static readonly Preparation[] s_all =
    [
        new Imputer { With = Filling.Median, Indicator = true },
        new CyclicEncoding(24) { Columns = ["hour"] },
        new Binning
        {
            Bins = 3,
            AsCategory = true,
            Columns = ["speed"],
        },
        new OneHot { Missing = true, Columns = ["speed"] },
        new TargetEncoding { Columns = ["road"] },
        new RobustScaler { Columns = ["road"] },
        new StandardScaler(),
    ];

    [Fact]
    public void The_columns_that_reach_the_learner_are_known_before_the_fit()
    {
        var pipeline = new Pipeline(s_all, new Baseline());
        var known = pipeline.Output(Schema.Of(s_train, ["speed", "hour", "road"]), new Target("severity", ["fatal", "slight"]));
        Assert.Equal(["speed=1", "speed=2", "speed=3", "speed=?", "hour.sin", "hour.cos", "road", "speed?", "hour?"], known.Names);
        var fitted = (PipelineModel)pipeline.Fit(s_train, "severity");
        Assert.Equal(known, fitted.Last.Schema);
    }

    [Fact]
    public void A_pipeline_accepts_gaps_only_where_all_of_them_are_filled()
    {
        bool Accepts(params Preparation[] steps) => new Pipeline(steps, new LogisticRegression()).Fit(s_train, "severity").AcceptsMissing;

        Assert.True(Accepts(new CyclicEncoding(24) { Columns = ["hour"] }, new Imputer(), new OneHot()));
        // The hour's sine stays missing; it is not missing in the training rows, so that the fit does not notice.
        Assert.False(Accepts(new CyclicEncoding(24) { Columns = ["hour"] }, new Imputer { Columns = ["speed"] }, new OneHot()));
        Assert.True(
            new Pipeline([new CyclicEncoding(24) { Columns = ["hour"] }], new GradientBoosting { Trees = 2 })
                .Fit(s_train, "severity")
                .AcceptsMissing
        );
        Assert.False(
            new ClusterPipeline(new StandardScaler(), new KMeans { Clusters = 2 })
                .Fit(s_train, new FitOptions { Features = ["hour"] })
                .AcceptsMissing
        );
    }

    [Fact]
    public void Each_preparation_plans_the_columns_that_it_then_gives()
    {
        var schema = Schema.Of(s_train, ["speed", "hour", "road"]);
        Preparation[] preparations =
        [
            .. s_all.Take(3),
            new OneHot { DropFirst = true },
            new TargetEncoding(),
            new Ordinal(),
            new RobustScaler(),
            new StandardScaler(),
        ];
        Assert.All(
            preparations,
            preparation =>
            {
                var fitted = preparation.Fit(s_train, "severity");
                Assert.Equal(preparation.Output(schema, new Target("severity", ["fatal", "slight"])), fitted.Output);
                Assert.Equal(fitted.Output.Names, fitted.Transform(s_train).Names);
            }
        );
    }

    [Fact]
    public void Target_encoding_of_three_classes_gives_a_column_each()
    {
        var frame = s_train.With(TextColumn.FromValues("severity", ["a", "b", "c", "a", "b", "c"]));
        var fitted = new TargetEncoding { Smoothing = 0 }.Fit(frame, "severity");
        var coded = fitted.Transform(frame);
        Assert.Equal(["speed", "hour", "road→a", "road→b", "road→c"], coded.Names);
        Assert.Equal([0.5f, 0.5f, 1 / 3f, 0.5f, 0, 0.5f], coded.Column<float>("road→a").Values.ToArray());
    }

    [Fact]
    public void Target_encoding_keeps_a_rows_own_target_out_of_its_features()
    {
        // One word per row: the target would stand in the feature itself if the row were not left out.
        var frame = new Frame(
            TextColumn.FromValues("id", Enumerable.Range(0, 40).Select(i => $"id{i}")),
            new Column<bool>("y", [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0)])
        );
        var set = TrainingSet.Of(frame, "y", new FitOptions(), new Baseline());
        var (fitted, rows) = new TargetEncoding { Smoothing = 0.1 }.FitTransform(set);
        Assert.All(Enumerable.Range(0, 40), row => Assert.InRange(rows[row, 0], 0.3f, 0.7f));
        Assert.True(fitted.Transform(set.X)[0, 0] > 0.9f, "later rows get the encoding of all training rows");
    }

    [Fact]
    public void An_ordinal_order_must_name_every_word()
    {
        var coded = new Ordinal
        {
            Order = new Dictionary<string, IReadOnlyList<string>> { ["severity"] = ["slight", "fatal"] },
            Columns = ["severity"],
        }
            .Fit(s_train)
            .Transform(s_train);
        Assert.Equal([0f, 1, 0, 1, 0, 1], coded.Column<float>("severity").Values.ToArray());
        var lame = new Ordinal { Order = new Dictionary<string, IReadOnlyList<string>> { ["severity"] = ["slight"] } };
        Assert.Contains("'fatal' is missing", Assert.Throws<OptionException>(() => lame.Fit(s_train)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_not_there_or_of_the_wrong_kind_is_refused_by_name()
    {
        Assert.Contains(
            "spead",
            Assert.Throws<OptionException>(() => new StandardScaler { Columns = ["spead"] }.Fit(s_train)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Categorical",
            Assert.Throws<OptionException>(() => new StandardScaler { Columns = ["road"] }.Fit(s_train)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<OptionException>(() => new CyclicEncoding(24).Fit(s_train));
        Assert.Throws<OptionException>(() => new Pipeline(new Binning { Bins = 1 }, new Baseline()).Fit(s_train, "severity"));
        Assert.Throws<TrainingDataException>(() => new TargetEncoding().Fit(s_train));
    }

    [Fact]
    public void Text_that_turns_up_in_a_numeric_column_is_named_at_prediction()
    {
        var model = new Pipeline(new Imputer(), new StandardScaler { Columns = ["speed"] }, new Baseline()).Fit(s_train, "severity");
        var error = Assert.Throws<SchemaException>(() =>
            model.Predict(s_train.With(TextColumn.FromValues("speed", ["1", "2", "fast", "4", "5", "6"])))
        );
        Assert.Contains("'speed'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_preparation_survives_the_file_with_the_same_bits()
    {
        Assert.All(
            s_all.Append(new Ordinal()),
            preparation =>
            {
                var alone = preparation is OneHot or RobustScaler ? preparation with { Columns = null } : preparation;
                var fitted = alone.Fit(s_train, "severity");
                var loaded = (Transformer)Model.FromJson(fitted.ToJson());
                Assert.True(fitted.Transform(s_train).Equals(loaded.Transform(s_train)));
                Assert.Equal(fitted.ToJson(), loaded.ToJson());
            }
        );
    }

    [Fact]
    public void The_whole_preparation_gives_the_same_rows_in_onnx_runtime()
    {
        var test = s_train
            .With(TextColumn.FromValues("road", ["wet", "muddy", null, "dry", "", "icy"]))
            .With(Column<double>.FromNullable("hour", [null, 5, 24e6 + 1, -3, 7.5, 0]));
        var set = TrainingSet.Of(s_train, "severity", new FitOptions(), new Baseline());
        foreach (
            var step in Steps
                .Fit(s_all, set)
                .Steps.Append(new Ordinal().Fit(s_train, "severity", new FitOptions { Features = ["road", "hour"] }))
        )
        {
            // What enters the step: the frame itself, or what the steps before made of it, words again where it takes words.
            var frame = step.Schema.Names.All(name => test.TryGet(name, out _)) ? test : step.Schema.Decode(Noise(step.Schema));
            var output = OnnxRuntime.Run(step, frame)["value"];
            var expected = step.Transform(step.Schema.Encode(frame));
            Assert.Equal([expected.Rows, expected.Columns], output.Shape);
            Golden.Near(expected.Values.Select(value => (double)value), output.Numbers, 1e-6);
        }
    }

    private static Matrix Noise(Schema schema)
    {
        var values = new float[50 * schema.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var (share, words) = (Mixing.Share(Mixing.Hash((ulong)i)), schema.Features[i % schema.Count].Categories.Count);
            values[i] =
                share < 0.2 ? float.NaN
                : words > 0 ? (int)(share * words)
                : (float)(share * 100 - 30);
        }

        return new Matrix(values, 50, schema.Count);
    }
}
