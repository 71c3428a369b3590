using System.Runtime.InteropServices;

namespace Analytics.Learning.Trees;

/// <summary>
/// Memory that a kernel walks at random. Linux is asked to back large blocks with pages of 2 MB: with pages of 4 KB, looking
/// up where a page lies takes longer than what is done with its bytes. Where the system will not, nothing but speed is lost.
/// </summary>
internal static unsafe partial class LargePages
{
    private const nuint PageBytes = 2 << 20;
    private const int AdviseHugePages = 14;

    /// <summary>To be freed with <see cref="NativeMemory.AlignedFree"/>.</summary>
    public static void* Allocate(nuint bytes)
    {
        if (bytes < PageBytes || !OperatingSystem.IsLinux())
        {
            return NativeMemory.AlignedAlloc(bytes, 64);
        }

        var memory = NativeMemory.AlignedAlloc(bytes, PageBytes);
        _ = Advise(memory, bytes, AdviseHugePages);
        return memory;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* memory, nuint bytes, int advice);
}
