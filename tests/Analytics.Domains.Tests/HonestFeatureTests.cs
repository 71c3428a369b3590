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
        new Analytics.Domains.Accidents.Accidents(),
    ];

    [Theory]
    [InlineData("crashes")]
    [InlineData("households")]
    [InlineData("vehicles")]
    [InlineData("customers")]
    [InlineData("accidents")]
    public void The_leak_guard_finds_nothing_in_a_sample_and_every_study_of_it_is_trained(string name)
    {
        using var lake = new TestLake();
        var domain = s_domains.Single(each => each.Name == name);
        lake.RebuildSample(domain, Math.Min(domain.SampleRows, 6000));

        Check(lake, domain, domain.Studies.Select(study => study.Name));
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
    public void It_finds_nothing_in_the_invoices_of_a_shop() =>
        OnReal("customers", ["churn", "clv", "rfm"], ("purchases", "online_retail"));

    [RealDataFact("accidents")]
    public void It_finds_nothing_in_the_accidents_of_a_city() => OnReal("accidents", ["patterns"], ("accidents", "york/accidents.csv"));

    private static void OnReal(string name, string[] studies, params IEnumerable<(string Source, string File)> inputs)
    {
        using var lake = new TestLake();
        var domain = s_domains.Single(each => each.Name == name);
        lake.Rebuild(domain, null, [.. inputs.Select(input => new InputPath(input.Source, RealData.PathOf(name, input.File)))]);
        Check(lake, domain, studies);
    }

    private static void Check(TestLake lake, Domain domain, IEnumerable<string> names)
    {
        foreach (var study in names.Select(name => domain.Studies.Single(each => each.Name == name)))
        {
            if (study is PredictionStudy prediction)
            {
                var examples = Examples.Load(lake.Lake.Head, domain, prediction);
                var seen = LeakGuard.Inspect(examples.Frame, prediction, study.Features, Sides.Of(prediction, examples.Frame));
                Assert.Empty(seen.Leaks.Select(leak => leak.Text));
                Assert.Empty(seen.Suspicions.Select(leak => leak.Text));
                Assert.Equal(study.Features.Order(StringComparer.Ordinal), seen.Solo.Keys);
            }

            // Whatever is fitted, and what is looked at only then, is not refused nor suspected either; a second training knows the champion's features.
            foreach (
                var request in new TrainingRequest?[]
                {
                    null,
                    new TrainingRequest { Seed = 1 },
                }
            )
            {
                var trained = new Trainer(lake.Lake, lake.Time).Train(domain, study, request);
                var card = Json.Read<ModelCard>(Path.Combine(trained.Folder, "card.json"));
                Assert.StartsWith("passed", card.LeakGuard, StringComparison.Ordinal);
                Assert.Empty(trained.Run.Suspicions);
                Assert.DoesNotContain("Meanings", trained.Decision.Reason, StringComparison.Ordinal);
            }
        }
    }
}
