namespace Analytics.Learning;

/// <summary>The values of one column in order, with their weights; asks for quantiles as if each row stood as often as its weight says.</summary>
internal sealed class Quantiles
{
    private readonly float[] _values;
    private readonly double[] _upTo;

    public Quantiles(Matrix rows, int column, float[]? weights)
    {
        var values = new float[rows.Rows];
        var kept = new float[rows.Rows];
        var count = 0;
        for (var row = 0; row < values.Length; row++)
        {
            var (value, weight) = (rows[row, column], weights?[row] ?? 1);
            if (float.IsNaN(value) || weight <= 0)
            {
                continue;
            }

            values[count] = value;
            kept[count++] = weight;
        }

        _values = values[..count];
        if (weights is null)
        {
            Array.Sort(_values);
            _upTo = [];
            Weight = count;
            return;
        }

        kept = kept[..count];
        Array.Sort(_values, kept);
        _upTo = new double[count];
        for (var i = 0; i < count; i++)
        {
            _upTo[i] = Weight += kept[i];
        }
    }

    /// <summary>Sum of the weights of the values present.</summary>
    public double Weight { get; }

    public bool IsEmpty => _values.Length == 0;

    /// <summary>
    /// The quantile with linear interpolation between neighbours (type 7 of Hyndman and Fan 1996, numpy's default).
    /// </summary>
    /// <param name="share">0…1.</param>
    public double At(double share)
    {
        var place = Math.Max(0, share * (Weight - 1));
        var (low, part) = (Math.Floor(place), place - Math.Floor(place));
        double lower = Stands(low),
            upper = part > 0 ? Stands(low + 1) : lower;
        return lower + (upper - lower) * part;
    }

    private float Stands(double place)
    {
        if (_upTo.Length == 0)
        {
            return _values[Math.Min((int)place, _values.Length - 1)];
        }

        var index = Array.BinarySearch(_upTo, place);
        // A place equal to a running sum belongs to the next value: the sums count what stands before.
        index = index >= 0 ? index + 1 : ~index;
        return _values[Math.Min(index, _values.Length - 1)];
    }
}
