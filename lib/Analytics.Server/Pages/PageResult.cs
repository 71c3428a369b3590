using Analytics.Lake;
using Analytics.Server.Api;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Server.Pages;

/// <summary>Pages as answers.</summary>
internal static class PageResult
{
    public static IResult Of<T>(object parameters)
        where T : IComponent => new RazorComponentResult<T>(parameters);

    /// <summary>A page that says that there is no such thing: 404.</summary>
    public static IResult Missing(string what, string? back = null, string? backAddress = null) =>
        new RazorComponentResult<FailurePage>(
            new
            {
                Title = "Not found",
                Detail = what,
                Back = back ?? "Home",
                BackAddress = backAddress ?? "/",
            }
        )
        {
            StatusCode = StatusCodes.Status404NotFound,
        };

    /// <summary>303 to an address of ours: what comes back is got, so that a reload asks for nothing again.</summary>
    public static IResult SeeOther(string address) => new SeeOtherResult(address);

    /// <summary>The page, or one that says in words why what it shows is not there: nothing trained or published yet, a file damaged.</summary>
    public static IResult OrWhyNot(string title, Func<IResult> page)
    {
        try
        {
            return page();
        }
        catch (Exception error) when (error is RunException or UsageException or LakeException)
        {
            return new RazorComponentResult<EmptyPage>(new { Title = title, Why = error.Message });
        }
    }

    /// <summary>Whether a browser asks, for a page: then an error is a page too.</summary>
    public static bool IsWanted(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && (http.Request.Path == "/" || http.Request.Path.StartsWithSegments("/view"))
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes a problem as a page.</summary>
    public static Task WriteProblem(HttpContext http, Microsoft.AspNetCore.Mvc.ProblemDetails problem)
    {
        var number = problem.Extensions.TryGetValue("failure", out var value) ? Invariant($" Failure {value}.") : "";
        return new RazorComponentResult<FailurePage>(
            new
            {
                Title = problem.Title ?? "Something went wrong.",
                Detail = problem.Detail + number,
                Back = "Home",
                BackAddress = "/",
            }
        )
        {
            StatusCode = problem.Status,
        }.ExecuteAsync(http);
    }

    private sealed class SeeOtherResult(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            (http.Response.StatusCode, http.Response.Headers.Location) = (StatusCodes.Status303SeeOther, address);
            return Task.CompletedTask;
        }
    }
}
