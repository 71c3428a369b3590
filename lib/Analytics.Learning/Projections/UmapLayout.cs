namespace Analytics.Learning;

/// <summary>
/// Moves places so that neighbours attract and random others repel one another. In each epoch a block of places moves one after
/// another; of other blocks it sees where they stood when the epoch began. So threads never meet, and the order is fixed.
/// </summary>
internal sealed class UmapLayout(UmapGraph graph, UmapCurve curve, int dimensions, int pushes, int seed)
{
    private const float Limit = 4;

    private readonly float _a = (float)curve.A;
    private readonly float _b = (float)curve.B;

    /// <summary>n × dimensions places after the epochs.</summary>
    public float[] Run(float[] start, int epochs, FitOptions options)
    {
        var n = graph.Starts.Length - 1;
        var (before, now) = ((float[])start.Clone(), (float[])start.Clone());
        var greatest = graph.Weights.Length == 0 ? 1 : graph.Weights.Max();
        var blocks = Math.Clamp(n / 256, 1, 32);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var rate = 1 - (float)epoch / epochs;
            RowBlocks.Run(
                blocks,
                options,
                block =>
                {
                    var (first, last) = RowBlocks.Range(block, blocks, n);
                    for (var i = first; i < last; i++)
                    {
                        Move(i, first, last, epoch, rate, greatest, before, now);
                    }
                }
            );
            now.CopyTo(before, 0);
            options.Progress?.Report(new FitProgress(epoch + 1, epochs));
        }

        return now;
    }

    /// <summary>Moves a row among others that stay where they are: neighbours with their weights, and random others.</summary>
    public void Settle(Span<float> own, ReadOnlySpan<int> ends, ReadOnlySpan<float> weights, float[] others, int epochs, ulong stream)
    {
        var greatest = System.Numerics.Tensors.TensorPrimitives.Max<float>(weights);
        var random = new SplitMix(seed, stream);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var rate = 0.25f * (1 - (float)epoch / epochs);
            for (var k = 0; k < ends.Length; k++)
            {
                if (!IsDue(weights[k] / greatest, epoch))
                {
                    continue;
                }

                Pull(own, others.AsSpan(ends[k] * dimensions, dimensions), rate, 1);
                for (var push = 0; push < pushes; push++)
                {
                    Push(own, others.AsSpan(random.NextInt(others.Length / dimensions) * dimensions, dimensions), rate);
                }
            }
        }
    }

    private void Move(int i, int first, int last, int epoch, float rate, float greatest, float[] before, float[] now)
    {
        var own = now.AsSpan(i * dimensions, dimensions);
        var random = new SplitMix(seed, Mixing.Hash((ulong)i, (ulong)epoch));
        var n = before.Length / dimensions;
        for (var k = graph.Starts[i]; k < graph.Starts[i + 1]; k++)
        {
            if (!IsDue(graph.Weights[k] / greatest, epoch))
            {
                continue;
            }

            var end = graph.Ends[k];
            // Twice, because the edge is walked from its other end too, which moves only the other end.
            Pull(own, Seen(end, first, last, before, now), rate, 2);
            for (var push = 0; push < pushes; push++)
            {
                var other = random.NextInt(n);
                if (other != i)
                {
                    Push(own, Seen(other, first, last, before, now), rate);
                }
            }
        }
    }

    /// <summary>An edge of weight w has its turn in a share w of the epochs, evenly.</summary>
    private static bool IsDue(float share, int epoch) => (int)(share * (epoch + 1)) != (int)(share * epoch);

    private Span<float> Seen(int place, int first, int last, float[] before, float[] now) =>
        (place >= first && place < last ? now : before).AsSpan(place * dimensions, dimensions);

    private void Pull(Span<float> own, ReadOnlySpan<float> other, float rate, float times)
    {
        var square = Square(own, other);
        if (!(square > 0))
        {
            return;
        }

        var power = MathF.Pow(square, _b);
        var force = -2 * _a * _b * power / square / (1 + _a * power) * times;
        for (var j = 0; j < own.Length; j++)
        {
            own[j] += rate * Math.Clamp(force * (own[j] - other[j]), -Limit, Limit);
        }
    }

    private void Push(Span<float> own, ReadOnlySpan<float> other, float rate)
    {
        var square = Square(own, other);
        // Rows on one spot have no direction to part in; what pulls them will part them.
        if (!(square > 0))
        {
            return;
        }

        var force = 2 * _b / ((0.001f + square) * (1 + _a * MathF.Pow(square, _b)));
        for (var j = 0; j < own.Length; j++)
        {
            own[j] += rate * Math.Clamp(force * (own[j] - other[j]), -Limit, Limit);
        }
    }

    private static float Square(ReadOnlySpan<float> own, ReadOnlySpan<float> other)
    {
        var sum = 0f;
        for (var j = 0; j < own.Length; j++)
        {
            sum += (own[j] - other[j]) * (own[j] - other[j]);
        }

        return sum;
    }
}
