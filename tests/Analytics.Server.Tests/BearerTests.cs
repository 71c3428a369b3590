using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using Analytics.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Analytics.Server.Tests;

/// <summary>Tokens of an OpenID provider that runs on this machine: its discovery document, its keys, its signatures.</summary>
[Collection(nameof(TestServer))]
public sealed class BearerTests(SampleLake lake) : IAsyncLifetime
{
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "k1" };
    private WebApplication _provider = null!;
    private string _url = "";
    private RunningServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        _provider = builder.Build();
        _provider.UseRouting();
        _provider.MapGet(
            "/.well-known/openid-configuration",
            () => Results.Json(new Dictionary<string, object> { ["issuer"] = _url, ["jwks_uri"] = _url + "/keys" })
        );
        _provider.MapGet(
            "/keys",
            () =>
            {
                var parts = _key.Rsa.ExportParameters(false);
                var key = new
                {
                    kty = "RSA",
                    use = "sig",
                    alg = "RS256",
                    kid = "k1",
                    n = Base64UrlEncoder.Encode(parts.Modulus),
                    e = Base64UrlEncoder.Encode(parts.Exponent),
                };
                return Results.Json(new { keys = new[] { key } });
            }
        );
        await _provider.StartAsync();
        _url = _provider.Urls.Single();
        _server = await TestServer.Start(lake.Copy(), settings => settings with { OidcAuthority = _url });
        _http = TestServer.Client(_server);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
        _key.Rsa.Dispose();
    }

    private string Token(
        string? roles,
        string audience = "analytics",
        string? issuer = null,
        int minutes = 10,
        SecurityKey? key = null,
        string algorithm = "RS256"
    ) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer ?? _url,
                Audience = audience,
                Subject = new ClaimsIdentity([
                    new System.Security.Claims.Claim("sub", "ann"),
                    .. roles?.Split(',').Select(role => new System.Security.Claims.Claim("roles", role)) ?? [],
                ]),
                NotBefore = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1),
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minutes),
                SigningCredentials = new SigningCredentials(key ?? _key, algorithm),
            }
        );

    private async Task<HttpResponseMessage> Send(string method, string path, string? token)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request);
    }

    [Fact]
    public async Task A_token_of_the_provider_lets_in_whom_its_role_lets_in()
    {
        const string Rollback = "/models/crashes/severity/rollback";
        await TestServer.Problem(await Send("GET", "/kpis", null), HttpStatusCode.Unauthorized, _url);
        Assert.Equal(HttpStatusCode.OK, (await Send("GET", "/kpis", Token("reader"))).StatusCode);
        await TestServer.Problem(await Send("POST", Rollback, Token("reader")), HttpStatusCode.Forbidden, "role reader");
        await TestServer.Problem(await Send("POST", Rollback, Token("reader operator,other")), HttpStatusCode.Forbidden, "role operator");
        // Allowed, but there is no version before.
        await TestServer.Problem(await Send("POST", Rollback, Token("reader,admin")), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Any_other_token_lets_nobody_in()
    {
        using var stranger = RSA.Create(2048);
        var good = Token("admin");
        string[] bad =
        [
            Token(null),
            Token("root"),
            Token("2"),
            Token("admin", audience: "another"),
            Token("admin", issuer: "https://elsewhere.example"),
            Token("admin", minutes: -5),
            Token("admin", key: new RsaSecurityKey(stranger) { KeyId = "k1" }),
            // The public key as a secret: the confusion of algorithms.
            Token("admin", key: new SymmetricSecurityKey(_key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = "k1" }, algorithm: "HS256"),
            good[..^4] + "AAAA",
            Base64UrlEncoder.Encode("{\"alg\":\"none\"}") + "." + good.Split('.')[1] + ".",
            "x",
            "",
        ];
        Assert.Equal(HttpStatusCode.OK, (await Send("GET", "/kpis", good)).StatusCode);
        foreach (var token in bad)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/kpis");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            var answer = await _http.SendAsync(request);
            await TestServer.Problem(answer, HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData("http://login.example")]
    [InlineData("login.example")]
    [InlineData("ftp://127.0.0.1")]
    public void A_provider_without_TLS_is_refused_unless_it_is_on_this_machine(string address) =>
        Assert.Contains(
            "https://",
            Assert.Throws<UsageException>(() => new ServerSettings { OidcAuthority = address }.Checked()).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void With_a_provider_alone_other_machines_may_reach_the_server() =>
        Assert.True(
            new ServerSettings { Host = "0.0.0.0", OidcAuthority = "https://login.example" }
                .Checked()
                .IsClosed
        );
}
