namespace Analytics.Server.Security;

/// <summary>Who changed what, in the log under a name of its own.</summary>
internal static class Audit
{
    public const string Category = "Audit";

    /// <summary>The name of the key or token that was shown; never the key or token.</summary>
    public static string Who(HttpContext http) => http.Features.Get<Caller>()?.Name ?? "somebody on this machine";
}
