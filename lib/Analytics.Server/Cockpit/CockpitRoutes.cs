using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Domains.Vehicles.Simulation;
using Analytics.Server.Api;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;
using Microsoft.Extensions.Hosting;

namespace Analytics.Server.Cockpit;

/// <summary>A simulated car as server-sent events, and feet on its pedals.</summary>
internal static class CockpitRoutes
{
    public const int MostNumber = 999_999;

    public static void Map(IEndpointRouteBuilder app)
    {
        var live = app.MapGroup("").WithTags("vehicles").HasNoSnapshot();
        live.MapGet("/vehicles/live/{simulation}", Follow)
            .WithSummary(
                "A simulated car (0 to 999999) as server-sent events, five a second: instruments and how the model in force says that it is driven. ?style=eco, normal or sport."
            );
        live.MapPost("/vehicles/live/{simulation}", PutFeet)
            .Accepts<Feet>("application/json")
            .WithSummary("Feet on the pedals of a car that drives: {pedal, brake}, 0 to 1; without both its driver drives.");
    }

    private static IResult Follow(
        string simulation,
        HttpContext http,
        LiveCars cars,
        IHostApplicationLifetime life,
        string style = "normal"
    )
    {
        var number = Number(simulation);
        if (!LiveCar.Styles.Contains(style))
        {
            throw ProblemException.Field("style", string.Join(", ", LiveCar.Styles), style);
        }

        http.Response.Headers["X-Accel-Buffering"] = "no";
        var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        http.Response.RegisterForDispose(end);
        return TypedResults.ServerSentEvents(Events(cars.Drive(number, style, Session(http, number), end.Token), end.Token));
    }

    private static async IAsyncEnumerable<SseItem<LiveReading>> Events(
        IAsyncEnumerable<LiveReading> readings,
        [EnumeratorCancellation] CancellationToken end
    )
    {
        await using var each = readings.GetAsyncEnumerator(end);
        while (await Another(each))
        {
            yield return new SseItem<LiveReading>(each.Current, "reading");
        }

        yield return new SseItem<LiveReading>(null!, "end");
    }

    /// <summary>That nobody looks any more, or that the server stops, is an end as any other.</summary>
    private static async Task<bool> Another(IAsyncEnumerator<LiveReading> readings)
    {
        try
        {
            return await readings.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<IResult> PutFeet(string simulation, HttpContext http, LiveCars cars)
    {
        var body = await JsonBody.ReadObject(http, 4);
        body.OnlyHas(["pedal", "brake"]);
        var number = Number(simulation);
        return cars.Put(Session(http, number), new Feet(Share(body, "pedal"), Share(body, "brake")))
            ? Results.NoContent()
            : throw ProblemException.NotFound("This car does not drive now: somebody has to look at it.");
    }

    private static double? Share(JsonObject body, string name) =>
        body[name] is null ? null
        : body[name]!.GetValueKind() == JsonValueKind.Number && body[name]!.GetValue<double>() is >= 0 and <= 1 and var share ? share
        : throw ProblemException.Field(name, "0 to 1", body[name]!.ToJsonString());

    /// <summary>Which car a text means; null for none.</summary>
    public static int? NumberOf(string simulation) =>
        int.TryParse(simulation, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostNumber ? number : null;

    private static int Number(string simulation) =>
        NumberOf(simulation) ?? throw ProblemException.Field("simulation", Invariant($"0 to {MostNumber}"), simulation);

    /// <summary>A car of the same number is another one for another caller.</summary>
    private static string Session(HttpContext http, int number) => Invariant($"{Audit.Who(http)} {number}");
}
