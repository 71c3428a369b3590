namespace Analytics.Frames;

/// <summary>One row of a frame while a predicate looks at it; copies nothing.</summary>
public readonly ref struct Row
{
    private readonly Frame _frame;

    internal Row(Frame frame, int index)
    {
        _frame = frame;
        Index = index;
    }

    /// <summary>The row's 0-based place.</summary>
    public int Index { get; }

    /// <summary>The value, boxed, or null.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public object? this[string column] => _frame[column][Index];

    /// <summary>The value of a column of this very type, or null.</summary>
    /// <exception cref="InvalidCastException">The column holds another type.</exception>
    public T? Value<T>(string column)
        where T : struct => _frame.Column<T>(column).At(Index);

    /// <summary>The word of a text column, or null.</summary>
    public string? Text(string column) => _frame.Text(column).At(Index);

    /// <summary>The value of any column but text as a double, as <see cref="Column.ToDoubles"/> gives it: null is NaN, which no comparison holds for.</summary>
    public double Number(string column) => _frame[column].NumberAt(Index);

    public bool IsNull(string column) => _frame[column].IsNull(Index);
}

/// <summary>Whether a row is kept.</summary>
public delegate bool RowPredicate(Row row);
