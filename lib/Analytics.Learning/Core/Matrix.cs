namespace Analytics.Learning;

/// <summary>
/// A dense row-major table of numbers, n rows × m columns. Missing is NaN; a category is its 0-based code.
/// Single precision, as ONNX models take it; learners accumulate in double.
/// </summary>
public sealed class Matrix
{
    /// <summary>Takes the array over without copying; nobody writes to it afterwards.</summary>
    /// <exception cref="ArgumentException">The array does not hold rows × columns values.</exception>
    public Matrix(float[] values, int rows, int columns)
    {
        if (values.LongLength != (long)rows * columns)
        {
            throw new ArgumentException(
                Invariant($"{rows} rows × {columns} columns need {(long)rows * columns} values, {values.LongLength} were given."),
                nameof(values)
            );
        }

        Values = values;
        Rows = rows;
        Columns = columns;
    }

    internal float[] Values { get; }

    public int Rows { get; }

    public int Columns { get; }

    public float this[int row, int column] => Values[(long)row * Columns + column];

    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(checked(row * Columns), Columns);

    /// <summary>The given 0-based rows, in that order.</summary>
    public Matrix Take(ReadOnlySpan<int> rows)
    {
        var taken = new float[checked(rows.Length * Columns)];
        for (var i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(taken.AsSpan(i * Columns));
        }

        return new Matrix(taken, rows.Length, Columns);
    }
}
