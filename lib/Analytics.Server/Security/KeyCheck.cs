using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Analytics.Server.Api;
using Analytics.Server.Hosting;

namespace Analytics.Server.Security;

/// <summary>
/// Finds out who asks, by <c>X-Api-Key</c>, in a browser by the password of HTTP Basic, or by the bearer token of an OpenID provider. Where
/// neither is set up everybody on this machine is admin, so that a page of another site, open in the same browser, must be kept out: by the
/// Host it believes to speak to, and by the Origin of what changes something.
/// </summary>
internal sealed class KeyCheck(RequestDelegate next, ApiKeys keys, ServerSettings settings)
{
    public const string Header = "X-Api-Key";

    private readonly bool _isLoopback = settings.IsLoopback;

    public async Task Invoke(HttpContext http)
    {
        if (_isLoopback && !IsOfThisMachine(http.Request.Host.Host))
        {
            await Problems
                .Of(StatusCodes.Status421MisdirectedRequest, "This server is not of that name.", $"It listens on {settings.Host}.")
                .ExecuteAsync(http);
        }
        else if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && IsFromElsewhere(http.Request))
        {
            await Problems.Of(StatusCodes.Status403Forbidden, "Pages of other sites cannot change anything here.").ExecuteAsync(http);
        }
        else if (BearerTokens.IsShown(http.Request) && settings.OidcAuthority.Length > 0)
        {
            if (await BearerTokens.Find(http) is not { } caller)
            {
                http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
                await Problems
                    .Of(
                        StatusCodes.Status401Unauthorized,
                        "This token lets nobody in.",
                        $"It must be of {settings.OidcAuthority}, for {settings.OidcAudience}, not expired, and name a role in '{settings.OidcRoleClaim}'."
                    )
                    .ExecuteAsync(http);
                return;
            }

            http.Features.Set(caller);
            await next(http);
        }
        else if (settings.IsClosed && Shown(http.Request) is { } shown)
        {
            if (keys.Find(shown) is not { } known)
            {
                AskBrowser(http);
                await Problems
                    .Of(StatusCodes.Status401Unauthorized, "This key is not known here.", $"Send one that is, in the header {Header}.")
                    .ExecuteAsync(http);
                return;
            }

            http.Features.Set(new Caller($"key '{known.Name}'", known.Role));
            await next(http);
        }
        else
        {
            await next(http);
        }
    }

    /// <summary>Lets a browser ask for the key as a password; programs send the header.</summary>
    public static void AskBrowser(HttpContext http)
    {
        if (http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Analytics: the key is the password\", charset=\"UTF-8\"";
        }
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers[Header] is [{ } key])
        {
            return key;
        }

        if (
            !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var basic)
            || !basic.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            || basic.Parameter is not { Length: < 1000 } text
        )
        {
            return null;
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2)[^1] : "";
    }

    private static bool IsOfThisMachine(string host) =>
        host.Length == 0
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers.Origin is [{ Length: > 0 } origin]
            ? !Uri.TryCreate(origin, UriKind.Absolute, out var from)
                || !from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
            : request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"];
}

/// <summary>Lets only those pass whose role is enough for the endpoint. Without a mark it is for readers.</summary>
internal sealed class RoleCheck(RequestDelegate next, ServerSettings settings)
{
    public Task Invoke(HttpContext http)
    {
        if (!settings.IsClosed || http.GetEndpoint()?.Metadata is not { } marks || marks.GetMetadata<ForEverybody>() is not null)
        {
            return next(http);
        }

        var needed = marks.GetMetadata<ForRole>()?.Role ?? Role.Reader;
        var shown = http.Features.Get<Caller>();
        if (shown is null)
        {
            KeyCheck.AskBrowser(http);
        }

        return shown switch
        {
            null => Problems
                .Of(
                    StatusCodes.Status401Unauthorized,
                    "A key is needed here.",
                    $"Send it in the header {KeyCheck.Header}{(settings.OidcAuthority.Length > 0 ? $", or a bearer token of {settings.OidcAuthority}" : "")}."
                )
                .ExecuteAsync(http),
            { } caller when caller.Role < needed => Problems
                .Of(
                    StatusCodes.Status403Forbidden,
                    $"This needs the role {needed.ToString().ToLowerInvariant()}.",
                    $"What was shown is for the role {caller.Role.ToString().ToLowerInvariant()}."
                )
                .ExecuteAsync(http),
            _ => next(http),
        };
    }
}

/// <summary>Marks an endpoint that needs more than a reader.</summary>
internal sealed record ForRole(Role Role);

/// <summary>Marks an endpoint that needs no key: health, the look of pages.</summary>
internal sealed record ForEverybody;

internal static class RoleMarks
{
    public static T Needs<T>(this T endpoint, Role role)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new ForRole(role)));
        return endpoint;
    }

    public static T AllowsEverybody<T>(this T endpoint)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new ForEverybody()));
        return endpoint;
    }
}
