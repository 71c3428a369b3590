using Analytics.Lake;

namespace Analytics.Engine.Tests;

/// <summary>What a run hands to the gates, and what the lake remembers of their verdicts.</summary>
public sealed class JudgingTests
{
    [Fact]
    public void Baselines_look_at_the_five_runs_before_and_no_further()
    {
        using var lake = new ToyLake();
        var toy = new Toy { Gates = [new RowBaseline(), new NullBaseline("name")] };
        RunResult? run = null;
        var id = 0;
        // 1, 4, 6, 8, 10, 12 rows stand after six runs: the median of four is 9, of five 8, of six 7.
        foreach (var (batch, rows) in new[] { 1, 3, 2, 2, 2, 2, 1 }.Index())
        {
            run = lake.LandAndRun(
                toy,
                lake.Items(
                    $"{batch}.csv",
                    [.. Enumerable.Range(0, rows).Select(_ => $"{++id},{(id % 3 == 1 ? "" : "apple")},1,2024-01-05")]
                )
            );
        }

        Assert.Equal(
            new Verdict("silver.toy.items", "row baseline", Severity.Warn, true, 13, "at least 0.5 of 8"),
            Assert.Single(run!.Verdicts, verdict => verdict.Gate == "row baseline")
        );
        // Shares of 2 of 4, 2 of 6, 3 of 8, 4 of 10 and 4 of 12; a share is kept to six digits.
        Assert.Equal(
            new Verdict("silver.toy.items", "name: null baseline", Severity.Warn, true, 0.384615, "at most 0.375 + 0.1"),
            Assert.Single(run.Verdicts, verdict => verdict.Gate == "name: null baseline")
        );
    }

    [Fact]
    public void Each_table_is_judged_by_its_key_its_rules_its_gates_and_its_files_in_this_order()
    {
        using var lake = new ToyLake();
        var toy = new Toy
        {
            Gates = [new MinimumRows(1)],
            GoldGates = [new TableRule("few", "SELECT sum(items) FROM candidate", 0, 1, Severity.Warn)],
        };
        var run = lake.LandAndRun(
            toy,
            lake.Items("a.csv", "1,fig,10,2024-01-05", "2,fig,10,2024-01-05", "3,plum,10,2024-01-05"),
            lake.Rates("r.csv", "x,1")
        );

        Assert.Equal(
            [
                "passed: silver.toy.items key is unique: expected no repeated id, observed 0",
                "warning: silver.toy.items name: vocabulary: expected no row breaks it, observed 2",
                "passed: silver.toy.items minimum rows: expected at least 1, observed 3",
                "passed: silver.toy.items refused files: expected every file is understood, observed 0",
                "passed: silver.toy.items assumed forms: expected every file tells the order of its dates and its decimal mark, observed 0",
                "passed: silver.toy.items lost hours: expected every time of day can be read, observed 0",
                "passed: gold.toy.by_month key is unique: expected no repeated month, observed 0",
                "passed: gold.toy.by_month month: required: expected no row breaks it, observed 0",
                "passed: gold.toy.by_month items: required: expected no row breaks it, observed 0",
                "passed: gold.toy.by_month amount: range: expected no row breaks it, observed 0",
                "warning: gold.toy.by_month few: expected 0…1, observed 3",
            ],
            run.Verdicts.Where(verdict => verdict.Table is "silver.toy.items" or "gold.toy.by_month" && verdict.Gate != Account.Gate)
                .Where(verdict => verdict.Gate != Account.Gate)
                .Select(verdict => verdict.ToString())
        );
        Assert.Contains(
            run.Snapshot.Verdicts,
            verdict => verdict is { Table: "gold.toy.by_month", Gate: "few", Severity: "warn", Passed: false, Observed: 3, Detail: "0…1" }
        );
        Assert.Equal(["silver.toy.items", "silver.toy.rates"], run.Snapshot.Accounts.Keys.Order());
        Assert.Equal(
            ["gold.toy.by_month", "gold.toy.rated", "gold.toy.total", "silver.toy.items", "silver.toy.rates"],
            run.Snapshot.Measures.Keys.Order()
        );
    }

    [Fact]
    public void Files_records_rows_and_keys_in_quarantine_are_told_apart()
    {
        using var lake = new ToyLake();
        var toy = new Toy { Gates = [new QuarantineShare(0.9)] };
        lake.LandAndRun(
            toy,
            lake.Items("a.csv", "1,apple,900,2024-01-05", "2,apple,900,2024-01-05", "3,apple,1,2024-01-05", "4,apple,1,2024-01-05"),
            // One row of a file that broke the contract is no share, and what cannot be read is none of the rows.
            lake.Items("b.csv", "5,apple,900,2024-01-05", "6,apple,1,2024-01-05", "too,few", "7,apple,1,2024-01-05"),
            lake.Items(
                "c.csv",
                "8,apple,1,2024-01-05",
                "8,apple,2,2024-01-05",
                "9,apple,2,2024-01-05",
                "10,apple,2,2024-01-05",
                "11,apple,2,2024-01-05"
            )
        );
        var run = lake.LandAndRun(toy, lake.Write("items", "d.csv", "what,is,this\n1,2,3\n4,5,6\n"));

        Assert.Equal(
            "passed: silver.toy.items quarantine share: expected at most 0.9 of all rows (4 of 12), observed 0.3333",
            Assert.Single(run.Verdicts, verdict => verdict.Gate == "quarantine share").ToString()
        );
        Assert.Equal(
            "warning: silver.toy.items refused files: expected every file is understood, observed 1",
            Assert.Single(run.Verdicts, verdict => verdict is { Gate: "refused files", Passed: false }).ToString()
        );
    }

    [Fact]
    public void Where_nothing_was_understood_there_is_nothing_to_publish_unless_that_is_accepted()
    {
        using var lake = new ToyLake();
        lake.Land(new Toy(), lake.Write("items", "d.csv", "what,is,this\n1,2,3\n4,5,6\n"));

        var error = Assert.Throws<RunException>(() => lake.Run(new Toy()));
        Assert.Contains(
            "FAILED: silver.toy.items refused files: expected every file is understood, observed 1",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            lake.Run(new Toy(), new RunOptions { AcceptRefused = true }).Verdicts,
            verdict => verdict is { Gate: "refused files", Passed: false, Blocks: false }
        );
    }

    [Fact]
    public void A_file_that_was_read_and_refused_row_by_row_was_understood()
    {
        using var lake = new ToyLake();
        var run = lake.LandAndRun(
            new Toy(),
            lake.Write("items", "d.csv", "what,is,this\n1,2,3\n"),
            lake.Items("a.csv", "1,apple,900,2024-01-05")
        );

        Assert.Contains(run.Verdicts, verdict => verdict is { Gate: "refused files", Passed: false, Blocks: false, Observed: 1 });
    }

    [Fact]
    public void The_tables_that_gates_look_at_are_made_before_they_judge()
    {
        var toy = new Toy
        {
            Gates =
            [
                new MinimumRows(1),
                new Reference("name", "silver.rates", "name"),
                new TableRule("months", "SELECT count(*) FROM gold.by_month", 0, 99),
            ],
        };
        IEnumerable<string> Inputs(string table) =>
            Judging.InputsOf(toy, toy.Tables.Single(each => each.Name == table)).Select(each => each.Name);

        Assert.Equal(["items", "rates", "by_month"], Inputs("items"));
        Assert.Equal(["rates"], Inputs("rates"));
    }
}
