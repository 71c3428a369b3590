using System.Runtime.InteropServices;
using System.Text.Json;

namespace Analytics.Learning;

/// <summary>A fitted <see cref="Umap"/>; keeps the training rows, because a new row goes where those near it are.</summary>
public sealed class UmapModel : Projector
{
    private const int Epochs = 60;

    private readonly Matrix _rows;
    private readonly UmapCurve _curve;
    private readonly int _count;
    private readonly int _pushes;
    private readonly int _seed;
    private readonly Neighbours _neighbours;

    internal UmapModel(Schema schema, Matrix rows, Matrix map, UmapCurve curve, int count, int pushes, int seed)
        : base(schema)
    {
        (_rows, Map, _curve, _count, _pushes, _seed) = (rows, map, curve, count, pushes, seed);
        _neighbours = new Neighbours(rows);
    }

    public override int Dimensions => Map.Columns;

    /// <summary>Where the training rows are: n × <see cref="Dimensions"/>.</summary>
    public Matrix Map { get; }

    internal override string Kind => "umap";

    internal override bool TakesMissing => false;

    private protected override string Prefix => "umap";

    /// <summary>A training row keeps its place; another starts in the middle of its neighbours and settles. No row depends on the others of the call.</summary>
    private protected override Matrix ProjectCore(Matrix rows)
    {
        var projected = new float[checked(rows.Rows * Dimensions)];
        if (rows.Rows == 0)
        {
            return new Matrix(projected, 0, Dimensions);
        }

        if (Schema.FirstMissing(rows) is var (row, column))
        {
            throw new SchemaException(
                Invariant(
                    $"Column '{Schema.Features[column].Name}' is missing in row {row + 1}, and a map has no place for it. Fill it with an Imputer."
                )
            );
        }

        var options = new FitOptions();
        var (distances, found) = _neighbours.Nearest(rows, _count, options);
        var layout = new UmapLayout(new UmapGraph([0], [], []), _curve, Dimensions, _pushes, _seed);
        var blocks = RowBlocks.Count(rows.Rows, 64);
        RowBlocks.Run(
            blocks,
            options,
            block =>
            {
                Span<float> weights = new float[_count];
                var (first, last) = RowBlocks.Range(block, blocks, rows.Rows);
                for (var i = first; i < last; i++)
                {
                    Place(
                        rows.Row(i),
                        distances.AsSpan(i * _count, _count),
                        found.AsSpan(i * _count, _count),
                        weights,
                        layout,
                        projected.AsSpan(i * Dimensions, Dimensions)
                    );
                }
            }
        );
        return new Matrix(projected, rows.Rows, Dimensions);
    }

    private void Place(
        ReadOnlySpan<float> row,
        ReadOnlySpan<double> distances,
        ReadOnlySpan<int> found,
        Span<float> weights,
        UmapLayout layout,
        Span<float> place
    )
    {
        if (distances[0] == 0)
        {
            Map.Row(found[0]).CopyTo(place);
            return;
        }

        UmapGraph.Memberships(distances, weights);
        var sum = 0f;
        for (var k = 0; k < found.Length; k++)
        {
            sum += weights[k];
            for (var j = 0; j < place.Length; j++)
            {
                place[j] += weights[k] * Map[found[k], j];
            }
        }

        foreach (ref var each in place)
        {
            each /= sum;
        }

        var stream = 0UL;
        foreach (var bits in MemoryMarshal.Cast<float, uint>(row))
        {
            stream = Mixing.Hash(bits, stream);
        }

        layout.Settle(place, found, weights, Map.Values, Epochs, stream);
    }

    internal override string Export(OnnxGraph graph, string input) =>
        throw new OnnxException(
            "A map of Umap has no ONNX form: a new row settles by steps drawn from a hash of its bits, and ONNX of opset 17 has no exclusive or to hash with. Keep it as model.json, or use Pca."
        );

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValues("curve", [_curve.A, _curve.B]);
        json.WriteNumber("neighbours", _count);
        json.WriteNumber("pushes", _pushes);
        json.WriteNumber("seed", _seed);
        json.WriteNumber("dimensions", Dimensions);
        json.WriteValues("rows", _rows.Values);
        json.WriteValues("map", Map.Values);
    }

    internal static UmapModel Read(Schema schema, Target target, JsonElement json)
    {
        var (curve, rows, map) = (json.Doubles("curve"), json.Floats("rows"), json.Floats("map"));
        var (count, pushes, dimensions) = (json.Int("neighbours"), json.Int("pushes"), json.Int("dimensions"));
        var n = dimensions > 0 ? map.Length / dimensions : 0;
        return
            curve.Length == 2
            && n > 0
            && map.Length == n * dimensions
            && rows.Length == (long)n * schema.Count
            && count >= 1
            && count <= n
            && pushes >= 1
            ? new UmapModel(
                schema,
                new Matrix(rows, n, schema.Count),
                new Matrix(map, n, dimensions),
                new UmapCurve(curve[0], curve[1]),
                count,
                pushes,
                json.Int("seed")
            )
            : throw new ModelFileException(
                Invariant(
                    $"The model file's lists do not fit {n} rows of {schema.Count} columns in {dimensions} dimensions. Fit and save the model again."
                )
            );
    }
}
