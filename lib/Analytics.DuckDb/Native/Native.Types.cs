using System.Runtime.InteropServices;

namespace Analytics.DuckDb;

/// <summary>Logical types.</summary>
internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    public static partial nint duckdb_create_logical_type(int type);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_decimal_type(byte width, byte scale);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_list_type(nint child);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_map_type(nint key, nint value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_struct_type(nint* members, nint* names, ulong count);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_logical_type(ref nint type);

    [LibraryImport(Library)]
    public static partial int duckdb_get_type_id(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial byte duckdb_decimal_width(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial byte duckdb_decimal_scale(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial uint duckdb_enum_dictionary_size(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial nint duckdb_enum_dictionary_value(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library)]
    public static partial LogicalTypeHandle duckdb_list_type_child_type(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial LogicalTypeHandle duckdb_array_type_child_type(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial ulong duckdb_array_type_array_size(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial LogicalTypeHandle duckdb_map_type_key_type(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial LogicalTypeHandle duckdb_map_type_value_type(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial ulong duckdb_struct_type_child_count(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial nint duckdb_struct_type_child_name(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library)]
    public static partial LogicalTypeHandle duckdb_struct_type_child_type(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library)]
    public static partial ulong duckdb_union_type_member_count(LogicalTypeHandle type);

    [LibraryImport(Library)]
    public static partial nint duckdb_union_type_member_name(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library)]
    public static partial LogicalTypeHandle duckdb_union_type_member_type(LogicalTypeHandle type, ulong index);
}
