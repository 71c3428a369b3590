namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>
/// The fixed 64 octets both sides of a ZMTP 3.0 connection send first (rfc.zeromq.org/spec/23): signature, version 3.0,
/// the NULL mechanism. Minor version 0 is announced on purpose: peers then send subscriptions as messages.
/// </summary>
internal static class Greeting
{
    public const int Length = 64;
    private const int MechanismAt = 12;

    public static byte[] Ours()
    {
        var octets = new byte[Length];
        octets[0] = 0xFF;
        octets[9] = 0x7F;
        octets[10] = 3;
        "NULL"u8.CopyTo(octets.AsSpan(MechanismAt));
        return octets;
    }

    /// <summary>Whether the other side speaks ZMTP 3 with the NULL mechanism.</summary>
    public static bool IsUnderstood(ReadOnlySpan<byte> octets) =>
        octets.Length == Length
        && octets[0] == 0xFF
        && (octets[9] & 1) == 1
        && octets[10] >= 3
        && octets.Slice(MechanismAt, 5).SequenceEqual("NULL\0"u8);
}
