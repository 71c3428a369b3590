using System.Numerics;
using Analytics.Frames;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>Takes one column's vectors of a stretch of chunks; the readers of all stretches make a <see cref="Column"/>.</summary>
internal abstract class ColumnReader
{
    /// <summary>Takes the first <paramref name="count"/> values of a vector, behind those that were taken before.</summary>
    public abstract void Add(in Vector vector, int count);

    /// <summary>The column of all stretches.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="parts">The readers of the stretches in their order, this one first.</param>
    public abstract Column Join(string name, IReadOnlyList<ColumnReader> parts);

    protected static TValue[] Concatenate<TReader, TValue>(TReader[] readers, int rows, Taken<TReader, TValue> taken)
    {
        var all = GC.AllocateUninitializedArray<TValue>(rows);
        var rest = all.AsSpan();
        foreach (var reader in readers)
        {
            var values = taken(reader);
            values.CopyTo(rest);
            rest = rest[values.Length..];
        }

        return all;
    }

    protected delegate ReadOnlySpan<TValue> Taken<in TReader, TValue>(TReader reader);

    /// <summary>Which column type a DuckDB type becomes: the table in the README, in code.</summary>
    public static ColumnReader For(TypeInfo type, int capacity) =>
        type.Id switch
        {
            DuckDBType.Boolean => new CopyReader<bool>(capacity),
            DuckDBType.Integer => new CopyReader<int>(capacity),
            DuckDBType.BigInt => new CopyReader<long>(capacity),
            DuckDBType.Float => new CopyReader<float>(capacity),
            DuckDBType.Double => new CopyReader<double>(capacity),
            DuckDBType.TinyInt => new ConvertReader<sbyte, int, Widen>(capacity, default),
            DuckDBType.SmallInt => new ConvertReader<short, int, Widen>(capacity, default),
            DuckDBType.UnsignedTinyInt => new ConvertReader<byte, int, Widen>(capacity, default),
            DuckDBType.UnsignedSmallInt => new ConvertReader<ushort, int, Widen>(capacity, default),
            DuckDBType.UnsignedInteger => new ConvertReader<uint, long, Widen>(capacity, default),
            DuckDBType.UnsignedBigInt => new ConvertReader<ulong, decimal, Widen>(capacity, default),
            DuckDBType.HugeInt => new ConvertReader<DuckDBHugeInt, decimal, Huge>(capacity, default),
            DuckDBType.UnsignedHugeInt => new ConvertReader<DuckDBUHugeInt, decimal, UHuge>(capacity, default),
            DuckDBType.Decimal when type.Width <= 4 => new ConvertReader<short, decimal, Scaled>(capacity, new(type.Scale)),
            DuckDBType.Decimal when type.Width <= 9 => new ConvertReader<int, decimal, Scaled>(capacity, new(type.Scale)),
            DuckDBType.Decimal when type.Width <= 18 => new ConvertReader<long, decimal, Scaled>(capacity, new(type.Scale)),
            DuckDBType.Decimal => new ConvertReader<DuckDBHugeInt, decimal, Scaled>(capacity, new(type.Scale)),
            DuckDBType.Date => new ConvertReader<int, DateOnly, Time>(capacity, default),
            DuckDBType.Timestamp => new ConvertReader<long, DateTime, Time>(capacity, default),
            DuckDBType.TimestampTz => new ConvertReader<long, DateTime, Instant>(capacity, default),
            DuckDBType.TimestampS => new ConvertReader<long, DateTime, SecondsTime>(capacity, default),
            DuckDBType.TimestampMs => new ConvertReader<long, DateTime, MillisTime>(capacity, default),
            DuckDBType.TimestampNs => new ConvertReader<long, DateTime, NanosTime>(capacity, default),
            DuckDBType.Varchar => new TextReader(capacity),
            DuckDBType.Enum => new EnumReader(capacity, type.Words),
            _ => new ValueTextReader(capacity),
        };
}

/// <summary>value → value, as a struct so that the loop has no call in it.</summary>
internal interface IConversion<TFrom, TTo>
{
    TTo Convert(TFrom value);
}

internal readonly struct Widen
    : IConversion<sbyte, int>,
        IConversion<short, int>,
        IConversion<byte, int>,
        IConversion<ushort, int>,
        IConversion<uint, long>,
        IConversion<ulong, decimal>
{
    public int Convert(sbyte value) => value;

    public int Convert(short value) => value;

    public int Convert(byte value) => value;

    public int Convert(ushort value) => value;

    public long Convert(uint value) => value;

    public decimal Convert(ulong value) => value;
}

internal readonly struct Scaled(int scale)
    : IConversion<short, decimal>,
        IConversion<int, decimal>,
        IConversion<long, decimal>,
        IConversion<DuckDBHugeInt, decimal>
{
    public decimal Convert(short value) => Decimals.From((long)value, scale);

    public decimal Convert(int value) => Decimals.From((long)value, scale);

    public decimal Convert(long value) => Decimals.From(value, scale);

    public decimal Convert(DuckDBHugeInt value) => Decimals.From(Decimals.Huge(value), scale);
}

internal readonly struct Huge : IConversion<DuckDBHugeInt, decimal>
{
    public decimal Convert(DuckDBHugeInt value) => Decimals.From(Decimals.Huge(value), 0);
}

internal readonly struct UHuge : IConversion<DuckDBUHugeInt, decimal>
{
    public decimal Convert(DuckDBUHugeInt value) =>
        Decimals.Huge(value) is var wide && wide <= (UInt128)Int128.MaxValue
            ? Decimals.From((Int128)wide, 0)
            : throw new OverflowException(
                Invariant(
                    $"{(BigInteger)wide} does not fit .NET's decimal (28-29 digits); cast it in SQL, for example to DOUBLE or VARCHAR."
                )
            );
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
