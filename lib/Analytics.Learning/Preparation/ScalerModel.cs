using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Analytics.Learning;

/// <summary>(x - offset) / scale of each column, reckoned in double precision.</summary>
internal sealed class ScalerModel : Transformer
{
    private const int Lanes = 8;

    /// <summary>Offsets, and one over the scales, of eight rows.</summary>
    private readonly double[] _offsets,
        _factors;

    internal ScalerModel(Schema schema, double[] offset, double[] scale)
        : base(schema, schema)
    {
        if (offset.Length != schema.Count || scale.Length != schema.Count)
        {
            throw new ModelFileException(
                $"A scaler of {schema.Count} columns needs as many offsets and scales; there are {offset.Length} and {scale.Length}."
            );
        }

        Offset = offset;
        Scale = scale;
        _offsets = new double[Lanes * offset.Length];
        _factors = new double[Lanes * offset.Length];
        for (var i = 0; i < _offsets.Length; i++)
        {
            (_offsets[i], _factors[i]) = (offset[i % offset.Length], 1 / scale[i % offset.Length]);
        }
    }

    internal double[] Offset { get; }

    internal double[] Scale { get; }

    internal override string Kind => "scaler";

    internal override bool TakesMissing => true;

    private protected override void Transform(Matrix rows, int from, int to, float[] result)
    {
        // Eight rows are a whole number of vectors whatever the width, so no row has a rest of its own.
        var (m, tile) = (rows.Columns, Lanes * rows.Columns);
        ref var source = ref MemoryMarshal.GetArrayDataReference(rows.Values);
        ref var target = ref MemoryMarshal.GetArrayDataReference(result);
        ref var offset = ref MemoryMarshal.GetArrayDataReference(_offsets);
        ref var factor = ref MemoryMarshal.GetArrayDataReference(_factors);
        var row = from;
        for (; row <= to - Lanes; row += Lanes)
        {
            var start = (nuint)row * (nuint)m;
            for (nuint j = 0; j < (nuint)tile; j += Lanes)
            {
                var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, start + j));
                low = (low - Vector256.LoadUnsafe(ref offset, j)) * Vector256.LoadUnsafe(ref factor, j);
                high = (high - Vector256.LoadUnsafe(ref offset, j + 4)) * Vector256.LoadUnsafe(ref factor, j + 4);
                Vector256.Narrow(low, high).StoreUnsafe(ref target, start + j);
            }
        }

        for (var at = row * m; at < to * m; at++)
        {
            result[at] = (float)((rows.Values[at] - _offsets[at % m]) * _factors[at % m]);
        }
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValues("offset", Offset);
        json.WriteValues("scale", Scale);
    }

    internal static ScalerModel Read(Schema schema, Target target, JsonElement json) =>
        new(schema, json.Doubles("offset"), json.Doubles("scale"));

    internal override string Export(OnnxGraph graph, string input)
    {
        var centred = graph.Node("Sub", [graph.Cast(input, OnnxType.Double), graph.Constant(Offset, 1, Schema.Count)]);
        return graph.Cast(graph.Node("Mul", [centred, graph.Constant(_factors.AsSpan(0, Schema.Count), 1, Schema.Count)]), OnnxType.Float);
    }
}
