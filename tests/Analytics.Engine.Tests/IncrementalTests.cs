using Analytics.Lake;

namespace Analytics.Engine.Tests;

public sealed class IncrementalTests
{
    private const string All = "SELECT * EXCLUDE (_object) FROM silver.items ORDER BY id";

    private static readonly Toy s_toy = new();

    /// <summary>Five batches with repeated keys, keys that move between months, broken rows, unknown and missing words.</summary>
    private static InputPath[] Batches(ToyLake lake) =>
        [
            .. Enumerable
                .Range(0, 5)
                .Select(batch =>
                    lake.Items(
                        $"day{batch}.csv",
                        [
                            .. Enumerable
                                .Range(0, 20)
                                .Select(row =>
                                {
                                    var id = (batch * 7 + row * 3) % 40;
                                    return $"{id},{(row % 3 == 0 ? "apple" : row % 5 == 0 ? "fig" : row % 7 == 1 ? "" : "pear")},{(row == 7 ? 5000 : (id * 13 + batch) % 100)},2024-{(id + batch) % 6 + 1:00}-03";
                                }),
                        ]
                    )
                ),
        ];

    [Fact]
    public void A_table_has_one_file_a_partition_and_the_same_bytes_however_many_runs_brought_its_rows()
    {
        string[] rows =
        [
            .. Enumerable
                .Range(0, 30)
                .Select(id => $"{id},{(id % 10 == 9 ? "fig" : "apple")},{(id % 10 == 4 ? 5000 : id)},2024-{1 + id % 3:00}-05"),
        ];
        using var once = new ToyLake();
        once.LandAndRun(s_toy, once.Items("all.csv", rows), once.Rates("r.csv", "apple,2"));
        using var stepwise = new ToyLake();
        stepwise.Land(s_toy, stepwise.Rates("r.csv", "apple,2"));
        foreach (var (day, row) in rows.Index())
        {
            stepwise.Land(s_toy, stepwise.Items($"{day}.csv", row));
            stepwise.Run(s_toy, new RunOptions { AcceptRefused = true });
        }

        foreach (var table in stepwise.Lake.Head.Tables.Keys)
        {
            var partitions = stepwise.Lake.Head.Files(table).GroupBy(path => Path.GetDirectoryName(path)).ToArray();
            // Quarantine is divided by the first digit of the raw file's hash.
            Assert.InRange(partitions.Length, 0, 16);
            Assert.All(partitions, files => Assert.Single(files));
            // Silver says of each row which file it came in; Gold does not.
            if (table.StartsWith("gold.", StringComparison.Ordinal))
            {
                Assert.Equal(Names(once, table), Names(stepwise, table));
            }
        }

        static IEnumerable<string> Names(ToyLake lake, string table) => lake.Lake.Head.Files(table).Select(path => Path.GetFileName(path));
    }

    [Theory]
    [InlineData(0, 1, 2, 3, 4)]
    [InlineData(4, 3, 2, 1, 0)]
    [InlineData(2, 0, 2, 4, 1, 3, 0)]
    public void Batches_in_any_order_with_repeats_give_what_everything_at_once_gives(params int[] order)
    {
        using var once = new ToyLake();
        var all = once.LandAndRun(s_toy, [.. Batches(once), once.Rates("r.csv", "apple,2", "pear,3")]);
        using var stepwise = new ToyLake();
        var batches = Batches(stepwise);
        stepwise.Land(s_toy, stepwise.Rates("r.csv", "apple,2", "pear,3"));
        foreach (var batch in order)
        {
            stepwise.LandAndRun(s_toy, batches[batch]);
        }

        Assert.Equal(once.Rows(s_toy, All), stepwise.Rows(s_toy, All));
        foreach (
            var sql in new[]
            {
                "FROM gold.by_month ORDER BY month",
                "FROM gold.rated ORDER BY id",
                "FROM gold.total",
                "SELECT origin, line, reasons, record FROM silver.items_quarantine ORDER BY origin, line",
            }
        )
        {
            Assert.Equal(once.Rows(s_toy, sql), stepwise.Rows(s_toy, sql));
        }

        Assert.Equal(all.Steps[0].Account, stepwise.Run(s_toy).Steps[0].Account);
        Assert.Contains(
            all.Snapshot.Verdicts,
            verdict => verdict is { Table: "silver.toy.items", Gate: "name: vocabulary", Observed: > 0 }
        );
        Assert.Equal(all.Snapshot.Verdicts, stepwise.Lake.Head.Verdicts);
        Assert.Equal(all.Snapshot.Measures["silver.toy.items"].Nulls, stepwise.Lake.Head.Measures["silver.toy.items"].Nulls);
        Assert.Equal(all.Snapshot.Accounts, stepwise.Lake.Head.Accounts);
        Assert.Equal(
            all.Snapshot.Tables.ToDictionary(pair => pair.Key, pair => pair.Value.Sha),
            stepwise.Lake.Head.Tables.ToDictionary(pair => pair.Key, pair => pair.Value.Sha)
        );
    }

    [Fact]
    public void A_diff_names_rows_apart_that_a_later_file_only_repeats()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(
            s_toy,
            lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,20,2024-01-05", "3,fig,30,2024-01-05"),
            lake.Rates("r.csv", "apple,2")
        );
        var first = lake.Lake.Head;
        lake.Time.Now += TimeSpan.FromDays(1);
        lake.LandAndRun(s_toy, lake.Items("b.csv", "1,apple,10,2024-01-05", "2,pear,21,2024-01-05"));

        var found = SnapshotDiff.Of(lake.Lake, first, lake.Lake.Head, [s_toy], "silver.toy.items");
        var diff = Assert.Single(found.Changed);
        Assert.Equal((0, 0, 1, 1), (diff.Added, diff.Removed, diff.Changed, diff.Moved));
        Assert.Equal(["amount"], diff.Columns.Keys);
        Assert.Equal("only from another file 1, amount 1", found.ToFrame().Text("Columns").At(0));
    }

    [Fact]
    public void A_key_that_a_derived_table_also_has_in_a_partition_that_did_not_change_is_found_out()
    {
        using var lake = new ToyLake();
        var doubled = new Toy
        {
            RatedSql =
                "SELECT least(i.id, 2) AS id, i.month, 1.0 AS value FROM silver.items i LEFT JOIN silver.rates r ON upper(i.name) = r.name ORDER BY id",
        };
        lake.LandAndRun(doubled, lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,20,2024-02-05"));

        var error = Assert.Throws<RunException>(() => lake.LandAndRun(doubled, lake.Items("b.csv", "3,plum,30,2024-01-06")));
        Assert.Contains("gold.toy.rated key is unique: expected no repeated id, observed 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_row_received_last_wins_whatever_file_it_stands_in()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(s_toy, lake.Items("z.csv", "1,apple,10,2024-01-05"));
        lake.Time.Now = ToyLake.Noon.AddDays(1);
        var run = lake.LandAndRun(s_toy, lake.Items("a.csv", "1,apple,11,2024-03-05"));

        Assert.Equal(["1|apple|11|2024-03"], lake.Rows(s_toy, All));
        Assert.Equal(new Account(2, 1, 0, 1), run.Steps[0].Account);
        Assert.Equal(["2024-03|1|11"], lake.Rows(s_toy, "FROM gold.by_month"));
    }

    [Theory]
    [InlineData("a.csv", "b.csv")]
    [InlineData("b.csv", "a.csv")]
    public void Of_files_received_at_one_moment_the_later_name_wins_whichever_lands_first(string first, string second)
    {
        using var lake = new ToyLake();
        foreach (var name in new[] { first, second })
        {
            lake.LandAndRun(s_toy, lake.Items(name, name == "b.csv" ? "1,apple,10,2024-01-05" : "1,apple,99,2024-03-05"));
        }

        Assert.Equal(["1|apple|10|2024-01"], lake.Rows(s_toy, All));
        Assert.Equal(new Account(2, 1, 0, 1), lake.Lake.Head.Accounts["silver.toy.items"]);
    }

    [Fact]
    public void A_table_too_large_for_one_bite_holds_each_row_once_when_it_is_made_and_when_it_is_changed()
    {
        using var lake = new ToyLake();
        // Three months of 110,000 rows: two fit into one bite.
        lake.LandAndRun(s_toy, lake.Items("a.csv", [.. Enumerable.Range(0, 330_000).Select(id => $"{id},apple,1,2024-0{id % 3 + 1}-05")]));
        Assert.Equal(
            ["2024-01|110000|110000", "2024-02|110000|110000", "2024-03|110000|110000"],
            lake.Rows(s_toy, "FROM gold.by_month ORDER BY month")
        );
        lake.Time.Now = ToyLake.Noon.AddDays(1);
        var run = lake.LandAndRun(s_toy, lake.Items("b.csv", "0,apple,2,2024-01-05", "1,apple,3,2024-02-05", "2,apple,4,2024-01-05"));

        Assert.Equal(
            ["2024-01|110001|110005", "2024-02|110000|110002", "2024-03|109999|109999"],
            lake.Rows(s_toy, "FROM gold.by_month ORDER BY month")
        );
        Assert.Equal(new Account(330_003, 330_000, 0, 3), run.Steps[0].Account);
        Assert.Equal(["330000"], lake.Rows(s_toy, "SELECT count(DISTINCT id) FROM silver.items"));
    }

    [Fact]
    public void Only_the_partitions_that_new_rows_touch_get_new_files()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(
            s_toy,
            lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,20,2024-02-05", "3,pear,20,2024-03-05"),
            lake.Rates("r.csv", "apple,2")
        );
        var before = Files(lake.Lake.Head);
        lake.LandAndRun(s_toy, lake.Items("b.csv", "4,plum,30,2024-02-06"));
        var after = Files(lake.Lake.Head);

        foreach (var table in new[] { "silver.toy.items", "gold.toy.by_month", "gold.toy.rated" })
        {
            Assert.Equal(before[table]["2024-01"], after[table]["2024-01"]);
            Assert.Equal(before[table]["2024-03"], after[table]["2024-03"]);
            Assert.NotEqual(before[table]["2024-02"], after[table]["2024-02"]);
        }

        Assert.Equal(before["silver.toy.rates"], after["silver.toy.rates"]);
    }

    [Fact]
    public void A_partition_that_loses_its_last_row_goes()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,20,2024-02-05"));
        lake.Time.Now = ToyLake.Noon.AddDays(1);
        lake.LandAndRun(s_toy, lake.Items("b.csv", "1,apple,10,2024-02-07"));

        Assert.Equal(["2024-02|2|30"], lake.Rows(s_toy, "FROM gold.by_month"));
        Assert.Equal(["2024-02"], Files(lake.Lake.Head)["silver.toy.items"].Keys);
    }

    [Fact]
    public void Gold_that_runs_after_silver_was_published_on_its_own_still_sees_what_changed()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05"));
        lake.Land(s_toy, lake.Items("b.csv", "2,pear,20,2024-02-05"));
        lake.Run(s_toy, new RunOptions { Layers = [Layer.Silver] });
        lake.Run(s_toy, new RunOptions { Layers = [Layer.Gold] });

        Assert.Equal(["2024-01|1|10", "2024-02|1|20"], lake.Rows(s_toy, "FROM gold.by_month ORDER BY month"));
    }

    [Fact]
    public void An_input_without_partitions_changes_every_partition_of_an_aligned_table()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05", "2,apple,20,2024-02-05"), lake.Rates("r.csv", "apple,2"));
        lake.Time.Now = ToyLake.Noon.AddDays(1);
        lake.LandAndRun(s_toy, lake.Rates("r2.csv", "apple,3"));

        Assert.Equal(["30", "60"], lake.Rows(s_toy, "SELECT value FROM gold.rated ORDER BY id"));
    }

    [Fact]
    public void Samples_give_way_to_the_first_real_input()
    {
        using var lake = new ToyLake();
        Landing.Land(lake.Lake, s_toy, [lake.Items("sample.csv", "9,apple,1,2024-01-05")], lake.Time, sample: true);
        lake.Run(s_toy);
        lake.LandAndRun(s_toy, lake.Items("real.csv", "1,pear,2,2024-01-05"));

        Assert.Equal(["1|pear|2|2024-01"], lake.Rows(s_toy, All));
    }

    private static Dictionary<string, SortedDictionary<string, string>> Files(Snapshot snapshot) =>
        snapshot.Tables.Keys.ToDictionary(
            table => table,
            table => new SortedDictionary<string, string>(
                snapshot
                    .Files(table)
                    .ToDictionary(
                        path => Path.GetFileName(Path.GetDirectoryName(path)!).Replace("month=", "", StringComparison.Ordinal),
                        path => Path.GetFileName(path)
                    ),
                StringComparer.Ordinal
            )
        );
}
