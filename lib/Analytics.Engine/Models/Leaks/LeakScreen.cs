using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>
/// What a code per row tells of a target: its means by code are learned on one half of the rows and judged on the other, both ways round, so that
/// nothing is found that holds for the same rows only. AUC (the mean over classes) or R².
/// </summary>
internal sealed class LeakScreen
{
    /// <summary>A half with fewer rows of either class cannot judge.</summary>
    private const int FewestOfAClass = 3;

    private readonly double[][] _targets;
    private readonly bool _isClass;
    private readonly bool[] _second;
    private readonly int[]? _blocks;

    private LeakScreen(double[][] targets, bool isClass, int rows, Blocks? blocks)
    {
        (_targets, _isClass, _blocks) = (targets, isClass, blocks is { Count: >= Blocks.Fewest } && blocks.Count < rows ? blocks.Of : null);
        // Whole blocks to one half: the next second of a trip is nearly this one again, and would be told by it.
        _second = [.. Enumerable.Range(0, rows).Select(row => (new SampleRandom(0, _blocks?[row] ?? row).Bits(1) & 1) == 1)];
        CanJudge =
            targets.Length > 0
            && targets.All(y =>
                !isClass
                || new[] { false, true }.All(half =>
                    Enumerable.Range(0, rows).Count(row => _second[row] == half && y[row] == 1) >= FewestOfAClass
                    && Enumerable.Range(0, rows).Count(row => _second[row] == half && y[row] == 0) >= FewestOfAClass
                )
            );
    }

    public string Name => _isClass ? "AUC" : "R²";

    /// <summary>What a column that knows nothing gets.</summary>
    public double Nothing => _isClass ? 0.5 : 0;

    /// <summary>Whether both halves hold enough of each class.</summary>
    public bool CanJudge { get; }

    public int Rows => _second.Length;

    /// <summary>The target as numbers: of two classes 1 for the second; null for more.</summary>
    public double[]? Single => _targets.Length == 1 ? _targets[0] : null;

    /// <summary>The rows of either half.</summary>
    public (int[] First, int[] Second) Halves =>
        ([.. Enumerable.Range(0, Rows).Where(row => !_second[row])], [.. Enumerable.Range(0, Rows).Where(row => _second[row])]);

    /// <param name="frame">The rows.</param>
    /// <param name="target">What is predicted.</param>
    /// <param name="blocks">Rows that are near to each other and must not tell each other. Default: each row by itself.</param>
    public static LeakScreen Of(Frame frame, string target, Blocks? blocks = null)
    {
        var column = frame[target];
        if (column.Type is not (ColumnType.Text or ColumnType.Bool))
        {
            return new LeakScreen([column.ToDoubles()], false, frame.RowCount, blocks);
        }

        var names = Sides.Keys(frame, target);
        string[] classes = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new LeakScreen(
            [.. classes.Skip(classes.Length == 2 ? 1 : 0).Select(each => names.Select(name => name == each ? 1.0 : 0.0).ToArray())],
            true,
            frame.RowCount,
            blocks
        );
    }

    /// <summary>What codes 0…count-1 tell.</summary>
    public double Of(Coded coded) => Of(coded.Codes, coded.Count);

    /// <inheritdoc cref="Of(Coded)"/>
    public double Of(int[] codes, int count)
    {
        if (!CanJudge)
        {
            return Nothing;
        }

        var sum = 0.0;
        foreach (var y in _targets)
        {
            sum += (Judge(y, codes, count, false) + Judge(y, codes, count, true)) / 2;
        }

        return sum / _targets.Length;
    }

    /// <summary>What the rows that lie next to a row tell of it, in an order: the mean of the two beside it, of the same group; without groups, of other blocks.</summary>
    /// <param name="order">Rows in an order.</param>
    /// <param name="group">A group per row, or null for one.</param>
    public double OfNeighbours(int[] order, int[]? group = null)
    {
        if (!CanJudge)
        {
            return Nothing;
        }

        var sum = 0.0;
        foreach (var y in _targets)
        {
            var predicted = new double[order.Length];
            var mean = y.Average();
            for (var i = 0; i < order.Length; i++)
            {
                var (seen, rows) = (0.0, 0);
                foreach (var step in new[] { -1, 1 })
                {
                    var beside = i + step;
                    while (
                        group is null
                        && _blocks is not null
                        && beside >= 0
                        && beside < order.Length
                        && _blocks[order[beside]] == _blocks[order[i]]
                    )
                    {
                        beside += step;
                    }

                    if (beside >= 0 && beside < order.Length && (group is null || group[order[beside]] == group[order[i]]))
                    {
                        (seen, rows) = (seen + y[order[beside]], rows + 1);
                    }
                }

                predicted[order[i]] = rows > 0 ? seen / rows : mean;
            }

            sum += Measure(y, predicted);
        }

        return sum / _targets.Length;
    }

    /// <summary>Of two rows of one group and of different class, how often the same one comes first; for numbers <see cref="Nothing"/>.</summary>
    /// <param name="order">Rows by group, then by value.</param>
    /// <param name="group">A group per row.</param>
    /// <param name="values">Equal values within a group come neither first nor last.</param>
    public double OfOrder(int[] order, int[] group, double[] values)
    {
        const double FewestPairs = 200;
        if (!CanJudge || !_isClass)
        {
            return Nothing;
        }

        var sum = 0.0;
        foreach (var y in _targets)
        {
            double right = 0,
                pairs = 0;
            for (int from = 0, to; from < order.Length; from = to)
            {
                double below = 0,
                    low = 0,
                    high = 0,
                    won = 0;
                for (to = from; to < order.Length && group[order[to]] == group[order[from]]; )
                {
                    double positives = 0,
                        negatives = 0;
                    for (
                        var at = values[order[to]];
                        to < order.Length
                            && group[order[to]] == group[order[from]]
                            && (values[order[to]] == at || (double.IsNaN(at) && double.IsNaN(values[order[to]])));
                        to++
                    )
                    {
                        (positives, negatives) = (positives + y[order[to]], negatives + 1 - y[order[to]]);
                    }

                    won += positives * (below + negatives / 2);
                    (below, low, high) = (below + negatives, low + negatives, high + positives);
                }

                (right, pairs) = (right + won, pairs + low * high);
            }

            sum += pairs < FewestPairs ? Nothing : Math.Max(right, pairs - right) / pairs;
        }

        return sum / _targets.Length;
    }

    /// <summary>How well predicted numbers meet the target, the way round that they are.</summary>
    public double Measure(double[] predicted) => Measure(_targets[0], predicted);

    private double Measure(double[] y, double[] predicted) =>
        _isClass
            ? Learning.BinaryMetrics.RocAuc([.. y.Select(value => (int)value)], predicted)
            : Math.Max(0, Learning.RegressionMetrics.R2(y, predicted));

    private double Judge(double[] y, int[] codes, int count, bool judged)
    {
        double[] sum = new double[count],
            rows = new double[count],
            seen = new double[count],
            squares = new double[count],
            all = new double[count];
        double total = 0,
            learned = 0;
        for (var row = 0; row < codes.Length; row++)
        {
            var code = codes[row];
            if (_second[row] == judged)
            {
                seen[code] += y[row];
                squares[code] += y[row] * y[row];
                all[code]++;
            }
            else
            {
                sum[code] += y[row];
                rows[code]++;
                total += y[row];
                learned++;
            }
        }

        // A code that the first half lacks is as good as unknown.
        for (var code = 0; code < count; code++)
        {
            sum[code] = rows[code] > 0 ? sum[code] / rows[code] : total / learned;
        }

        return _isClass ? Auc(sum, seen, all) : R2(sum, seen, squares, all);
    }

    private static double Auc(double[] rate, double[] positives, double[] all)
    {
        var order = new int[rate.Length];
        for (var code = 0; code < order.Length; code++)
        {
            order[code] = code;
        }

        Array.Sort((double[])rate.Clone(), order);
        double area = 0,
            below = 0,
            positive = 0;
        for (var i = 0; i < order.Length; )
        {
            double high = 0,
                low = 0;
            for (var at = rate[order[i]]; i < order.Length && rate[order[i]] == at; i++)
            {
                high += positives[order[i]];
                low += all[order[i]] - positives[order[i]];
            }

            area += high * (below + low / 2);
            (below, positive) = (below + low, positive + high);
        }

        return area / (below * positive);
    }

    private static double R2(double[] mean, double[] sum, double[] squares, double[] rows)
    {
        double left = 0,
            y = 0,
            yy = 0,
            n = 0;
        for (var code = 0; code < mean.Length; code++)
        {
            left += squares[code] - 2 * mean[code] * sum[code] + rows[code] * mean[code] * mean[code];
            (y, yy, n) = (y + sum[code], yy + squares[code], n + rows[code]);
        }

        var spread = yy - y * y / n;
        return spread > 0 ? Math.Max(0, 1 - left / spread) : 0;
    }
}
