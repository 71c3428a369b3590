using Analytics.Frames;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Analytics.Interop.Tests;

/// <summary>What ONNX Runtime makes of a model of numbers.</summary>
internal static class Onnx
{
    /// <summary>Probabilities, or values.</summary>
    public static double[] Scores(string path, Frame frame, string[] features)
    {
        using var session = new InferenceSession(path);
        var inputs = features
            .Select(name =>
                NamedOnnxValue.CreateFromTensor(
                    name,
                    new DenseTensor<float>(frame[name].ToDoubles().Select(value => (float)value).ToArray(), [frame.RowCount, 1])
                )
            )
            .ToArray();
        using var outputs = session.Run(inputs);
        return [.. outputs.First(output => output.Name is "probabilities" or "value").AsEnumerable<float>().Select(value => (double)value)];
    }
}
