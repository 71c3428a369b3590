using Analytics.App;
using Analytics.Engine;
using Analytics.Lake;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Api;

/// <summary>A study and its champion.</summary>
public sealed record ModelEntry(
    string Domain,
    string Model,
    string Question,
    string? Version,
    IReadOnlyList<string> Versions,
    string? Metric,
    double? Score,
    double? Threshold,
    IReadOnlyList<string> Features,
    string? Problem
);

/// <summary>A metric with its 95 % interval.</summary>
public sealed record MetricEntry(double Value, double? Lower, double? Upper);

/// <summary>A training run.</summary>
public sealed record ExperimentEntry(
    string Id,
    string Domain,
    string Model,
    string Learner,
    string Metric,
    double Score,
    int TrainRows,
    IReadOnlyDictionary<string, double> Parameters
);

/// <summary>Which version to put in force; null for the one before the champion.</summary>
public sealed record Rollback(string? Version);

/// <summary>Models, their cards, training runs, and putting another version in force.</summary>
internal static class ModelRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var models = app.MapGroup("").WithTags("models");
        models.MapGet("/models", List).AnswersFromSnapshot().Produces<ModelEntry[]>().WithSummary("Every study with its champion.");
        models
            .MapGet("/models/{domain}/{model}", Card)
            .AnswersFromSnapshot()
            .WithSummary("The champion's card; ?version= for another, text/markdown by Accept.");
        models
            .MapGet("/experiments", Experiments)
            .Produces<ExperimentEntry[]>()
            .WithSummary("Training runs, by domain and model, the newest last.");
        models
            .MapPost("/models/{domain}/{model}/rollback", TakeBack)
            .Needs(Role.Admin)
            .WithSummary("Puts an older version in force (role admin).");
    }

    public static IReadOnlyDictionary<string, MetricEntry> Metrics(ModelCard card) =>
        card.Run.Metrics.ToDictionary(
            each => each.Key,
            each => new MetricEntry(
                each.Value.Value,
                each.Value.HasInterval ? each.Value.Lower : null,
                each.Value.HasInterval ? each.Value.Upper : null
            )
        );

    private static IResult List(HttpContext http)
    {
        var served = http.Snapshot();
        var registry = new Registry(served.Lake);
        return Results.Ok(
            Catalog
                .Domains.SelectMany(domain => domain.Studies.Select(study => (domain, study)))
                .Select(each =>
                {
                    var name = $"{each.domain.Name}/{each.study.Name}";
                    var scorer = served.Models.Find(each.domain.Name, each.study.Name);
                    return new ModelEntry(
                        each.domain.Name,
                        each.study.Name,
                        each.study.Question,
                        served.Snapshot.Models.GetValueOrDefault(name),
                        registry.Versions(each.domain.Name, each.study.Name),
                        scorer?.Card.Run.Metric,
                        scorer?.Card.Run.Score.Value,
                        scorer?.Card.Run.Threshold,
                        scorer?.Card.Run.Features ?? [],
                        served.Models.Broken.GetValueOrDefault(name)
                    );
                })
        );
    }

    private static (Domain Domain, Study Study) Find(string domain, string model) =>
        Catalog.Domains.FirstOrDefault(each => each.Name == domain) is { } of
        && of.Studies.FirstOrDefault(each => each.Name == model) is { } study
            ? (of, study)
            : throw ProblemException.NotFound($"There is no model {domain}/{model}. What there is: /models");

    private static IResult Card(string domain, string model, string? version, HttpContext http)
    {
        var (of, study) = Find(domain, model);
        var served = http.Snapshot();
        var at =
            version
            ?? served.Snapshot.Models.GetValueOrDefault($"{domain}/{model}")
            ?? throw ProblemException.NotFound($"{domain}/{model} has no champion.");
        var registry = new Registry(served.Lake);
        if (!registry.Versions(of.Name, study.Name).Contains(at))
        {
            throw ProblemException.NotFound($"There is no version {at} of {domain}/{model}.");
        }

        var card = registry.Card(of.Name, study.Name, at);
        return http.Request.GetTypedHeaders().Accept.Any(each => each.MediaType == "text/markdown")
            ? Results.Text(card.ToMarkdown(), "text/markdown; charset=utf-8")
            : Results.Ok(card);
    }

    private static IResult Experiments(string? domain, string? model, HttpContext http)
    {
        if (domain is not null && Catalog.Domains.All(each => each.Name != domain))
        {
            throw ProblemException.Field("domain", string.Join(", ", Catalog.Domains.Select(each => each.Name)), domain);
        }

        return Results.Ok(
            new Experiments(http.Snapshot().Lake)
                .List(domain, model)
                .Select(run => new ExperimentEntry(
                    run.Id,
                    run.Domain,
                    run.Study,
                    run.Learner,
                    run.Metric,
                    run.Score.Value,
                    run.TrainRows,
                    run.Parameters
                ))
        );
    }

    private static async Task<IResult> TakeBack(
        string domain,
        string model,
        Rollback? rollback,
        HttpContext http,
        Snapshots.Snapshots snapshots,
        TimeProvider time,
        ILoggerFactory logs
    )
    {
        var (of, study) = Find(domain, model);
        var served = http.Snapshot();
        var registry = new Registry(served.Lake);
        var versions = registry.Versions(of.Name, study.Name);
        var champion = served.Snapshot.Models.GetValueOrDefault($"{of.Name}/{study.Name}");
        var version =
            rollback?.Version
            ?? versions.TakeWhile(each => each != champion).LastOrDefault()
            ?? throw new ProblemException(
                StatusCodes.Status409Conflict,
                "There is no version before.",
                $"{domain}/{model} is at version {champion ?? "none"}; there are: {string.Join(", ", versions)}."
            );
        if (!versions.Contains(version))
        {
            throw ProblemException.Field(
                "version",
                versions.Count == 0 ? "a version; there is none yet" : string.Join(", ", versions),
                version
            );
        }

        await Task.Run(() => registry.Promote(of.Name, study.Name, version, time));
        logs.CreateLogger(Audit.Category)
            .LogInformation("{Who} put {Model}@{Version} in force", Audit.Who(http), $"{of.Name}/{study.Name}", version);
        await Task.Run(() => snapshots.Follow(http.RequestAborted));
        return Results.Ok(
            new
            {
                model = $"{of.Name}/{study.Name}",
                version,
                before = champion,
                snapshot = snapshots.Current.Id,
            }
        );
    }
}
