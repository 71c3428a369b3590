using Analytics.Server.Snapshots;

namespace Analytics.Server.Api;

internal static class Routes
{
    /// <summary>A GET that follows from its address and the snapshot: with ETag, 304, and kept in memory.</summary>
    public static RouteHandlerBuilder Read(this IEndpointRouteBuilder app, string pattern, Func<HttpContext, Task<IResult>> handler) =>
        // As a Delegate: as a RequestDelegate its result would be thrown away.
        app.MapGet(pattern, (Delegate)handler).AnswersFromSnapshot();
}
