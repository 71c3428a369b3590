using System.Globalization;

namespace Analytics.Interactive.Loading;

/// <summary>
/// FNV-1a, 64 bit (draft-eastlake-fnv): names that need to differ, not to be secret. A cryptographic hash would load a
/// library that costs more time than a cached script runs.
/// </summary>
internal static class Fnv
{
    public static string Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 1099511628211;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
