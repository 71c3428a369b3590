using System.Runtime.InteropServices;

namespace Analytics.DuckDb;

/// <summary>Appenders.</summary>
internal static unsafe partial class Native
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_appender_create_ext(ConnectionHandle connection, string? catalog, string? schema, string table, out AppenderHandle appender);

    [LibraryImport(Library)]
    public static partial nint duckdb_appender_error_data(AppenderHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_error_data_error_type(nint error);

    [LibraryImport(Library)]
    public static partial nint duckdb_error_data_message(nint error);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_error_data(ref nint error);

    [LibraryImport(Library)]
    public static partial ulong duckdb_appender_column_count(AppenderHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_flush(AppenderHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_close(AppenderHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_destroy(ref nint appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_clear(AppenderHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_end_row(AppenderHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_append_data_chunk(AppenderHandle appender, ChunkHandle chunk);

    [LibraryImport(Library)]
    public static partial int duckdb_append_default(AppenderHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_append_null(AppenderHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_append_bool(AppenderHandle appender, byte value);

    [LibraryImport(Library)]
    public static partial int duckdb_append_int32(AppenderHandle appender, int value);

    [LibraryImport(Library)]
    public static partial int duckdb_append_int64(AppenderHandle appender, long value);

    [LibraryImport(Library)]
    public static partial int duckdb_append_float(AppenderHandle appender, float value);

    [LibraryImport(Library)]
    public static partial int duckdb_append_double(AppenderHandle appender, double value);

    [LibraryImport(Library)]
    public static partial int duckdb_append_varchar_length(AppenderHandle appender, byte* text, ulong length);

    [LibraryImport(Library)]
    public static partial int duckdb_append_value(AppenderHandle appender, nint value);
}
