using Analytics.Server.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Analytics.Server.Security;

/// <summary>
/// Tokens of an OpenID Connect provider (RFC 6750, RFC 7519): its signing keys are fetched from its discovery document and followed when they change. Issuer, audience, signature and time are checked.
/// </summary>
internal static class BearerTokens
{
    /// <summary>How far the provider's clock may be off.</summary>
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(1);

    public static void AddServices(IServiceCollection services, ServerSettings settings, TimeProvider time)
    {
        if (settings.OidcAuthority.Length == 0)
        {
            return;
        }

        services
            .AddAuthentication()
            .AddJwtBearer(bearer =>
            {
                bearer.Authority = settings.OidcAuthority;
                bearer.Audience = settings.OidcAudience;
                // ServerSettings lets http pass for this machine's own addresses alone.
                bearer.RequireHttpsMetadata = settings.OidcAuthority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
                bearer.MapInboundClaims = false;
                bearer.TimeProvider = time;
                bearer.TokenValidationParameters.ClockSkew = s_clockSkew;
                bearer.TokenValidationParameters.NameClaimType = "sub";
            });
    }

    public static bool IsShown(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    /// <summary>Who the token is for; null when it is not good or names no role.</summary>
    public static async Task<Caller?> Find(HttpContext http)
    {
        var result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (result.Principal is not { } principal)
        {
            return null;
        }

        var settings = http.RequestServices.GetRequiredService<ServerSettings>();
        var roles = principal
            .FindAll(settings.OidcRoleClaim)
            .SelectMany(claim => claim.Value.Split(' '))
            .Where(role => !role.Any(char.IsAsciiDigit) && Enum.TryParse<Role>(role, ignoreCase: true, out _))
            .Select(role => Enum.Parse<Role>(role, ignoreCase: true))
            .ToArray();
        return roles.Length == 0 ? null : new Caller($"token of '{principal.FindFirst("sub")?.Value}'", roles.Max());
    }
}
