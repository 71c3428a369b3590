using System.Security.Cryptography;
using System.Text;

namespace Analytics.Interactive.Jupyter.Wire;

/// <summary>Signs and checks the four JSON frames of a message with the key of the connection file. An empty key means no signatures.</summary>
internal sealed class Signer
{
    private readonly HashAlgorithmName _hash;
    private readonly byte[] _key;

    public Signer(string scheme, string key)
    {
        _key = Encoding.UTF8.GetBytes(key);
        _hash = scheme switch
        {
            "hmac-sha256" => HashAlgorithmName.SHA256,
            "hmac-sha384" => HashAlgorithmName.SHA384,
            "hmac-sha512" => HashAlgorithmName.SHA512,
            _ => throw new InvalidDataException($"connection file: \"signature_scheme\" is \"{scheme}\", \"hmac-sha256\" was expected"),
        };
    }

    public byte[] Sign(ReadOnlySpan<byte[]> frames)
    {
        if (_key.Length == 0)
        {
            return [];
        }

        using var hmac = IncrementalHash.CreateHMAC(_hash, _key);
        foreach (var frame in frames)
        {
            hmac.AppendData(frame);
        }

        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }

    /// <summary>Whether the signature fits, compared in constant time.</summary>
    public bool Accepts(byte[] signature, ReadOnlySpan<byte[]> frames) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(signature, Sign(frames));
}
