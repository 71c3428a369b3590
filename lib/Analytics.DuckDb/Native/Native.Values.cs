using System.Runtime.InteropServices;

namespace Analytics.DuckDb;

[StructLayout(LayoutKind.Sequential)]
internal struct NativeDecimal
{
    public byte Width;
    public byte Scale;
    public ulong Lower;
    public long Upper;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeInterval
{
    public int Months;
    public int Days;
    public long Micros;
}

/// <summary>Single values, for parameters and appenders; each must be destroyed.</summary>
internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    public static partial void duckdb_destroy_value(ref nint value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_null_value();

    [LibraryImport(Library)]
    public static partial nint duckdb_create_bool(byte value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_int8(sbyte value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_uint8(byte value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_int16(short value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_uint16(ushort value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_int32(int value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_uint32(uint value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_int64(long value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_uint64(ulong value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_hugeint(NativeHuge value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_uhugeint(NativeHuge value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_uuid(NativeHuge value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_float(float value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_double(double value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_decimal(NativeDecimal value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_date(int days);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_time(long micros);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_timestamp(long micros);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_timestamp_tz(long micros);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_interval(NativeInterval value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_varchar_length(byte* text, ulong length);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_blob(byte* data, ulong length);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_list_value(nint type, nint* values, ulong count);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_map_value(nint type, nint* keys, nint* values, ulong count);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_struct_value(nint type, nint* values);

    [LibraryImport(Library)]
    public static partial nint duckdb_get_value_type(nint value);

    [LibraryImport(Library)]
    public static partial byte duckdb_is_null_value(nint value);
}

/// <summary>duckdb_hugeint and duckdb_uhugeint: two halves, low half first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeHuge(ulong Lower, ulong Upper);
