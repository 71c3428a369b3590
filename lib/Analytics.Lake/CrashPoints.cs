using System.Globalization;

namespace Analytics.Lake;

/// <summary>
/// Places on the commit path where a test can pull the plug. The environment variable <c>ANALYTICS_CRASH</c> names one:
/// the process ends there at once, without unwinding. <c>name:3</c> ends it the third time it comes by.
/// </summary>
public static class CrashPoints
{
    public const string BronzeTemp = "bronze-temp";
    public const string BronzeObject = "bronze-object";
    public const string StageCopied = "stage-copied";
    public const string StageHashed = "stage-hashed";
    public const string ObjectMoved = "object-moved";
    public const string ObjectsMoved = "objects-moved";
    public const string DeltaTemp = "delta-temp";
    public const string DeltaCommitted = "delta-committed";
    public const string CheckpointTemp = "checkpoint-temp";
    public const string CheckpointWritten = "checkpoint-written";
    public const string CheckpointNamed = "checkpoint-named";
    public const string ManifestTemp = "manifest-temp";
    public const string ManifestWritten = "manifest-written";
    public const string RunRecordWritten = "run-record-written";
    public const string HeadTemp = "head-temp";
    public const string HeadMoved = "head-moved";
    public const string WarehouseBuilt = "warehouse-built";
    public const string WarehouseMoved = "warehouse-moved";

    private static readonly string? s_wanted = Environment.GetEnvironmentVariable("ANALYTICS_CRASH");
    private static int s_passes;

    /// <summary>Ends the process when this point is the one that <c>ANALYTICS_CRASH</c> names; otherwise does nothing.</summary>
    public static void Pass(string point)
    {
        if (s_wanted is null || !s_wanted.StartsWith(point, StringComparison.Ordinal))
        {
            return;
        }

        var rest = s_wanted.AsSpan(point.Length);
        var wantedPass =
            rest.Length == 0 ? 1
            : rest[0] == ':' && int.TryParse(rest[1..], CultureInfo.InvariantCulture, out var pass) ? pass
            : 0;
        if (wantedPass > 0 && Interlocked.Increment(ref s_passes) == wantedPass)
        {
            Environment.FailFast($"ANALYTICS_CRASH={s_wanted}");
        }
    }
}
