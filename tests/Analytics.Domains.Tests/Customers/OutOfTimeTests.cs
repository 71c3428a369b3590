using Analytics.Engine;

namespace Analytics.Domains.Tests.Customers;

/// <summary>Churn and value at a later cut-off than the one that was learned at.</summary>
public sealed class OutOfTimeTests
{
    private static readonly Domain s_customers = new Analytics.Domains.Customers.Customers();

    [Theory]
    [InlineData("churn", "logistic")]
    [InlineData("clv", "linear")]
    public void The_card_tells_how_a_model_of_an_earlier_cut_off_does_at_a_later_one(string name, string learner)
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_customers, 4000);
        var study = (PredictionStudy)s_customers.Studies.Single(each => each.Name == name) with
        {
            Bar = double.NegativeInfinity,
            Original = null,
            Yardstick = null,
        };

        var trained = new Trainer(lake.Lake, lake.Time).Train(s_customers, study, new TrainingRequest { Learner = learner });

        var card = Json.Read<ModelCard>(Path.Combine(trained.Folder, "card.json"));
        var found = card.OutOfTime!;
        Assert.Null(found.Problem);
        Assert.True(string.CompareOrdinal(found.Earlier, found.Later) < 0, $"{found.Earlier} {found.Later}");
        Assert.InRange(found.TrainRows, 60, found.TestRows);
        Assert.True(found.Metrics[study.Metric.Name].HasInterval);
        Assert.NotEqual(trained.Run.Score.Value, found.Metrics[study.Metric.Name].Value);
        Assert.Contains("## Out of time", File.ReadAllText(Path.Combine(trained.Folder, "card.md")), StringComparison.Ordinal);
        Assert.All(new Reproduction(lake.Lake).Run(s_customers, study, "1"), file => Assert.True(file.IsSame, file.Name));
    }

    [Fact]
    public void The_later_cut_off_lies_where_the_earlier_targets_end_and_equals_the_table_for_churn()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_customers, 4000);
        foreach (var name in new[] { "churn", "clv" })
        {
            var study = (PredictionStudy)s_customers.Studies.Single(each => each.Name == name);
            var trained = Training
                .Of(s_customers, study, lake.Lake.Head)
                .Run(new TrainingRequest { Learner = "constant" }, CancellationToken.None);
            var declared = study.OutOfTime!;
            var (earlier, later) = (
                OutOfTimeScore.Read(s_customers, study, trained, declared, declared.Earlier),
                OutOfTimeScore.Read(s_customers, study, trained, declared, declared.Later)
            );
            var (from, to) = ((DateTime)earlier["cut_off"][0]!, (DateTime)later["cut_off"][0]!);

            Assert.InRange((to - from).TotalDays, name == "churn" ? 60 : 30, name == "churn" ? 60 : 400);
            // Nobody's past reaches over the cut-off: the earlier one knows fewer customers, and those for a shorter time.
            Assert.True(earlier.RowCount < later.RowCount);
            Assert.True(earlier["tenure_days"].ToDoubles().Max() < later["tenure_days"].ToDoubles().Max());
            if (name == "churn")
            {
                var table = Examples.Load(lake.Lake.Head, s_customers, study).Frame;
                Assert.Equal(table["recency_days"].ToDoubles(), later["recency_days"].ToDoubles());
                Assert.Equal(table["churned"].ToDoubles(), later["churned"].ToDoubles());
                Assert.NotEqual(table["churned"].ToDoubles().Take(earlier.RowCount), earlier["churned"].ToDoubles());
            }
        }
    }
}
