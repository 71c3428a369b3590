using System.Text.Json;

namespace Analytics.Learning;

/// <summary>
/// The non-decreasing curve nearest to points in the weighted least-squares sense, by pooling adjacent violators (Barlow et al. 1972);
/// linear between its knots, constant beyond them.
/// </summary>
public sealed class Isotonic
{
    private readonly double[] _x;
    private readonly double[] _y;

    private Isotonic(double[] x, double[] y) => (_x, _y) = (x, y);

    /// <summary>The knots' places, ascending.</summary>
    public ReadOnlySpan<double> X => _x;

    /// <summary>The knots' values, never descending.</summary>
    public ReadOnlySpan<double> Y => _y;

    /// <summary>Fits n points of finite numbers; points of one place count as their mean.</summary>
    public static Isotonic Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<float> weights = default)
    {
        Given.Same(y.Length, x.Length, weights.Length);
        Given.Finite(x);
        Given.Finite(y);
        var (keys, rows) = (new ulong[x.Length], new int[x.Length]);
        for (var row = 0; row < keys.Length; row++)
        {
            (keys[row], rows[row]) = (Radix.Key(x[row]), row);
        }

        Radix.Sort(keys, rows);
        var (places, sums, totals) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < rows.Length; i++)
        {
            var weight = Given.Weight(weights, rows[i]);
            if (weight == 0)
            {
                continue;
            }

            if (places.Count == 0 || places[^1] != x[rows[i]])
            {
                places.Add(x[rows[i]]);
                sums.Add(0);
                totals.Add(0);
            }

            sums[^1] += weight * y[rows[i]];
            totals[^1] += weight;
        }

        return places.Count == 0 ? throw new MetricException("All weights are zero.") : Knots(places, Pool(sums, totals));
    }

    public double At(double x)
    {
        if (x <= _x[0])
        {
            return _y[0];
        }

        if (x >= _x[^1])
        {
            return _y[^1];
        }

        var index = Array.BinarySearch(_x, x);
        if (index >= 0)
        {
            return _y[index];
        }

        var right = ~index;
        return _y[right - 1] + (_y[right] - _y[right - 1]) * ((x - _x[right - 1]) / (_x[right] - _x[right - 1]));
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteValues("x", _x);
        json.WriteValues("y", _y);
    }

    internal static Isotonic Read(JsonElement json)
    {
        var (x, y) = (json.Doubles("x"), json.Doubles("y"));
        return x.Length == y.Length && x.Length > 0
            ? new Isotonic(x, y)
            : throw new ModelFileException(
                $"An isotonic curve has {x.Length} places and {y.Length} values; as many of both, and one at least, were expected."
            );
    }

    /// <summary>Appends the curve of float[N,1]: count the knots at or below, then go on along the piece that begins there.</summary>
    internal string Export(OnnxGraph graph, string input)
    {
        var n = _x.Length;
        var wide = graph.Cast(input, OnnxType.Double);
        var kept = graph.Node("Min", [graph.Node("Max", [wide, graph.Constant([_x[0]], 1, 1)]), graph.Constant([_x[^1]], 1, 1)]);
        var reached = graph.Cast(graph.Node("GreaterOrEqual", [kept, graph.Constant(_x, 1, n)]), OnnxType.Float);
        var piece = graph.Cast(graph.Node("ReduceSum", [reached, graph.Constant([1L], 1)], ("keepdims", 0L)), OnnxType.Int64);
        // Piece k begins at knot k - 1; the last has no slope, since no place lies beyond it.
        var slopes = new double[n + 1];
        for (var i = 1; i < n; i++)
        {
            slopes[i] = (_y[i] - _y[i - 1]) / (_x[i] - _x[i - 1]);
        }

        var (start, value, slope) = (Pick([_x[0], .. _x]), Pick([_y[0], .. _y]), Pick(slopes));
        var rise = graph.Node("Mul", [graph.Node("Sub", [kept, start]), slope]);
        return graph.Cast(graph.Node("Add", [value, rise]), OnnxType.Float);

        string Pick(double[] table) => graph.Node("Gather", [graph.Constant(table, table.Length, 1), piece], ("axis", 0L));
    }

    private static double[] Pool(List<double> sums, List<double> totals)
    {
        var (blockSum, blockTotal, blockSize) = (new List<double>(), new List<double>(), new List<int>());
        for (var i = 0; i < sums.Count; i++)
        {
            blockSum.Add(sums[i]);
            blockTotal.Add(totals[i]);
            blockSize.Add(1);
            while (blockSum.Count > 1 && blockSum[^2] / blockTotal[^2] >= blockSum[^1] / blockTotal[^1])
            {
                var (sum, total, size) = (blockSum[^1], blockTotal[^1], blockSize[^1]);
                blockSum.RemoveAt(blockSum.Count - 1);
                blockTotal.RemoveAt(blockTotal.Count - 1);
                blockSize.RemoveAt(blockSize.Count - 1);
                (blockSum[^1], blockTotal[^1], blockSize[^1]) = (blockSum[^1] + sum, blockTotal[^1] + total, blockSize[^1] + size);
            }
        }

        return
        [
            .. blockSum.Select((sum, block) => Enumerable.Repeat(sum / blockTotal[block], blockSize[block])).SelectMany(values => values),
        ];
    }

    /// <summary>Only the ends of level stretches are kept: what lies between follows from them.</summary>
    private static Isotonic Knots(List<double> places, double[] values)
    {
        int[] kept =
        [
            .. Enumerable
                .Range(0, values.Length)
                .Where(i => i == 0 || i == values.Length - 1 || values[i] != values[i - 1] || values[i] != values[i + 1]),
        ];
        return new Isotonic([.. kept.Select(i => places[i])], [.. kept.Select(i => values[i])]);
    }
}
