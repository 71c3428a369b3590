namespace Analytics.Engine.Tests;

public sealed class GateTests
{
    private static readonly string[] s_ten =
    [
        .. Enumerable.Range(1, 10).Select(id => $"{id},{(id == 1 ? "plum" : "apple")},10,2024-01-05"),
    ];

    /// <summary>A gate, a first good batch, a second batch that trips it, and what it says then.</summary>
    public static TheoryData<string, Gate, Gate, string[], string> Trips =>
        new()
        {
            {
                "quarantine share",
                new QuarantineShare(0.25),
                new QuarantineShare(0.25, Severity.Warn),
                ["11,apple,900,2024-01-05", "12,apple,900,2024-01-05", "13,apple,900,2024-01-05", "14,apple,900,2024-01-05"],
                "expected at most 0.25 of the rows of bad.csv (4 of 4), observed 1"
            },
            {
                "share of large amounts",
                new ExpectedShare("large amounts", 0.25, 4, ["amount: range"]),
                new ExpectedShare("large amounts", 0.25, 4, ["amount: range"], Severity.Warn),
                ["11,apple,900,2024-01-05", "12,apple,900,2024-01-05", "13,apple,900,2024-01-05", "14,apple,900,2024-01-05"],
                "expected at most 0.25 of the rows of bad.csv (4 of 4), observed 1"
            },
            { "minimum rows", new MinimumRows(10), new MinimumRows(10, Severity.Warn), [], "expected at least 10, observed 0" },
            {
                "amount: rule",
                new TableRule("amount: rule", "SELECT max(amount) FROM candidate", 0, 50),
                new TableRule("amount: rule", "SELECT max(amount) FROM candidate", 0, 50, Severity.Warn),
                ["11,apple,51,2024-01-05"],
                "expected 0…50, observed 51"
            },
            {
                "name: reference to silver.rates",
                new Reference("name", "silver.rates", "name", 0, Severity.Fail),
                new Reference("name", "silver.rates", "name"),
                ["11,nowhere,1,2024-01-05"],
                "expected at most 0 of rows without a silver.rates, observed 0.0909"
            },
            {
                "name: null baseline",
                new NullBaseline("name", 0.1, Severity.Fail),
                new NullBaseline("name"),
                ["11,,1,2024-01-05", "12,,1,2024-01-05"],
                "expected at most 0 + 0.1, observed 0.1667"
            },
        };

    [Theory, MemberData(nameof(Trips))]
    public void A_gate_passes_the_good_rows_warns_or_stops_at_those_that_trip_it(
        string name,
        Gate fail,
        Gate warn,
        string[] rows,
        string says
    )
    {
        using var lake = new ToyLake();
        var (strict, mild) = (new Toy { Gates = [fail] }, new Toy { Gates = [warn] });
        var rates = lake.Rates("r.csv", "x,1");
        if (name.StartsWith("name: reference", StringComparison.Ordinal))
        {
            // The toy's rates are upper case, and so are the names that refer to them here.
            rates = lake.Rates("r.csv", "APPLE,1", "PLUM,1");
            rows = [.. rows.Select(row => row.ToUpperInvariant())];
        }

        var good = name.StartsWith("name: reference", StringComparison.Ordinal) ? [.. s_ten.Select(row => row.ToUpperInvariant())] : s_ten;
        if (rows.Length > 0)
        {
            var first = lake.LandAndRun(strict, lake.Items("good.csv", good), rates);
            Assert.Contains(first.Verdicts, verdict => verdict.Gate == name && verdict.Passed);
        }

        var head = lake.Lake.Head.Id;
        var bad = lake.Items("bad.csv", rows);
        var error = Assert.Throws<RunException>(() => lake.LandAndRun(strict, bad, rates));
        Assert.Contains($"FAILED: silver.toy.items {name}: {says}", error.Message, StringComparison.Ordinal);
        Assert.Equal(head, lake.Lake.Head.Id);

        var run = lake.Run(mild);
        Assert.Contains(run.Verdicts, verdict => verdict.Gate == name && !verdict.Passed && !verdict.Blocks);
        Assert.NotEqual(head, lake.Lake.Head.Id);
    }

    [Fact]
    public void Expected_refusals_are_no_part_of_the_quarantine_share_unless_something_else_is_broken_too()
    {
        using var lake = new ToyLake();
        var toy = new Toy
        {
            NameSeverity = Severity.Fail,
            Gates = [new QuarantineShare(0.25), new ExpectedShare("large amounts", 0.9, 5, ["amount: range"])],
        };
        var rates = lake.Rates("r.csv", "x,1");
        lake.LandAndRun(
            toy,
            lake.Items("a.csv", [.. s_ten, .. Enumerable.Range(20, 30).Select(id => $"{id},apple,900,2024-01-05")]),
            rates
        );
        // Below five rows nothing is judged.
        lake.LandAndRun(toy, lake.Items("b.csv", "61,apple,900,2024-01-05", "62,apple,900,2024-01-05"), rates);
        Assert.Equal(12, lake.Lake.Head.Tables["silver.toy.items"].Rows + 2);

        var error = Assert.Throws<RunException>(() =>
            lake.LandAndRun(
                toy,
                lake.Items(
                    "c.csv",
                    "71,nonsense,900,2024-01-05",
                    "72,nonsense,900,2024-01-05",
                    "73,apple,9,2024-01-05",
                    "74,apple,9,2024-01-05"
                ),
                rates
            )
        );
        Assert.Contains(
            "quarantine share: expected at most 0.25 of the rows of c.csv (2 of 4), observed 0.5",
            error.Message,
            StringComparison.Ordinal
        );

        var wrong = new Toy { Gates = [new ExpectedShare("nothing", 0.9, 5, ["no such rule"])] };
        Assert.Contains("'no such rule'", Assert.Throws<RunException>(() => lake.Run(wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_row_baseline_compares_with_the_median_of_good_runs_and_vanished_groups_with_the_last()
    {
        using var lake = new ToyLake();
        var rates = lake.Rates("r.csv", "x,1");
        Landing.Land(lake.Lake, new Toy(), [lake.Items("sample.csv", s_ten), rates], lake.Time, sample: true);
        var toy = new Toy { Gates = [new RowBaseline(0.5, Severity.Fail), new VanishedGroups("name", Severity.Fail)] };
        Assert.All(lake.Run(toy).Verdicts, verdict => Assert.True(verdict.Passed));

        // Real input takes the place of the ten samples: four rows, and no plum among them.
        var error = Assert.Throws<RunException>(() => lake.LandAndRun(toy, lake.Items("real.csv", s_ten[1..5])));
        Assert.Contains("row baseline: expected at least 0.5 of 10, observed 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("name: vanished groups: expected still to see plum, observed 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_gate_leaves_the_published_lake_untouched_and_keeps_the_candidate()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(new Toy(), lake.Items("a.csv", s_ten));
        var head = File.ReadAllText(Path.Combine(lake.Data, "HEAD"));
        var before = lake.Rows(new Toy(), "FROM gold.by_month");
        lake.Time.Now = ToyLake.Noon.AddHours(1);

        var strict = new Toy { GoldGates = [new TableRule("few items", "SELECT sum(items) FROM candidate", 0, 10)] };
        var error = Assert.Throws<RunException>(() => lake.LandAndRun(strict, lake.Items("b.csv", "11,apple,1,2024-02-01")));

        Assert.Contains("few items: expected 0…10, observed 11", error.Message, StringComparison.Ordinal);
        Assert.Equal(head, File.ReadAllText(Path.Combine(lake.Data, "HEAD")));
        Assert.Equal(before, lake.Rows(new Toy(), "FROM gold.by_month"));
        var kept = Assert.Single(Directory.GetDirectories(Path.Combine(lake.Data, "candidates")));
        Assert.Contains("few items", File.ReadAllText(Path.Combine(kept, "reason.txt")), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(kept, "gold.toy.by_month"), "*.parquet", SearchOption.AllDirectories));
        Assert.Contains(
            "few items",
            File.ReadAllText(Path.Combine(lake.Data, "runs", "20260102T130000000-toy.json")),
            StringComparison.Ordinal
        );

        // The gate lifted, the same objects go through.
        Assert.Equal(["11"], [lake.Run(new Toy()).Steps[0].Rows.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
    }

    [Fact]
    public void A_key_that_repeats_in_gold_and_a_row_rule_of_gold_stop_the_run()
    {
        using var lake = new ToyLake();
        lake.Land(new Toy(), lake.Items("a.csv", s_ten));

        var twice = Assert.Throws<RunException>(() =>
            lake.Run(
                new Toy
                {
                    ByMonthSql =
                        "SELECT '2024-01' AS month, 1 AS items, 1 AS amount FROM silver.items, (SELECT unnest([1, 2]) AS x) ORDER BY id, x",
                }
            )
        );
        Assert.Contains(
            "gold.toy.by_month key is unique: expected no repeated month, observed 19",
            twice.Message,
            StringComparison.Ordinal
        );
        var below = Assert.Throws<RunException>(() =>
            lake.Run(new Toy { ByMonthSql = "SELECT month, 1 AS items, -1 AS amount FROM silver.items GROUP BY month ORDER BY month" })
        );
        Assert.Contains("gold.toy.by_month amount: range: expected no row breaks it, observed 1", below.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_whose_sql_fails_names_the_step_and_publishes_nothing()
    {
        using var lake = new ToyLake();
        lake.Land(new Toy(), lake.Items("a.csv", s_ten));

        var error = Assert.Throws<RunException>(() => lake.Run(new Toy { ByMonthSql = "SELECT nothing FROM silver.items" }));
        Assert.StartsWith("step gold.toy.by_month failed: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Lake.Head.Tables);
    }
}
