using Analytics.Engine;

namespace Analytics.Domains.Tests.Customers;

public sealed class SampleTests
{
    private static readonly Domain s_customers = new Analytics.Domains.Customers.Customers();

    [Fact]
    public void A_sample_goes_from_raw_files_to_every_gold_table_and_each_row_is_accounted_for()
    {
        using var lake = new TestLake();

        var result = lake.RebuildSample(s_customers, 2400);

        Assert.All(s_customers.Tables, table => Assert.True(result.Snapshot.Tables.ContainsKey(table.FullName(s_customers)), table.Name));
        Assert.All(result.Steps.Where(step => step.Account is not null), step => Assert.True(step.Account!.Holds, step.Step));
        Assert.All(result.Verdicts, verdict => Assert.True(verdict.Passed, verdict.ToString()));
        Assert.Equal(
            lake.Number(s_customers, "SELECT count(*) FROM silver.purchases"),
            lake.Number(s_customers, "SELECT total_lines FROM gold.kpis")
        );
        Assert.Equal(
            lake.Number(s_customers, "SELECT round(sum(amount), 2) FROM silver.purchases"),
            lake.Number(s_customers, "SELECT total_revenue FROM gold.kpis")
        );
        Assert.True(lake.Number(s_customers, "SELECT count(*) FROM silver.purchases_quarantine") > 0, "the sample has dirt");
    }

    [Fact]
    public void The_sample_has_seasons_people_who_leave_and_returns_that_find_their_sale()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_customers, 8000);

        Assert.True(
            lake.Number(
                s_customers,
                "SELECT avg(revenue) FILTER (WHERE month[6:] IN ('11', '12')) / avg(revenue) FILTER (WHERE month[6:] IN ('07', '08')) FROM gold.monthly_revenue WHERE month > '2024'"
            ) > 1.3
        );
        Assert.InRange(lake.Number(s_customers, "SELECT avg(churned::INT) FROM gold.churn_features"), 0.3, 0.8);
        Assert.True(
            lake.Number(
                s_customers,
                "SELECT avg(churned::INT) FILTER (WHERE recency_days > 120) - avg(churned::INT) FILTER (WHERE recency_days < 30) FROM gold.churn_features"
            ) > 0.2
        );
        Assert.True(lake.Number(s_customers, "SELECT count(purchase_id) / count(*) FROM silver.matched_cancellations") > 0.9);
        using var db = Published.Open(lake.Lake.Head, s_customers);
        Assert.All(s_customers.Report(new ReportInput(db)).Findings, finding => Assert.True(finding.Numbers.RowCount > 0, finding.Name));
    }

    [Fact]
    public void The_same_seed_and_rows_give_the_same_bytes()
    {
        using var one = new TestLake();
        using var two = new TestLake();
        SampleWriter.Write(s_customers, new SampleOptions(400), one.File("a"));
        SampleWriter.Write(s_customers, new SampleOptions(400), two.File("a"));

        Assert.All(
            Directory.GetFiles(one.File("a")),
            path => Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(two.File("a"), Path.GetFileName(path))))
        );
    }

    [Fact]
    public void Four_segments_are_named_by_rank_and_a_file_of_purchases_is_told_which()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_customers, 4000);
        var study = (ClusterStudy)s_customers.Studies.Single(each => each.Name == "rfm");

        var trained = new Trainer(lake.Lake, lake.Time).Train(s_customers, study);

        Assert.Equal(["At Risk", "Champions", "Lost", "Loyal"], trained.Run.Classes.Order(StringComparer.Ordinal));
        var groups = trained.Champion!.Clusters!.ToDictionary(group => group.Name, StringComparer.Ordinal);
        Assert.True(groups["Champions"].Means["log_recency"] < groups["Lost"].Means["log_recency"]);
        Assert.True(groups["Champions"].Means["log_monetary"] > groups["Lost"].Means["log_monetary"]);

        var file = lake.File("new.csv");
        File.WriteAllText(
            file,
            "id_achat,id_client,date_achat,montant,produit\n"
                + string.Concat(Enumerable.Range(1, 40).Select(i => $"N{i},often,2024-12-{1 + i % 28:00} 10:00:00,90.00,Café\n"))
                + "N41,once,2023-01-05 10:00:00,5.00,Café\n"
        );
        var scored = new Scoring(lake.Lake, lake.Time).Score(s_customers, study, "1", [new InputPath("purchases", file)]).Rows;

        Assert.Equal(["Champions", "Lost"], Enumerable.Range(0, 2).Select(row => (string)scored["cluster"][row]!));
        Assert.All(scored["membership"].ToDoubles(), membership => Assert.InRange(membership, 0.25, 1));
        Assert.All(scored["distance"].ToDoubles(), distance => Assert.True(distance >= 0));
        Assert.StartsWith("Half of them bought", (string)scored["profile"][0]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_leaves_is_as_hard_to_tell_as_on_real_invoices_and_the_value_is_compared_with_buy_till_they_die()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_customers, s_customers.SampleRows);
        var trainer = new Trainer(lake.Lake, lake.Time);

        var churn = trainer.Train(s_customers, s_customers.Studies.Single(each => each.Name == "churn"));
        var value = trainer.Train(s_customers, s_customers.Studies.Single(each => each.Name == "clv"));

        Assert.InRange(churn.Run.Score.Value, 0.72, 0.83);
        Assert.Equal("risk", churn.Run.Bands!.Column);
        Assert.Equal([0.4, 0.7], churn.Run.Bands.Borders);
        Assert.InRange(value.Run.Score.Value, 0.15, 0.4);
        var yardstick = value.Champion!.Yardstick!;
        Assert.Null(yardstick.Problem);
        Assert.Equal(["best_fifth_share", "r2", "rank_correlation"], yardstick.Metrics.Keys);
        Assert.All(
            new[] { "best_fifth_share", "rank_correlation" },
            metric => Assert.InRange(yardstick.Metrics[metric].Theirs, 0.3, yardstick.Metrics[metric].Ours + 0.02)
        );
        Assert.Contains("Beside BG/NBD and Gamma-Gamma", File.ReadAllText(Path.Combine(value.Folder, "card.md")), StringComparison.Ordinal);
        Assert.All(
            new Reproduction(lake.Lake).Run(s_customers, s_customers.Studies.Single(each => each.Name == "clv"), "1"),
            file => Assert.True(file.IsSame, file.Name)
        );
    }
}
