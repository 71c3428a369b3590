using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Analytics.DuckDb;

/// <summary>One value of a vector as the natural .NET object; the row reader's way.</summary>
internal static class VectorValue
{
    /// <summary>The value, or null.</summary>
    public static object? At(in Vector vector, long row)
    {
        if (vector.IsNull(row))
            return null;
        return vector.Type.Id switch
        {
            DuckDBType.Boolean => vector.Value<byte>(row) != 0,
            DuckDBType.TinyInt => vector.Value<sbyte>(row),
            DuckDBType.SmallInt => vector.Value<short>(row),
            DuckDBType.Integer => vector.Value<int>(row),
            DuckDBType.BigInt => vector.Value<long>(row),
            DuckDBType.UTinyInt => vector.Value<byte>(row),
            DuckDBType.USmallInt => vector.Value<ushort>(row),
            DuckDBType.UInteger => vector.Value<uint>(row),
            DuckDBType.UBigInt => vector.Value<ulong>(row),
            DuckDBType.Float => vector.Value<float>(row),
            DuckDBType.Double => vector.Value<double>(row),
            DuckDBType.Decimal => Decimal(vector, row),
            DuckDBType.HugeInt => (BigInteger)Decimals.Huge(vector.Value<NativeHuge>(row)),
            DuckDBType.UHugeInt => (BigInteger)Decimals.UHuge(vector.Value<NativeHuge>(row)),
            DuckDBType.BigNum => BigNum(vector.Bytes(row)),
            DuckDBType.Date => Times.Date(vector.Value<int>(row)),
            DuckDBType.Timestamp => Times.Micros(vector.Value<long>(row)),
            DuckDBType.TimestampTz => Times.Instant(vector.Value<long>(row)),
            DuckDBType.TimestampS => Times.Seconds(vector.Value<long>(row)),
            DuckDBType.TimestampMs => Times.Millis(vector.Value<long>(row)),
            DuckDBType.TimestampNs => Times.Nanos(vector.Value<long>(row)),
            DuckDBType.Time => Times.Time(vector.Value<long>(row)),
            DuckDBType.TimeNs => Times.Time(vector.Value<long>(row) / 1000),
            DuckDBType.TimeTz => TimeTz(vector.Value<ulong>(row)),
            DuckDBType.Interval => vector.Value<DuckDBInterval>(row),
            DuckDBType.Uuid => Uuid(vector.Value<NativeHuge>(row)),
            DuckDBType.Varchar => vector.Text(row),
            DuckDBType.Blob => vector.Bytes(row).ToArray(),
            DuckDBType.Bit => Bits(vector.Bytes(row)),
            DuckDBType.Enum => vector.Type.Words[EnumCode(vector, row)],
            DuckDBType.List => List(vector.ListChild(vector.Type.Children[0]), vector.Value<ListEntry>(row)),
            DuckDBType.Array => List(vector.ArrayChild(), new ListEntry((ulong)(row * vector.Type.Width), (ulong)vector.Type.Width)),
            DuckDBType.Struct => Struct(vector, row),
            DuckDBType.Map => Map(vector, row),
            DuckDBType.Union => Union(vector, row),
            DuckDBType.SqlNull => null,
            _ => throw new NotSupportedException(Invariant($"DuckDB's type {vector.Type} (id {(int)vector.Type.Id}) has no .NET value here; cast it to VARCHAR in SQL.")),
        };
    }

    /// <summary>The .NET type of the objects <see cref="At"/> gives for a column.</summary>
    public static Type TypeOf(DuckDBType id) => id switch
    {
        DuckDBType.Boolean => typeof(bool),
        DuckDBType.TinyInt => typeof(sbyte),
        DuckDBType.SmallInt => typeof(short),
        DuckDBType.Integer => typeof(int),
        DuckDBType.BigInt => typeof(long),
        DuckDBType.UTinyInt => typeof(byte),
        DuckDBType.USmallInt => typeof(ushort),
        DuckDBType.UInteger => typeof(uint),
        DuckDBType.UBigInt => typeof(ulong),
        DuckDBType.Float => typeof(float),
        DuckDBType.Double => typeof(double),
        DuckDBType.Decimal => typeof(decimal),
        DuckDBType.HugeInt or DuckDBType.UHugeInt or DuckDBType.BigNum => typeof(BigInteger),
        DuckDBType.Date => typeof(DateOnly),
        DuckDBType.Timestamp or DuckDBType.TimestampTz or DuckDBType.TimestampS or DuckDBType.TimestampMs or DuckDBType.TimestampNs => typeof(DateTime),
        DuckDBType.Time or DuckDBType.TimeNs => typeof(TimeOnly),
        DuckDBType.TimeTz => typeof(DateTimeOffset),
        DuckDBType.Interval => typeof(DuckDBInterval),
        DuckDBType.Uuid => typeof(Guid),
        DuckDBType.Varchar or DuckDBType.Enum or DuckDBType.Bit => typeof(string),
        DuckDBType.Blob => typeof(byte[]),
        DuckDBType.List or DuckDBType.Array => typeof(List<object?>),
        DuckDBType.Struct => typeof(Dictionary<string, object?>),
        DuckDBType.Map => typeof(Dictionary<object, object?>),
        _ => typeof(object),
    };

    /// <summary>Position of an ENUM value in its words; DuckDB stores it in 1, 2 or 4 bytes by the number of words.</summary>
    public static int EnumCode(in Vector vector, long row) => vector.Type.Words.Length switch
    {
        <= byte.MaxValue => vector.Value<byte>(row),
        <= ushort.MaxValue => vector.Value<ushort>(row),
        _ => (int)vector.Value<uint>(row),
    };

    public static decimal Decimal(in Vector vector, long row) => vector.Type.Width switch
    {
        <= 4 => Decimals.From((long)vector.Value<short>(row), vector.Type.Scale),
        <= 9 => Decimals.From((long)vector.Value<int>(row), vector.Type.Scale),
        <= 18 => Decimals.From(vector.Value<long>(row), vector.Type.Scale),
        _ => Decimals.From(Decimals.Huge(vector.Value<NativeHuge>(row)), vector.Type.Scale),
    };

    // Stored with the top bit flipped so that the order of integers is the order of UUIDs.
    private static Guid Uuid(NativeHuge value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value.Upper ^ 1UL << 63);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], value.Lower);
        return new Guid(bytes, bigEndian: true);
    }

    private static DateTimeOffset TimeTz(ulong bits)
    {
        var (micros, offset) = Times.TimeTz(bits);
        return new DateTimeOffset(1, 1, 2, 0, 0, 0, TimeSpan.FromSeconds(offset)).AddTicks(micros * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>First byte: how many bits of the second byte are padding.</summary>
    public static string Bits(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var bit = (int)bytes[0]; bit < (bytes.Length - 1) * 8; bit++)
            text.Append((bytes[1 + bit / 8] >> (7 - bit % 8) & 1) == 0 ? '0' : '1');
        return text.ToString();
    }

    // Three bytes of header whose top bit says positive, then the magnitude; all inverted when negative.
    private static BigInteger BigNum(ReadOnlySpan<byte> bytes)
    {
        var magnitude = bytes[3..].ToArray();
        if ((bytes[0] & 0x80) != 0)
            return new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
        for (var i = 0; i < magnitude.Length; i++)
            magnitude[i] = (byte)~magnitude[i];
        return -new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
    }

    private static List<object?> List(in Vector elements, ListEntry entry)
    {
        var list = new List<object?>((int)entry.Length);
        for (var i = 0UL; i < entry.Length; i++)
            list.Add(At(elements, (long)(entry.Offset + i)));
        return list;
    }

    private static Dictionary<string, object?> Struct(in Vector vector, long row)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < vector.Type.Children.Length; i++)
            members[vector.Type.Words[i]] = At(vector.StructChild(i, vector.Type.Children[i]), row);
        return members;
    }

    private static Dictionary<object, object?> Map(in Vector vector, long row)
    {
        var entry = vector.Value<ListEntry>(row);
        var pairs = vector.ListChild(vector.Type);
        var keys = pairs.StructChild(0, vector.Type.Children[0]);
        var values = pairs.StructChild(1, vector.Type.Children[1]);
        var map = new Dictionary<object, object?>();
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
            map[At(keys, (long)i)!] = At(values, (long)i);
        return map;
    }

    private static object? Union(in Vector vector, long row)
    {
        var tag = vector.StructChild(0, new TypeInfo(DuckDBType.UTinyInt, 0, 0, [], [])).Value<byte>(row);
        return At(vector.StructChild(tag + 1, vector.Type.Children[tag]), row);
    }
}
