using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>How well numbers in their order tell a target: AUC (either way round, mean over classes) or R².</summary>
internal sealed class Separation
{
    private readonly int[][] _isClass;
    private readonly double[] _numbers;

    private Separation(int[][] isClass, double[] numbers) => (_isClass, _numbers) = (isClass, numbers);

    public static Separation Of(Frame frame, string target)
    {
        var column = frame[target];
        if (column.Type is not (ColumnType.Text or ColumnType.Bool))
        {
            return new Separation([], column.ToDoubles());
        }

        var names = Sides.Keys(frame, target);
        string[] classes = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new Separation(
            [
                .. classes
                    .Skip(classes.Length == 2 ? 1 : 0)
                    .Select(each => names.Select(name => name == each ? 1 : 0).ToArray())
                    .Where(codes => codes.Contains(0) && codes.Contains(1)),
            ],
            []
        );
    }

    public double Of(Ordered ordered) => Mean(codes => Auc(codes, ordered), () => R2(ordered.Values));

    private double Mean(Func<int[], double> ofClass, Func<double> ofNumber) =>
        _isClass.Length > 0 ? _isClass.Average(ofClass)
        : _numbers.Length > 0 ? ofNumber()
        : double.NaN;

    private static double Auc(int[] codes, Ordered ordered)
    {
        var auc = ordered.Auc(codes);
        return Math.Max(auc, 1 - auc);
    }

    private double R2(double[] values)
    {
        int[] rows = [.. Enumerable.Range(0, values.Length).Where(row => double.IsFinite(values[row]) && double.IsFinite(_numbers[row]))];
        if (rows.Length < 3)
        {
            return 0;
        }

        var (x, y) = (rows.Average(row => values[row]), rows.Average(row => _numbers[row]));
        double xx = 0,
            yy = 0,
            xy = 0;
        foreach (var row in rows)
        {
            xx += (values[row] - x) * (values[row] - x);
            yy += (_numbers[row] - y) * (_numbers[row] - y);
            xy += (values[row] - x) * (_numbers[row] - y);
        }

        return xx > 0 && yy > 0 ? xy * xy / (xx * yy) : 0;
    }
}
