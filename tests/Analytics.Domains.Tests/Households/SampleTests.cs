using Analytics.Engine;

namespace Analytics.Domains.Tests.Households;

public sealed class SampleTests
{
    private static readonly Domain s_households = new Analytics.Domains.Households.Households();

    [Fact]
    public void A_sample_goes_from_the_survey_to_every_table_and_each_household_is_accounted_for()
    {
        using var lake = new TestLake();

        var result = lake.RebuildSample(s_households, 1500);

        Assert.All(s_households.Tables, table => Assert.True(result.Snapshot.Tables.ContainsKey(table.FullName(s_households)), table.Name));
        var account = result.Steps.Single(step => step.Step == "silver.households.assessments").Account!;
        Assert.True(account.Holds);
        Assert.Equal(1500, account.Received);
        Assert.InRange(account.Quarantined, 0, 8);
        Assert.Equal(account.Kept, lake.Number(s_households, "SELECT sum(households) FROM gold.by_district"));
        // Vulnerable households are neither rare nor the rule, in every district.
        Assert.Equal(4, lake.Number(s_households, "SELECT count(*) FROM gold.by_district WHERE share_vulnerable BETWEEN 0.15 AND 0.75"));
    }

    [Fact]
    public void Nobody_can_be_read_in_a_clean_table()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_households, 200);

        Assert.Equal(
            0,
            lake.Number(
                s_households,
                "SELECT count(*) FROM silver.assessments WHERE household_id LIKE 'H-%' OR cluster LIKE 'C-%' OR village LIKE 'V-%'"
            )
        );
        var columns = lake.Query(s_households, "DESCRIBE silver.assessments")["column_name"];
        Assert.DoesNotContain(
            Enumerable.Range(0, columns.Count).Select(row => (string)columns[row]!),
            name => name.Contains("officer", StringComparison.Ordinal) || name.Contains("device", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_same_seed_and_rows_give_the_same_bytes()
    {
        using var lake = new TestLake();
        SampleWriter.Write(s_households, new SampleOptions(60), lake.File("a"));
        SampleWriter.Write(s_households, new SampleOptions(60), lake.File("b"));

        Assert.Equal(
            File.ReadAllBytes(Path.Combine(lake.File("a"), "survey.csv.gz")),
            File.ReadAllBytes(Path.Combine(lake.File("b"), "survey.csv.gz"))
        );
    }

    [Fact]
    public void No_honest_feature_is_an_amount_of_money()
    {
        var study = Assert.IsType<PredictionStudy>(Assert.Single(s_households.Studies));
        var honest = s_households.Tables.Single(table => table.Name == "honest").Contract.Fields.Select(field => field.Name).ToArray();

        Assert.Empty(study.Features.Except(honest, StringComparer.Ordinal));
        Assert.Empty(study.Features.Intersect(study.KnownTooLate, StringComparer.Ordinal));
        Assert.DoesNotContain(
            study.Features,
            name => name.Contains("income", StringComparison.Ordinal) || name.Contains("value", StringComparison.Ordinal)
        );
        Assert.True(study.Features.Count >= 50);
    }

    [Fact]
    public void The_report_answers_every_question_from_a_sample()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_households, 400);

        using var db = Published.Open(lake.Lake.Head, s_households);
        var report = s_households.Report(new ReportInput(db));

        Assert.True(report.Findings.Count >= 8);
        Assert.All(report.Findings, finding => Assert.DoesNotContain("NaN", finding.Answer, StringComparison.Ordinal));
    }
}
