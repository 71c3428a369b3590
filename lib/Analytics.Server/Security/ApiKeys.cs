using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Analytics.Server.Security;

/// <summary>What a caller may do; each may what those before it may.</summary>
public enum Role
{
    /// <summary>Reads, predicts, asks.</summary>
    Reader,

    /// <summary>Uploads too.</summary>
    Operator,

    /// <summary>Puts other models in force too.</summary>
    Admin,
}

/// <summary>A key's name, role and SHA-256; the key itself is kept nowhere. It is 256 random bits, so that its hash needs no salt.</summary>
public sealed record ApiKey(string Name, Role Role, byte[] Hash);

/// <summary>Who asks, by the key or token that was shown.</summary>
/// <param name="Name">Of the key, or the token's subject, in words for the audit log.</param>
/// <param name="Role">What he may.</param>
internal sealed record Caller(string Name, Role Role);

/// <summary>Makes, reads and compares keys.</summary>
internal sealed class ApiKeys(IReadOnlyList<ApiKey> keys)
{
    private const string RoleNames = "reader, operator or admin";

    /// <summary>The key that was shown. It takes the same time whichever it is, and whether it is one.</summary>
    public ApiKey? Find(string shown)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(shown));
        ApiKey? found = null;
        foreach (var key in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash))
            {
                found = key;
            }
        }

        return found;
    }

    /// <summary>Reads <c>role:hash</c>.</summary>
    /// <exception cref="UsageException">It is not so written.</exception>
    public static ApiKey Parse(string name, string text)
    {
        var parts = text.Split(':');
        if (parts.Length != 2 || parts[1].Length != 64 || !parts[1].All(char.IsAsciiHexDigit))
        {
            throw new UsageException(
                $"The key '{name}' is not written as role:hash with a hash of 64 hexadecimal digits. Make one: dotnet script scripts/serve.csx --new-key reader"
            );
        }

        return new ApiKey(name, RoleOf(parts[0]), Convert.FromHexString(parts[1]));
    }

    /// <summary>A new key and the line that lets it in, as text for a person.</summary>
    /// <exception cref="UsageException">The role is none.</exception>
    public static string New(string role)
    {
        var name = RoleOf(role).ToString().ToLowerInvariant();
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return $"""
            Key, shown once, for the header X-Api-Key:  {key}
            Let it in, under a name of your choice:     Analytics__Keys__{name}1={name}:{hash}
            """;
    }

    private static Role RoleOf(string text) =>
        Enum.TryParse<Role>(text, ignoreCase: true, out var role) && !char.IsAsciiDigit(text[0])
            ? role
            : throw new UsageException($"'{text}' is no role. Type {RoleNames}.");
}
