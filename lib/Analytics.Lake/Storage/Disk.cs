using System.Runtime.InteropServices;
using System.Text;

namespace Analytics.Lake.Storage;

/// <summary>
/// Files that are there whole or not at all: written aside, flushed to the device, renamed over, and the folder flushed
/// so that the new name survives a power cut too.
/// </summary>
internal static partial class Disk
{
    private const int ReadOnly = 0;
    private const int InvalidArgument = 22;

    /// <summary>Puts the bytes under a final name in one rename. The temporary file must be on the same file system.</summary>
    public static void Write(string path, string temporary, ReadOnlySpan<byte> bytes, string? crashPoint = null)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        WriteAside(temporary, bytes);
        if (crashPoint is not null)
        {
            CrashPoints.Pass(crashPoint);
        }

        Move(temporary, path);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes and flushes a file that is yet to be moved to its final name.</summary>
    public static void WriteAside(string temporary, ReadOnlySpan<byte> bytes)
    {
        using var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, 0);
        RandomAccess.Write(handle, bytes, 0);
        RandomAccess.FlushToDisk(handle);
    }

    public static void Write(string path, string temporary, string text, string? crashPoint = null) =>
        Write(path, temporary, Encoding.UTF8.GetBytes(text), crashPoint);

    /// <summary>One rename(2); an existing file of that name is replaced. The folder must be flushed afterwards.</summary>
    public static void Move(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Flushes a file that somebody else (DuckDB) wrote.</summary>
    public static void Flush(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Creates the folders that are missing and flushes the parent of each, or a crash could forget them.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder);
        if (!string.IsNullOrEmpty(parent))
        {
            CreateFolder(parent);
        }

        Directory.CreateDirectory(folder);
        if (!string.IsNullOrEmpty(parent))
        {
            FlushFolder(parent);
        }
    }

    /// <summary>fsync(2) of a folder. Windows has no such call and journals names by itself.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Failed("open", folder);
        }

        try
        {
            // Some file systems (FUSE, SMB) cannot flush a folder and answer EINVAL; there is nothing more to do on them.
            if (FSync(descriptor) < 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
            {
                throw Failed("fsync", folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Removes a file or a whole folder when it is there.</summary>
    public static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private static IOException Failed(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of '{path}': {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
