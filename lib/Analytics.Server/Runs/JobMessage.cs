using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Server.Api;

namespace Analytics.Server.Runs;

/// <summary>
/// The job message of the crash system's extractor as a run. <c>backfill</c> takes the days of <c>date_range</c> (an end at midnight is the
/// day before it), <c>streaming</c> the last <c>primary.where_by.since_days</c> days, or all since the last fetch. Fetched are the data sets
/// that the domain knows, whole: <c>select</c>, <c>order</c>, <c>page_size</c>, <c>batching</c>, <c>storage</c> and <c>join_key</c> are
/// accepted and change nothing.
/// </summary>
internal static class JobMessage
{
    private const string Primary = "85ca-t3if";
    private static readonly string[] s_enrich = ["68nd-jvt3", "u6pd-qa9d"];
    private static readonly string[] s_known =
    [
        "mode",
        "source",
        "join_key",
        "primary",
        "enrich",
        "batching",
        "date_range",
        "storage",
        "corr_id",
        "corrid",
    ];

    /// <exception cref="ProblemException">It is no such message: 422.</exception>
    public static RunRequest ToRequest(JsonObject message)
    {
        message.OnlyHas(s_known);
        if (message.Text("source") is { } source && source is not ("crash" or "crashes"))
        {
            throw ProblemException.Field("source", "crash", source);
        }

        var primary = Part(message, "primary");
        if (primary is not null && primary.Text("id") is { } id && id != Primary)
        {
            throw ProblemException.Field("primary.id", Primary, id);
        }

        foreach (
            var each in message["enrich"] is null
                ? []
                : message["enrich"] as JsonArray ?? throw Wrong("enrich", "a list", message["enrich"])
        )
        {
            if (each is not JsonObject set || set.Text("id") is not { } enriched || !s_enrich.Contains(enriched))
            {
                throw Wrong("enrich", $"data sets of {string.Join(", ", s_enrich)}", each);
            }
        }

        var request = new RunRequest
        {
            Domain = "crashes",
            What = "rebuild",
            Fetch = true,
            Models = false,
        };
        return message.Text("mode") switch
        {
            "streaming" => (request with { SinceDays = SinceDays(primary) }).Checked(),
            "backfill" => Backfill(request, Part(message, "date_range")).Checked(),
            var mode => throw ProblemException.Field("mode", "streaming or backfill", mode),
        };
    }

    private static RunRequest Backfill(RunRequest request, JsonObject? range)
    {
        if (range is null)
        {
            throw ProblemException.Field("date_range", "start and end of a backfill", null);
        }

        if (range.Text("field") is { } field && field != "crash_date")
        {
            throw ProblemException.Field("date_range.field", "crash_date", field);
        }

        var (start, end) = (Time(range, "start"), Time(range, "end"));
        var last = DateOnly.FromDateTime(end);
        return request with
        {
            From = DateOnly.FromDateTime(start),
            To = end.TimeOfDay == TimeSpan.Zero && end > start && range.Text("end")!.Length > 10 ? last.AddDays(-1) : last,
        };
    }

    private static int? SinceDays(JsonObject? primary) =>
        primary is null || Part(primary, "where_by") is not { } by || by["since_days"] is not { } days ? null
        : days is JsonValue value && value.TryGetValue(out int number) ? number
        : throw Wrong("primary.where_by.since_days", "a whole number", days);

    private static DateTime Time(JsonObject of, string name) =>
        DateTime.TryParseExact(
            of.Text(name),
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.fff"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time
        )
            ? time
            : throw Wrong("date_range." + name, "a time as 2024-01-31T00:00:00", of[name]);

    private static JsonObject? Part(JsonObject of, string name) =>
        of[name] is null ? null : of[name] as JsonObject ?? throw Wrong(name, "an object", of[name]);

    private static ProblemException Wrong(string field, string expected, JsonNode? got) =>
        ProblemException.Field(field, expected, got?.ToJsonString());
}
