using Analytics.Server.Api;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.WebUtilities;

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

    /// <summary>Checks the token of a form whose first part it is, and leaves the rest, a file, to be read as it comes.</summary>
    /// <exception cref="ProblemException">It is not of this server, or older than its start: 400.</exception>
    internal static async Task CheckFirst(HttpContext http, MultipartReader form)
    {
        var tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetTokens(http);
        if (
            await form.ReadNextSectionAsync(http.RequestAborted) is { } first
            && first.AsFormDataSection() is { } field
            && field.Name == tokens.FormFieldName
        )
        {
            // The library looks there before it reads a form to its end.
            http.Request.Headers[tokens.HeaderName!] = await field.GetValueAsync(http.RequestAborted);
        }
        else
        {
            http.Request.Headers[tokens.HeaderName!] = "none";
        }

        await Check(http);
    }

    /// <summary>The fields of a form that a page of this server sent.</summary>
    /// <exception cref="ProblemException">It is not of this server, or older than its start: 400.</exception>
    internal static async Task<IFormCollection> Read(HttpContext http)
    {
        await Check(http);
        return await http.Request.ReadFormAsync(http.RequestAborted);
    }

    private static async Task Check(HttpContext http)
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
    }
}
