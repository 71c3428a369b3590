using Microsoft.AspNetCore.Mvc;

namespace Analytics.Server.Api;

/// <summary>Errors as RFC 9457 says: <c>application/problem+json</c> with what was wrong, where it helps with the field, what was expected and what came.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public static IResult Of(int status, string title, string? detail = null, params (string Name, object? Value)[] more) =>
        Results.Problem(Details(status, title, detail, more));

    public static ProblemDetails Details(int status, string title, string? detail, params (string Name, object? Value)[] more)
    {
        var details = new ProblemDetails
        {
            Status = status,
            Title = title,
            Detail = detail,
        };
        foreach (var (name, value) in more)
        {
            details.Extensions[name] = value;
        }

        return details;
    }
}

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(int status, string title, string detail) : Exception(detail)
{
    public int Status => status;

    public string Title => title;

    /// <summary>What else the problem holds: field, expected, got.</summary>
    public (string Name, object? Value)[] More { get; init; } = [];

    /// <summary>A field of what was sent is not what is wanted there: 422.</summary>
    public static ProblemException Field(string field, string expected, string? got) =>
        new(StatusCodes.Status422UnprocessableEntity, $"{field} is not what is wanted there.", $"Expected {expected}, got {Cut(got)}.")
        {
            More = [("field", field), ("expected", expected), ("got", Cut(got))],
        };

    /// <summary>Ends a request that sends anything but JSON: 415.</summary>
    /// <exception cref="ProblemException">It does.</exception>
    public static void RequireJson(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType,
                "This is not JSON.",
                "Send JSON, with Content-Type: application/json."
            );
        }
    }

    public static ProblemException NotFound(string what) => new(StatusCodes.Status404NotFound, "Not Found.", what);

    private static string Cut(string? text) =>
        text is null ? "nothing"
        : text.Length > 80 ? text[..80] + "…"
        : text;
}
