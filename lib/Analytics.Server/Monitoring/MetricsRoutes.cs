using Analytics.Server.Snapshots;

namespace Analytics.Server.Monitoring;

/// <summary><c>/metrics</c> for Prometheus; a scraper shows a reader's key where keys are needed.</summary>
internal static class MetricsRoutes
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/metrics",
                async (HttpContext http, Metrics metrics) =>
                {
                    // Whole before anything is sent: what goes wrong while it is read is a problem, not half an answer.
                    using var text = new MemoryStream();
                    await metrics.Write(text, http.RequestAborted);
                    return Results.Bytes(text.ToArray(), "text/plain; version=0.0.4; charset=utf-8");
                }
            )
            .HasNoSnapshot()
            .WithTags("health")
            .Produces<string>(200, "text/plain")
            .WithSummary("What the lake, the models, the runs and this server come to, as text for Prometheus.");
}
