using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Interactive.Jupyter;

/// <summary>
/// Ends the kernel when the client that started it is gone, however it went. Clients give their process id in
/// <c>JPY_PARENT_PID</c>; on Windows it is an inherited handle.
/// </summary>
internal static partial class ParentWatch
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    public static void Start(string? parent, Action gone)
    {
        if (!long.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= 1)
        {
            return;
        }

        new Thread(
            () =>
            {
                if (OperatingSystem.IsWindows())
                {
                    WaitForHandle((nint)id);
                }
                else
                {
                    WaitForProcess((int)id);
                }

                gone();
            },
            256 * 1024
        )
        {
            IsBackground = true,
            Name = "parent watch",
        }.Start();
    }

    private static void WaitForHandle(nint handle)
    {
        using var wait = new ManualResetEvent(false);
        wait.SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: true);
        wait.WaitOne();
    }

    private static void WaitForProcess(int id)
    {
        // A direct child is given to another parent the moment its own dies, even if the id lives on as a zombie.
        if (ParentId() == id)
        {
            while (ParentId() == id)
            {
                Thread.Sleep(s_interval);
            }

            return;
        }
        while (IsAlive(id))
        {
            Thread.Sleep(s_interval);
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();
}
