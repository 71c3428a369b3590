namespace Analytics.Engine.Tests;

public sealed class PlanTests
{
    private static readonly Toy s_toy = new();

    private static ToyLake Filled()
    {
        var lake = new ToyLake();
        lake.LandAndRun(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,20,2024-02-05"), lake.Rates("r.csv", "apple,2"));
        return lake;
    }

    [Fact]
    public void An_empty_lake_plans_every_step_as_new_and_a_filled_one_none()
    {
        using var empty = new ToyLake();
        using var filled = Filled();

        Assert.Equal("items new, rates new, by_month new, rated new, total new", empty.Plan(s_toy));
        Assert.Equal("items fresh, rates fresh, by_month fresh, rated fresh, total fresh", filled.Plan(s_toy));
    }

    [Fact]
    public void A_new_object_is_the_reason_of_its_table_and_of_all_that_follow()
    {
        using var lake = Filled();
        lake.Land(s_toy, lake.Items("b.csv", "3,plum,30,2024-02-06"));

        Assert.Equal(
            "items input:bronze.items, rates fresh, by_month input:silver.toy.items, rated input:silver.toy.items, total input:gold.toy.by_month",
            lake.Plan(s_toy)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void A_rebuild_with_nothing_to_do_reads_one_description_of_each_source_however_many_files_landed(int files)
    {
        using var lake = new ToyLake();
        lake.LandAndRun(
            s_toy,
            [.. Enumerable.Range(0, files).Select(i => lake.Items($"{i}.csv", $"{i},apple,10,2024-01-05")), lake.Rates("r.csv", "apple,2")]
        );

        var unread = BreakAllButOneDescription(lake);

        Assert.Equal(files - 1, unread);
        Assert.Equal("items fresh, rates fresh, by_month fresh, rated fresh, total fresh", lake.Plan(s_toy));
        Assert.True(lake.Run(s_toy).IsFresh);
    }

    [Fact]
    public void A_file_that_is_new_makes_a_rebuild_read_every_description()
    {
        using var lake = Filled();
        lake.Land(s_toy, lake.Items("b.csv", "3,plum,30,2024-02-06"));

        BreakAllButOneDescription(lake);

        Assert.Throws<Analytics.Lake.LakeException>(() => lake.Plan(s_toy));
    }

    [Fact]
    public void Samples_beside_real_input_count_no_more_however_little_is_read()
    {
        using var lake = new ToyLake();
        Landing.Land(
            lake.Lake,
            s_toy,
            [lake.Items("s.csv", "1,apple,10,2024-01-05"), lake.Rates("s-r.csv", "apple,2")],
            lake.Time,
            sample: true
        );
        lake.Run(s_toy);
        Assert.Equal("items fresh, rates fresh, by_month fresh, rated fresh, total fresh", lake.Plan(s_toy));

        // Real rates alone: the sampled items give way too, though no file of theirs has changed.
        lake.Land(s_toy, lake.Rates("r.csv", "apple,3"));
        Assert.StartsWith("items input:bronze.items, rates input:bronze.rates", lake.Plan(s_toy), StringComparison.Ordinal);

        lake.LandAndRun(s_toy, lake.Items("a.csv", "2,pear,20,2024-02-05"));
        Assert.Equal("items fresh, rates fresh, by_month fresh, rated fresh, total fresh", lake.Plan(s_toy));
        Assert.Equal(["2|20"], lake.Rows(s_toy, "SELECT id, amount FROM silver.items"));
    }

    /// <summary>Overwrites the descriptions of the objects of silver.items but the first by hash.</summary>
    /// <returns>How many.</returns>
    private static int BreakAllButOneDescription(ToyLake lake)
    {
        var descriptions = Directory
            .GetFiles(Path.Combine(lake.Data, "bronze", "toy", "items"), "*.info.json")
            .Order(StringComparer.Ordinal)
            .Skip(1)
            .ToArray();
        foreach (var path in descriptions)
        {
            File.WriteAllText(path, "{}");
        }

        return descriptions.Length;
    }

    [Fact]
    public void Changed_sql_is_code_and_what_follows_only_runs_when_the_rows_differ()
    {
        using var lake = Filled();
        var same = new Toy { ByMonthSql = Toy.ByMonth + ", items" };
        var other = new Toy { ByMonthSql = Toy.ByMonth.Replace("count(*)", "count(*) + 1", StringComparison.Ordinal) };

        Assert.Equal("items fresh, rates fresh, by_month code, rated fresh, total input:gold.toy.by_month", lake.Plan(same));
        Assert.Equal("items fresh, rates fresh, by_month code, rated fresh, total fresh", ToyLake.Reasons(lake.Run(same)));
        Assert.Equal(
            "items fresh, rates fresh, by_month code, rated fresh, total input:gold.toy.by_month",
            ToyLake.Reasons(lake.Run(other))
        );
        Assert.Equal(["4"], lake.Rows(other, "SELECT items FROM gold.total"));
    }

    [Fact]
    public void A_changed_contract_is_code()
    {
        using var lake = Filled();

        Assert.StartsWith("items code, rates fresh, ", lake.Plan(new Toy { Most = 99 }), StringComparison.Ordinal);
        Assert.StartsWith("items code, rates fresh, ", lake.Plan(new Toy { Gates = [new MinimumRows(1)] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_engine_version_is_engine()
    {
        using var lake = Filled();
        using (var writer = lake.Lake.Write(lake.Time, "test"))
        {
            var record = writer.Base.Steps["silver.toy.rates"];
            writer.SetStep("silver.toy.rates", record with { Engine = "duckdb 0.0.1, code 0" });
            writer.Publish("an older engine");
        }

        Assert.Equal("items fresh, rates engine, by_month fresh, rated input:silver.toy.rates, total fresh", lake.Plan(s_toy));
    }

    [Fact]
    public void Force_runs_every_step_and_publishes_nothing_new_when_the_rows_are_the_same()
    {
        using var lake = Filled();
        var before = lake.Lake.Head;

        var run = lake.Run(s_toy, new RunOptions { Force = true });

        Assert.All(run.Steps, step => Assert.Equal(new Reason(ReasonKind.Forced), step.Reason));
        Assert.Equal(before.Id, run.Snapshot.Id);
    }

    [Fact]
    public void A_fresh_run_takes_no_lock_and_writes_nothing()
    {
        using var lake = Filled();
        var before = Directory.GetFiles(lake.Data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        using var writer = lake.Lake.Write(lake.Time, "somebody else");
        var run = lake.Run(s_toy);

        Assert.True(run.IsFresh);
        Assert.Equal(2, run.Steps[0].Rows);
        Assert.Equal(
            before,
            Directory
                .GetFiles(lake.Data, "*", SearchOption.AllDirectories)
                .Where(path => !Path.GetFileName(path).StartsWith("LOCK", StringComparison.Ordinal))
                .Concat(before.Where(path => Path.GetFileName(path).StartsWith("LOCK", StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_run_record_says_what_ran_why_and_what_the_gates_said()
    {
        using var lake = Filled();

        using var record = System.Text.Json.JsonDocument.Parse(
            File.ReadAllText(Path.Combine(lake.Data, "runs", "20260102T120000000-toy.json"))
        );
        var root = record.RootElement;
        Assert.Equal("toy", root.GetProperty("domain").GetString());
        Assert.Equal(
            ["new", "new", "new", "new", "new"],
            root.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("reason").GetString())
        );
        Assert.Contains(
            root.GetProperty("verdicts").EnumerateArray(),
            verdict => verdict.GetProperty("gate").GetString() == "key is unique"
        );
    }
}
