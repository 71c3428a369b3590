using System.Text.Json;
using Analytics.Frames;

namespace Analytics.Learning.Tests.Files;

/// <summary>Runs a model with ONNX Runtime for Node.js, on the columns of a frame.</summary>
internal static class OnnxRuntime
{
    public static Dictionary<string, (int[] Shape, JsonElement[] Values)> Run(Model model, Frame frame, params string[] more)
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
    public static Dictionary<string, (int[] Shape, JsonElement[] Values)> Run(string onnx, Schema schema, Frame frame, params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("onnx");
        try
        {
            var (inputs, outputs) = (Path.Combine(folder.FullName, "in.json"), Path.Combine(folder.FullName, "out.json"));
            File.WriteAllText(inputs, Inputs(schema, frame, more));
            var script = Path.Combine(OutsideTools.NodeModules, "..", "onnx-run.mjs");
            var (code, _, error) = OutsideTools.Run("node", script, onnx, inputs, outputs);
            Assert.True(code == 0, error);
            using var document = JsonDocument.Parse(File.ReadAllBytes(outputs));
            return document.RootElement.EnumerateObject().ToDictionary(
                output => output.Name,
                output => (output.Value.GetProperty("dims").EnumerateArray().Select(value => value.GetInt32()).ToArray(), output.Value.GetProperty("values").EnumerateArray().Select(value => value.Clone()).ToArray()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static double[] Numbers(this (int[] Shape, JsonElement[] Values) output) =>
        [.. output.Values.Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];

    public static string[] Words(this (int[] Shape, JsonElement[] Values) output) => [.. output.Values.Select(value => value.GetString()!)];

    private static string Inputs(Schema schema, Frame frame, string[] more)
    {
        var columns = schema.Names.Concat(more).ToDictionary(name => name, name => frame[name] is TextColumn text
            ? Enumerable.Range(0, text.Count).Select(row => (object?)text.At(row)).ToArray()
            : Numbers(frame[name]));
        return JsonSerializer.Serialize(new { rows = frame.RowCount, columns, text = schema.Features.Where(feature => feature.Kind == FeatureKind.Categorical).Select(feature => feature.Name) });
    }

    private static object?[] Numbers(Column column)
    {
        var values = new float[column.Count];
        column.CopyTo(values);
        return [.. values.Select(value => float.IsNaN(value) ? null : (object)value)];
    }
}
