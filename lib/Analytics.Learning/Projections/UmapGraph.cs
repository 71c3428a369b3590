namespace Analytics.Learning;

/// <summary>Who is near whom, and how much: for each place the places of its neighbours and weights 0…1, the same from both ends.</summary>
/// <param name="Starts">n + 1 positions in the other two lists.</param>
/// <param name="Ends">The neighbours' places.</param>
/// <param name="Weights">Their weights.</param>
internal sealed record UmapGraph(int[] Starts, int[] Ends, float[] Weights)
{
    public static UmapGraph Of(Neighbours neighbours, Matrix x, int[] order, int[] placeOf, int count, FitOptions options)
    {
        var (distances, rows) = neighbours.Nearest(x.Take(order), count, options);
        var n = order.Length;
        var (ends, weights) = (new int[rows.Length], new float[rows.Length]);
        var blocks = RowBlocks.Count(n);
        RowBlocks.Run(
            blocks,
            options,
            block =>
            {
                var (first, last) = RowBlocks.Range(block, blocks, n);
                for (var place = first; place < last; place++)
                {
                    Memberships(distances.AsSpan(place * count, count), weights.AsSpan(place * count, count));
                    for (var k = place * count; k < (place + 1) * count; k++)
                    {
                        ends[k] = placeOf[rows[k]];
                        if (ends[k] == place)
                        {
                            weights[k] = 0;
                        }
                    }
                }
            }
        );
        return Symmetric(n, count, ends, weights);
    }

    /// <summary>
    /// exp(-(distance - nearest) / width), the width such that the weights sum to log₂ of their number, as in section 3.1 of the paper.
    /// </summary>
    public static void Memberships(ReadOnlySpan<double> distances, Span<float> weights)
    {
        var nearest = 0.0;
        var mean = 0.0;
        foreach (var distance in distances)
        {
            mean += distance / distances.Length;
            if (nearest == 0)
            {
                nearest = distance;
            }
        }

        var (low, high, width, wanted) = (0.0, double.PositiveInfinity, 1.0, Math.Log2(distances.Length));
        for (var step = 0; step < 64; step++)
        {
            var sum = 0.0;
            for (var k = 1; k < distances.Length; k++)
            {
                sum += Math.Exp(-Math.Max(0, distances[k] - nearest) / width);
            }

            if (Math.Abs(sum - wanted) < 1e-5)
            {
                break;
            }

            if (sum > wanted)
            {
                (high, width) = (width, (low + width) / 2);
            }
            else
            {
                (low, width) = (width, double.IsInfinity(high) ? 2 * width : (width + high) / 2);
            }
        }

        // Where all neighbours are equally far any width would do; a thousandth of the mean keeps the weights from becoming a cliff.
        width = Math.Max(width, 1e-3 * mean);
        for (var k = 0; k < distances.Length; k++)
        {
            weights[k] = width > 0 ? (float)Math.Exp(-Math.Max(0, distances[k] - nearest) / width) : 1;
        }
    }

    /// <summary>Union of both directions: v + w - v·w.</summary>
    private static UmapGraph Symmetric(int n, int count, int[] ends, float[] weights)
    {
        float Back(int from, int to)
        {
            for (var k = from * count; k < (from + 1) * count; k++)
            {
                if (ends[k] == to)
                {
                    return weights[k];
                }
            }

            return -1;
        }

        var lists = new List<(int End, float Weight)>[n];
        for (var i = 0; i < n; i++)
        {
            lists[i] = new(2 * count);
        }

        for (var i = 0; i < n; i++)
        {
            for (var k = i * count; k < (i + 1) * count; k++)
            {
                if (ends[k] == i || weights[k] <= 0)
                {
                    continue;
                }

                var back = Back(ends[k], i);
                var weight = back > 0 ? weights[k] + back - weights[k] * back : weights[k];
                lists[i].Add((ends[k], weight));
                if (!(back > 0))
                {
                    lists[ends[k]].Add((i, weight));
                }
            }
        }

        var starts = new int[n + 1];
        for (var i = 0; i < n; i++)
        {
            starts[i + 1] = starts[i] + lists[i].Count;
        }

        var (allEnds, allWeights) = (new int[starts[n]], new float[starts[n]]);
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < lists[i].Count; k++)
            {
                (allEnds[starts[i] + k], allWeights[starts[i] + k]) = lists[i][k];
            }
        }

        return new UmapGraph(starts, allEnds, allWeights);
    }
}
