namespace Analytics.Learning;

/// <summary>Zeroed memory that starts at a cache line, for kernels that load whole vectors; freed with the object, so keep that alive while using <see cref="Pointer"/>.</summary>
internal sealed unsafe class Aligned<T>
    where T : unmanaged
{
    private readonly T[] _values;

    public Aligned(int length)
    {
        Length = length;
        _values = GC.AllocateArray<T>(length + 64 / sizeof(T), pinned: true);
        fixed (T* first = _values)
        {
            Pointer = (T*)(((nint)first + 63) & ~63);
        }
    }

    public int Length { get; }

    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);
}
