namespace Analytics.Learning;

public sealed partial record Evaluation
{
    /// <summary>The metric on each draw; NaN where a draw does not define it, as one that holds one class only.</summary>
    /// <param name="metric">What to measure.</param>
    /// <param name="resamples">Which rows are drawn; give the same to another model's evaluation to compare the two in pairs.</param>
    /// <param name="threads">Maximum number of threads; default 0: all cores. The result does not depend on it.</param>
    public double[] Draws(Metric metric, Resamples resamples, int threads = 0)
    {
        if (resamples.Rows != Truth.Rows)
        {
            throw new MetricException(Invariant($"The draws are of {resamples.Rows} rows; {Truth.Rows} are evaluated."));
        }

        var measure =
            metric.Sums is { } sums ? Summed(sums(Truth, Prediction), resamples)
            : IsRanked(metric) ? Ranked(metric, resamples)
            : metric.IgnoresWeights ? Repeated(metric, resamples)
            : Weighed(metric, resamples);
        var values = new double[resamples.Draws];
        Parallel.For(
            0,
            values.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount },
            () => new int[resamples.Blocks],
            (draw, _, counts) =>
            {
                resamples.Count(draw, counts);
                values[draw] = measure(counts);
                return counts;
            },
            _ => { }
        );
        return values;
    }

    private bool IsRanked(Metric metric) =>
        Truth.Target.Classes.Count == 2 && (metric.Name == Metric.RocAuc.Name || metric.Name == Metric.AveragePrecision.Name);

    /// <summary>What is made of sums over rows needs them once for each block.</summary>
    private Func<int[], double> Summed(RowTerms terms, Resamples resamples)
    {
        var blocks = new double[resamples.Blocks * terms.Width];
        for (var row = 0; row < Truth.Rows; row++)
        {
            var weight = Truth.Weights?[row] ?? 1.0;
            for (var term = 0; term < terms.Width; term++)
            {
                blocks[resamples.BlockOf[row] * terms.Width + term] += weight * terms.Values[row * terms.Width + term];
            }
        }

        return counts =>
        {
            var sums = new double[terms.Width];
            for (var block = 0; block < counts.Length; block++)
            {
                for (var term = 0; counts[block] > 0 && term < sums.Length; term++)
                {
                    sums[term] += counts[block] * blocks[block * sums.Length + term];
                }
            }

            try
            {
                return terms.Of(sums);
            }
            catch (MetricException)
            {
                return double.NaN;
            }
        };
    }

    /// <summary>What knows no weights is given each row as often as it was drawn.</summary>
    private Func<int[], double> Repeated(Metric metric, Resamples resamples)
    {
        var blocks = resamples.BlockOf.ToArray();
        var width = Math.Max(1, Truth.Target.Classes.Count);
        return counts =>
        {
            int[] rows = [.. Enumerable.Range(0, blocks.Length).SelectMany(row => Enumerable.Repeat(row, counts[blocks[row]]))];
            try
            {
                return metric.Measure(
                    Truth.Take(rows),
                    Prediction with
                    {
                        Scores = [.. rows.SelectMany(row => Prediction.Scores[(row * width)..((row + 1) * width)])],
                    }
                );
            }
            catch (MetricException)
            {
                return double.NaN;
            }
        };
    }

    /// <summary>What is made of the order of the scores is sorted once.</summary>
    private Func<int[], double> Ranked(Metric metric, Resamples resamples)
    {
        var scores = Prediction.Values;
        Given.Finite(scores);
        var rows = Enumerable.Range(0, scores.Length).ToArray();
        Radix.Sort(Array.ConvertAll(scores, Radix.Key), rows);
        var (positive, weights, block, ends) = (
            new bool[rows.Length],
            new double[rows.Length],
            new int[rows.Length],
            new bool[rows.Length]
        );
        for (var i = 0; i < rows.Length; i++)
        {
            // From the highest score down.
            var row = rows[rows.Length - 1 - i];
            (positive[i], weights[i], block[i]) = (Truth.Values[row] == 1, Truth.Weights?[row] ?? 1, resamples.BlockOf[row]);
            ends[i] = i == rows.Length - 1 || scores[rows[rows.Length - 2 - i]] != scores[row];
        }

        var isAuc = metric.Name == Metric.RocAuc.Name;
        return counts =>
        {
            double area = 0,
                high = 0,
                low = 0,
                lastHigh = 0,
                lastLow = 0;
            for (var i = 0; i < block.Length; i++)
            {
                var weight = weights[i] * counts[block[i]];
                if (positive[i])
                {
                    high += weight;
                }
                else
                {
                    low += weight;
                }

                if (!ends[i])
                {
                    continue;
                }

                if (isAuc)
                {
                    area += (low - lastLow) * (high + lastHigh) / 2;
                }
                else if (high > lastHigh)
                {
                    area += (high - lastHigh) * high / (high + low);
                }

                (lastHigh, lastLow) = (high, low);
            }

            return high == 0 || (isAuc && low == 0) ? double.NaN
                : isAuc ? area / (high * low)
                : area / high;
        };
    }

    private Func<int[], double> Weighed(Metric metric, Resamples resamples) =>
        counts =>
        {
            var weights = new float[Truth.Rows];
            for (var row = 0; row < weights.Length; row++)
            {
                weights[row] = counts[resamples.BlockOf[row]] * (Truth.Weights?[row] ?? 1);
            }

            try
            {
                return metric.Measure(Truth.Weighing(weights), Prediction);
            }
            catch (MetricException)
            {
                // A draw can hold one class only; the metric is not defined on it, so it says nothing about the interval.
                return double.NaN;
            }
        };
}

/// <summary>Terms of each row, whose sums over any rows make a metric.</summary>
/// <param name="Width">Terms per row.</param>
/// <param name="Values">rows × width.</param>
/// <param name="Of">The metric, of the sums.</param>
internal sealed record RowTerms(int Width, double[] Values, Func<double[], double> Of);
