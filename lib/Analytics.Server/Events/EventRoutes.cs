using Analytics.Server.Api;
using Analytics.Server.Records;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Events;

/// <summary>Events between stages.</summary>
/// <param name="Transport">How they are carried: <c>embedded</c>, in the service database.</param>
/// <param name="Problem">Why events wait; null while they do not.</param>
/// <param name="Waiting">Events that wait to be sent.</param>
/// <param name="DeadLetters">Messages that wait for somebody.</param>
/// <param name="Events">The newest first.</param>
public sealed record EventList(string Transport, string? Problem, long Waiting, long DeadLetters, IReadOnlyList<StageEvent> Events);

/// <summary>Events between stages and dead letters by the API.</summary>
internal static class EventRoutes
{
    private const int Most = 1000;

    public static void Map(IEndpointRouteBuilder app)
    {
        var events = app.MapGroup("/events").WithTags("events").HasNoSnapshot();
        events
            .MapGet(
                "",
                (Outbox outbox, DeadLetters dead, IEventTransport transport, ServiceDatabase database, int limit = 50) =>
                    Results.Ok(Of(outbox, dead, transport, database, Checked(limit)))
            )
            .Produces<EventList>()
            .WithSummary("The events between stages, newest first: what was published by which run, sent or waiting; by limit.");
        events
            .MapGet("/dead-letters", (DeadLetters dead, int limit = 50) => Results.Ok(dead.List(Checked(limit))))
            .Produces<IReadOnlyList<DeadLetter>>()
            .WithSummary("The messages that could not be done or whose run failed, newest first, each with its reason; by limit.");
        events
            .MapPost(
                "/dead-letters/{number:long}/replay",
                (long number, DeadLetters dead, HttpContext http, Journal journal) =>
                    Results.Json(Replay(number, dead, http, journal), statusCode: StatusCodes.Status202Accepted)
            )
            .Needs(Role.Operator)
            .Produces<DeadLetter>(202)
            .WithSummary("Sends a dead letter again, as if it had never come: it may cause one more run.");
        events
            .MapDelete(
                "/dead-letters/{number:long}",
                (long number, DeadLetters dead, HttpContext http, Journal journal) =>
                {
                    Drop(number, dead, http, journal);
                    return Results.NoContent();
                }
            )
            .Needs(Role.Admin)
            .Produces(204)
            .WithSummary("Drops a dead letter for good.");
    }

    public static EventList Of(Outbox outbox, DeadLetters dead, IEventTransport transport, ServiceDatabase database, int limit) =>
        new(transport.Name, database.EventsWait, outbox.Waiting(), dead.Count(), outbox.List(limit));

    /// <summary>Sends a dead letter again and notes who wanted it.</summary>
    public static DeadLetter Replay(long number, DeadLetters dead, HttpContext http, Journal journal)
    {
        var letter = dead.Replay(number);
        journal.Note(http, Invariant($"replays dead letter {number} of {letter.Queue}"));
        return letter;
    }

    /// <summary>Drops a dead letter and notes who wanted it.</summary>
    public static void Drop(long number, DeadLetters dead, HttpContext http, Journal journal)
    {
        var letter = dead.Drop(number);
        journal.Note(http, Invariant($"drops dead letter {number} of {letter.Queue}: {letter.Reason}"));
    }

    private static int Checked(int limit) =>
        limit is >= 1 and <= Most ? limit : throw ProblemException.Field("limit", Invariant($"1 to {Most}"), Invariant($"{limit}"));
}
