namespace Analytics.Engine.Tests;

/// <summary>Another engine makes the Gold tables: what is asked of it, and what is believed of what it gives.</summary>
public sealed class OtherEngineTests
{
    private static readonly string[] s_items = ["1,apple,10,2024-01-05", "2,pear,20,2024-01-06", "3,plum,5,2024-02-01"];

    [Fact]
    public void Equal_rows_of_tables_that_DuckDB_made_are_known_by_all_of_their_bytes()
    {
        using var toy = new ToyLake();
        var domain = new Toy();
        var ours = toy.LandAndRun(domain, toy.Items("a.csv", s_items), toy.Rates("r.csv", "apple,2"));

        var run = toy.Run(domain, Gold(new OtherDuckDb(toy)));

        Assert.Equal("by_month engine, rated engine, total engine", ToyLake.Reasons(run));
        Assert.All(Likeness(run), verdict => Assert.True(verdict.Passed));
        Assert.All(
            Likeness(run),
            verdict => Assert.EndsWith("all that DuckDB made of the same inputs", verdict.Expected, StringComparison.Ordinal)
        );
        Assert.All(ours.Snapshot.Tables, table => Assert.Equal(table.Value.Sha, run.Snapshot.Tables[table.Key].Sha));
        Assert.StartsWith("other 1, code", run.Snapshot.Steps["gold.toy.by_month"].Engine, StringComparison.Ordinal);
        Assert.StartsWith("duckdb", run.Snapshot.Steps["silver.toy.items"].Engine, StringComparison.Ordinal);
        Assert.Equal(3, run.Snapshot.Verdicts.Count(verdict => verdict.Gate == "same rows as DuckDB"));
        Assert.Equal("by_month fresh, rated fresh, total fresh", toy.Plan(domain, Gold(new OtherDuckDb(toy))));
        Assert.Equal("items fresh, rates fresh, by_month engine, rated engine, total input:gold.toy.by_month", toy.Plan(domain));
    }

    [Fact]
    public void Tables_that_DuckDB_has_not_made_are_compared_on_one_partition_of_the_inputs()
    {
        using var toy = new ToyLake();
        var domain = new Toy();
        toy.Land(domain, toy.Items("a.csv", s_items), toy.Rates("r.csv", "apple,2"));
        toy.Run(domain, new RunOptions { Layers = [Layer.Silver] });

        var run = toy.Run(domain, Gold(new OtherDuckDb(toy)));

        Assert.Equal(
            [
                "no differing row of other 1 in 1 made by both of the inputs' rows of month 2024-01",
                "no differing row of other 1 in 2 made by both of the inputs' rows of month 2024-01",
                "no differing row of other 1 in 1 made by both of the inputs' rows of month 2024-01",
            ],
            Likeness(run).Select(verdict => verdict.Expected)
        );
        Assert.Equal(["2024-01|2|30", "2024-02|1|5"], toy.Rows(domain, "SELECT * FROM gold.by_month ORDER BY 1"));
        Assert.Equal(["all|3"], toy.Rows(domain, "SELECT * FROM gold.total"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_row_is_a_failed_gate_and_nothing_is_published(bool isMadeByDuckDb)
    {
        using var toy = new ToyLake();
        var domain = new Toy();
        toy.Land(domain, toy.Items("a.csv", s_items), toy.Rates("r.csv", "apple,2"));
        toy.Run(domain, isMadeByDuckDb ? null : new RunOptions { Layers = [Layer.Silver] });
        var before = toy.Lake.Head.Id;

        var error = Assert.Throws<RunException>(() =>
            toy.Run(
                domain,
                Gold(new OtherDuckDb(toy) { Change = sql => sql.Replace("sum(amount)", "sum(amount) + 1", StringComparison.Ordinal) })
            )
        );

        Assert.Contains("FAILED: gold.toy.by_month same rows as DuckDB", error.Message, StringComparison.Ordinal);
        Assert.Contains(isMadeByDuckDb ? "observed 4" : "observed 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, toy.Lake.Head.Id);
    }

    [Fact]
    public void Rubbish_and_missing_columns_leave_the_lake_as_it_was()
    {
        using var toy = new ToyLake();
        var domain = new Toy();
        var before = toy.LandAndRun(domain, toy.Items("a.csv", s_items), toy.Rates("r.csv", "apple,2")).Snapshot.Id;

        var rubbish = Assert.Throws<RunException>(() =>
            toy.Run(domain, Gold(new OtherDuckDb(toy) { After = file => File.WriteAllText(file, "Code: 1. Exception") }))
        );
        var cut = Assert.Throws<RunException>(() =>
            toy.Run(domain, Gold(new OtherDuckDb(toy) { After = file => File.WriteAllBytes(file, File.ReadAllBytes(file)[..^10]) }))
        );
        var columns = Assert.Throws<RunException>(() =>
            toy.Run(domain, Gold(new OtherDuckDb(toy) { Change = sql => sql.Replace("AS amount", "AS amounts", StringComparison.Ordinal) }))
        );

        Assert.Contains("did not give whole rows of gold.toy.by_month", rubbish.Message, StringComparison.Ordinal);
        Assert.Contains("did not give whole rows of gold.toy.by_month", cut.Message, StringComparison.Ordinal);
        Assert.Contains("gave the columns month, items, amounts", columns.Message, StringComparison.Ordinal);
        Assert.Equal(before, toy.Lake.Head.Id);
    }

    [Fact]
    public void A_query_that_cannot_be_run_stops_the_run_before_the_first()
    {
        using var toy = new ToyLake();
        var domain = new Toy();
        toy.LandAndRun(domain, toy.Items("a.csv", s_items), toy.Rates("r.csv", "apple,2"));
        var engine = new OtherDuckDb(toy) { Refused = "gold.toy.total" };

        Assert.Throws<EngineException>(() => toy.Run(domain, Gold(engine)));

        Assert.Equal(0, engine.Runs);
        Assert.False(Directory.Exists(Path.Combine(toy.Data, "candidates")));
    }

    [Fact]
    public void Rows_made_in_code_are_made_of_what_the_engine_gives()
    {
        using var toy = new ToyLake();
        var domain = new Toy { ComputeTotal = new Computation(1, rows => rows) };
        toy.LandAndRun(domain, toy.Items("a.csv", s_items), toy.Rates("r.csv", "apple,2"));
        var engine = new OtherDuckDb(toy);

        toy.Run(domain, Gold(engine));

        Assert.Equal(3, engine.Runs);
        Assert.Equal(["all|3"], toy.Rows(domain, "SELECT * FROM gold.total"));
    }

    private static RunOptions Gold(TableEngine engine) =>
        new()
        {
            Layers = [Layer.Gold],
            Engine = engine,
            Threads = 1,
        };

    private static IEnumerable<Verdict> Likeness(RunResult run) => run.Verdicts.Where(verdict => verdict.Gate == "same rows as DuckDB");

    /// <summary>A second DuckDB that reads the tables' files itself, and can be told to lie.</summary>
    private sealed class OtherDuckDb(ToyLake toy) : TableEngine
    {
        public override string Name => "other 1";

        public override string Identity => Name;

        public int Runs { get; private set; }

        public string? Refused { get; init; }

        public Func<string, string> Change { get; init; } = sql => sql;

        public Action<string> After { get; init; } = _ => { };

        public override void Rehearse(IReadOnlyList<EngineQuery> queries, CancellationToken cancellation)
        {
            Assert.All(queries, query => Assert.NotEmpty(query.Inputs));
            if (queries.Any(query => query.Table == Refused))
            {
                throw new EngineException("cannot");
            }
        }

        public override void Run(EngineQuery query, string file, CancellationToken cancellation)
        {
            Runs++;
            using var db = DuckDBConnection.InMemory();
            db.Execute("CREATE SCHEMA silver; CREATE SCHEMA gold;");
            foreach (var input in query.Inputs)
            {
                Assert.True(input.Files is null != input.Write is null);
                var source = input.Write?.Invoke() ?? Path.Combine(toy.Data, input.Path, "**", "*.parquet");
                var where = input.Partition is { } part ? $" WHERE {Sql.Name(part.Column)} = {Sql.Text(part.Value)}" : "";
                db.Execute($"CREATE TABLE {input.Name} AS FROM read_parquet({Sql.Text(source)}, hive_partitioning = true){where}");
            }

            var columns = query.Columns is null
                ? "*"
                : Sql.Names(
                    query.Columns.Select(column => column.Name == "amount" && Change("AS amount") != "AS amount" ? "amounts" : column.Name)
                );
            db.Execute($"COPY (SELECT {columns} FROM ({Change(query.Sql)})) TO {Sql.Text(file)} (FORMAT parquet)");
            After(file);
        }
    }
}
