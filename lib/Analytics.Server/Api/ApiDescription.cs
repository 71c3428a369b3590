using Analytics.Server.Pages;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Analytics.Server.Api;

/// <summary>The API in OpenAPI's words at <c>/openapi/v1.json</c>, and to be read and tried at <c>/docs</c>.</summary>
internal static class ApiDescription
{
    private const string Scheme = "key";

    private static readonly string Page = $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>Analytics API</title>
            <script src="/scalar/scalar.js" defer></script>
            <script src="{AssetFiles.Url("docs.js")}" defer></script>
        </head>
        <body><div id="app"><noscript><a href="/openapi/v1.json">The API's description as JSON</a></noscript></div></body>
        </html>
        """;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapOpenApi().HasNoSnapshot();
        // Of Scalar only its script: its own page begins with a script within the page, which no page of this server may have.
        app.MapScalarApiReference("/scalar").HasNoSnapshot().AllowsEverybody();
        app.MapGet("/docs", () => Results.Content(Page, "text/html; charset=utf-8")).HasNoSnapshot().ExcludeFromDescription();
    }

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(
            (document, context, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Analytics",
                    Version = "v1",
                    Description =
                        "The published snapshot of the lake: predictions, tables, models, uploads. Errors are problem details (RFC 9457).",
                };
                document.Servers = [];
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [Scheme] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.ApiKey,
                        In = ParameterLocation.Header,
                        Name = KeyCheck.Header,
                        Description = "Needed wherever the server can be reached from other machines.",
                    },
                };
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                foreach (var query in context.Description.ActionDescriptor.EndpointMetadata.OfType<TakesQuery>())
                {
                    (operation.Parameters ??= []).Add(
                        new OpenApiParameter
                        {
                            Name = query.Name,
                            In = ParameterLocation.Query,
                            Description = query.Description,
                            Schema = new OpenApiSchema { Type = query.Type },
                        }
                    );
                }

                foreach (var body in context.Description.ActionDescriptor.EndpointMetadata.OfType<TakesCases>())
                {
                    operation.RequestBody = new OpenApiRequestBody
                    {
                        Required = true,
                        Description = body.Description,
                        Content = new Dictionary<string, OpenApiMediaType>
                        {
                            ["application/json"] = new()
                            {
                                Schema = new OpenApiSchema { Type = JsonSchemaType.Object },
                                Example = System.Text.Json.Nodes.JsonNode.Parse(body.Example),
                            },
                        },
                    };
                }

                return Task.CompletedTask;
            }
        );
    }

    /// <summary>The endpoint reads a query parameter by hand.</summary>
    public static T Takes<T>(this T endpoint, string name, JsonSchemaType type, string description)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new TakesQuery(name, type, description)));
        return endpoint;
    }

    /// <summary>The endpoint takes cases to be scored.</summary>
    public static T TakesOneOrMany<T>(this T endpoint, string description, string example)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new TakesCases(description, example)));
        return endpoint.Takes("explain", JsonSchemaType.Boolean, "Also how much each feature moved the score. Default false.");
    }

    public static T Pages<T>(this T endpoint, bool hasAfter = true)
        where T : IEndpointConventionBuilder
    {
        endpoint.Takes("limit", JsonSchemaType.Integer, "Rows, 1 to 1,000. Default 100.");
        return hasAfter
            ? endpoint.Takes("after", JsonSchemaType.String, "Where the page before ended, as its Link header says.")
            : endpoint;
    }

    private sealed record TakesQuery(string Name, JsonSchemaType Type, string Description);

    private sealed record TakesCases(string Description, string Example);
}
