using Analytics.Server.Api;
using Microsoft.AspNetCore.Antiforgery;

namespace Analytics.Server.Pages;

/// <summary>What a form of ours carries so that no other site can send it.</summary>
/// <param name="Field">The hidden field's name.</param>
/// <param name="Value">Its value, that belongs to a cookie of the same answer.</param>
public sealed record FormToken(string Field, string Value)
{
    internal static FormToken Of(HttpContext http)
    {
        var tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        return new FormToken(tokens.FormFieldName, tokens.RequestToken!);
    }

    /// <summary>The fields of a form that a page of this server sent.</summary>
    /// <exception cref="ProblemException">It is not of this server, or older than its start: 400.</exception>
    internal static async Task<IFormCollection> Read(HttpContext http)
    {
        try
        {
            await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest,
                "This form cannot be taken.",
                "It was not sent by a page of this server, or the server was started since. Load the page again and send it again."
            );
        }

        return await http.Request.ReadFormAsync(http.RequestAborted);
    }
}
