using Analytics.Server.Pages;

namespace Analytics.Server.Monitoring;

/// <summary>
/// Measures until an answer begins, which is right also for those that are sent as long as something happens. Uploads are left out: their time is that of the client's line.
/// </summary>
internal sealed class RequestClock(RequestDelegate next, RequestTimes times, Metrics metrics, TimeProvider time)
{
    public Task Invoke(HttpContext http)
    {
        var began = time.GetTimestamp();
        http.Response.OnStarting(() =>
        {
            if (KindOf(http.Request) is { } kind)
            {
                var seconds = time.GetElapsedTime(began).TotalSeconds;
                metrics.RequestSeconds.WithLabels(kind, Invariant($"{http.Response.StatusCode / 100}xx")).Observe(seconds);
                times.Keep(seconds);
            }

            return Task.CompletedTask;
        });
        return next(http);
    }

    /// <summary>One of a few words, whatever was asked for; null for what is not measured.</summary>
    private static string? KindOf(HttpRequest request) =>
        request.Path.Value is not { } path ? "api"
        : HttpMethods.IsPost(request.Method) && (path.StartsWith("/api/", StringComparison.Ordinal) || path == FetcherPages.UploadPath)
            ? null
        : path.EndsWith("/predict", StringComparison.Ordinal) ? "prediction"
        : path == "/" || request.Path.StartsWithSegments("/view") ? "page"
        : request.Path.StartsWithSegments("/assets") ? "asset"
        : path is "/health" or "/health/ready" or "/metrics" ? "probe"
        : "api";
}
