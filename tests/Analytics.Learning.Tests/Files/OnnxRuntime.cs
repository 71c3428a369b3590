using Analytics.Frames;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Analytics.Learning.Tests.Files;

/// <summary>Runs a model with Microsoft's ONNX Runtime, on the columns of a frame.</summary>
internal static class OnnxRuntime
{
    public static Dictionary<string, Output> Run(Model model, Frame frame, params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("onnx");
        try
        {
            var onnx = Path.Combine(folder.FullName, "model.onnx");
            model.SaveOnnx(onnx);
            return Run(onnx, model.Schema, frame, more);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a file on the columns of its features and the named ones.</summary>
    public static Dictionary<string, Output> Run(string onnx, Schema schema, Frame frame, params string[] more)
    {
        using var session = new InferenceSession(onnx);
        var inputs = schema
            .Features.Select(feature => Input(feature, frame))
            .Concat(more.Select(name => Input(Feature.Numeric(name), frame)));
        using var results = session.Run([.. inputs.Where(input => session.InputMetadata.ContainsKey(input.Name))]);
        return results.ToDictionary(result => result.Name, Output.Of, StringComparer.Ordinal);
    }

    private static NamedOnnxValue Input(Feature feature, Frame frame)
    {
        int[] shape = [frame.RowCount, 1];
        if (feature.Kind == FeatureKind.Categorical)
        {
            var text = frame.Text(feature.Name);
            return NamedOnnxValue.CreateFromTensor(
                feature.Name,
                new DenseTensor<string>(Enumerable.Range(0, text.Count).Select(row => text.At(row) ?? "").ToArray(), shape)
            );
        }

        var values = new float[frame.RowCount];
        frame[feature.Name].CopyTo(values);
        return NamedOnnxValue.CreateFromTensor(feature.Name, new DenseTensor<float>(values, shape));
    }
}

/// <summary>An output of a model: numbers or words, row by row.</summary>
internal sealed record Output(int[] Shape, double[] Numbers, string[] Words)
{
    public static Output Of(DisposableNamedOnnxValue value) =>
        value.Value switch
        {
            Tensor<float> floats => new Output(floats.Dimensions.ToArray(), [.. floats.Select(each => (double)each)], []),
            Tensor<double> doubles => new Output(doubles.Dimensions.ToArray(), [.. doubles], []),
            Tensor<long> longs => new Output(longs.Dimensions.ToArray(), [.. longs.Select(each => (double)each)], []),
            Tensor<string> words => new Output(words.Dimensions.ToArray(), [], [.. words]),
            var other => throw new NotSupportedException($"Output '{value.Name}' is a {other.GetType()}."),
        };
}
