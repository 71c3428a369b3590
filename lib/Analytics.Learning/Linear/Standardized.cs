using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>
/// A matrix seen in double precision with each column shifted by about its mean and divided by about its deviation, so that a
/// solver's steps are well conditioned. Both are taken from a sample of rows: they change the path to a solution, not the solution.
/// </summary>
internal sealed unsafe partial class Standardized
{
    /// <summary>Maximum number of rows that <see cref="Load"/> gives at once.</summary>
    public const int Height = 64;

    private const int SampleRows = 4096;

    private readonly Matrix _x;
    private readonly Aligned<double> _shift;
    private readonly Aligned<double> _scale;
    private readonly Aligned<double> _offset;

    /// <param name="x">n rows × d columns without missing values.</param>
    /// <param name="intercept">Centres the columns and appends one of ones.</param>
    public Standardized(Matrix x, bool intercept)
    {
        _x = x;
        Width = x.Columns + (intercept ? 1 : 0);
        Stride = (Width + 7) & ~7;
        (_shift, _scale, _offset) = (new(Stride), new(Stride), new(Stride));
        Sample(intercept);
        if (intercept)
        {
            _offset.Pointer[x.Columns] = 1;
        }
    }

    public int Rows => _x.Rows;

    /// <summary>Columns, that of ones included.</summary>
    public int Width { get; }

    /// <summary><see cref="Width"/> rounded up to whole vectors of 8; the columns beyond are zero.</summary>
    public int Stride { get; }

    public ReadOnlySpan<double> Shift => _shift.Span[.._x.Columns];

    public ReadOnlySpan<double> Scale => _scale.Span[.._x.Columns];

    /// <summary>Writes rows × <see cref="Stride"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(int from, int count, double* tile)
    {
        var columns = _x.Columns;
        // A whole vector may reach into the next row; at the end of the matrix there is none.
        var safe = Math.Min(count, Math.Max(0, _x.Rows - from - (8 + columns - 1) / columns));
        fixed (float* values = _x.Values)
        {
            for (var row = 0; row < safe; row++)
            {
                var source = values + (long)(from + row) * columns;
                var target = tile + (long)row * Stride;
                for (var j = 0; j < Stride; j += 8)
                {
                    var wide = j < columns ? Vector512.WidenLower(Vector256.Load(source + j).ToVector512Unsafe()) : Vector512<double>.Zero;
                    wide =
                        (wide - Vector512.LoadAligned(_shift.Pointer + j)) * Vector512.LoadAligned(_scale.Pointer + j)
                        + Vector512.LoadAligned(_offset.Pointer + j);
                    wide.StoreAligned(target + j);
                }
            }

            for (var row = safe; row < count; row++)
            {
                var source = values + (long)(from + row) * columns;
                var target = tile + (long)row * Stride;
                for (var j = 0; j < Stride; j++)
                {
                    target[j] = ((j < columns ? source[j] : 0.0) - _shift.Pointer[j]) * _scale.Pointer[j] + _offset.Pointer[j];
                }
            }
        }

        GC.KeepAlive(_shift);
        GC.KeepAlive(_scale);
        GC.KeepAlive(_offset);
    }

    private void Sample(bool center)
    {
        var columns = _x.Columns;
        var count = Math.Min(_x.Rows, SampleRows);
        Span<double> sum = new double[columns],
            squares = new double[columns];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < count; i++)
            {
                var row = _x.Row((int)((long)i * _x.Rows / count));
                for (var j = 0; j < columns; j++)
                {
                    if (pass == 0)
                    {
                        sum[j] += row[j];
                    }
                    else
                    {
                        squares[j] += (row[j] - sum[j]) * (row[j] - sum[j]);
                    }
                }
            }

            for (var j = 0; pass == 0 && j < columns; j++)
            {
                sum[j] /= count;
            }
        }

        for (var j = 0; j < columns; j++)
        {
            var deviation = Math.Sqrt(squares[j] / count);
            // A column that is constant in the sample may still vary elsewhere: its own size is then the best guess of its scale.
            if (!(deviation > 1e-12 * Math.Abs(sum[j])))
            {
                deviation = Math.Abs(sum[j]);
            }

            _shift.Pointer[j] = center ? sum[j] : 0;
            _scale.Pointer[j] = deviation > 0 ? 1 / deviation : 1;
        }
    }
}
