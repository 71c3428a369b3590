namespace Analytics.Engine;

/// <summary>Numbers in their order, sorted once for all that is asked of them. What is missing or infinite stands apart.</summary>
internal sealed class Ordered
{
    private readonly double[] _sorted;
    private readonly int[] _rows;
    private readonly int _known;

    private Ordered(double[] values, double[] sorted, int[] rows, int known) =>
        (Values, _sorted, _rows, _known) = (values, sorted, rows, known);

    /// <summary>By row.</summary>
    public double[] Values { get; }

    public static Ordered Of(double[] values)
    {
        var (sorted, rows, known) = (new double[values.Length], new int[values.Length], 0);
        for (var row = 0; row < values.Length; row++)
        {
            if (double.IsFinite(values[row]))
            {
                (sorted[known], rows[known]) = (values[row], row);
                known++;
            }
        }

        Array.Sort(sorted, rows, 0, known);
        for (int row = 0, last = known; row < values.Length; row++)
        {
            if (!double.IsFinite(values[row]))
            {
                rows[last++] = row;
            }
        }

        return new Ordered(values, sorted, rows, known);
    }

    /// <summary>The share of pairs of a 1 and a 0 in which the 1 has the greater number, ties half; what is missing is the least, so that missingness that gives the target away is seen too.</summary>
    /// <param name="codes">0 or 1 by row; both at least once.</param>
    public double Auc(int[] codes)
    {
        var (highs, lows, twice) = (0L, 0L, 0L);
        void Tied(int from, int to)
        {
            var high = 0L;
            for (var i = from; i < to; i++)
            {
                high += codes[_rows[i]];
            }

            var low = to - from - high;
            twice += high * (2 * lows + low);
            (highs, lows) = (highs + high, lows + low);
        }

        Tied(_known, _rows.Length);
        for (int from = 0, to; from < _known; from = to)
        {
            for (to = from + 1; to < _known && _sorted[to] == _sorted[from]; )
            {
                to++;
            }

            Tied(from, to);
        }

        return twice / 2.0 / ((double)highs * lows);
    }

    /// <summary>Values that are few are themselves; many fall into bins of equally many rows. What is missing has a code of its own.</summary>
    public Coded Coded(int most)
    {
        var borders = new List<double>(most + 1);
        for (var i = 0; i < _known && borders.Count <= most; i++)
        {
            if (i == 0 || _sorted[i] != _sorted[i - 1])
            {
                borders.Add(_sorted[i]);
            }
        }

        if (borders.Count > most)
        {
            borders.Clear();
            for (var bin = 0; bin < most; bin++)
            {
                var border = _sorted[(int)((long)bin * _known / most)];
                if (borders.Count == 0 || border > borders[^1])
                {
                    borders.Add(border);
                }
            }
        }

        var codes = new int[_rows.Length];
        for (int i = 0, code = 0; i < _known; i++)
        {
            while (code < borders.Count && _sorted[i] >= borders[code])
            {
                code++;
            }

            codes[_rows[i]] = code;
        }

        return new Coded(codes, borders.Count + 1);
    }
}
