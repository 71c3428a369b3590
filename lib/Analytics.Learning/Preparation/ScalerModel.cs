using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Analytics.Learning;

/// <summary>(x - offset) / scale of each column, reckoned in double precision.</summary>
internal sealed class ScalerModel : Transformer
{
    internal ScalerModel(Schema schema, double[] offset, double[] scale)
        : base(schema, schema)
    {
        if (offset.Length != schema.Count || scale.Length != schema.Count)
            throw new ModelFileException($"A scaler of {schema.Count} columns needs as many offsets and scales; there are {offset.Length} and {scale.Length}.");
        Offset = offset;
        Scale = scale;
    }

    internal double[] Offset { get; }

    internal double[] Scale { get; }

    internal override string Kind => "scaler";

    internal override bool TakesMissing => true;

    private protected override void Transform(Matrix rows, int from, int to, float[] result)
    {
        var m = rows.Columns;
        ref var offset = ref MemoryMarshal.GetArrayDataReference(Offset);
        ref var scale = ref MemoryMarshal.GetArrayDataReference(Scale);
        for (var row = from; row < to; row++)
        {
            var source = rows.Row(row);
            var target = result.AsSpan(row * m, m);
            ref var first = ref MemoryMarshal.GetReference(source);
            ref var firstOut = ref MemoryMarshal.GetReference(target);
            var j = 0;
            for (; j <= m - 8; j += 8)
            {
                var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref first, (nuint)j));
                low = (low - Vector256.LoadUnsafe(ref offset, (nuint)j)) / Vector256.LoadUnsafe(ref scale, (nuint)j);
                high = (high - Vector256.LoadUnsafe(ref offset, (nuint)j + 4)) / Vector256.LoadUnsafe(ref scale, (nuint)j + 4);
                Vector256.Narrow(low, high).StoreUnsafe(ref firstOut, (nuint)j);
            }

            for (; j < m; j++)
                target[j] = (float)((source[j] - Offset[j]) / Scale[j]);
        }
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValues("offset", Offset);
        json.WriteValues("scale", Scale);
    }

    internal static ScalerModel Read(Schema schema, Target target, JsonElement json) => new(schema, json.Doubles("offset"), json.Doubles("scale"));

    internal override string Export(OnnxGraph graph, string input)
    {
        var centred = graph.Node("Sub", [graph.Cast(input, OnnxType.Double), graph.Constant(Offset, 1, Schema.Count)]);
        return graph.Cast(graph.Node("Div", [centred, graph.Constant(Scale, 1, Schema.Count)]), OnnxType.Float);
    }
}
