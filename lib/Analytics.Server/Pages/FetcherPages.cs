using System.Globalization;
using Analytics.App;
using Analytics.Server.Api;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;
using Analytics.Server.Uploads;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Analytics.Server.Pages;

/// <summary>Brings data in: days of a public API, what came since the last fetch, a file of households.</summary>
internal static class FetcherPages
{
    public const string UploadPath = "/view/fetch/upload";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/fetch", (HttpContext http) => Page(http, ""));
        app.MapPost("/fetch", (Delegate)Ask).Needs(Role.Operator);
        app.MapPost("/fetch/upload", Upload).Needs(Role.Operator);
    }

    /// <summary>The domains whose data has a public API.</summary>
    public static IReadOnlyList<Domain> Fetchable { get; } =
    [.. Catalog.Domains.Where(domain => domain.GetType().GetMethod(nameof(Domain.Fetch))!.DeclaringType != typeof(Domain))];

    private static IResult Page(HttpContext http, string problem)
    {
        var services = http.RequestServices;
        return PageResult.Of<FetcherPage>(
            new
            {
                Runs = services.GetRequiredService<RunStore>().List(10, isFetch: true),
                Uploads = services
                    .GetRequiredService<UploadStore>()
                    .All()
                    .OrderByDescending(each => each.Timestamp)
                    .Take(20)
                    .Select(each => UploadRoutes.Shown(each, http.Snapshot()))
                    .ToArray() as IReadOnlyList<UploadStatus>,
                services.GetRequiredService<ServerSettings>().UploadMegabytes,
                Today = DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime),
                Token = FormToken.Of(http),
                Problem = problem,
            }
        );
    }

    private static async Task<IResult> Ask(HttpContext http)
    {
        var form = await FormToken.Read(http);
        try
        {
            var isBackfill = form["days"] == "between";
            var request = new RunRequest
            {
                Domain = form["domain"].ToString(),
                What = form["tables"] == "true" ? "rebuild" : "bronze",
                Fetch = true,
                From = isBackfill ? Day("from", form["from"].ToString()) : null,
                To = isBackfill ? Day("to", form["to"].ToString()) : null,
                Models = form["tables"] != "true",
            }.Checked();
            if (Fetchable.All(each => each.Name != request.Domain))
            {
                throw ProblemException.Field("domain", $"one of {string.Join(", ", Fetchable.Select(each => each.Name))}", request.Domain);
            }

            return RunPages.Begin(http, request, $"fetch {request.Domain}");
        }
        catch (ProblemException refused) when (refused.Status == StatusCodes.Status422UnprocessableEntity)
        {
            http.Response.StatusCode = refused.Status;
            return Page(http, $"{refused.Title} {refused.Message}");
        }
    }

    private static async Task<IResult> Upload(
        HttpContext http,
        UploadStore store,
        Ingestion ingestion,
        ServerSettings settings,
        Journal journal
    )
    {
        try
        {
            var (status, isNew) = await UploadRoutes.Take(http, store, ingestion, settings, FileOf);
            if (isNew)
            {
                journal.Note(http, $"uploads {status.IngestionId}");
            }

            return PageResult.SeeOther($"/view/fetch#{status.IngestionId}");
        }
        catch (ProblemException refused) when (refused.Status is 413 or 415 or 422)
        {
            http.Response.StatusCode = refused.Status;
            return Page(http, $"{refused.Title} {refused.Message}");
        }
    }

    /// <summary>The file behind the token of a form, as it comes.</summary>
    private static async Task<Stream> FileOf(HttpContext http)
    {
        var form = UploadRoutes.FormOf(http);
        await FormToken.CheckFirst(http, form);
        return
            await form.ReadNextSectionAsync(http.RequestAborted) is { } section
            && section.GetContentDispositionHeader()?.IsFileDisposition() == true
            ? section.Body
            : throw ProblemException.Field("file", "a file", null);
    }

    private static DateOnly Day(string field, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw ProblemException.Field(field, "a day as 2024-01-31", text);
}
