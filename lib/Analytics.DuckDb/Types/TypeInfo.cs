namespace Analytics.DuckDb;

/// <summary>A column's type, read once per result: the id and what belongs to it.</summary>
/// <param name="Id">The type.</param>
/// <param name="Width">DECIMAL: digits in all. ARRAY: elements per value.</param>
/// <param name="Scale">DECIMAL: digits behind the point.</param>
/// <param name="Words">ENUM: its words. STRUCT and UNION: the members' names.</param>
/// <param name="Children">LIST and ARRAY: the element. MAP: key and value. STRUCT and UNION: the members.</param>
internal sealed record TypeInfo(DuckDBType Id, int Width, int Scale, string[] Words, TypeInfo[] Children)
{
    public static TypeInfo Read(LogicalTypeHandle type)
    {
        using (type)
        {
            var id = (DuckDBType)Native.duckdb_get_type_id(type);
            return id switch
            {
                DuckDBType.Decimal => new(id, Native.duckdb_decimal_width(type), Native.duckdb_decimal_scale(type), [], []),
                DuckDBType.Enum => new(id, 0, 0, Names(Native.duckdb_enum_dictionary_size(type), type, Native.duckdb_enum_dictionary_value), []),
                DuckDBType.List => new(id, 0, 0, [], [Read(Native.duckdb_list_type_child_type(type))]),
                DuckDBType.Array => new(id, (int)Native.duckdb_array_type_array_size(type), 0, [], [Read(Native.duckdb_array_type_child_type(type))]),
                DuckDBType.Map => new(id, 0, 0, [], [Read(Native.duckdb_map_type_key_type(type)), Read(Native.duckdb_map_type_value_type(type))]),
                DuckDBType.Struct => Members(id, type, Native.duckdb_struct_type_child_count(type), Native.duckdb_struct_type_child_name, Native.duckdb_struct_type_child_type),
                DuckDBType.Union => Members(id, type, Native.duckdb_union_type_member_count(type), Native.duckdb_union_type_member_name, Native.duckdb_union_type_member_type),
                _ => new(id, 0, 0, [], []),
            };
        }
    }

    /// <summary>The type as SQL writes it.</summary>
    public override string ToString() => Id switch
    {
        DuckDBType.Decimal => $"DECIMAL({Width},{Scale})",
        DuckDBType.List => $"{Children[0]}[]",
        DuckDBType.Array => $"{Children[0]}[{Width}]",
        DuckDBType.Map => $"MAP({Children[0]}, {Children[1]})",
        DuckDBType.Struct or DuckDBType.Union =>
            $"{(Id == DuckDBType.Struct ? "STRUCT" : "UNION")}({string.Join(", ", Words.Zip(Children, (word, child) => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\" {child}"))})",
        DuckDBType.Enum => $"ENUM({string.Join(", ", Words.Select(word => $"'{word.Replace("'", "''", StringComparison.Ordinal)}'"))})",
        DuckDBType.TimeTz => "TIME WITH TIME ZONE",
        DuckDBType.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDBType.TimestampS => "TIMESTAMP_S",
        DuckDBType.TimestampMs => "TIMESTAMP_MS",
        DuckDBType.TimestampNs => "TIMESTAMP_NS",
        DuckDBType.TimeNs => "TIME_NS",
        DuckDBType.SqlNull => "NULL",
        _ => Id.ToString().ToUpperInvariant(),
    };

    private static TypeInfo Members(
        DuckDBType id, LogicalTypeHandle type, ulong count, Func<LogicalTypeHandle, ulong, nint> name, Func<LogicalTypeHandle, ulong, LogicalTypeHandle> child)
    {
        var children = new TypeInfo[count];
        for (var i = 0UL; i < count; i++)
            children[i] = Read(child(type, i));
        return new(id, 0, 0, Names(count, type, name), children);
    }

    private static string[] Names(ulong count, LogicalTypeHandle type, Func<LogicalTypeHandle, ulong, nint> name)
    {
        var names = new string[count];
        for (var i = 0UL; i < count; i++)
            names[i] = Native.TakeText(name(type, i));
        return names;
    }
}
