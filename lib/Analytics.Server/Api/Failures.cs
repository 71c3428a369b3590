using System.Text.RegularExpressions;
using Analytics.Lake;
using Analytics.Server.Snapshots;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Api;

/// <summary>Makes a problem of whatever goes wrong. What a client did is told to him; what nobody foresaw goes to the log with a number, and the client gets the number.</summary>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> log)
{
    private const string SendJson = "Send JSON, with Content-Type: application/json.";

    private static int s_number;

    public async Task Invoke(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
            {
                await Write(http, Problems.Details(http.Response.StatusCode, Title(http.Response.StatusCode), Detail(http)));
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer, or for the rest of one that is sent as long as something happens.
            if (!http.Response.HasStarted)
            {
                http.Response.StatusCode = 499;
            }
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            await Write(http, Of(error));
        }
    }

    private Microsoft.AspNetCore.Mvc.ProblemDetails Of(Exception error)
    {
        switch (error)
        {
            case BadHttpRequestException bad when Unbound().Match(bad.Message) is { Success: true } unbound:
                return Of(
                    ProblemException.Field(unbound.Groups["field"].Value, Kind(unbound.Groups["type"].Value), unbound.Groups["got"].Value)
                );
            case BadHttpRequestException bad:
                return Problems.Details(
                    bad.StatusCode,
                    Title(bad.StatusCode),
                    bad.InnerException is System.Text.Json.JsonException json ? JsonText(json)
                        : bad.StatusCode == StatusCodes.Status415UnsupportedMediaType ? SendJson
                        : bad.Message
                );
            case NoModelException:
                return Problems.Details(StatusCodes.Status503ServiceUnavailable, "There is no model to answer with.", error.Message);
            case ProblemException refused:
                return Problems.Details(refused.Status, refused.Title, refused.Message, refused.More);
            case UsageException:
                return Problems.Details(StatusCodes.Status422UnprocessableEntity, "This cannot be done with what was sent.", error.Message);
            case QuestionException:
                return Problems.Details(StatusCodes.Status422UnprocessableEntity, "The query cannot be answered.", error.Message);
            case LakeLockedException:
                return Problems.Details(
                    StatusCodes.Status409Conflict,
                    "Somebody else writes the lake now.",
                    "Try again when that is done."
                );
            case Records.DatabaseException { IsAway: true }:
                return Problems.Details(StatusCodes.Status503ServiceUnavailable, "Nothing can be run or scheduled now.", error.Message);
            case Records.DatabaseException { IsFull: true }:
            case IOException io when IsDiskFull(io):
                return Problems.Details(
                    StatusCodes.Status507InsufficientStorage,
                    "The disk is full.",
                    "Nothing of what was sent was kept. Make room and send it again."
                );
        }

        var number = Interlocked.Increment(ref s_number);
        log.LogError(error, "Failure {Number}", number);
        return Problems.Details(
            StatusCodes.Status500InternalServerError,
            "Something went wrong here.",
            "The server's log says more under this number.",
            ("failure", number)
        );
    }

    /// <summary>What the framework says of a value in the address that is none of its parameter's type.</summary>
    [GeneratedRegex(
        """^Failed to bind parameter "(Nullable<)?(?<type>\w+)>? (?<field>\w+)" from "(?<got>.*)"\.$""",
        RegexOptions.Singleline
    )]
    private static partial Regex Unbound();

    private static string Kind(string type) =>
        type switch
        {
            "int" or "long" => "a whole number",
            "double" or "decimal" => "a number",
            "bool" => "true or false",
            "DateTime" or "DateTimeOffset" or "DateOnly" => "a time, as 2026-01-31T12:00:00Z",
            _ => "a value of another kind",
        };

    /// <summary>ENOSPC, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.</summary>
    internal static bool IsDiskFull(IOException error) => (error.HResult & 0xFFFF) is 28 or 112 or 39;

    private static string JsonText(System.Text.Json.JsonException error) =>
        $"The body is not the JSON that is wanted here{(error.Path is { Length: > 1 } path ? $", at {path}" : "")}{(error.LineNumber is { } line ? Invariant($", line {line + 1}") : "")}.";

    private static string? Detail(HttpContext http) =>
        http.Response.StatusCode switch
        {
            404 => $"There is nothing at {http.Request.Path}. What there is: /docs",
            405 => $"{http.Request.Path} does not take {http.Request.Method}.",
            415 => SendJson,
            _ => null,
        };

    private static string Title(int status) =>
        Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } text
            ? text + "."
            : Invariant($"Status {status}.");

    private static async Task Write(HttpContext http, Microsoft.AspNetCore.Mvc.ProblemDetails problem)
    {
        http.Response.Clear();
        SecurityHeadersOf(http);
        http.Response.StatusCode = problem.Status!.Value;
        // The rest of what is too large is not read: a client must not send its next request behind it.
        if (problem.Status == StatusCodes.Status413PayloadTooLarge)
        {
            http.Response.Headers.Connection = "close";
        }

        if (Pages.PageResult.IsWanted(http))
        {
            await Pages.PageResult.WriteProblem(http, problem);
            return;
        }

        await http.Response.WriteAsJsonAsync(problem, options: null, Problems.ContentType, http.RequestAborted);
    }

    private static void SecurityHeadersOf(HttpContext http) => Security.SecurityHeaders.Set(http);
}
