using System.Collections;
using System.Runtime.InteropServices;

namespace Analytics.DuckDb;

/// <summary>Lists, structs and maps as DuckDB values. The type is that of the first element that is not null.</summary>
internal static unsafe class NestedValue
{
    private const int SqlNull = (int)DuckDBType.SqlNull;

    public static nint List(IEnumerable list, string name, Func<object?, string, nint> create)
    {
        var elements = list.Cast<object?>().Select(element => create(element, name)).ToArray();
        var type = ElementType(elements, out var isOurs);
        try
        {
            fixed (nint* pointer = elements)
            {
                // With no element there is no array to point at.
                nint nothing = 0;
                var value = Native.duckdb_create_list_value(type, elements.Length == 0 ? &nothing : pointer, (ulong)elements.Length);
                return value != 0 ? value : throw Mixed(name);
            }
        }
        finally
        {
            Free(elements);
            if (isOurs)
                Native.duckdb_destroy_logical_type(ref type);
        }
    }

    /// <summary>What the row reader gives goes back in: an <c>IDictionary&lt;string, object&gt;</c> is a STRUCT, any other dictionary a MAP.</summary>
    public static nint Dictionary(IDictionary dictionary, string name, Func<object?, string, nint> create)
    {
        var keys = dictionary.Keys.Cast<object>().ToArray();
        var values = dictionary.Values.Cast<object?>().Select(value => create(value, name)).ToArray();
        try
        {
            return keys.Length > 0 && keys.All(key => key is string) && dictionary is IDictionary<string, object?>
                ? Struct([.. keys.Cast<string>()], values, name)
                : Map([.. keys.Select(key => create(key, name))], values, name);
        }
        finally
        {
            Free(values);
        }
    }

    private static nint Struct(string[] names, nint[] values, string name)
    {
        var types = Array.ConvertAll(values, Native.duckdb_get_value_type);
        var texts = Array.ConvertAll(names, Marshal.StringToCoTaskMemUTF8);
        try
        {
            fixed (nint* type = types, text = texts, value = values)
            {
                var structType = Native.duckdb_create_struct_type(type, text, (ulong)values.Length);
                var made = Native.duckdb_create_struct_value(structType, value);
                Native.duckdb_destroy_logical_type(ref structType);
                return made != 0 ? made : throw Mixed(name);
            }
        }
        finally
        {
            Array.ForEach(texts, Marshal.FreeCoTaskMem);
        }
    }

    private static nint Map(nint[] keys, nint[] values, string name)
    {
        var keyType = ElementType(keys, out var isKeyOurs);
        var valueType = ElementType(values, out var isValueOurs);
        var mapType = Native.duckdb_create_map_type(keyType, valueType);
        try
        {
            fixed (nint* key = keys, value = values)
            {
                nint nothing = 0;
                var made = Native.duckdb_create_map_value(mapType, keys.Length == 0 ? &nothing : key, keys.Length == 0 ? &nothing : value, (ulong)keys.Length);
                return made != 0 ? made : throw Mixed(name);
            }
        }
        finally
        {
            Free(keys);
            Native.duckdb_destroy_logical_type(ref mapType);
            if (isKeyOurs)
                Native.duckdb_destroy_logical_type(ref keyType);
            if (isValueOurs)
                Native.duckdb_destroy_logical_type(ref valueType);
        }
    }

    // A value's type belongs to the value; only the type made for an empty or all-null list is ours to destroy.
    private static nint ElementType(nint[] values, out bool isOurs)
    {
        foreach (var value in values)
        {
            var type = Native.duckdb_get_value_type(value);
            isOurs = false;
            if (Native.duckdb_is_null_value(value) == 0)
                return type;
        }

        isOurs = true;
        return Native.duckdb_create_logical_type(SqlNull);
    }

    private static void Free(nint[] values)
    {
        foreach (var each in values)
        {
            var value = each;
            Native.duckdb_destroy_value(ref value);
        }
    }

    private static ArgumentException Mixed(string name) => new($"Parameter {name}: DuckDB cannot make a list, struct or map of these values; give all elements one type.");
}
