using System.Security.Cryptography;
using Analytics.Server.Records;

namespace Analytics.Server.Events;

/// <summary>
/// Counts in the service database how often a message of a broker came again. The count is kept before the message is tried, because it may end
/// whoever tries, and forgotten when it is done. A message that came for the first time costs nothing.
/// </summary>
internal sealed class Redeliveries(ServiceDatabase database, TimeProvider time)
{
    /// <summary>Counts one more.</summary>
    /// <returns>How often it came again.</returns>
    public long Count(string queue, ReadOnlySpan<byte> body)
    {
        var digest = Digest(body);
        return database.Write(db =>
            db.Scalar<long>(
                """
                INSERT INTO event_deliveries (queue, digest, times, at) VALUES (@p0, @p1, 1, @p2)
                ON CONFLICT (queue, digest) DO UPDATE SET times = event_deliveries.times + 1, at = excluded.at RETURNING times
                """,
                queue,
                digest,
                ServiceDatabase.Text(time.GetUtcNow().UtcDateTime)
            )
        );
    }

    public void Forget(string queue, ReadOnlySpan<byte> body)
    {
        var digest = Digest(body);
        database.Write(db => db.Do("DELETE FROM event_deliveries WHERE queue = @p0 AND digest = @p1", queue, digest));
    }

    private static string Digest(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
