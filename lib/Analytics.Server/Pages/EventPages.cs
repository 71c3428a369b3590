using Analytics.Server.Events;
using Analytics.Server.Records;
using Analytics.Server.Security;

namespace Analytics.Server.Pages;

/// <summary>Dead letters and events for eyes; what their buttons do is what the API does.</summary>
internal static class EventPages
{
    /// <summary>Dead letters and events on the page.</summary>
    public const int Size = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
            "/dead-letters",
            (HttpContext http, Outbox outbox, DeadLetters dead, IEventTransport transport, ServiceDatabase database) =>
                PageResult.Of<DeadLettersPage>(
                    new
                    {
                        Letters = dead.List(Size),
                        Now = EventRoutes.Of(outbox, dead, transport, database, Size),
                        Token = FormToken.Of(http),
                    }
                )
        );
        app.MapPost("/dead-letters/{number:long}/replay", Replay).Needs(Role.Operator);
        app.MapPost("/dead-letters/{number:long}/drop", Drop).Needs(Role.Admin);
    }

    private static async Task<IResult> Replay(long number, HttpContext http, DeadLetters dead, Journal journal)
    {
        await FormToken.Read(http);
        EventRoutes.Replay(number, dead, http, journal);
        return PageResult.SeeOther("/view/dead-letters");
    }

    private static async Task<IResult> Drop(long number, HttpContext http, DeadLetters dead, Journal journal)
    {
        await FormToken.Read(http);
        EventRoutes.Drop(number, dead, http, journal);
        return PageResult.SeeOther("/view/dead-letters");
    }
}
