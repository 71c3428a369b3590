namespace Analytics.Learning;

public abstract partial class Model
{
    /// <summary>
    /// Writes the model, preparation included, for ONNX Runtime (opset 17, ai.onnx.ml 3).
    /// Inputs: one per feature, by its name: numbers <c>float[N,1]</c> with missing as NaN, dates as days since 1970-01-01, booleans as 0 and 1;
    /// categories <c>string[N,1]</c>, where any word outside the vocabulary (such as the empty one) is missing.
    /// Outputs: <c>label</c> <c>string[N]</c> and <c>probabilities</c> <c>float[N,classes]</c> of a classifier, <c>value</c> <c>float[N,1]</c> of a
    /// regression, <c>label</c> <c>int64[N]</c> of clusters; of <see cref="CustomerValueModel"/>, which has an input <c>horizon</c> too, its columns,
    /// each <c>float[N,1]</c>, NaN where it refuses a row; an underscore is appended where a feature has that name.
    /// </summary>
    /// <exception cref="OnnxException">This kind of model has no ONNX form: <see cref="UmapModel"/>.</exception>
    public void SaveOnnx(string path) => ModelFile.Replace(path, ToOnnx());

    internal byte[] ToOnnx()
    {
        var graph = new OnnxGraph();
        Publish(graph, Export(graph, graph.Inputs(Schema)));
        return graph.ToBytes(Kind);
    }

    /// <summary>
    /// Appends this model's nodes. <paramref name="input"/> is float[N, features], encoded as the schema encodes a frame.
    /// Gives the name of the result: float[N, width] for a predictor (values or probabilities), int64[N] for clusters, float[N, k] otherwise.
    /// </summary>
    internal abstract string Export(OnnxGraph graph, string input);

    /// <summary>Makes the exported result the graph's outputs.</summary>
    internal virtual void Publish(OnnxGraph graph, string result) => graph.Output("value", result, OnnxType.Float, null, null);
}

public abstract partial class Predictor
{
    internal sealed override void Publish(OnnxGraph graph, string result)
    {
        if (!Target.IsClass)
        {
            graph.Output("value", result, OnnxType.Float, null, 1);
            return;
        }

        var code = graph.Node("ArgMax", [result], ("axis", 1L), ("keepdims", 0L));
        var label = graph.Ml("LabelEncoder", [code], ("keys_int64s", Enumerable.Range(0, Width).Select(each => (long)each).ToArray()), ("values_strings", Target.Classes.ToArray()));
        graph.Output("label", label, OnnxType.String, (long?)null);
        graph.Output("probabilities", result, OnnxType.Float, null, Width);
    }
}

public abstract partial class Clusterer
{
    internal sealed override void Publish(OnnxGraph graph, string result) => graph.Output("label", result, OnnxType.Int64, (long?)null);
}
