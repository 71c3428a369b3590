using System.Diagnostics;

namespace Analytics.Server.Monitoring;

/// <summary>
/// A span per request, named after its route: never the address itself, which may hold an id, nor who asks, nor what is sent. As long as nobody listens a request passes without a trace.
/// Probes, metrics and assets have none.
/// </summary>
internal sealed class RequestSpans(RequestDelegate next)
{
    public Task Invoke(HttpContext http) => Spans.Requests.HasListeners() && IsWorthIt(http.Request.Path) ? Traced(http) : next(http);

    private async Task Traced(HttpContext http)
    {
        // What else a caller says of his trace (tracestate) is any text, so it is not passed on.
        var parent = Spans.There(http.Request.Headers.TraceParent);
        // The host's own span is sent by nobody: one within it would belong to nothing.
        Activity.Current = null;
        using var span = Spans.Requests.Begin("request", "", ActivityKind.Server, parent);
        try
        {
            await next(http);
        }
        catch (Exception error) when (span.Saw(error))
        {
            throw;
        }
        finally
        {
            if (span is not null)
            {
                Describe(span, http);
            }
        }
    }

    private static void Describe(Activity span, HttpContext http)
    {
        var method = MethodOf(http.Request.Method);
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method)
            .SetTag("http.route", route)
            .SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= 500)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>One of the methods that there are: a client may send any word.</summary>
    private static string MethodOf(string method) =>
        HttpMethods.IsGet(method) ? HttpMethods.Get
        : HttpMethods.IsPost(method) ? HttpMethods.Post
        : HttpMethods.IsHead(method) ? HttpMethods.Head
        : HttpMethods.IsDelete(method) ? HttpMethods.Delete
        : HttpMethods.IsPut(method) ? HttpMethods.Put
        : HttpMethods.IsOptions(method) ? HttpMethods.Options
        : HttpMethods.IsPatch(method) ? HttpMethods.Patch
        : "_OTHER";

    private static bool IsWorthIt(PathString path) =>
        path.Value is not ("/health" or "/health/ready" or "/metrics") && !path.StartsWithSegments("/assets", StringComparison.Ordinal);
}
