using System.Numerics;
using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>Takes one column's vectors and makes a <see cref="Column"/> of them.</summary>
internal abstract class ColumnReader
{
    /// <summary>Takes <paramref name="count"/> values of a vector to the rows from <paramref name="row"/> on.</summary>
    public abstract void Add(in Vector vector, int row, int count);

    /// <summary>Values stand for themselves, so that chunks may come in any order and on several threads.</summary>
    public virtual bool IsUnordered => true;

    public abstract Column ToColumn(string name);

    /// <summary>Which column type a DuckDB type becomes: the table in the README, in code.</summary>
    public static ColumnReader For(TypeInfo type, int rows) => type.Id switch
    {
        DuckDBType.Boolean => new CopyReader<bool>(rows),
        DuckDBType.Integer => new CopyReader<int>(rows),
        DuckDBType.BigInt => new CopyReader<long>(rows),
        DuckDBType.Float => new CopyReader<float>(rows),
        DuckDBType.Double => new CopyReader<double>(rows),
        DuckDBType.TinyInt => new ConvertReader<sbyte, int, Widen>(rows, default),
        DuckDBType.SmallInt => new ConvertReader<short, int, Widen>(rows, default),
        DuckDBType.UTinyInt => new ConvertReader<byte, int, Widen>(rows, default),
        DuckDBType.USmallInt => new ConvertReader<ushort, int, Widen>(rows, default),
        DuckDBType.UInteger => new ConvertReader<uint, long, Widen>(rows, default),
        DuckDBType.UBigInt => new ConvertReader<ulong, decimal, Widen>(rows, default),
        DuckDBType.HugeInt => new ConvertReader<NativeHuge, decimal, Huge>(rows, default),
        DuckDBType.UHugeInt => new ConvertReader<NativeHuge, decimal, UHuge>(rows, default),
        DuckDBType.Decimal when type.Width <= 4 => new ConvertReader<short, decimal, Scaled>(rows, new(type.Scale)),
        DuckDBType.Decimal when type.Width <= 9 => new ConvertReader<int, decimal, Scaled>(rows, new(type.Scale)),
        DuckDBType.Decimal when type.Width <= 18 => new ConvertReader<long, decimal, Scaled>(rows, new(type.Scale)),
        DuckDBType.Decimal => new ConvertReader<NativeHuge, decimal, Scaled>(rows, new(type.Scale)),
        DuckDBType.Date => new ConvertReader<int, DateOnly, Time>(rows, default),
        DuckDBType.Timestamp => new ConvertReader<long, DateTime, Time>(rows, default),
        DuckDBType.TimestampTz => new ConvertReader<long, DateTime, Instant>(rows, default),
        DuckDBType.TimestampS => new ConvertReader<long, DateTime, SecondsTime>(rows, default),
        DuckDBType.TimestampMs => new ConvertReader<long, DateTime, MillisTime>(rows, default),
        DuckDBType.TimestampNs => new ConvertReader<long, DateTime, NanosTime>(rows, default),
        DuckDBType.Varchar => new TextReader(rows),
        DuckDBType.Enum => new EnumReader(rows, type.Words),
        _ => new ObjectTextReader(rows),
    };
}

/// <summary>value → value, as a struct so that the loop has no call in it.</summary>
internal interface IConversion<TFrom, TTo>
{
    TTo Convert(TFrom value);
}

internal readonly struct Widen :
    IConversion<sbyte, int>, IConversion<short, int>, IConversion<byte, int>, IConversion<ushort, int>, IConversion<uint, long>, IConversion<ulong, decimal>
{
    public int Convert(sbyte value) => value;

    public int Convert(short value) => value;

    public int Convert(byte value) => value;

    public int Convert(ushort value) => value;

    public long Convert(uint value) => value;

    public decimal Convert(ulong value) => value;
}

internal readonly struct Scaled(int scale) :
    IConversion<short, decimal>, IConversion<int, decimal>, IConversion<long, decimal>, IConversion<NativeHuge, decimal>
{
    public decimal Convert(short value) => Decimals.From((long)value, scale);

    public decimal Convert(int value) => Decimals.From((long)value, scale);

    public decimal Convert(long value) => Decimals.From(value, scale);

    public decimal Convert(NativeHuge value) => Decimals.From(Decimals.Huge(value), scale);
}

internal readonly struct Huge : IConversion<NativeHuge, decimal>
{
    public decimal Convert(NativeHuge value) => Decimals.From(Decimals.Huge(value), 0);
}

internal readonly struct UHuge : IConversion<NativeHuge, decimal>
{
    public decimal Convert(NativeHuge value) => Decimals.UHuge(value) is var wide && wide <= (UInt128)Int128.MaxValue
        ? Decimals.From((Int128)wide, 0)
        : throw new OverflowException(Invariant($"{(BigInteger)wide} does not fit .NET's decimal (28-29 digits); cast it in SQL, for example to DOUBLE or VARCHAR."));
}

internal readonly struct Time : IConversion<int, DateOnly>, IConversion<long, DateTime>
{
    public DateOnly Convert(int value) => Times.Date(value);

    public DateTime Convert(long value) => Times.Micros(value);
}

internal readonly struct Instant : IConversion<long, DateTime>
{
    public DateTime Convert(long value) => Times.Instant(value);
}

internal readonly struct SecondsTime : IConversion<long, DateTime>
{
    public DateTime Convert(long value) => Times.Seconds(value);
}

internal readonly struct MillisTime : IConversion<long, DateTime>
{
    public DateTime Convert(long value) => Times.Millis(value);
}

internal readonly struct NanosTime : IConversion<long, DateTime>
{
    public DateTime Convert(long value) => Times.Nanos(value);
}
