using Microsoft.Net.Http.Headers;

namespace Analytics.Server.Snapshots;

/// <summary>Marks an endpoint whose answer follows from its address and the snapshot alone: it carries an ETag, and a client that has it gets 304.</summary>
internal sealed class FromSnapshot;

/// <summary>
/// Gives each request that an endpoint takes the snapshot that is current when it comes, until its answer is sent, and writes its id on the answer
/// (<c>X-Snapshot</c>; <c>ETag</c> too where the answer follows from it).
/// </summary>
internal sealed class SnapshotPin(RequestDelegate next, Snapshots snapshots)
{
    public const string Header = "X-Snapshot";

    public async Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<NoSnapshot>() is not null)
        {
            await next(http);
            return;
        }

        var snapshot = snapshots.Enter();
        try
        {
            http.Features.Set(snapshot);
            Spans.Tell(Spans.Snapshot, snapshot.Id);
            http.Response.Headers[Header] = snapshot.Id;
            if (
                endpoint.Metadata.GetMetadata<FromSnapshot>() is not null
                && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            )
            {
                var tag = new EntityTagHeaderValue($"\"{snapshot.Id}\"");
                http.Response.Headers.Vary = HeaderNames.Accept;
                if (
                    http.Request.GetTypedHeaders().IfNoneMatch.Any(each => each.Tag == "*" || each.Compare(tag, useStrongComparison: false))
                )
                {
                    http.Response.Headers.ETag = tag.ToString();
                    http.Response.StatusCode = StatusCodes.Status304NotModified;
                    return;
                }

                http.Response.OnStarting(() =>
                {
                    // Only what was found is worth keeping.
                    if (http.Response.StatusCode == StatusCodes.Status200OK)
                    {
                        (http.Response.Headers.ETag, http.Response.Headers.CacheControl) = (tag.ToString(), "no-cache");
                    }

                    return Task.CompletedTask;
                });
            }

            await next(http);
        }
        finally
        {
            snapshot.Leave();
        }
    }
}

/// <summary>Marks an endpoint that has nothing to do with a snapshot: assets, uploads.</summary>
internal sealed class NoSnapshot;

internal static class SnapshotRequests
{
    /// <summary>The snapshot that this request keeps to.</summary>
    public static ServedSnapshot Snapshot(this HttpContext http) =>
        http.Features.Get<ServedSnapshot>() ?? throw new InvalidOperationException("This endpoint has no snapshot.");

    /// <summary>The answer follows from the address and the snapshot: an ETag, 304, and kept in memory as long as the snapshot is current.</summary>
    public static T AnswersFromSnapshot<T>(this T endpoint)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new FromSnapshot()));
        endpoint.CacheOutput(SnapshotCache.Policy);
        return endpoint;
    }

    public static T HasNoSnapshot<T>(this T endpoint)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new NoSnapshot()));
        return endpoint;
    }
}
