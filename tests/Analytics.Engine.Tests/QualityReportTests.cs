namespace Analytics.Engine.Tests;

public sealed class QualityReportTests
{
    [Fact]
    public void What_is_missing_and_what_is_usual_are_those_of_the_published_tables()
    {
        using var lake = new ToyLake();
        var toy = new Toy { Gates = [new RowBaseline(), new NullBaseline("name"), new VanishedGroups("name")] };
        lake.LandAndRun(toy, lake.Items("a.csv", "1,apple,10,2024-01-05", "2,,20,2024-02-05", "3,,20,2024-02-05", "4,,20,2024-02-05"));

        var report = QualityReport.Of(lake.Lake, toy);

        Finding Of(string name) => report.Findings.Single(finding => finding.Name == name);
        Assert.Equal(
            "1 column has gaps, 0 of them hold nothing at all. Of the others items.name is empty most often, in 75.0 % of its rows.",
            Of("missing").Answer
        );
        Assert.Equal(0.75, Assert.Single(Of("missing").Numbers.Column<double>("missing").Values.ToArray()));
        Assert.Equal(
            "row baseline: no good run yet to compare with; name: null baseline: no good run yet to compare with; name: vanished groups: every group of the last run",
            string.Join(
                "; ",
                ((string)Of("baselines").Numbers["compared with"][0]!)
                    .Split("; ")
                    .OrderByDescending(gate => gate.StartsWith("row", StringComparison.Ordinal))
                    .ThenBy(gate => gate, StringComparer.Ordinal)
            )
        );
    }

    [Fact]
    public void A_refused_row_counts_once_under_its_first_reason()
    {
        using var lake = new ToyLake();
        var toy = new Toy();
        lake.LandAndRun(
            toy,
            lake.Items(
                "a.csv",
                [
                    .. Enumerable.Range(10, 40).Select(id => $"{id},apple,10,2024-01-05"),
                    "1,apple,x,2024-13-05",
                    "2,apple,10,2024-13-05",
                    "3,apple,x,2024-01-05",
                ]
            )
        );

        var finding = QualityReport.Of(lake.Lake, toy).Findings.Single(each => each.Name == "quarantine");

        Assert.Equal(3, lake.Lake.Head.Accounts.Values.Sum(account => account.Quarantined));
        Assert.Equal(3, finding.Numbers.Column<long>("rows").Values.ToArray().Sum());
        Assert.StartsWith("3 rows were refused, each counted under its first reason.", finding.Answer, StringComparison.Ordinal);
        // The row with two faults has the other one besides.
        Assert.True(finding.Numbers.Column<long>("besides").Values.ToArray().Sum() > 0);
    }
}
