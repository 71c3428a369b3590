namespace Analytics.Server.Security;

/// <summary>What every answer forbids a browser: scripts within a page or from elsewhere, frames, guessing types, telling where one came from.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // Styles within a page are needed by the still pictures (SVG) and by plotly.js; scripts come from this server's files only.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    public Task Invoke(HttpContext http)
    {
        Set(http);
        return next(http);
    }

    public static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Other sites are told nothing. With no-referrer a browser would send a form of ours with the Origin null, as a stranger's.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
