using System.Runtime.InteropServices;

namespace Analytics.DuckDb;

/// <summary>
/// DuckDB's C API (duckdb.h of 1.5), as far as it is used. Strings given are UTF-8; strings taken are read with <see cref="Text"/>.
/// This part: databases, connections, statements.
/// </summary>
internal static unsafe partial class Native
{
    public const string Library = "duckdb";

    // Runs before the first native call, whichever it is.
    static Native() => LibraryFinder.Register();

    /// <summary>A C string that DuckDB owns.</summary>
    public static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    /// <summary>A C string that the caller must free.</summary>
    public static string TakeText(nint utf8)
    {
        var text = Text(utf8);
        duckdb_free(utf8);
        return text;
    }

    [LibraryImport(Library)]
    public static partial void duckdb_free(nint pointer);

    [LibraryImport(Library)]
    public static partial nint duckdb_library_version();

    [LibraryImport(Library)]
    public static partial nint duckdb_create_instance_cache();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_get_or_create_from_cache(nint cache, string? path, out DatabaseHandle database, nint config, out nint error);

    [LibraryImport(Library)]
    public static partial void duckdb_close(ref nint database);

    [LibraryImport(Library)]
    public static partial int duckdb_connect(DatabaseHandle database, out ConnectionHandle connection);

    [LibraryImport(Library)]
    public static partial void duckdb_disconnect(ref nint connection);

    [LibraryImport(Library)]
    public static partial void duckdb_interrupt(ConnectionHandle connection);

    [LibraryImport(Library)]
    public static partial int duckdb_create_config(out nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_set_config(nint config, string name, string option);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_config(ref nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ulong duckdb_extract_statements(ConnectionHandle connection, string sql, out ExtractedHandle extracted);

    [LibraryImport(Library)]
    public static partial nint duckdb_extract_statements_error(ExtractedHandle extracted);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_extracted(ref nint extracted);

    [LibraryImport(Library)]
    public static partial int duckdb_prepare_extracted_statement(ConnectionHandle connection, ExtractedHandle extracted, ulong index, out StatementHandle statement);

    [LibraryImport(Library)]
    public static partial nint duckdb_prepare_error(StatementHandle statement);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_prepare(ref nint statement);

    [LibraryImport(Library)]
    public static partial int duckdb_prepared_statement_type(StatementHandle statement);

    [LibraryImport(Library)]
    public static partial ulong duckdb_nparams(StatementHandle statement);

    [LibraryImport(Library)]
    public static partial nint duckdb_parameter_name(StatementHandle statement, ulong index);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_bind_parameter_index(StatementHandle statement, out ulong index, string name);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_value(StatementHandle statement, ulong index, nint value);

    [LibraryImport(Library)]
    public static partial int duckdb_pending_prepared(StatementHandle statement, out PendingHandle pending);

    [LibraryImport(Library)]
    public static partial int duckdb_pending_prepared_streaming(StatementHandle statement, out PendingHandle pending);

    [LibraryImport(Library)]
    public static partial nint duckdb_pending_error(PendingHandle pending);

    [LibraryImport(Library)]
    public static partial int duckdb_execute_pending(PendingHandle pending, ResultHandle result);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_pending(ref nint pending);
}
