using Analytics.App;
using Analytics.Lake;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>Which report: its figures and tables have addresses of their own under it.</summary>
/// <param name="Kind"><c>explore</c>, <c>quality</c>, <c>model</c> or <c>experiments</c>.</param>
/// <param name="Domain">The domain.</param>
/// <param name="Study">The study; <c>all</c> where the report is of the whole domain.</param>
/// <param name="Version">Of a model; null for the one in force.</param>
public sealed record ReportKey(string Kind, string Domain, string Study = ReportKey.Whole, string? Version = null)
{
    public const string Whole = "all";

    /// <summary>Of a finding, but for what follows the point.</summary>
    public string Address(string finding) => $"/view/findings/{Kind}/{Domain}/{Study}{(Version is null ? "" : "@" + Version)}/{finding}.";

    public string NumbersPage(string finding) => $"/view/numbers/{Kind}/{Domain}/{Study}{(Version is null ? "" : "@" + Version)}/{finding}";

    /// <summary>The page that shows the report.</summary>
    public string Page =>
        Kind switch
        {
            "explore" => $"/view/explore/{Domain}",
            "quality" => $"/view/quality/{Domain}",
            "model" => $"/view/models/{Domain}/{Study}{(Version is null ? "" : "?version=" + Version)}",
            _ => $"/view/experiments/{Domain}/{Study}",
        };

    /// <summary>The key that an address means; null where there is no such thing.</summary>
    public static ReportKey? Parse(string kind, string domain, string study)
    {
        var parts = study.Split('@', 2);
        var key = new ReportKey(kind, domain, parts[0], parts.Length == 2 ? parts[1] : null);
        if (Catalog.Domains.FirstOrDefault(each => each.Name == domain) is not { } of)
        {
            return null;
        }

        return kind switch
        {
            "explore" or "quality" => key is { Study: Whole, Version: null } ? key : null,
            "model" => of.Studies.Any(each => each.Name == key.Study) ? key : null,
            "experiments" => of.Studies.Any(each => each.Name == key.Study) && key.Version is null ? key : null,
            _ => null,
        };
    }

    /// <summary>The report, made once per snapshot but for experiments, which are no part of it.</summary>
    /// <exception cref="RunException">There is nothing yet to report on, or it is damaged; the text says which.</exception>
    public Report Read(ServedSnapshot served)
    {
        var domain = Catalog.Of(Domain);
        switch (Kind)
        {
            case "explore":
                return IsFilled(served.Snapshot, domain) ? served.Report(domain) : throw Empty();
            case "quality":
                return IsFilled(served.Snapshot, domain)
                    ? served.Once($"quality {Domain}", _ => QualityReport.Of(served.Lake, domain, served.Snapshot))
                    : throw Empty();
            case "model":
                var version =
                    Version
                    ?? served.Snapshot.Models.GetValueOrDefault($"{Domain}/{Study}")
                    ?? throw new UsageException(
                        $"{Domain}/{Study} has no model in force. Train one: dotnet script scripts/train.csx {Domain} --study {Study}"
                    );
                return served.Once(
                    $"model {Domain}/{Study}@{version}",
                    _ => ModelReport.Of(served.Lake, new Registry(served.Lake).Card(Domain, Study, version))
                );
            default:
                return ComparisonReport.Of(served.Lake, new Experiments(served.Lake).List(Domain, Study));
        }

        UsageException Empty() => new($"Nothing of {Domain} is published. Fill it first: dotnet script scripts/rebuild.csx {Domain}");
    }

    /// <summary>Whether all tables of a domain are there.</summary>
    public static bool IsFilled(Snapshot snapshot, Domain domain) =>
        domain.Tables.All(table => snapshot.Tables.ContainsKey(table.FullName(domain)));
}
