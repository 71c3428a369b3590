using System.Globalization;
using System.Runtime.InteropServices;

namespace Analytics.Learning;

/// <summary>Element types of ONNX tensors, with their numbers in TensorProto.DataType.</summary>
internal enum OnnxType
{
    Float = 1,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Double = 11,
}

/// <summary>
/// An ONNX graph being built (onnx.proto of ONNX 1.12: IR version 8, opset 17, ai.onnx.ml 3, which ONNX Runtime 1.12 and later read).
/// Each method appends and gives the name of what it appended. Little-endian machines only, as .NET's are.
/// </summary>
internal sealed class OnnxGraph
{
    private readonly ProtoWriter _nodes = new();
    private readonly ProtoWriter _constants = new();
    private readonly ProtoWriter _inputs = new();
    private readonly ProtoWriter _outputs = new();
    private readonly HashSet<string> _names;
    private int _count;

    public OnnxGraph()
        : this([]) { }

    /// <summary>A graph within another one, whose tensors it may name and whose names it leaves alone.</summary>
    private OnnxGraph(HashSet<string> names) => _names = names;

    /// <summary>One input per feature, joined to float[N, features]; categories become their codes, other words NaN.</summary>
    public string Inputs(Schema schema)
    {
        _names.UnionWith(schema.Names);
        var columns = new string[schema.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var feature = schema.Features[i];
            var isNumber = feature.Kind == FeatureKind.Numeric;
            _inputs.Message(11, ValueInfo(feature.Name, isNumber ? OnnxType.Float : OnnxType.String, null, 1));
            // An empty list of keys is refused by the runtime; no word is ever equal to this one that holds a NUL.
            columns[i] =
                isNumber ? feature.Name
                : feature.Categories.Count == 0
                    ? Ml(
                        "LabelEncoder",
                        [feature.Name],
                        ("keys_strings", new[] { "\0" }),
                        ("values_floats", new[] { float.NaN }),
                        ("default_float", float.NaN)
                    )
                : Ml(
                    "LabelEncoder",
                    [feature.Name],
                    ("keys_strings", feature.Categories.ToArray()),
                    ("values_floats", Codes(feature.Categories.Count)),
                    ("default_float", float.NaN)
                );
        }

        return Node("Concat", columns, ("axis", 1L));
    }

    /// <summary>An input that is no feature, float[N,1]. An underscore is appended where a feature has that name.</summary>
    public string Input(string name)
    {
        name = Free(name);
        _inputs.Message(11, ValueInfo(name, OnnxType.Float, null, 1));
        return name;
    }

    /// <summary>Appends a node of the standard operators with one output.</summary>
    /// <param name="op">Such as <c>MatMul</c>.</param>
    /// <param name="inputs">Names of tensors; an empty name leaves an optional input out.</param>
    /// <param name="attributes">Values of type long, float, string, long[], float[] or string[].</param>
    public string Node(string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Append("", op, inputs, 1, attributes)[0];

    /// <summary>Appends a node of ai.onnx.ml with one output.</summary>
    public string Ml(string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Append("ai.onnx.ml", op, inputs, 1, attributes)[0];

    /// <summary>Appends a node with several outputs; domain is <c>""</c> or <c>ai.onnx.ml</c>.</summary>
    public string[] Append(
        string domain,
        string op,
        ReadOnlySpan<string> inputs,
        int outputs,
        params ReadOnlySpan<(string Name, object Value)> attributes
    )
    {
        var names = new string[outputs];
        var node = new ProtoWriter();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        for (var i = 0; i < outputs; i++)
        {
            node.Text(2, names[i] = NewName());
        }

        node.Text(4, op);
        foreach (var (name, value) in attributes)
        {
            node.Message(5, Attribute(name, value));
        }

        if (domain.Length > 0)
        {
            node.Text(7, domain);
        }

        _nodes.Message(1, node);
        return names;
    }

    /// <summary>Appends a loop and gives the names of its last state: tensors of double[N,1].</summary>
    /// <param name="most">Maximum number of rounds.</param>
    /// <param name="state">What the first round begins with.</param>
    /// <param name="round">Appends one round to a graph, given its number (int64, from 0) and state; gives a condition (bool) for another one, and the next state.</param>
    public string[] Loop(long most, string[] state, Func<OnnxGraph, string, string[], (string GoesOn, string[] Next)> round)
    {
        var body = new OnnxGraph(_names);
        var (number, before) = (NewName(), Array.ConvertAll(state, _ => NewName()));
        body._inputs.Message(11, ValueInfo(number, OnnxType.Int64));
        body._inputs.Message(11, ValueInfo(NewName(), OnnxType.Bool));
        foreach (var name in before)
        {
            body._inputs.Message(11, ValueInfo(name, OnnxType.Double, null, 1));
        }

        var (goesOn, next) = round(body, number, before);
        body._outputs.Message(12, ValueInfo(goesOn, OnnxType.Bool));
        foreach (var name in next)
        {
            body._outputs.Message(12, ValueInfo(name, OnnxType.Double, null, 1));
        }

        return Append("", "Loop", [Constant([most]), "", .. state], state.Length, ("body", body.Graph("round")));
    }

    public string Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant(OnnxType.Float, MemoryMarshal.AsBytes(values), shape);

    public string Constant(ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) =>
        Constant(OnnxType.Double, MemoryMarshal.AsBytes(values), shape);

    public string Constant(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Constant(OnnxType.Int64, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Converts a tensor's elements.</summary>
    public string Cast(string input, OnnxType to) => Node("Cast", [input], ("to", (long)to));

    /// <summary>The given 0-based columns of float[N, m], in that order.</summary>
    public string Columns(string input, params ReadOnlySpan<long> columns) =>
        Node("Gather", [input, Constant(columns, columns.Length)], ("axis", 1L));

    /// <summary>A word for each of int64[N]: the first for <paramref name="first"/>, the next for one more.</summary>
    public string Words(string codes, int first, IReadOnlyList<string> words) =>
        Ml(
            "LabelEncoder",
            [codes],
            ("keys_int64s", Enumerable.Range(first, words.Count).Select(each => (long)each).ToArray()),
            ("values_strings", words.ToArray())
        );

    /// <summary>Makes a tensor an output of the graph. A dimension of null is not known beforehand.</summary>
    public void Output(string name, string tensor, OnnxType type, params ReadOnlySpan<long?> shape)
    {
        name = Free(name);
        var node = new ProtoWriter();
        node.Text(1, tensor);
        node.Text(2, name);
        node.Text(4, "Identity");
        _nodes.Message(1, node);
        _outputs.Message(12, ValueInfo(name, type, shape));
    }

    /// <summary>The finished ModelProto.</summary>
    public byte[] ToBytes(string name)
    {
        var model = new ProtoWriter();
        model.Number(1, 8);
        model.Text(2, "Analytics.Learning");
        model.Message(7, Graph(name));
        model.Message(8, OpSet("", 17));
        model.Message(8, OpSet("ai.onnx.ml", 3));
        return model.ToArray();
    }

    private ProtoWriter Graph(string name)
    {
        var graph = new ProtoWriter();
        graph.Append(_nodes);
        graph.Text(2, name);
        graph.Append(_constants);
        graph.Append(_inputs);
        graph.Append(_outputs);
        return graph;
    }

    private string Constant(OnnxType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        var tensor = new ProtoWriter();
        if (shape.Length > 0)
        {
            tensor.Numbers(1, shape);
        }

        tensor.Number(2, (long)type);
        var name = NewName();
        tensor.Text(8, name);
        tensor.Bytes(9, bytes);
        _constants.Message(5, tensor);
        return name;
    }

    private string Free(string name)
    {
        while (!_names.Add(name))
        {
            name += "_";
        }

        return name;
    }

    private string NewName()
    {
        string name;
        do
        {
            name = string.Create(CultureInfo.InvariantCulture, $"t{++_count}");
        } while (!_names.Add(name));
        return name;
    }

    private static float[] Codes(int count)
    {
        var codes = new float[count];
        for (var code = 0; code < count; code++)
        {
            codes[code] = code;
        }

        return codes;
    }

    private static ProtoWriter OpSet(string domain, long version)
    {
        var set = new ProtoWriter();
        set.Text(1, domain);
        set.Number(2, version);
        return set;
    }

    private static ProtoWriter ValueInfo(string name, OnnxType type, params ReadOnlySpan<long?> shape)
    {
        var dimensions = new ProtoWriter();
        foreach (var length in shape)
        {
            var dimension = new ProtoWriter();
            if (length is { } known)
            {
                dimension.Number(1, known);
            }
            else
            {
                dimension.Text(2, "N");
            }

            dimensions.Message(1, dimension);
        }

        var tensor = new ProtoWriter();
        tensor.Number(1, (long)type);
        tensor.Message(2, dimensions);
        var typeOf = new ProtoWriter();
        typeOf.Message(1, tensor);
        var info = new ProtoWriter();
        info.Text(1, name);
        info.Message(2, typeOf);
        return info;
    }

    private static ProtoWriter Attribute(string name, object value)
    {
        var attribute = new ProtoWriter();
        attribute.Text(1, name);
        switch (value)
        {
            case float number:
                attribute.Float(2, number);
                attribute.Number(20, 1);
                break;
            case long number:
                attribute.Number(3, number);
                attribute.Number(20, 2);
                break;
            case string text:
                attribute.Text(4, text);
                attribute.Number(20, 3);
                break;
            case ProtoWriter graph:
                attribute.Message(6, graph);
                attribute.Number(20, 5);
                break;
            case float[] numbers:
                attribute.Floats(7, numbers);
                attribute.Number(20, 6);
                break;
            case long[] numbers:
                attribute.Numbers(8, numbers);
                attribute.Number(20, 7);
                break;
            case string[] texts:
                foreach (var text in texts)
                {
                    attribute.Text(9, text);
                }

                attribute.Number(20, 8);
                break;
            default:
                throw new ArgumentException(
                    $"ONNX attribute '{name}' is a {value.GetType().Name}; long, float, string or an array of those was expected."
                );
        }

        return attribute;
    }
}
