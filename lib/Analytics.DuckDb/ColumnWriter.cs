using System.Runtime.InteropServices;
using System.Text;
using Analytics.Frames;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>Writes stretches of one Frame column into DuckDB's vectors.</summary>
internal abstract unsafe class ColumnWriter(TypeInfo type)
{
    public TypeInfo Type { get; } = type;

    /// <summary>The logical type; the caller disposes it.</summary>
    public DuckDBLogicalType CreateType() =>
        Type.Id == DuckDBType.Decimal
            ? NativeMethods.LogicalType.DuckDBCreateDecimalType((byte)Type.Width, (byte)Type.Scale)
            : NativeMethods.LogicalType.DuckDBCreateLogicalType(Type.Id);

    public abstract void Write(nint vector, int start, int count);

    public static ColumnWriter For(Column column) =>
        column switch
        {
            Column<bool> c => new CopyWriter<bool>(c, DuckDBType.Boolean),
            Column<int> c => new CopyWriter<int>(c, DuckDBType.Integer),
            Column<long> c => new CopyWriter<long>(c, DuckDBType.BigInt),
            Column<float> c => new CopyWriter<float>(c, DuckDBType.Float),
            Column<double> c => new CopyWriter<double>(c, DuckDBType.Double),
            Column<DateOnly> c => new ConvertWriter<DateOnly, int>(c, new(DuckDBType.Date, 0, 0, [], []), Times.Days),
            Column<DateTime> c => new ConvertWriter<DateTime, long>(c, new(DuckDBType.Timestamp, 0, 0, [], []), Times.Micros),
            Column<decimal> c => Decimal(c),
            TextColumn c => new TextWriter(c),
            _ => throw new NotSupportedException($"Column '{column.Name}': {column.Type} has no DuckDB type."),
        };

    /// <summary>Marks the rows of a stretch that are null.</summary>
    protected static void WriteNulls(nint vector, Column column, int start, int count)
    {
        if (column.NullCount == 0)
        {
            return;
        }

        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
        var validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        for (var row = 0; row < count; row++)
        {
            if (column.IsNull(start + row))
            {
                validity[row >> 6] &= ~(1UL << (row & 63));
            }
        }
    }

    // The narrowest of DuckDB's two wide forms that holds every value: 18 digits in 64 bits, 38 in 128.
    private static ColumnWriter Decimal(Column<decimal> column)
    {
        var (scale, digits) = (0, 1);
        for (var row = 0; row < column.Count; row++)
        {
            if (column.At(row) is not { } value)
            {
                continue;
            }

            scale = Math.Max(scale, value.Scale);
            var whole = Math.Abs(decimal.Truncate(value));
            while (digits < 29 && whole >= s_tens[digits])
            {
                digits++;
            }
        }

        if (scale + digits > 38)
        {
            throw new ArgumentException(
                Invariant(
                    $"Column '{column.Name}' needs {digits} digits before the point and {scale} behind it; DECIMAL has 38 in all. Round it."
                )
            );
        }

        return scale + digits <= 18
            ? new ConvertWriter<decimal, long>(column, new(DuckDBType.Decimal, 18, scale, [], []), value => (long)Scaled(value, scale))
            : new ConvertWriter<decimal, DuckDBHugeInt>(
                column,
                new(DuckDBType.Decimal, 38, scale, [], []),
                value => Decimals.Huge(Scaled(value, scale))
            );
    }

    private static readonly decimal[] s_tens =
    [
        .. Enumerable
            .Range(0, 29)
            .Select(power => decimal.Parse("1" + new string('0', power), System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static Int128 Scaled(decimal value, int scale)
    {
        var (digits, has) = Decimals.Split(value);
        for (; has < scale; has++)
        {
            digits *= 10;
        }

        return digits;
    }
}

internal sealed unsafe class CopyWriter<T>(Column<T> column, DuckDBType type) : ColumnWriter(new(type, 0, 0, [], []))
    where T : unmanaged
{
    public override void Write(nint vector, int start, int count)
    {
        column.Values.Slice(start, count).CopyTo(new Span<T>(NativeMethods.Vectors.DuckDBVectorGetData(vector), count));
        WriteNulls(vector, column, start, count);
    }
}

internal sealed unsafe class ConvertWriter<TFrom, TTo>(Column<TFrom> column, TypeInfo type, Func<TFrom, TTo> convert) : ColumnWriter(type)
    where TFrom : struct
    where TTo : unmanaged
{
    public override void Write(nint vector, int start, int count)
    {
        var to = (TTo*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
        var from = column.Values.Slice(start, count);
        for (var row = 0; row < count; row++)
        {
            to[row] = column.IsNull(start + row) ? default : convert(from[row]);
        }

        WriteNulls(vector, column, start, count);
    }
}

/// <summary>Words are turned into UTF-8 once each.</summary>
internal sealed unsafe class TextWriter(TextColumn column) : ColumnWriter(new(DuckDBType.Varchar, 0, 0, [], []))
{
    private readonly byte[]?[] _words = new byte[column.Dictionary.Count][];

    public override void Write(nint vector, int start, int count)
    {
        WriteNulls(vector, column, start, count);
        for (var row = 0; row < count; row++)
        {
            var code = column.Codes[start + row];
            if (code < 0)
            {
                continue;
            }

            var word = _words[code] ??= Encoding.UTF8.GetBytes(column.Dictionary[code]);
            fixed (byte* pointer = word)
            {
                byte nothing = 0;
                NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(
                    vector,
                    (ulong)row,
                    word.Length == 0 ? &nothing : pointer,
                    word.Length
                );
            }
        }
    }
}
