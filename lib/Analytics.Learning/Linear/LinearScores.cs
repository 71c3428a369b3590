using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Analytics.Learning;

/// <summary>Linear scores of rows: intercept + Σ coefficient · x, for one or more outputs, in double precision.</summary>
/// <param name="Coefficients">outputs × columns.</param>
/// <param name="Intercepts">One per output.</param>
internal sealed record LinearScores(double[] Coefficients, double[] Intercepts)
{
    public int Outputs => Intercepts.Length;

    public int Columns => Coefficients.Length / Intercepts.Length;

    /// <summary>Writes rows × outputs scores at a distance of <paramref name="stride"/> per row.</summary>
    public void Write(Matrix rows, Span<double> scores, int stride)
    {
        for (var row = 0; row < rows.Rows; row++)
        {
            var x = rows.Row(row);
            for (var k = 0; k < Outputs; k++)
            {
                scores[row * stride + k] = Intercepts[k] + Dot(x, Coefficients.AsSpan(k * Columns, Columns));
            }
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteValues("coefficients", Coefficients);
        json.WriteValues("intercepts", Intercepts);
    }

    /// <exception cref="ModelFileException">The numbers do not fit together.</exception>
    public static LinearScores Read(JsonElement json, int columns, int outputs)
    {
        var scores = new LinearScores(json.Doubles("coefficients"), json.Doubles("intercepts"));
        return scores.Intercepts.Length == outputs && scores.Coefficients.Length == outputs * columns
            ? scores
            : throw new ModelFileException(
                Invariant(
                    $"The model file holds {scores.Coefficients.Length} coefficients and {scores.Intercepts.Length} intercepts; {outputs * columns} and {outputs} were expected. Fit and save the model again."
                )
            );
    }

    /// <summary>Appends x·W + b; float[N, outputs].</summary>
    public string Export(OnnxGraph graph, string input)
    {
        var wide = graph.Cast(input, OnnxType.Double);
        var transposed = new double[Coefficients.Length];
        for (var k = 0; k < Outputs; k++)
        {
            for (var j = 0; j < Columns; j++)
            {
                transposed[j * Outputs + k] = Coefficients[k * Columns + j];
            }
        }

        var product = graph.Node("MatMul", [wide, graph.Constant(transposed, Columns, Outputs)]);
        return graph.Cast(graph.Node("Add", [product, graph.Constant(Intercepts, Outputs)]), OnnxType.Float);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<double> w)
    {
        var sum = Vector512<double>.Zero;
        var j = 0;
        for (; j + 8 <= x.Length; j += 8)
        {
            sum = Vector512.FusedMultiplyAdd(
                Vector512.WidenLower(Vector256.LoadUnsafe(in x[j]).ToVector512Unsafe()),
                Vector512.LoadUnsafe(in w[j]),
                sum
            );
        }

        var total = Vector512.Sum(sum);
        for (; j < x.Length; j++)
        {
            total += x[j] * w[j];
        }

        return total;
    }
}
