using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>A fitted preparation: turns rows into rows of columns that are known beforehand.</summary>
public abstract class Transformer : Model
{
    private protected Transformer(Schema schema, Schema output)
        : base(schema) => Output = output;

    /// <summary>The columns that come out, in order.</summary>
    public Schema Output { get; }

    /// <summary>Transforms every row of a frame that has the model's columns; others are left out.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    public Frame Transform(Frame frame) => Output.Decode(Transform(Encode(frame)));

    /// <summary>Transforms encoded rows: n × Schema.Count to n × Output.Count.</summary>
    public Matrix Transform(Matrix rows) => Transform(rows, s_default);

    internal Matrix Transform(Matrix rows, FitOptions options)
    {
        Schema.CheckWidth(rows);
        var result = GC.AllocateUninitializedArray<float>(checked(rows.Rows * Output.Count));
        RowSums.For(rows.Rows, options, (from, to) => Transform(rows, from, to, result));
        return new Matrix(result, rows.Rows, Output.Count);
    }

    /// <summary>Writes rows from…to-1 of the result, which is row-major and Output.Count wide.</summary>
    private protected abstract void Transform(Matrix rows, int from, int to, float[] result);

    internal sealed override void Publish(OnnxGraph graph, string result) =>
        graph.Output("value", result, OnnxType.Float, null, Output.Count);

    private static readonly FitOptions s_default = new();
}
