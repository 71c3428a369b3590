using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Server.Api;

/// <summary>Bodies of JSON, and the members of their objects, refused with the field that is wrong.</summary>
internal static class JsonBody
{
    /// <summary>The whole body. A member that comes twice is refused: nobody could say which one counts.</summary>
    /// <param name="http">The request.</param>
    /// <param name="depth">How deep it may go.</param>
    /// <exception cref="ProblemException">It is not sent as JSON (415), or is none (400).</exception>
    public static async Task<JsonNode?> Read(HttpContext http, int depth)
    {
        ProblemException.RequireJson(http.Request);
        try
        {
            return await JsonNode.ParseAsync(
                http.Request.Body,
                documentOptions: new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false },
                cancellationToken: http.RequestAborted
            );
        }
        catch (JsonException error)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest,
                "The body is no JSON.",
                Invariant($"It breaks off, repeats a member, or goes wrong in line {(error.LineNumber ?? 0) + 1}.")
            );
        }
    }

    /// <summary>The same of a body that has to be one object.</summary>
    /// <inheritdoc cref="Read"/>
    public static async Task<JsonObject> ReadObject(HttpContext http, int depth = 16) =>
        await Read(http, depth) as JsonObject ?? throw ProblemException.Field("body", "one object", "something else");

    /// <exception cref="ProblemException">There is a member of another name: 422.</exception>
    public static void OnlyHas(this JsonObject of, IReadOnlyList<string> names)
    {
        if (of.Select(each => each.Key).FirstOrDefault(key => !names.Contains(key)) is { } unknown)
        {
            throw ProblemException.Field(unknown, $"one of {string.Join(", ", names)}", unknown);
        }
    }

    /// <summary>A member's text; null where it is not there.</summary>
    /// <exception cref="ProblemException">It is something else: 422.</exception>
    public static string? Text(this JsonObject of, string name) =>
        of[name] is null ? null
        : of[name] is JsonValue value && value.TryGetValue(out string? text) ? text
        : throw ProblemException.Field(name, "a text", of[name]!.ToJsonString());
}
