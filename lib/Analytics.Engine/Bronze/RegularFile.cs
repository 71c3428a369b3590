using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Analytics.Engine;

/// <summary>Tells files from what only looks like one: a device or a pipe has no end, and opening one may wait for ever.</summary>
internal static partial class RegularFile
{
    private const int CurrentFolder = -100;
    private const uint OnlyType = 1;
    private const int ModeAt = 28;
    private const int TypeBits = 0xF000;

    /// <summary>What a path is when it is no regular file, links followed; null when it is one, or where the system (other than Linux) does not tell.</summary>
    public static string? Otherwise(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var state = new byte[256];
        if (Statx(CurrentFolder, path, 0, OnlyType, state) != 0)
        {
            return null;
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(state.AsSpan(ModeAt)) & TypeBits) switch
        {
            0x8000 => null,
            0x1000 => "a pipe",
            0x2000 or 0x6000 => "a device",
            0xC000 => "a socket",
            _ => "no regular file",
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [In, Out] byte[] state);
}
