using System.Runtime.InteropServices;
using System.Text;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>The few functions of DuckDB's C API that DuckDB.NET's <see cref="NativeMethods"/> leave out.</summary>
internal static partial class Native
{
    public const string Library = "duckdb";

    /// <summary><c>duckdb_prepared_statement_type</c>: what a statement does, before it is run.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_type")]
    public static partial StatementType StatementTypeOf(DuckDBPreparedStatement statement);

    [LibraryImport(Library, EntryPoint = "duckdb_parameter_name")]
    private static partial nint ParameterName(DuckDBPreparedStatement statement, ulong number);

    [LibraryImport(Library, EntryPoint = "duckdb_create_varchar_length")]
    private static unsafe partial DuckDBValue CreateVarchar(byte* text, ulong length);

    /// <summary>The name of a statement's parameter, by its 1-based number.</summary>
    public static string ParameterNameOf(DuckDBPreparedStatement statement, int number)
    {
        var pointer = ParameterName(statement, (ulong)number);
        var name = Marshal.PtrToStringUTF8(pointer) ?? "";
        NativeMethods.Helpers.DuckDBFree(pointer);
        return name;
    }

    /// <summary>A VARCHAR with its length: DuckDB.NET's own ends at the first NUL.</summary>
    public static unsafe DuckDBValue Varchar(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* pointer = bytes)
        {
            // An empty array has no address, and null would be read as NULL.
            byte nothing = 0;
            return CreateVarchar(bytes.Length == 0 ? &nothing : pointer, (ulong)bytes.Length);
        }
    }
}
