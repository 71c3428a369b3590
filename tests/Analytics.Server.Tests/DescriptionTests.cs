using System.Net;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class DescriptionTests(TestServer server)
{
    [Fact]
    public async Task Every_endpoint_of_the_API_is_described_and_every_described_one_exists()
    {
        var described = (await server.Json("/openapi/v1.json")).GetProperty("paths").EnumerateObject().ToArray();

        Assert.Equal(
            [
                "/accidents/predict",
                "/alerts",
                "/api/schedules",
                "/api/schedules/{id}",
                "/api/schedules/{id}/run",
                "/api/v1/status/{ingestion_id}",
                "/api/v1/upload/file",
                "/api/v1/upload/survey-data",
                "/api/v2/health",
                "/api/v2/ingest/batch",
                "/api/v2/ingest/household",
                "/api/v2/stats",
                "/crashes/hotspots",
                "/crashes/predict",
                "/crashes/summary",
                "/crashes/{id}",
                "/customers",
                "/customers/predict",
                "/customers/{id}",
                "/events",
                "/events/dead-letters",
                "/events/dead-letters/{number}",
                "/events/dead-letters/{number}/replay",
                "/experiments",
                "/health",
                "/health/ready",
                "/households/predict",
                "/jobs",
                "/kpis",
                "/lake/diff",
                "/lake/history",
                "/lake/query",
                "/lake/tables",
                "/lake/tables/{schema}/{table}",
                "/metrics",
                "/ml/churn",
                "/ml/churn/high-risk",
                "/ml/clv",
                "/ml/model-metrics",
                "/ml/segments",
                "/ml/segments/summary",
                "/models",
                "/models/retraining",
                "/models/{domain}/{model}",
                "/models/{domain}/{model}/rollback",
                "/monitoring",
                "/predict",
                "/revenue/country",
                "/revenue/monthly",
                "/revenue/product",
                "/runs",
                "/runs/{id}",
                "/runs/{id}/cancel",
                "/runs/{id}/events",
                "/runs/{id}/log",
                "/schedules",
                "/schedules/{id}",
                "/schedules/{id}/run",
                "/vehicles/live/{simulation}",
                "/vehicles/predict",
                "/vehicles/trips",
            ],
            described.Select(each => each.Name).Order(StringComparer.Ordinal)
        );
        Assert.All(
            described.SelectMany(path => path.Value.EnumerateObject()),
            operation =>
                Assert.EndsWith(
                    ".",
                    operation.Value.GetProperty("summary").GetString()!.Replace(")", ".", StringComparison.Ordinal),
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task The_examples_of_the_description_are_answered()
    {
        foreach (
            var path in (await server.Json("/openapi/v1.json"))
                .GetProperty("paths")
                .EnumerateObject()
                .Where(each => each.Name.EndsWith("predict", StringComparison.Ordinal))
        )
        {
            var example = path
                .Value.GetProperty("post")
                .GetProperty("requestBody")
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("example")
                .GetRawText();
            var answer = await server.Http.PostAsync(path.Name, new StringContent(example, System.Text.Encoding.UTF8, "application/json"));
            Assert.True(
                answer.StatusCode == HttpStatusCode.OK || path.Name is "/customers/predict",
                path.Name + await answer.Content.ReadAsStringAsync()
            );
        }
    }

    [Fact]
    public async Task The_page_of_the_API_has_no_script_within_and_its_scripts_are_there()
    {
        var page = await server.Http.GetStringAsync("/docs");
        Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)", page);
        foreach (System.Text.RegularExpressions.Match script in System.Text.RegularExpressions.Regex.Matches(page, "src=\"([^\"]+)\""))
        {
            Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync(script.Groups[1].Value)).StatusCode);
        }
    }
}
