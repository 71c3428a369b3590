using System.Globalization;
using Analytics.App;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>A version's card.</summary>
public sealed record VersionCard(string Version, ModelCard Card);

/// <summary>The models. Versions and decisions are no part of a snapshot, so these pages are made for each request, of reports that are made once.</summary>
internal static class ModelPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/models", (HttpContext http) => PageResult.Of<ModelsPage>(new { Served = http.Snapshot() }));
        app.MapGet("/models/{domain}/{study}", Model);
    }

    private static IResult Model(string domain, string study, HttpContext http, string? version = null, string? threshold = null)
    {
        if (
            Catalog.Domains.FirstOrDefault(each => each.Name == domain) is not { } of
            || of.Studies.FirstOrDefault(each => each.Name == study) is not { } which
        )
        {
            return PageResult.Missing($"There is no study '{domain}/{study}'.", "All models", "/view/models");
        }

        return PageResult.OrWhyNot(
            $"{domain}/{study}",
            () =>
            {
                var (served, registry) = (http.Snapshot(), new Registry(http.Snapshot().Lake));
                var versions = registry.Versions(domain, study);
                if (version is not null && !versions.Contains(version))
                {
                    return PageResult.Missing(
                        $"There is no version '{version}' of {domain}/{study}. {(versions.Count == 0 ? "None was registered yet." : $"There are: {string.Join(", ", versions)}.")}",
                        "The one in force",
                        $"/view/models/{domain}/{study}"
                    );
                }

                var champion = served.Snapshot.Models.GetValueOrDefault($"{domain}/{study}");
                var key = new ReportKey("model", domain, study, version);
                var report = key.Read(served);
                var card = registry.Card(domain, study, version ?? champion!);
                double? asked =
                    double.TryParse(threshold, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1
                        ? number
                        : null;
                return PageResult.Of<ModelPage>(
                    new
                    {
                        Domain = of,
                        Study = which,
                        Card = new VersionCard(version ?? champion!, card),
                        Report = report,
                        Key = key,
                        Versions = versions,
                        Decisions = registry.Decisions(domain, study),
                        Champion = champion,
                        Threshold = report.Findings.FirstOrDefault(each => each.Name == "roc") is { } roc
                            ? ThresholdView.Of(card.Run, roc.Numbers, asked)
                            : null,
                        Asked = version,
                        Prediction = (version ?? champion) == champion && served.Models.Find(domain, study) is { } scorer
                            ? PredictionView.Of(scorer, http.Request.Query)
                            : null,
                    }
                );
            }
        );
    }
}
