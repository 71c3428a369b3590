using Analytics.App;
using Analytics.Lake;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Api;

/// <summary>A domain's tables in the served snapshot.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Tables">How many tables were published.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="ChangedAt">When one of them last changed, UTC; null for none.</param>
/// <param name="AgeSeconds">Seconds since then.</param>
public sealed record DomainHealth(string Domain, int Tables, long Rows, DateTime? ChangedAt, double? AgeSeconds);

/// <summary>How the server does.</summary>
/// <param name="Status"><c>healthy</c>, or <c>degraded</c> when something below is not as it should be.</param>
/// <param name="Snapshot">The id of what is served.</param>
/// <param name="PublishedAt">When it was published, UTC.</param>
/// <param name="Domains">What it holds.</param>
/// <param name="Models"><c>domain/study</c> → version of the champions in memory.</param>
/// <param name="Degraded">What is wrong, in words.</param>
/// <param name="Warnings">What gates warned of when the tables were published.</param>
public sealed record Health(
    string Status,
    string Snapshot,
    DateTime? PublishedAt,
    IReadOnlyList<DomainHealth> Domains,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyList<string> Degraded,
    IReadOnlyList<string> Warnings
);

/// <summary><c>/health</c> says how the server does, always with 200; <c>/health/ready</c> says whether it may get work: 503 until the models are in memory.</summary>
internal static class HealthRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("").WithTags("health").AllowsEverybody();
        health
            .MapGet(
                "/health",
                (HttpContext http, Snapshots.Snapshots snapshots, Records.ServiceDatabase database, TimeProvider time) =>
                    Of(http.Snapshot(), snapshots, database, time)
            )
            .WithSummary("How the server does: snapshot, age of each domain, what is degraded.");
        health.MapGet("/health/ready", Ready).WithSummary("Whether the server may get work: 503 until the models are in memory.");
    }

    public static Health Of(ServedSnapshot served, Snapshots.Snapshots snapshots, Records.ServiceDatabase database, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (published, parts) = Published(served);
        DomainHealth[] domains =
        [
            .. parts.Select(each => each with { AgeSeconds = each.ChangedAt is { } at ? Math.Round((now - at).TotalSeconds) : null }),
        ];
        string[] degraded =
        [
            .. snapshots.Problem is { } problem ? [problem] : Array.Empty<string>(),
            .. new[] { database.Problem, database.Lost, database.EventsWait }.OfType<string>(),
            .. domains.Where(each => each.Tables == 0).Select(each => $"{each.Domain}: nothing was published yet"),
            .. served.Models.Broken.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}: {each.Value}"),
        ];
        string[] warnings =
        [
            .. served.Snapshot.Verdicts.Where(each => !each.Passed).Select(each => $"{each.Table}: {each.Gate}").Distinct(),
        ];
        return new Health(
            degraded.Length == 0 ? "healthy" : "degraded",
            served.Id,
            published,
            domains,
            served.Models.All.ToDictionary(each => $"{each.Domain.Name}/{each.Study.Name}", each => each.Version),
            degraded,
            warnings
        );
    }

    /// <summary>When the snapshot was published, and what it holds of each domain, without ages: that the file system is asked about once.</summary>
    public static (DateTime? At, IReadOnlyList<DomainHealth> Domains) Published(ServedSnapshot served) =>
        served.Once(
            "health",
            of => (of.Snapshot.PublishedAt, (IReadOnlyList<DomainHealth>)[.. Catalog.Domains.Select(domain => Part(of, domain))])
        );

    private static DomainHealth Part(ServedSnapshot served, Domain domain)
    {
        string[] tables = [.. served.Snapshot.Tables.Keys.Where(name => TableName.Parse(name).Domain == domain.Name)];
        return new DomainHealth(
            domain.Name,
            tables.Length,
            tables.Sum(name => served.Snapshot.Tables[name].Rows),
            tables.Length == 0 ? null : tables.Max(served.Snapshot.ChangedAt),
            null
        );
    }

    private static IResult Ready(HttpContext http)
    {
        var models = http.Snapshot().Models;
        return !models.AreLoaded ? Problems.Of(503, "The models are being loaded.", "Try again in a second.")
            : models.All.Count == 0
                ? Problems.Of(503, "There is no model to predict with.", "Train the domains: dotnet script scripts/train.csx all")
            : Results.Ok(new { status = "ready" });
    }
}
