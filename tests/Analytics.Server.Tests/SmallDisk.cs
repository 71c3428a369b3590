using System.Diagnostics;

namespace Analytics.Server.Tests;

/// <summary>A file system in memory that can be filled to its last page.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(int megabytes)
    {
        if (!TryMount(Folder, megabytes))
        {
            throw new InvalidOperationException("No file system can be mounted here.");
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("analytics-disk-").FullName;

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Whether this user may mount one.</summary>
    public static bool IsAllowed { get; } = Try();

    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var (chunk, size) = (new byte[1 << 20], 1 << 20);
        while (size >= 1)
        {
            try
            {
                filler.Write(chunk, 0, size);
            }
            catch (IOException full)
            {
                Assert.Contains("No space", full.Message, StringComparison.OrdinalIgnoreCase);
                size /= 16;
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        // Lazily: what a server has open goes with the server.
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static bool Try()
    {
        var folder = Directory.CreateTempSubdirectory("analytics-disk-").FullName;
        var isMounted = OperatingSystem.IsLinux() && TryMount(folder, 1);
        if (isMounted)
        {
            Run("umount", folder);
        }

        Directory.Delete(folder);
        return isMounted;
    }

    private static bool TryMount(string folder, int megabytes) =>
        Run("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={megabytes}m"), "tmpfs", folder) == 0;

    private static int Run(string program, params string[] arguments)
    {
        if (OutsideTools.Find(program) is null)
        {
            return -1;
        }

        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}

/// <summary>A fact that fills a file system of its own and says so where none may be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = SmallDisk.IsAllowed ? null : "Only who may mount a file system can fill one: run as root.";
}
