using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>
/// Values that a Frame has no column type for, as text: lists, structs and maps as compact JSON, the rest as ISO 8601, hex or digits.
/// The same value always gives the same text. DuckDB.NET's reader throws for some of them: infinite dates, 24:00, intervals with months, unions.
/// </summary>
internal static class ValueText
{
    // Readable text in tables; the HTML view escapes by itself.
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The text of one value, or null.</summary>
    public static string? Of(in Vector vector, long row)
    {
        if (vector.IsNull(row) || vector.Type.Id == DuckDBType.SqlNull)
        {
            return null;
        }

        switch (vector.Type.Id)
        {
            case DuckDBType.Union:
                return Of(Member(vector, row), row);
            case DuckDBType.List or DuckDBType.Array or DuckDBType.Struct or DuckDBType.Map:
                using (var memory = new MemoryStream())
                {
                    using (var json = new Utf8JsonWriter(memory, s_options))
                    {
                        Write(json, vector, row);
                    }

                    return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
                }

            default:
                return Plain(vector, row);
        }
    }

    private static string Plain(in Vector vector, long row) =>
        vector.Type.Id switch
        {
            DuckDBType.Boolean => vector.Value<byte>(row) != 0 ? "true" : "false",
            DuckDBType.TinyInt => Text(vector.Value<sbyte>(row)),
            DuckDBType.SmallInt => Text(vector.Value<short>(row)),
            DuckDBType.Integer => Text(vector.Value<int>(row)),
            DuckDBType.BigInt => Text(vector.Value<long>(row)),
            DuckDBType.UnsignedTinyInt => Text(vector.Value<byte>(row)),
            DuckDBType.UnsignedSmallInt => Text(vector.Value<ushort>(row)),
            DuckDBType.UnsignedInteger => Text(vector.Value<uint>(row)),
            DuckDBType.UnsignedBigInt => Text(vector.Value<ulong>(row)),
            DuckDBType.Float => Text(vector.Value<float>(row)),
            DuckDBType.Double => Text(vector.Value<double>(row)),
            DuckDBType.Decimal => Text(Decimals.At(vector, row)),
            DuckDBType.HugeInt => Text(Decimals.Huge(vector.Value<DuckDBHugeInt>(row))),
            DuckDBType.UnsignedHugeInt => Text(Decimals.Huge(vector.Value<DuckDBUHugeInt>(row))),
            DuckDBType.VarInt => Text(BigNum(vector.Bytes(row))),
            DuckDBType.Date => Of(Times.Date(vector.Value<int>(row))),
            DuckDBType.Timestamp => Of(Times.Micros(vector.Value<long>(row))),
            DuckDBType.TimestampTz => Of(Times.Instant(vector.Value<long>(row))),
            DuckDBType.TimestampS => Of(Times.Seconds(vector.Value<long>(row))),
            DuckDBType.TimestampMs => Of(Times.Millis(vector.Value<long>(row))),
            DuckDBType.TimestampNs => Of(Times.Nanos(vector.Value<long>(row))),
            DuckDBType.Time => TimeOfDay(vector.Value<long>(row)),
            TypeInfo.TimeNs => TimeOfDay(vector.Value<long>(row) / 1000),
            // Microseconds in the high 40 bits, and 24 bits of offset, counted down from +15:59:59.
            DuckDBType.TimeTz => vector.Value<ulong>(row) is var bits
                ? TimeOfDay((long)(bits >> 24)) + Offset(57_599 - (int)(bits & 0xFF_FFFF))
                : "",
            DuckDBType.Interval => Interval(vector.Value<NativeInterval>(row)),
            DuckDBType.Uuid => Uuid(vector.Value<DuckDBHugeInt>(row)),
            DuckDBType.Varchar => vector.Text(row),
            DuckDBType.Blob => Convert.ToHexStringLower(vector.Bytes(row)),
            DuckDBType.Bit => Bits(vector.Bytes(row)),
            DuckDBType.Enum => vector.Type.Words[vector.EnumCode(row)],
            _ => throw new NotSupportedException(
                Invariant($"DuckDB's type {vector.Type} (id {(int)vector.Type.Id}) has no text here; cast it to VARCHAR in SQL.")
            ),
        };

    private static void Write(Utf8JsonWriter json, in Vector vector, long row)
    {
        if (vector.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (vector.Type.Id)
        {
            case DuckDBType.SqlNull:
                json.WriteNullValue();
                break;
            case DuckDBType.Boolean:
                json.WriteBooleanValue(vector.Value<byte>(row) != 0);
                break;
            case DuckDBType.Float when float.IsFinite(vector.Value<float>(row)):
                json.WriteNumberValue(vector.Value<float>(row));
                break;
            case DuckDBType.Double when double.IsFinite(vector.Value<double>(row)):
                json.WriteNumberValue(vector.Value<double>(row));
                break;
            case >= DuckDBType.TinyInt
            and <= DuckDBType.UnsignedBigInt
            or DuckDBType.HugeInt
            or DuckDBType.UnsignedHugeInt
            or DuckDBType.VarInt
            or DuckDBType.Decimal:
                json.WriteRawValue(Plain(vector, row));
                break;
            case DuckDBType.List:
                WriteList(json, vector.ListChild(vector.Type.Children[0]), vector.Value<DuckDBListEntry>(row));
                break;
            case DuckDBType.Array:
                WriteList(json, vector.ArrayChild(), new DuckDBListEntry((ulong)(row * vector.Type.Width), (ulong)vector.Type.Width));
                break;
            case DuckDBType.Struct:
                WriteStruct(json, vector, row);
                break;
            case DuckDBType.Map:
                WriteMap(json, vector, row);
                break;
            case DuckDBType.Union:
                Write(json, Member(vector, row), row);
                break;
            default:
                json.WriteStringValue(Plain(vector, row));
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter json, in Vector elements, DuckDBListEntry entry)
    {
        json.WriteStartArray();
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
        {
            Write(json, elements, (long)i);
        }

        json.WriteEndArray();
    }

    private static void WriteStruct(Utf8JsonWriter json, in Vector vector, long row)
    {
        json.WriteStartObject();
        for (var member = 0; member < vector.Type.Children.Length; member++)
        {
            json.WritePropertyName(vector.Type.Words[member]);
            Write(json, vector.StructChild(member, vector.Type.Children[member]), row);
        }

        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, in Vector vector, long row)
    {
        var entry = vector.Value<DuckDBListEntry>(row);
        var pairs = vector.ListChild(vector.Type);
        var (keys, values) = (pairs.StructChild(0, vector.Type.Children[0]), pairs.StructChild(1, vector.Type.Children[1]));
        json.WriteStartObject();
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
        {
            json.WritePropertyName(Of(keys, (long)i)!);
            Write(json, values, (long)i);
        }

        json.WriteEndObject();
    }

    private static Vector Member(in Vector union, long row)
    {
        var tag = union.StructChild(0, new TypeInfo(DuckDBType.UnsignedTinyInt, 0, 0, [], [])).Value<byte>(row);
        return union.StructChild(tag + 1, union.Type.Children[tag]);
    }

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>ISO 8601.</summary>
    public static string Of(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601, with <c>Z</c> for an instant.</summary>
    public static string Of(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);

    // 13:05:09, with microseconds only when there are some; 24:00:00 is a time of day too.
    private static string TimeOfDay(long micros)
    {
        var (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
        var text = Invariant($"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return rest == 0 ? text : text + "." + rest.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0');
    }

    private static string Offset(int seconds)
    {
        var size = Math.Abs(seconds);
        return Invariant($"{(seconds < 0 ? '-' : '+')}{size / 3600:00}:{size / 60 % 60:00}")
            + (size % 60 == 0 ? "" : Invariant($":{size % 60:00}"));
    }

    /// <summary>duckdb_interval; DuckDB.NET's has microseconds without a sign.</summary>
    private readonly record struct NativeInterval(int Months, int Days, long Micros);

    // ISO 8601: P1Y2M3DT4H5M6.5S; PT0S when empty.
    private static string Interval(NativeInterval span)
    {
        var text = new StringBuilder("P");
        Part(span.Months / 12, 'Y');
        Part(span.Months % 12, 'M');
        Part(span.Days, 'D');
        if (span.Micros != 0)
        {
            text.Append('T');
            Part(span.Micros / 3_600_000_000, 'H');
            Part(span.Micros / 60_000_000 % 60, 'M');
            if (span.Micros % 60_000_000 is not 0 and var rest)
            {
                text.Append((rest / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture)).Append('S');
            }
        }

        return text.Length == 1 ? "PT0S" : text.ToString();

        void Part(long value, char unit)
        {
            if (value != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{value}{unit}");
            }
        }
    }

    // Stored with the top bit flipped so that the order of integers is the order of UUIDs.
    private static string Uuid(DuckDBHugeInt value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)value.Upper ^ 1UL << 63);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], value.Lower);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    // First byte: how many bits of the second byte are padding.
    private static string Bits(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var bit = (int)bytes[0]; bit < (bytes.Length - 1) * 8; bit++)
        {
            text.Append((bytes[1 + bit / 8] >> (7 - bit % 8) & 1) == 0 ? '0' : '1');
        }

        return text.ToString();
    }

    // Three bytes of header whose top bit says positive, then the magnitude; all inverted when negative.
    private static BigInteger BigNum(ReadOnlySpan<byte> bytes)
    {
        var magnitude = bytes[3..].ToArray();
        if ((bytes[0] & 0x80) != 0)
        {
            return new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
        }

        for (var i = 0; i < magnitude.Length; i++)
        {
            magnitude[i] = (byte)~magnitude[i];
        }

        return -new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
    }
}
