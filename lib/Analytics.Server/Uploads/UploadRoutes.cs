using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Server.Api;
using Analytics.Server.Hosting;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Analytics.Server.Uploads;

/// <summary>Households' submissions and files, at the addresses of the system that this one replaces.</summary>
internal static class UploadRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var uploads = app.MapGroup("").WithTags("uploads");
        foreach (var path in (string[])["/api/v1/upload/survey-data", "/api/v2/ingest/household"])
        {
            uploads
                .MapPost(path, Submit)
                .Needs(Role.Operator)
                .Produces<UploadStatus>()
                .Produces<UploadStatus>(422)
                .WithSummary("One submission, or a few, as JSON: read at once, and landed where it is good.");
        }

        foreach (var path in (string[])["/api/v1/upload/file", "/api/v2/ingest/batch"])
        {
            uploads
                .MapPost(path, Upload)
                .Needs(Role.Operator)
                .Produces<UploadStatus>(202)
                .WithSummary(
                    "A file (CSV, Excel, JSON, Parquet; also gzip) as the body or as multipart/form-data: taken to the disk, read in its turn."
                );
        }

        uploads
            .MapGet(
                "/api/v1/status/{ingestion_id}",
                (string ingestion_id, UploadStore store, HttpContext http) =>
                    Results.Ok(
                        Shown(
                            store.Find(ingestion_id) ?? throw ProblemException.NotFound("There is no upload of that id."),
                            http.Snapshot()
                        )
                    )
            )
            .Produces<UploadStatus>()
            .WithSummary("How far an upload is: received, validating, accepted, rejected, published.");
        uploads.MapGet("/api/v2/stats", Stats).WithSummary("Uploads by state, their rows and bytes.");
        uploads
            .MapGet(
                "/api/v2/health",
                (HttpContext http, Snapshots.Snapshots snapshots, Records.ServiceDatabase database, TimeProvider time) =>
                    HealthRoutes.Of(http.Snapshot(), snapshots, database, time)
            )
            .AllowsEverybody()
            .WithSummary("As /health.");
    }

    private static async Task<IResult> Submit(HttpContext http, UploadStore store, Ingestion ingestion)
    {
        var rows = Submissions(await JsonBody.Read(http, 8));
        // In one order and spacing, so that the same submission, sent again, is the same bytes.
        var bytes = JsonSerializer.SerializeToUtf8Bytes(
            rows.Select(row =>
                row.OrderBy(member => member.Key, StringComparer.Ordinal)
                    .ToDictionary(member => member.Key, member => member.Value?.DeepClone())
            )
        );
        var (received, isNew) = await store.Receive(new MemoryStream(bytes), http.RequestAborted);
        var status = received.Status is UploadState.Received or UploadState.Validating
            ? await ingestion.Process(received, http.RequestAborted)
            : received;
        var shown = Shown(status, http.Snapshot());
        return shown.Status == UploadState.Rejected
            ? Results.Json(shown, statusCode: StatusCodes.Status422UnprocessableEntity)
            : Results.Json(
                isNew ? shown : shown with { Message = "This was submitted before. " + shown.Message },
                statusCode: StatusCodes.Status200OK
            );
    }

    private static async Task<IResult> Upload(HttpContext http, UploadStore store, Ingestion ingestion, ServerSettings settings)
    {
        var (status, isNew) = await Take(http, store, ingestion, settings, FileOf);
        var shown = Shown(status, http.Snapshot());
        http.Response.Headers.Location = $"/api/v1/status/{status.IngestionId}";
        return Results.Json(
            isNew ? shown : shown with { Message = "This was uploaded before. " + shown.Message },
            statusCode: StatusCodes.Status202Accepted
        );
    }

    /// <summary>Takes a file to the disk and has it read in its turn.</summary>
    /// <param name="file">Finds the file in the request.</param>
    /// <returns>Its status, and whether it is new.</returns>
    public static async Task<(UploadStatus Status, bool IsNew)> Take(
        HttpContext http,
        UploadStore store,
        Ingestion ingestion,
        ServerSettings settings,
        Func<HttpContext, Task<Stream>> file
    )
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = settings.UploadMegabytes * 1_000_000L + 100_000;
        }

        var (status, isNew) = await store.Receive(await file(http), http.RequestAborted);
        if (isNew)
        {
            ingestion.Enqueue(status);
        }

        return (status, isNew);
    }

    /// <summary>The body, or the first file of a form; streamed, never held.</summary>
    private static async Task<Stream> FileOf(HttpContext http)
    {
        if (
            !MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        )
        {
            return http.Request.Body;
        }

        var form = FormOf(http);
        while (await form.ReadNextSectionAsync(http.RequestAborted) is { } section)
        {
            if (section.GetContentDispositionHeader()?.IsFileDisposition() == true)
            {
                return section.Body;
            }
        }

        throw ProblemException.Field("body", "a form with a file", "a form without one");
    }

    /// <summary>The parts of a form as they come.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static MultipartReader FormOf(HttpContext http) =>
        MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 100 } boundary
            ? new MultipartReader(boundary, http.Request.Body)
            : throw ProblemException.Field("Content-Type", "multipart/form-data with a boundary", http.Request.ContentType);

    /// <summary>An object, an array of objects, or either as the member <c>data</c>.</summary>
    private static IReadOnlyList<JsonObject> Submissions(JsonNode? body)
    {
        const int Most = 1000;
        var given = body is JsonObject { Count: 1 } wrapped && wrapped["data"] is JsonArray or JsonObject ? wrapped["data"] : body;
        var rows = given switch
        {
            JsonObject one => [one],
            JsonArray many when many.All(each => each is JsonObject) => many.Cast<JsonObject>().ToArray(),
            _ => throw ProblemException.Field("body", "one object, or an array of objects", "something else"),
        };
        return rows.Length is > 0 and <= Most
            ? rows
            : throw ProblemException.Field("body", Invariant($"1 to {Most} submissions; more are a file"), Invariant($"{rows.Length}"));
    }

    /// <summary>The status as it is now: what has landed is published once the snapshot was made of it.</summary>
    public static UploadStatus Shown(UploadStatus status, ServedSnapshot served) =>
        status is { Status: UploadState.Accepted, Object: { } sha }
        && served.Snapshot.Steps.TryGetValue("silver.households.assessments", out var step)
        && step.Inputs.ContainsKey($"bronze.survey/{sha}")
            ? status with
            {
                Status = UploadState.Published,
                Message = "Its rows are in the published tables.",
            }
            : status;

    private static IResult Stats(UploadStore store, HttpContext http)
    {
        var all = store.All().Select(each => Shown(each, http.Snapshot())).ToArray();
        return Results.Ok(
            new
            {
                uploads = all.Length,
                by_status = Enum.GetValues<UploadState>()
                    .ToDictionary(state => state.ToString().ToLowerInvariant(), state => all.Count(each => each.Status == state)),
                records_processed = all.Sum(each => each.RecordsProcessed),
                records_kept = all.Sum(each => IsRejected(each) ? 0 : each.ValidationResults?.Kept ?? 0),
                records_refused = all.Sum(each => IsRejected(each) ? each.RecordsProcessed : each.ValidationResults?.Quarantined ?? 0),
                bytes = all.Sum(each => each.Bytes),
            }
        );

        static bool IsRejected(UploadStatus upload) => upload.Status == UploadState.Rejected;
    }
}
