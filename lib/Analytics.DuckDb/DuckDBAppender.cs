using System.Text;

namespace Analytics.DuckDb;

/// <summary>
/// Adds rows one by one to an existing table, much faster than INSERT statements. Rows stand in the table after <see cref="Close"/>;
/// disposing closes too. A whole <see cref="Frames.Frame"/> goes by <see cref="DuckDBConnection.Append"/>.
/// </summary>
public sealed unsafe class DuckDBAppender : IDisposable
{
    private readonly AppenderHandle _handle;
    private readonly string _table;
    private readonly int _columns;
    private int _column;
    private long _row = 1;
    private bool _isBroken;

    internal DuckDBAppender(DuckDBConnection connection, string name)
    {
        var parts = name.Split('.', 2);
        _table = name;
        var state = Native.duckdb_appender_create_ext(connection.Handle, null, parts.Length == 2 ? parts[0] : null, parts[^1], out _handle);
        if (state != 0)
        {
            var error = DuckDBException.From(_handle);
            _handle.Dispose();
            throw error;
        }

        _columns = (int)Native.duckdb_appender_column_count(_handle);
    }

    /// <summary>Appends one row; values as for parameters.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than columns, or DuckDB has no type for one.</exception>
    /// <exception cref="DuckDBException">A value cannot be turned into its column's type.</exception>
    public void AppendRow(params ReadOnlySpan<object?> values)
    {
        if (values.Length != _columns)
            throw new ArgumentException(Invariant($"{values.Length} values were given for row {_row}, and the table '{_table}' has {_columns} columns."));
        foreach (var value in values)
            Append(value);
        EndRow();
    }

    /// <summary>Appends the row's next value.</summary>
    public DuckDBAppender Append(object? value) => value switch
    {
        null or DBNull => Checked(Native.duckdb_append_null(_handle)),
        int number => Append(number),
        long number => Append(number),
        double number => Append(number),
        string text => Append(text),
        _ => AppendOther(value),
    };

    public DuckDBAppender Append(bool value) => Checked(Native.duckdb_append_bool(_handle, value ? (byte)1 : (byte)0));

    public DuckDBAppender Append(int value) => Checked(Native.duckdb_append_int32(_handle, value));

    public DuckDBAppender Append(long value) => Checked(Native.duckdb_append_int64(_handle, value));

    public DuckDBAppender Append(float value) => Checked(Native.duckdb_append_float(_handle, value));

    public DuckDBAppender Append(double value) => Checked(Native.duckdb_append_double(_handle, value));

    public DuckDBAppender Append(string? value)
    {
        if (value is null)
            return Checked(Native.duckdb_append_null(_handle));
        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* pointer = bytes)
        {
            byte nothing = 0;
            return Checked(Native.duckdb_append_varchar_length(_handle, bytes.Length == 0 ? &nothing : pointer, (ulong)bytes.Length));
        }
    }

    /// <summary>The column's default value.</summary>
    public DuckDBAppender AppendDefault() => Checked(Native.duckdb_append_default(_handle));

    /// <summary>Ends the row.</summary>
    /// <exception cref="ArgumentException">The row has fewer values than the table columns.</exception>
    public void EndRow()
    {
        if (_column != _columns)
            throw new ArgumentException(Invariant($"Row {_row} has {_column} values, and the table '{_table}' has {_columns} columns."));
        _column = 0;
        Checked(Native.duckdb_appender_end_row(_handle));
        (_column, _row) = (0, _row + 1);
    }

    /// <summary>Writes the rows so far to the table.</summary>
    /// <exception cref="DuckDBException">A row breaks a constraint; then none since the last flush is there.</exception>
    public void Flush() => Done(Native.duckdb_appender_flush(_handle));

    /// <summary>Writes what is left and ends the appender.</summary>
    /// <exception cref="DuckDBException">A row breaks a constraint; then none since the last flush is there.</exception>
    public void Close()
    {
        if (_handle.IsClosed)
            return;
        try
        {
            if (!_isBroken)
                Done(Native.duckdb_appender_close(_handle));
        }
        finally
        {
            _handle.Dispose();
        }
    }

    public void Dispose() => Close();

    private DuckDBAppender AppendOther(object value)
    {
        using var native = NativeValue.From(value, Invariant($"{_column + 1} of row {_row}"));
        return Checked(Native.duckdb_append_value(_handle, native.Pointer));
    }

    private DuckDBAppender Checked(int state)
    {
        if (state == 0)
        {
            _column++;
            return this;
        }

        _isBroken = true;
        var error = DuckDBException.From(_handle);
        // What was appended before the error would otherwise be written when the handle goes.
        Native.duckdb_appender_clear(_handle);
        throw new DuckDBException(error.ErrorType, Invariant($"Table '{_table}', row {_row}, column {_column + 1}: {error.Message}"));
    }

    private void Done(int state)
    {
        if (state == 0)
            return;
        _isBroken = true;
        var error = DuckDBException.From(_handle);
        Native.duckdb_appender_clear(_handle);
        throw error;
    }
}
