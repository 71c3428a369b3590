using System.Runtime.CompilerServices;
using System.Text;
using DuckDB.NET.Native;

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
        _data = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(handle);
        _validity = NativeMethods.Vectors.DuckDBVectorGetValidity(handle);
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
            case DuckDBType.Varchar or DuckDBType.Blob or DuckDBType.Bit or DuckDBType.VarInt:
                var bytes = (long)count * sizeof(NativeString);
                for (var row = 0; row < count; row++)
                {
                    bytes += !IsNull(row) && ((NativeString*)_data)[row].Length is > NativeString.Inlined and var length ? length : 0;
                }

                return bytes;
            case DuckDBType.List:
                return (long)count * sizeof(DuckDBListEntry)
                    + ListChild(Type.Children[0]).Bytes((int)NativeMethods.Vectors.DuckDBListVectorGetSize(_handle));
            case DuckDBType.Map:
                return (long)count * sizeof(DuckDBListEntry)
                    + ListChild(Type).Members((int)NativeMethods.Vectors.DuckDBListVectorGetSize(_handle));
            case DuckDBType.Array:
                return ArrayChild().Bytes(count * Type.Width);
            case DuckDBType.Struct:
                return Members(count);
            default:
                return (long)count * sizeof(long);
        }
    }

    /// <summary>Position of an ENUM value in its words; DuckDB stores it in 1, 2 or 4 bytes by the number of words.</summary>
    public int EnumCode(long row) =>
        Type.Words.Length switch
        {
            <= byte.MaxValue => Value<byte>(row),
            <= ushort.MaxValue => Value<ushort>(row),
            _ => (int)Value<uint>(row),
        };

    public string Text(long row) => Encoding.UTF8.GetString(Bytes(row));

    /// <summary>The elements of all lists (LIST, MAP) of this chunk; <c>Value&lt;DuckDBListEntry&gt;</c> says which are whose.</summary>
    public Vector ListChild(TypeInfo type) => new(NativeMethods.Vectors.DuckDBListVectorGetChild(_handle), type);

    public Vector ArrayChild() => new(NativeMethods.Vectors.DuckDBArrayVectorGetChild(_handle), Type.Children[0]);

    private long Members(int count)
    {
        var bytes = 0L;
        for (var member = 0; member < Type.Children.Length; member++)
        {
            bytes += StructChild(member, Type.Children[member]).Bytes(count);
        }

        return bytes;
    }

    public Vector StructChild(int member, TypeInfo type) => new(NativeMethods.Vectors.DuckDBStructVectorGetChild(_handle, member), type);
}

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
