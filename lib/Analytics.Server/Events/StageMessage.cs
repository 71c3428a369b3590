using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.App;

namespace Analytics.Server.Events;

/// <summary>A message that cannot be taken, whoever tries: it goes to the dead letters with these words.</summary>
internal sealed class UnreadableMessageException(string reason) : Exception(reason);

/// <summary>What caused an event.</summary>
/// <param name="Run">The run that published the stage; null for none of this server's.</param>
/// <param name="Event">The event that had caused that run; null for none.</param>
public sealed record EventCause(long? Run, string? Event);

/// <summary>That a stage of a domain was published, as it is sent.</summary>
/// <param name="Version">Of this form: <see cref="KnownVersion"/>.</param>
/// <param name="Id">The same id is the same event, however often it comes.</param>
/// <param name="Domain">A domain's name.</param>
/// <param name="Stage">One of <see cref="StageOrder.All"/>.</param>
/// <param name="Snapshot">The snapshot in force then; null where that could not be told.</param>
/// <param name="Follow">Whether the next stage is to be run.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Cause">What it came from.</param>
/// <param name="Trace">The span of the run that published it (W3C traceparent), so that what follows is of the same trace; null where none is kept.</param>
public sealed record StageMessage(
    int Version,
    string Id,
    string Domain,
    string Stage,
    string? Snapshot,
    bool Follow,
    DateTime At,
    EventCause Cause,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Trace = null
)
{
    /// <summary>The version that this program writes, and the only one that it reads.</summary>
    public const int KnownVersion = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>A message whose id follows from what it tells: the same run tells the same event.</summary>
    internal static StageMessage Of(string domain, string stage, string? snapshot, bool follow, DateTime at, EventCause cause, string run)
    {
        var told = SHA256.HashData(Encoding.UTF8.GetBytes($"{run}/{domain}/{stage}/{snapshot}"));
        return new StageMessage(
            KnownVersion,
            Convert.ToHexStringLower(told.AsSpan(0, 16)),
            domain,
            stage,
            snapshot,
            follow,
            DateTime.SpecifyKind(at, DateTimeKind.Utc),
            cause
        );
    }

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <exception cref="UnreadableMessageException">It is no JSON, of another version, or says what cannot be.</exception>
    internal static StageMessage Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("version", out var version))
            {
                throw new UnreadableMessageException("It names no version, so it is no message of a stage.");
            }

            if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != KnownVersion)
            {
                throw new UnreadableMessageException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"It is of version {Short(version.GetRawText())}; this program knows version {KnownVersion}. Replay it with one that knows it."
                    )
                );
            }

            return json.Deserialize<StageMessage>(s_json)!.Checked();
        }
        catch (JsonException error)
        {
            throw new UnreadableMessageException($"It cannot be read: {error.Message}");
        }
    }

    /// <summary>Null where it cannot be read.</summary>
    internal static StageMessage? ParseOrNull(string text)
    {
        try
        {
            return Parse(text);
        }
        catch (UnreadableMessageException)
        {
            return null;
        }
    }

    private StageMessage Checked()
    {
        if (Id.Length is 0 or > 200)
        {
            throw new UnreadableMessageException("Its id is empty or longer than 200 characters.");
        }

        if (!StageOrder.All.Contains(Stage))
        {
            throw new UnreadableMessageException($"There is no stage '{Short(Stage)}'. There are: {string.Join(", ", StageOrder.All)}.");
        }

        return Catalog.Domains.Any(each => each.Name == Domain)
            ? this
            : throw new UnreadableMessageException($"There is no domain '{Short(Domain)}'.");
    }

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
