using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>A column's type, read once per result: the id and what belongs to it.</summary>
/// <param name="Id">The type.</param>
/// <param name="Width">DECIMAL: digits in all. ARRAY: elements per value.</param>
/// <param name="Scale">DECIMAL: digits behind the point.</param>
/// <param name="Words">ENUM: its words. STRUCT and UNION: the members' names.</param>
/// <param name="Children">LIST and ARRAY: the element. MAP: key and value. STRUCT and UNION: the members.</param>
internal sealed record TypeInfo(DuckDBType Id, int Width, int Scale, string[] Words, TypeInfo[] Children)
{
    // Of the C API's numbers DuckDB.NET names all but this one.
    public const DuckDBType TimeNs = (DuckDBType)39;

    /// <summary>Reads a type and disposes its handle.</summary>
    public static TypeInfo Read(DuckDBLogicalType type)
    {
        using (type)
        {
            var id = NativeMethods.LogicalType.DuckDBGetTypeId(type);
            return id switch
            {
                DuckDBType.Decimal => new(
                    id,
                    NativeMethods.LogicalType.DuckDBDecimalWidth(type),
                    NativeMethods.LogicalType.DuckDBDecimalScale(type),
                    [],
                    []
                ),
                DuckDBType.Enum => new(
                    id,
                    0,
                    0,
                    Names(
                        (int)NativeMethods.LogicalType.DuckDBEnumDictionarySize(type),
                        i => NativeMethods.LogicalType.DuckDBEnumDictionaryValue(type, i)
                    ),
                    []
                ),
                DuckDBType.List => new(id, 0, 0, [], [Read(NativeMethods.LogicalType.DuckDBListTypeChildType(type))]),
                DuckDBType.Array => new(
                    id,
                    (int)NativeMethods.LogicalType.DuckDBArrayVectorGetSize(type),
                    0,
                    [],
                    [Read(NativeMethods.LogicalType.DuckDBArrayTypeChildType(type))]
                ),
                DuckDBType.Map => new(
                    id,
                    0,
                    0,
                    [],
                    [
                        Read(NativeMethods.LogicalType.DuckDBMapTypeKeyType(type)),
                        Read(NativeMethods.LogicalType.DuckDBMapTypeValueType(type)),
                    ]
                ),
                DuckDBType.Struct or DuckDBType.Union => Members(id, type),
                _ => new(id, 0, 0, [], []),
            };
        }
    }

    /// <summary>The type as SQL writes it.</summary>
    public override string ToString() =>
        Id switch
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
            TimeNs => "TIME_NS",
            DuckDBType.SqlNull => "NULL",
            DuckDBType.VarInt => "BIGNUM",
            DuckDBType.UnsignedTinyInt => "UTINYINT",
            DuckDBType.UnsignedSmallInt => "USMALLINT",
            DuckDBType.UnsignedInteger => "UINTEGER",
            DuckDBType.UnsignedBigInt => "UBIGINT",
            DuckDBType.UnsignedHugeInt => "UHUGEINT",
            _ => Id.ToString().ToUpperInvariant(),
        };

    // A UNION is a STRUCT whose first member is the tag.
    private static TypeInfo Members(DuckDBType id, DuckDBLogicalType type)
    {
        var first = id == DuckDBType.Union ? 1 : 0;
        var count = (int)NativeMethods.LogicalType.DuckDBStructTypeChildCount(type) - first;
        var children = new TypeInfo[count];
        for (var i = 0; i < count; i++)
        {
            children[i] = Read(NativeMethods.LogicalType.DuckDBStructTypeChildType(type, first + i));
        }

        return new(id, 0, 0, Names(count, i => NativeMethods.LogicalType.DuckDBStructTypeChildName(type, first + i)), children);
    }

    private static string[] Names(int count, Func<long, string> name) => [.. Enumerable.Range(0, count).Select(i => name(i))];
}
