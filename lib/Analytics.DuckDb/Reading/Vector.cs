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

    public string Text(long row) => Encoding.UTF8.GetString(Bytes(row));

    /// <summary>The elements of all lists (LIST, MAP) of this chunk; <c>Value&lt;ListEntry&gt;</c> says which are whose.</summary>
    public Vector ListChild(TypeInfo type) => new(Native.duckdb_list_vector_get_child(_handle), type);

    public Vector ArrayChild() => new(Native.duckdb_array_vector_get_child(_handle), Type.Children[0]);

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
