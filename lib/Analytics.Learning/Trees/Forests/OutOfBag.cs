namespace Analytics.Learning.Trees;

/// <summary>Scores each row by the trees whose sample it was not in.</summary>
internal static class OutOfBag
{
    private const int BlockRows = 1_024;

    /// <summary>Accuracy, or R² for a number, weighted; NaN when every tree saw every row. A bag has a bit for each row that its tree saw.</summary>
    public static double Score(TreeEnsemble ensemble, TrainingSet set, ulong[][] bags, Workers workers)
    {
        var outputs = ensemble.Outputs;
        var blocks = (set.Rows + BlockRows - 1) / BlockRows;
        var sums = new (double Weight, double Right, double Error, double Y, double Y2)[blocks];
        workers.Run(
            blocks,
            block =>
            {
                var scores = new double[outputs];
                for (var row = block * BlockRows; row < Math.Min(set.Rows, (block + 1) * BlockRows); row++)
                {
                    var trees = Predict(ensemble, set.X.Row(row), row, bags, scores);
                    if (trees == 0)
                    {
                        continue;
                    }

                    var (weight, y) = (set.Weights?[row] ?? 1.0, set.Y[row]);
                    var error = scores[0] / trees - y;
                    sums[block].Weight += weight;
                    sums[block].Right += set.Target.IsClass && Array.IndexOf(scores, scores.Max()) == (int)y ? weight : 0;
                    sums[block].Error += weight * error * error;
                    sums[block].Y += weight * y;
                    sums[block].Y2 += weight * y * y;
                }
            }
        );
        var (all, right, errors, sum, squares) = (
            sums.Sum(s => s.Weight),
            sums.Sum(s => s.Right),
            sums.Sum(s => s.Error),
            sums.Sum(s => s.Y),
            sums.Sum(s => s.Y2)
        );
        return set.Target.IsClass ? right / all : 1 - errors / (squares - sum * sum / all);
    }

    private static int Predict(TreeEnsemble ensemble, ReadOnlySpan<float> values, int row, ulong[][] bags, Span<double> scores)
    {
        scores.Clear();
        var trees = 0;
        for (var i = 0; i < bags.Length; i++)
        {
            if ((bags[i][row >> 6] >> (row & 63) & 1) != 0)
            {
                continue;
            }

            trees++;
            var tree = ensemble.Trees[i];
            var leaf = tree.LeafOf(values);
            for (var output = 0; output < scores.Length; output++)
            {
                scores[output] += tree.Values[leaf * tree.Width + output];
            }
        }

        return trees;
    }
}
