using System.Security.Cryptography;
using System.Text;

namespace Analytics.Lake.Storage;

/// <summary>SHA-256 in 64 lower-case hexadecimal digits: the name of everything that never changes.</summary>
internal static class Hash
{
    public const int Length = 64;

    public static string OfBytes(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));

    public static string OfFile(string path)
    {
        using var stream = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            1 << 17,
            FileOptions.SequentialScan
        );
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    public static bool IsHash(ReadOnlySpan<char> text) => text.Length == Length && text.IndexOfAnyExcept("0123456789abcdef") < 0;
}
