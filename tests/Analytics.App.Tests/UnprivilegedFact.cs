using System.Runtime.InteropServices;

namespace Analytics.App.Tests;

/// <summary>
/// A fact about a user who may not do everything. The super-user acts as nobody meanwhile, which seteuid(2) allows and takes
/// back; Windows has no such modes and skips it.
/// </summary>
public sealed partial class UnprivilegedFactAttribute : FactAttribute
{
    private const uint SuperUser = 0;
    private const uint Nobody = 65534;

    public UnprivilegedFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows has no Unix file modes.";
        }
    }

    /// <summary>Gives up the rights of the super-user until it is disposed of; does nothing for anybody else.</summary>
    public static IDisposable Drop() => new Dropped();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    // glibc and musl tell all threads of the process.
    [LibraryImport("libc", EntryPoint = "seteuid", SetLastError = true)]
    private static partial int SetEffectiveUser(uint user);

    private sealed class Dropped : IDisposable
    {
        private readonly bool _was = GetEffectiveUser() == SuperUser;

        public Dropped()
        {
            if (_was && SetEffectiveUser(Nobody) != 0)
            {
                throw new InvalidOperationException($"seteuid: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }

        public void Dispose()
        {
            if (_was && SetEffectiveUser(SuperUser) != 0)
            {
                throw new InvalidOperationException($"seteuid: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
    }
}
