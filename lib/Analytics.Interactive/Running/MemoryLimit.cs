namespace Analytics.Interactive.Running;

/// <summary>
/// Keeps a share of the machine's memory out of reach of cells: one that asks for too much gets an OutOfMemoryException,
/// which ends the cell, before the operating system ends the process.
/// </summary>
internal static class MemoryLimit
{
    private const double Share = 0.8;

    private static readonly Lazy<bool> Applied = new(Set);

    /// <summary>True when the limit is in force; false where the runtime does not take one.</summary>
    public static bool Apply() => Applied.Value;

    private static bool Set()
    {
        AppContext.SetData("GCHeapHardLimit", (ulong)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * Share));
        try
        {
            GC.RefreshMemoryLimit();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // More is in use already, or a container's own limit is lower.
        }
    }
}
