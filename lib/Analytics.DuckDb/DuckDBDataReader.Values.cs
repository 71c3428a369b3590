using System.Runtime.CompilerServices;

namespace Analytics.DuckDb;

/// <summary>The current row's values.</summary>
public sealed partial class DuckDBDataReader
{
    public override bool IsDBNull(int ordinal) => Column(ordinal).IsNull(_row);

    /// <summary>The natural .NET object, or DBNull.</summary>
    public override object GetValue(int ordinal)
    {
        try
        {
            return VectorValue.At(Column(ordinal), _row) ?? DBNull.Value;
        }
        catch (Exception error) when (error is OverflowException or NotSupportedException)
        {
            throw new InvalidCastException($"Column '{GetName(ordinal)}' ({_columns[ordinal].Type}): {error.Message}", error);
        }
    }

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var column = 0; column < count; column++)
            values[column] = GetValue(column);
        return count;
    }

    /// <summary>The value as <typeparamref name="T"/>: exact types, wider numbers, <c>T?</c> for NULL, text of anything.</summary>
    public override T GetFieldValue<T>(int ordinal)
    {
        var value = GetValue(ordinal);
        return value is T exact ? exact : Conversion.To<T>(value is DBNull ? null : value, () => GetName(ordinal));
    }

    public override bool GetBoolean(int ordinal) => Fast<byte>(ordinal, DuckDBType.Boolean, out var value) ? value != 0 : GetFieldValue<bool>(ordinal);

    public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

    public override short GetInt16(int ordinal) => Fast<short>(ordinal, DuckDBType.SmallInt, out var value) ? value : GetFieldValue<short>(ordinal);

    public override int GetInt32(int ordinal) => Fast<int>(ordinal, DuckDBType.Integer, out var value) ? value : GetFieldValue<int>(ordinal);

    public override long GetInt64(int ordinal) => Fast<long>(ordinal, DuckDBType.BigInt, out var value) ? value : GetFieldValue<long>(ordinal);

    public override float GetFloat(int ordinal) => Fast<float>(ordinal, DuckDBType.Float, out var value) ? value : GetFieldValue<float>(ordinal);

    public override double GetDouble(int ordinal) => Fast<double>(ordinal, DuckDBType.Double, out var value) ? value : GetFieldValue<double>(ordinal);

    public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

    public override string GetString(int ordinal) => GetFieldValue<string>(ordinal);

    public override char GetChar(int ordinal) => GetString(ordinal) is [var letter]
        ? letter
        : throw new InvalidCastException($"Column '{GetName(ordinal)}' holds more or less than one character.");

    public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

    public override Guid GetGuid(int ordinal) => GetFieldValue<Guid>(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        Part(GetFieldValue<byte[]>(ordinal), dataOffset, buffer, bufferOffset, length);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        Part(GetString(ordinal).ToCharArray(), dataOffset, buffer, bufferOffset, length);

    private static long Part<T>(T[] all, long offset, T[]? buffer, int bufferOffset, int length)
    {
        if (buffer is null)
            return all.Length;
        var count = (int)Math.Clamp(all.Length - offset, 0, length);
        if (count > 0)
            Array.Copy(all, offset, buffer, bufferOffset, count);
        return count;
    }

    // Without a box when the column is of just that type and holds a value.
    private bool Fast<T>(int ordinal, DuckDBType type, out T value)
        where T : unmanaged
    {
        ref readonly var column = ref Column(ordinal);
        if (column.Type.Id != type || column.IsNull(_row))
        {
            value = default;
            return false;
        }

        value = column.Value<T>(_row);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly Vector Column(int ordinal)
    {
        if (_row < 0 || _isClosed)
            throw NoRow();
        if ((uint)ordinal >= (uint)_columns.Length)
            throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, $"The result has {_columns.Length} columns.");
        return ref _columns[ordinal];
    }

    private InvalidOperationException NoRow() => new(_isClosed ? "The reader is closed." : _isAtEnd ? "There is no row: Read() returned false." : "Call Read() before reading values.");
}
