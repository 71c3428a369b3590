using System.Runtime.CompilerServices;
using System.Text;

namespace Analytics.DuckDb;

/// <summary>One column of one chunk, borrowed: valid until the chunk is destroyed.</summary>
internal readonly unsafe struct Vector
{
    private readonly nint _handle;
    private readonly byte* _data;
    private readonly ulong* _validity;

    public Vector(nint handle, TypeInfo type)
    {
        _handle = handle;
        Type = type;
        _data = (byte*)Native.duckdb_vector_get_data(handle);
        _validity = Native.duckdb_vector_get_validity(handle);
    }

    public TypeInfo Type { get; }

    /// <summary>The validity bitmap of the chunk, 1 = present; null when nothing is missing.</summary>
    public ulong* Validity => _validity;

    public bool IsNull(long row) => _validity != null && (_validity[row >> 6] >> (int)(row & 63) & 1) == 0;

    public T* Data<T>()
        where T : unmanaged => (T*)_data;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(long row)
        where T : unmanaged => ((T*)_data)[row];

    /// <summary>The bytes of a VARCHAR, BLOB, BIT or BIGNUM.</summary>
    public ReadOnlySpan<byte> Bytes(long row) => ((NativeString*)_data)[row].Bytes((NativeString*)_data + row);

    /// <summary>About the bytes that so many rows take up, those of lists and texts included.</summary>
    public long Bytes(int count)
    {
        switch (Type.Id)
        {
            case DuckDBType.Varchar or DuckDBType.Blob or DuckDBType.Bit or DuckDBType.BigNum:
                var bytes = (long)count * sizeof(NativeString);
                for (var row = 0; row < count; row++)
                    bytes += !IsNull(row) && ((NativeString*)_data)[row].Length is > NativeString.Inlined and var length ? length : 0;
                return bytes;
            case DuckDBType.List:
                return (long)count * sizeof(ListEntry) + ListChild(Type.Children[0]).Bytes((int)Native.duckdb_list_vector_get_size(_handle));
            case DuckDBType.Map:
                return (long)count * sizeof(ListEntry) + ListChild(Type).Members((int)Native.duckdb_list_vector_get_size(_handle));
            case DuckDBType.Array:
                return ArrayChild().Bytes(count * Type.Width);
            case DuckDBType.Struct:
                return Members(count);
            default:
                return (long)count * sizeof(long);
        }
    }

    public string Text(long row) => Encoding.UTF8.GetString(Bytes(row));

    /// <summary>The elements of all lists (LIST, MAP) of this chunk; <c>Value&lt;ListEntry&gt;</c> says which are whose.</summary>
    public Vector ListChild(TypeInfo type) => new(Native.duckdb_list_vector_get_child(_handle), type);

    public Vector ArrayChild() => new(Native.duckdb_array_vector_get_child(_handle), Type.Children[0]);

    private long Members(int count)
    {
        var bytes = 0L;
        for (var member = 0; member < Type.Children.Length; member++)
            bytes += StructChild(member, Type.Children[member]).Bytes(count);
        return bytes;
    }

    public Vector StructChild(int member, TypeInfo type) => new(Native.duckdb_struct_vector_get_child(_handle, (ulong)member), type);
}

/// <summary>duckdb_list_entry: a LIST value is a stretch of the child vector.</summary>
internal readonly record struct ListEntry(ulong Offset, ulong Length);

/// <summary>duckdb_string_t: 16 bytes; up to 12 bytes of text stand inside, longer text behind the pointer.</summary>
internal readonly unsafe struct NativeString
{
    public readonly uint Length;
    public readonly uint Prefix;
    public readonly byte* Pointer;

    public const int Inlined = 12;

    public ReadOnlySpan<byte> Bytes(NativeString* self) =>
        Length <= Inlined ? new ReadOnlySpan<byte>((byte*)self + 4, (int)Length) : new ReadOnlySpan<byte>(Pointer, checked((int)Length));
}
