using Analytics.Engine;

namespace Analytics.Domains.Tests;

/// <summary>No study of the five domains is refused, or suspected, for what it honestly knows: on samples and on the real files.</summary>
public sealed class HonestFeatureTests
{
    private static readonly Domain[] s_domains =
    [
        new Analytics.Domains.Crashes.Crashes(),
        new Analytics.Domains.Households.Households(),
        new Analytics.Domains.Vehicles.Vehicles(),
        new Analytics.Domains.Customers.Customers(),
    ];

    [Theory]
    [InlineData("crashes")]
    [InlineData("households")]
    [InlineData("vehicles")]
    [InlineData("customers")]
    public void The_leak_guard_finds_nothing_in_a_sample(string name)
    {
        using var lake = new TestLake();
        var domain = s_domains.Single(each => each.Name == name);
        lake.RebuildSample(domain, Math.Min(domain.SampleRows, 6000));

        Check(lake, domain, domain.Studies.OfType<PredictionStudy>().Select(study => study.Name));
    }

    [RealDataFact("crashes")]
    public void It_finds_nothing_in_the_crashes_of_a_city() =>
        OnReal(
            "crashes",
            ["severity"],
            ("crashes", "crashes.csv"),
            ("crashes", "crashes_upper_excel_dates.csv"),
            ("merged", "merged_2025-09.csv"),
            ("vehicles", "vehicles.csv"),
            ("people", "people.csv")
        );

    [RealDataFact("households")]
    public void It_finds_nothing_in_a_survey() => OnReal("households", ["vulnerability"], ("survey", "assessment.csv"));

    [RealDataFact("vehicles")]
    public void It_finds_nothing_in_two_trips() => OnReal("vehicles", ["style"], ("trips", "driving_style"));

    [RealDataFact("customers")]
    public void It_finds_nothing_in_the_invoices_of_a_shop() => OnReal("customers", ["churn", "clv"], ("purchases", "online_retail"));

    private static void OnReal(string name, string[] studies, params IEnumerable<(string Source, string File)> inputs)
    {
        using var lake = new TestLake();
        var domain = s_domains.Single(each => each.Name == name);
        lake.Rebuild(domain, null, [.. inputs.Select(input => new InputPath(input.Source, RealData.PathOf(name, input.File)))]);
        Check(lake, domain, studies);
    }

    private static void Check(TestLake lake, Domain domain, IEnumerable<string> names)
    {
        foreach (var study in names.Select(name => (PredictionStudy)domain.Studies.Single(each => each.Name == name)))
        {
            var examples = Examples.Load(lake.Lake.Head, domain, study);
            var seen = LeakGuard.Inspect(examples.Frame, study, study.Features, Sides.Of(study.Split, examples.Frame, study.Key, 0));
            Assert.Empty(seen.Leaks.Select(leak => leak.Text));
            Assert.Empty(seen.Suspicions.Select(leak => leak.Text));
            Assert.Equal(study.Features.Order(StringComparer.Ordinal), seen.Solo.Keys);
        }
    }
}
