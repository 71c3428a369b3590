using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>
/// A .NET value as DuckDB's. DuckDB.NET converts to the type that the statement expects and falls back to text in the person's culture; here the value
/// alone decides, and one without a DuckDB type is refused.
/// </summary>
internal static class ParameterValue
{
    /// <param name="value">Null, a number, text, date, time, Guid, bytes, or a list of such.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="ArgumentException">DuckDB has no such type.</exception>
    public static DuckDBValue Of(object? value, string name) =>
        value switch
        {
            null or DBNull => NativeMethods.Value.DuckDBCreateNullValue(),
            bool truth => NativeMethods.Value.DuckDBCreateBool(truth),
            sbyte number => NativeMethods.Value.DuckDBCreateInt8(number),
            byte number => NativeMethods.Value.DuckDBCreateUInt8(number),
            short number => NativeMethods.Value.DuckDBCreateInt16(number),
            ushort number => NativeMethods.Value.DuckDBCreateUInt16(number),
            int number => NativeMethods.Value.DuckDBCreateInt32(number),
            uint number => NativeMethods.Value.DuckDBCreateUInt32(number),
            long number => NativeMethods.Value.DuckDBCreateInt64(number),
            ulong number => NativeMethods.Value.DuckDBCreateUInt64(number),
            float number => NativeMethods.Value.DuckDBCreateFloat(number),
            double number => NativeMethods.Value.DuckDBCreateDouble(number),
            decimal number => Decimal(number),
            BigInteger number => Big(number, name),
            string text => Native.Varchar(text),
            char letter => Native.Varchar(letter.ToString()),
            Enum word => Native.Varchar(word.ToString()),
            DateOnly date => NativeMethods.Value.DuckDBCreateDate(new DuckDBDate { Days = Times.Days(date) }),
            TimeOnly time => NativeMethods.Value.DuckDBCreateTime(new DuckDBTime { Micros = time.Ticks / TimeSpan.TicksPerMicrosecond }),
            DateTime time => NativeMethods.Value.DuckDBCreateTimestamp(new DuckDBTimestampStruct { Micros = Times.Micros(time) }),
            DateTimeOffset time => NativeMethods.Value.DuckDBCreateTimestampTz(
                new DuckDBTimestampStruct { Micros = Times.Micros(time.UtcDateTime) }
            ),
            TimeSpan span => NativeMethods.Value.DuckDBCreateInterval(
                new DuckDBInterval(0, span.Days, (ulong)((span - TimeSpan.FromDays(span.Days)).Ticks / TimeSpan.TicksPerMicrosecond))
            ),
            Guid guid => Uuid(guid),
            byte[] bytes => NativeMethods.Value.DuckDBCreateBlob(bytes, bytes.Length),
            IEnumerable list and not IDictionary => List(list, name),
            _ => throw new ArgumentException(
                $"Parameter {name}: DuckDB has no type for {value.GetType()}; pass a number, text, date, time, Guid, byte[] or list."
            ),
        };

    // 29 digits at most fit .NET's decimal, 38 DuckDB's.
    private static DuckDBValue Decimal(decimal value)
    {
        var (digits, scale) = Decimals.Split(value);
        return NativeMethods.Value.DuckDBCreateDecimal(new DuckDBDecimal(38, (byte)scale, Decimals.Huge(digits)));
    }

    private static DuckDBValue Big(BigInteger value, string name)
    {
        if (value < (BigInteger)Int128.MinValue || value > (BigInteger)UInt128.MaxValue)
        {
            throw new ArgumentException(Invariant($"Parameter {name}: {value} does not fit HUGEINT (128 bits); pass it as text."));
        }

        return value <= (BigInteger)Int128.MaxValue
            ? NativeMethods.Value.DuckDBCreateHugeInt(Decimals.Huge((Int128)value))
            : NativeMethods.Value.DuckDBCreateUHugeInt(new DuckDBUHugeInt(value));
    }

    // Stored with the top bit flipped so that the order of integers is the order of UUIDs; this function flips it itself.
    private static DuckDBValue Uuid(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return NativeMethods.Value.DuckDBCreateUuid(
            new DuckDBHugeInt(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt64BigEndian(bytes))
        );
    }

    // The type is that of the first element that is not null. A value's type belongs to the value and must not be destroyed with its handle.
    private static DuckDBValue List(IEnumerable list, string name)
    {
        var values = list.Cast<object?>().Select(element => Of(element, name)).ToArray();
        DuckDBLogicalType? type = null;
        try
        {
            type = values.FirstOrDefault(value => !value.IsNull()) is { } first
                ? NativeMethods.Value.DuckDBGetValueType(first)
                : NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.SqlNull);
            var made = NativeMethods.Value.DuckDBCreateListValue(
                type,
                Array.ConvertAll(values, value => value.DangerousGetHandle()),
                values.Length
            );
            return made.IsInvalid
                ? throw new ArgumentException($"Parameter {name}: DuckDB cannot make a list of these values; give all elements one type.")
                : made;
        }
        finally
        {
            if (values.Any(value => !value.IsNull()))
            {
                type?.SetHandleAsInvalid();
            }

            type?.Dispose();
            Array.ForEach(values, value => value.Dispose());
        }
    }
}
