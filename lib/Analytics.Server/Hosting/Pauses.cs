namespace Analytics.Server.Hosting;

/// <summary>How long to wait before what failed is tried again.</summary>
internal static class Pauses
{
    /// <summary>Doubles with each attempt that failed.</summary>
    /// <param name="attempts">Attempts that failed, ≥ 1.</param>
    /// <param name="first">After the first.</param>
    /// <param name="longest">Never more.</param>
    public static TimeSpan Doubling(int attempts, TimeSpan first, TimeSpan longest) =>
        TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, attempts - 1)));
}
