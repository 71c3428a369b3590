using System.Runtime.InteropServices;

namespace Analytics.Learning.Trees;

/// <summary>
/// One aligned block outside the managed heap, taken once per fit: kernels index it without bounds checks,
/// and it is given back when the fit ends instead of when the collector gets round to it.
/// </summary>
internal sealed unsafe partial class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private void* _memory;

    public NativeBuffer(long length, bool zeroed = false)
    {
        Length = length;
        var bytes = checked((nuint)length * (nuint)sizeof(T));
        // 64 bytes more than asked for: vector kernels may read past the last value, never write.
        _memory = LargePages.Allocate(bytes + 64);
        if (zeroed)
        {
            NativeMemory.Clear(_memory, bytes);
        }
    }

    ~NativeBuffer() => Free();

    public long Length { get; }

    public T* Pointer => (T*)_memory;

    public Span<T> Span => new(_memory, checked((int)Length));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
