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

    internal byte[] ToOnnx() => ToOnnx(Publish);

    private protected byte[] ToOnnx(Action<OnnxGraph, string> publish)
    {
        var graph = new OnnxGraph();
        publish(graph, Export(graph, graph.Inputs(Schema)));
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
    /// <summary>The same of a classifier of two classes whose <c>label</c> is the second class from a probability of <paramref name="threshold"/> on, not from one half.</summary>
    /// <exception cref="ArgumentException">There are not two classes.</exception>
    public void SaveOnnx(string path, double threshold)
    {
        if (Target.Classes.Count != 2)
        {
            throw new ArgumentException(
                Invariant($"A threshold decides between two classes; '{Target.Name}' has {Target.Classes.Count}."),
                nameof(threshold)
            );
        }

        ModelFile.Replace(path, ToOnnx((graph, result) => Publish(graph, result, threshold)));
    }

    internal sealed override void Publish(OnnxGraph graph, string result) => Publish(graph, result, null);

    private void Publish(OnnxGraph graph, string result, double? threshold)
    {
        if (!Target.IsClass)
        {
            graph.Output("value", result, OnnxType.Float, null, 1);
            return;
        }

        var code = threshold is { } at
            ? graph.Node(
                "Squeeze",
                [
                    graph.Cast(
                        graph.Node("GreaterOrEqual", [graph.Cast(graph.Columns(result, 1), OnnxType.Double), graph.Constant([at], 1, 1)]),
                        OnnxType.Int64
                    ),
                    graph.Constant([1L], 1),
                ]
            )
            : graph.Node("ArgMax", [result], ("axis", 1L), ("keepdims", 0L));
        graph.Output("label", graph.Words(code, 0, Target.Classes), OnnxType.String, (long?)null);
        graph.Output("probabilities", result, OnnxType.Float, null, Width);
    }
}

public abstract partial class Clusterer
{
    /// <summary>The same with the groups' names: <c>label</c> <c>string[N]</c>, empty for noise, and <c>number</c> <c>int64[N]</c>, 1-based and 0 for noise.</summary>
    /// <param name="path">Where.</param>
    /// <param name="names">A name for each group, in the model's order.</param>
    /// <exception cref="ArgumentException">There are more or fewer names than groups.</exception>
    public void SaveOnnx(string path, IReadOnlyList<string> names)
    {
        if (names.Count != Clusters)
        {
            throw new ArgumentException(Invariant($"{Clusters} groups need as many names; there are {names.Count}."), nameof(names));
        }

        ModelFile.Replace(
            path,
            ToOnnx(
                (graph, result) =>
                {
                    graph.Output("label", graph.Words(result, -1, ["", .. names]), OnnxType.String, (long?)null);
                    graph.Output("number", graph.Node("Add", [result, graph.Constant([1L], 1)]), OnnxType.Int64, (long?)null);
                }
            )
        );
    }

    internal sealed override void Publish(OnnxGraph graph, string result) => graph.Output("label", result, OnnxType.Int64, (long?)null);
}
