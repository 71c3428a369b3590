using System.Diagnostics;
using System.Globalization;
using Analytics.Server.Hosting;

namespace Analytics.Server.Monitoring;

/// <summary>How much of the machine is used, as shares of 1.</summary>
/// <param name="Cpu">Of all processors since the last look; null at the first.</param>
/// <param name="Memory">Of the machine's memory, or of this process's limit where that is fuller.</param>
/// <param name="Disk">Of the disk that holds the lake.</param>
internal sealed record UsageSample(double? Cpu, double Memory, double Disk);

/// <summary>Looks at processor, memory and disk: Linux' own counts where they are, else what .NET tells of this process.</summary>
internal sealed class Usage(ServerSettings settings, TimeProvider time)
{
    private (double Busy, double All)? _before;

    /// <summary>The newest look; null before the first.</summary>
    public UsageSample? Latest { get; private set; }

    public UsageSample Look()
    {
        var now = Ticks();
        double? cpu =
            _before is { } before && now.All > before.All ? Math.Clamp((now.Busy - before.Busy) / (now.All - before.All), 0, 1) : null;
        _before = now;
        var disk = new DriveInfo(Path.GetFullPath(settings.Data));
        Latest = new UsageSample(cpu, Memory(), disk.TotalSize > 0 ? 1 - (double)disk.AvailableFreeSpace / disk.TotalSize : 0);
        return Latest;
    }

    private (double Busy, double All) Ticks()
    {
        if (!File.Exists("/proc/stat"))
        {
            using var own = Process.GetCurrentProcess();
            return (
                own.TotalProcessorTime.TotalSeconds,
                time.GetTimestamp() / (double)time.TimestampFrequency * Environment.ProcessorCount
            );
        }

        // cpu user nice system idle iowait irq softirq steal (proc(5))
        var parts = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8);
        double[] ticks = [.. parts.Select(each => double.Parse(each, CultureInfo.InvariantCulture))];
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    private static double Memory()
    {
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var own = Environment.WorkingSet / (double)limit;
        if (!File.Exists("/proc/meminfo"))
        {
            return Math.Clamp(own, 0, 1);
        }

        var counts = File.ReadLines("/proc/meminfo")
            .Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Where(each => each[0] is "MemTotal" or "MemAvailable")
            .ToDictionary(each => each[0], each => double.Parse(each[1], CultureInfo.InvariantCulture));
        return Math.Clamp(Math.Max(own, 1 - counts["MemAvailable"] / counts["MemTotal"]), 0, 1);
    }
}
