using System.Collections;
using System.Numerics;
using System.Text;

namespace Analytics.DuckDb;

/// <summary>A .NET value as DuckDB's, for a parameter or an appended row. Owns it.</summary>
internal readonly unsafe struct NativeValue : IDisposable
{
    private NativeValue(nint pointer) => Pointer = pointer;

    public nint Pointer { get; }

    /// <param name="value">Null, a number, text, date, time, Guid, bytes, a list or a dictionary of such.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="ArgumentException">DuckDB has no such type.</exception>
    public static NativeValue From(object? value, string name) => new(Create(value, name));

    public void Dispose()
    {
        var pointer = Pointer;
        Native.duckdb_destroy_value(ref pointer);
    }

    private static nint Create(object? value, string name) => value switch
    {
        null or DBNull => Native.duckdb_create_null_value(),
        bool truth => Native.duckdb_create_bool(truth ? (byte)1 : (byte)0),
        sbyte number => Native.duckdb_create_int8(number),
        byte number => Native.duckdb_create_uint8(number),
        short number => Native.duckdb_create_int16(number),
        ushort number => Native.duckdb_create_uint16(number),
        int number => Native.duckdb_create_int32(number),
        uint number => Native.duckdb_create_uint32(number),
        long number => Native.duckdb_create_int64(number),
        ulong number => Native.duckdb_create_uint64(number),
        float number => Native.duckdb_create_float(number),
        double number => Native.duckdb_create_double(number),
        decimal number => Decimal(number),
        Int128 number => Native.duckdb_create_hugeint(Huge(number)),
        UInt128 number => Native.duckdb_create_uhugeint(new NativeHuge((ulong)number, (ulong)(number >> 64))),
        BigInteger number => Big(number, name),
        string text => Text(text),
        char letter => Text(letter.ToString()),
        DateOnly date => Native.duckdb_create_date(Times.Days(date)),
        TimeOnly time => Native.duckdb_create_time(time.Ticks / TimeSpan.TicksPerMicrosecond),
        DateTime time => Native.duckdb_create_timestamp(Times.Micros(time)),
        DateTimeOffset time => Native.duckdb_create_timestamp_tz(Times.Micros(time.UtcDateTime)),
        TimeSpan span => Interval(DuckDBInterval.From(span)),
        DuckDBInterval interval => Interval(interval),
        Guid guid => Uuid(guid),
        byte[] bytes => Blob(bytes),
        Enum word => Text(word.ToString()),
        IDictionary dictionary => NestedValue.Dictionary(dictionary, name, Create),
        IEnumerable list => NestedValue.List(list, name, Create),
        _ => throw new ArgumentException($"Parameter {name}: DuckDB has no type for {value.GetType()}; pass a number, text, date, time, Guid, byte[], list or dictionary."),
    };

    private static nint Decimal(decimal value)
    {
        var (digits, scale) = Decimals.Split(value);
        var huge = Huge(digits);
        // 29 digits at the most fit .NET's decimal, 38 DuckDB's.
        return Native.duckdb_create_decimal(new NativeDecimal { Width = 38, Scale = (byte)scale, Lower = huge.Lower, Upper = (long)huge.Upper });
    }

    private static nint Big(BigInteger value, string name)
    {
        if (value < (BigInteger)Int128.MinValue || value > (BigInteger)UInt128.MaxValue)
            throw new ArgumentException(Invariant($"Parameter {name}: {value} does not fit HUGEINT (128 bits); pass it as text."));
        return value <= (BigInteger)Int128.MaxValue ? Create((Int128)value, name) : Create((UInt128)value, name);
    }

    private static NativeHuge Huge(Int128 value) => new((ulong)(UInt128)value, (ulong)((UInt128)value >> 64));

    private static nint Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* pointer = bytes)
        {
            // An empty array has no address, and null would be read as NULL.
            byte nothing = 0;
            return Native.duckdb_create_varchar_length(bytes.Length == 0 ? &nothing : pointer, (ulong)bytes.Length);
        }
    }

    private static nint Blob(byte[] bytes)
    {
        fixed (byte* pointer = bytes)
        {
            byte nothing = 0;
            return Native.duckdb_create_blob(bytes.Length == 0 ? &nothing : pointer, (ulong)bytes.Length);
        }
    }

    private static nint Interval(DuckDBInterval value) =>
        Native.duckdb_create_interval(new NativeInterval { Months = value.Months, Days = value.Days, Micros = value.Micros });

    private static nint Uuid(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return Native.duckdb_create_uuid(new NativeHuge(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes)));
    }
}
