using System.Globalization;
using System.Threading.RateLimiting;
using Analytics.Server.Api;
using Analytics.Server.Hosting;
using Microsoft.AspNetCore.RateLimiting;

namespace Analytics.Server.Security;

/// <summary>So many requests per second and client address, with bursts of ten times as many; the rest get 429 and when to come again.</summary>
internal static class RateLimit
{
    private const int Burst = 10;

    public static RateLimiterOptions Of(ServerSettings settings) =>
        new()
        {
            GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
                RateLimitPartition.GetTokenBucketLimiter(
                    http.Connection.RemoteIpAddress?.ToString() ?? "",
                    _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = settings.RequestsPerSecond * Burst,
                        TokensPerPeriod = settings.RequestsPerSecond,
                        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                        QueueLimit = 0,
                    }
                )
            ),
            OnRejected = async (context, _) =>
            {
                var seconds = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
                    ? Math.Max(1, (int)after.TotalSeconds)
                    : 1;
                context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                await Problems
                    .Of(
                        StatusCodes.Status429TooManyRequests,
                        "Too many requests.",
                        Invariant($"At most {settings.RequestsPerSecond} a second; try again in {seconds} s.")
                    )
                    .ExecuteAsync(context.HttpContext);
            },
        };
}
