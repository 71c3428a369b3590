using System.Globalization;
using System.Text;

namespace Analytics.Lake.Storage;

/// <summary>
/// <c>data/LOCK</c>: held open without sharing by the one writer, so the operating system releases it when that process
/// dies, however it dies. Beside it <c>LOCK.holder</c> says who; a leftover text without the lock means nothing.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holder;

    private WriterLock(FileStream file, string holder) => (_file, _holder) = (file, holder);

    /// <exception cref="LakeLockedException">Another process, or another writer in this one, holds it.</exception>
    public static WriterLock Take(string folder, TimeProvider time, string holder)
    {
        var path = Path.Combine(folder, "LOCK");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException busy) when (IsSharingViolation(busy))
        {
            var who = HolderOf(folder);
            throw new LakeLockedException(
                $"The lake '{folder}' is being written by {who}. Wait for it to end and run again; reading works meanwhile.",
                who
            );
        }

        var since = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{OneLine(holder)} (process {Environment.ProcessId} on {Environment.MachineName}, since {since})\n"
        );
        try
        {
            File.WriteAllBytes(HolderPath(folder), Encoding.UTF8.GetBytes(text));
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return new WriterLock(file, HolderPath(folder));
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_holder);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // Without the lock the text says nothing, and the next holder writes over it.
        }

        _file.Dispose();
    }

    private static string HolderPath(string folder) => Path.Combine(folder, "LOCK.holder");

    private static string HolderOf(string folder)
    {
        var path = HolderPath(folder);
        return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } text ? text : "another process";
    }

    /// <summary>Who holds the lock now, as <c>LOCK.holder</c> says it, without touching the lock; null for nobody. What a killed process of this machine left says nothing.</summary>
    public static string? Now(string folder)
    {
        string text;
        try
        {
            text = File.ReadAllText(HolderPath(folder)).Trim();
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return text.Length == 0 || IsLeftBehind(text) ? null : text;
    }

    /// <summary>Whether it names a process of this machine that is no more.</summary>
    private static bool IsLeftBehind(string holder)
    {
        const string Place = " (process ";
        var place = holder.LastIndexOf(Place, StringComparison.Ordinal);
        return place >= 0
            && holder[(place + Place.Length)..].Split(' ') is [var id, "on", var machine, ..]
            && machine.TrimEnd(',') == Environment.MachineName
            && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && !IsAlive(number);
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    // EWOULDBLOCK (11 on Linux, 35 on macOS) of flock, or ERROR_SHARING_VIOLATION of Windows.
    internal static bool IsSharingViolation(IOException error) =>
        error.HResult is 11 or 35 or unchecked((int)0x80070020)
        || error.GetType() == typeof(IOException) && error.Message.Contains("being used by another process", StringComparison.Ordinal);
}
