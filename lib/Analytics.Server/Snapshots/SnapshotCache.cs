using Microsoft.AspNetCore.OutputCaching;

namespace Analytics.Server.Snapshots;

/// <summary>
/// Keeps answers by snapshot, address and what the client accepts. A snapshot never changes, so what is kept is never wrong;
/// it only goes when room is needed.
/// </summary>
/// <param name="also">What else the answer follows from, as text; null for nothing.</param>
internal sealed class SnapshotCache(Func<HttpContext, string>? also = null) : IOutputCachePolicy
{
    public const string Policy = "snapshot";

    // Longer addresses are no pages of ours: a client that makes up new ones must not fill the memory.
    private const int LongestAddress = 300;

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var request = context.HttpContext.Request;
        var isRead =
            (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && request.Path.Value!.Length + request.QueryString.Value!.Length <= LongestAddress;
        context.EnableOutputCaching = isRead;
        context.AllowCacheLookup = isRead;
        context.AllowCacheStorage = isRead;
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = TimeSpan.FromHours(1);
        context.CacheVaryByRules.QueryKeys = "*";
        context.CacheVaryByRules.HeaderNames = "Accept";
        context.CacheVaryByRules.CacheKeyPrefix = isRead
            ? $"{context.HttpContext.Snapshot().Id} {also?.Invoke(context.HttpContext)}"
            : null;
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.AllowCacheStorage = context.HttpContext.Response.StatusCode == StatusCodes.Status200OK;
        return ValueTask.CompletedTask;
    }
}
