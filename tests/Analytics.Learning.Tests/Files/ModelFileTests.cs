using System.Text.Json;
using Analytics.Frames;

namespace Analytics.Learning.Tests.Files;

public sealed class ModelFileTests
{
    private static readonly Frame s_frame = new(
        new Column<double>("speed", [30.1, 1 / 3.0, double.Epsilon, 50]),
        TextColumn.FromValues("road", ["wet", "dry", null, "wet \"snow\" ☃"]),
        TextColumn.FromValues("severity", ["slight", "fatal", "slight", "slight"])
    );

    private static readonly Predictor s_model = new Baseline().Fit(s_frame, "severity");

    [Fact]
    public void A_saved_model_comes_back_the_same_and_writes_the_same_bytes()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("model").FullName, "model.json");
        s_model.Save(path);
        s_model.Save(path);
        var loaded = Model.Load<Predictor>(path);
        Assert.Equal(s_model.Schema, loaded.Schema);
        Assert.Equal(s_model.Target, loaded.Target);
        Assert.Equal(s_model.Predict(s_frame).Scores, loaded.Predict(s_frame).Scores);
        Assert.Equal(s_model.ToJson(), loaded.ToJson());
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Every_cut_of_a_model_file_is_refused_as_damaged()
    {
        var json = s_model.ToJson();
        for (var length = 0; length < json.TrimEnd().Length; length += 7)
        {
            Assert.Throws<ModelFileException>(() => Model.FromJson(json[..length]));
        }

        Assert.Contains("cut short", Assert.Throws<ModelFileException>(() => Model.FromJson(json[..^5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_version_is_refused_with_the_remedy()
    {
        var error = Assert.Throws<ModelFileException>(() =>
            Model.FromJson(s_model.ToJson().Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal))
        );
        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Update the library", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "not a model file")]
    [InlineData("[1]", "not a model file")]
    [InlineData("{\"format\": 3}", "not a model file")]
    [InlineData("{\"format\": \"analytics-model\"}", "'version'")]
    [InlineData("{\"format\": \"analytics-model\", \"version\": \"1\"}", "damaged")]
    [InlineData("{\"format\": \"analytics-model\", \"version\": 1, \"model\": {\"kind\": \"oracle\"}}", "'oracle'")]
    [InlineData(
        "{\"format\": \"analytics-model\", \"version\": 1, \"model\": {\"kind\": \"baseline\", \"unseen\": \"missing\", \"features\": [], \"scores\": [1]}}",
        "'target'"
    )]
    [InlineData(
        "{\"format\": \"analytics-model\", \"version\": 1, \"model\": {\"kind\": \"baseline\", \"target\": {\"name\": \"y\", \"classes\": []}, \"unseen\": \"missing\", \"features\": [{\"name\": \"a\", \"type\": \"colour\"}]}}",
        "'colour'"
    )]
    [InlineData(
        "{\"format\": \"analytics-model\", \"version\": 1, \"model\": {\"kind\": \"baseline\", \"target\": {\"name\": \"y\", \"classes\": []}, \"unseen\": \"missing\", \"features\": [], \"scores\": [1, 2]}}",
        "2 scores"
    )]
    public void What_is_not_a_model_is_refused_by_what_it_is(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => Model.FromJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_another_type_of_model_says_which_it_holds()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("model").FullName, "model.json");
        s_model.Save(path);
        Assert.Contains(
            "BaselineModel",
            Assert.Throws<ModelFileException>(() => Model.Load<Clusterer>(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Numbers_read_back_to_the_same_bits()
    {
        double[] doubles = [0.1, -0.0, 1 / 3.0, double.Epsilon, double.MaxValue, double.NaN, double.NegativeInfinity, 1e22];
        float[] floats = [0.1f, float.Epsilon, float.MaxValue, float.NaN, float.PositiveInfinity];
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteValues("doubles", doubles);
            json.WriteValues("floats", floats);
            json.WriteValues("none", ReadOnlySpan<int>.Empty);
            json.WriteEndObject();
        }

        var root = JsonDocument.Parse(stream.ToArray()).RootElement;
        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), root.Doubles("doubles").Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(floats.Select(BitConverter.SingleToInt32Bits), root.Floats("floats").Select(BitConverter.SingleToInt32Bits));
        Assert.Empty(root.Ints("none"));
    }

    [Fact]
    public void Onnx_runtime_gives_the_baselines_probabilities_and_labels()
    {
        var outputs = OnnxRuntime.Run(s_model, s_frame);
        Assert.Equal([4, 2], outputs["probabilities"].Shape);
        Assert.Equal(s_model.Predict(s_frame).Scores, outputs["probabilities"].Numbers, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(["slight", "slight", "slight", "slight"], outputs["label"].Words);
    }

    [Fact]
    public void A_feature_may_bear_the_name_of_an_output()
    {
        var frame = new Frame(new Column<int>("value", [1, 2]), new Column<int>("t1", [1, 2]), new Column<double>("y", [1, 2]));
        var outputs = OnnxRuntime.Run(new Baseline().Fit(frame, "y"), frame);
        Assert.Equal([1.5, 1.5], outputs["value_"].Numbers);
    }
}
