using Microsoft.AspNetCore.Mvc;

namespace Analytics.Server.Api;

/// <summary>Errors as RFC 9457 says: <c>application/problem+json</c> with what was wrong, where it helps with the field, what was expected and what came.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public static IResult Of(int status, string title, string? detail = null, params (string Name, object? Value)[] more) =>
        Results.Problem(Details(status, title, detail, more));

    /// <summary>A field of what was sent is not what is wanted there: 422.</summary>
    public static IResult Field(string field, string expected, string? got) =>
        Of(StatusCodes.Status422UnprocessableEntity, $"{field} is not what is wanted there.", $"Expected {expected}, got {got ?? "nothing"}.", ("field", field), ("expected", expected), ("got", got));

    public static ProblemDetails Details(int status, string title, string? detail, params (string Name, object? Value)[] more)
    {
        var details = new ProblemDetails { Status = status, Title = title, Detail = detail };
        foreach (var (name, value) in more)
            details.Extensions[name] = value;
        return details;
    }
}
