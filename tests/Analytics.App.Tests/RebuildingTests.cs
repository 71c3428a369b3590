using Analytics.Engine;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.App.Tests;

public sealed class RebuildingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-rebuilding-").FullName;
    private readonly List<string> _turns = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<Type> Errors =>
        [
            typeof(IOException),
            typeof(LakeException),
            typeof(UnauthorizedAccessException),
            typeof(InvalidOperationException),
            typeof(RunException),
            typeof(UsageException),
        ];

    [Theory, MemberData(nameof(Errors))]
    public void A_domain_that_fails_in_whatever_way_leaves_the_others_their_turn_and_the_exit_code_is_1(Type error)
    {
        Assert.Equal(1, Run(CancellationToken.None, Broken("first", error), Broken("second", error), Broken("third", error)));
        Assert.Equal(["first", "second", "third"], _turns);
    }

    [Fact]
    public void A_stop_by_the_user_ends_all()
    {
        Assert.Throws<OperationCanceledException>(() =>
            Run(CancellationToken.None, Broken("first", typeof(OperationCanceledException)), Broken("second", typeof(IOException)))
        );
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        // What DuckDB or a file says when it is interrupted is no failure of the domain.
        Assert.Throws<IOException>(() => Run(stop.Token, Broken("third", typeof(IOException)), Broken("fourth", typeof(IOException))));
        Assert.Equal(["first", "third"], _turns);
    }

    /// <summary>Where a domain fails, and what must be told.</summary>
    public static TheoryData<string, string> Faults =>
        new()
        {
            { "sql", "no_such_column" },
            { "learning in a table", "nothing to group" },
            { "file gone while it is read", "gone" },
            { "learning in a study", "a learner that breaks" },
            { "file in a study", "the disk is full" },
        };

    [Theory, MemberData(nameof(Faults))]
    public void A_fault_within_a_domain_s_steps_or_studies_leaves_the_others_theirs(string fault, string told)
    {
        var file = Path.Combine(_folder, "rows.csv");
        File.WriteAllText(
            file,
            "id,a,b,bad\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 400)
                        .Select(n =>
                            FormattableString.Invariant($"e{n},{n * 37 % 101},{n * 53 % 89},{n * 37 % 101 + 3 * (n * 71 % 97) > 195}\n")
                        )
                )
        );
        Domain[] domains = [new FaultyDomain("first", null), new FaultyDomain("second", fault), new FaultyDomain("third", null)];
        using var lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));
        var error = Console.Error;
        using var captured = new StringWriter();
        Console.SetError(captured);
        try
        {
            var inputs = domains.ToLookup(domain => domain, _ => new InputPath("rows", file));
            Assert.Equal(
                1,
                new Rebuilding(lake, new RunOptions(), TimeProvider.System).Run(domains, inputs, isTraining: true, CancellationToken.None)
            );
        }
        finally
        {
            Console.SetError(error);
        }

        Assert.Contains(
            captured.ToString().Split('\n'),
            line => line.StartsWith("second: ", StringComparison.Ordinal) && !line.Contains("landed", StringComparison.Ordinal)
        );
        Assert.Contains(told, captured.ToString(), StringComparison.Ordinal);
        foreach (var name in new[] { "first", "third" })
        {
            Assert.True(lake.Head.Tables.ContainsKey($"gold.{name}.features"), name);
            Assert.NotEmpty(new Experiments(lake).List(name));
        }

        // A study's fault takes no table along.
        Assert.Equal(fault.EndsWith("study", StringComparison.Ordinal), lake.Head.Tables.ContainsKey("gold.second.features"));
    }

    [Fact]
    public void A_warehouse_that_an_earlier_run_left_behind_or_a_rollback_would_leave_is_right_after_the_next_run()
    {
        var domain = Catalog.Of("customers");
        Assert.Equal(0, Rebuild(domain, 200));
        using var lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));
        var first = lake.Head;
        var (warehouse, note) = (
            Path.Combine(lake.Folder, "gold", "warehouse.duckdb"),
            Path.Combine(lake.Folder, "gold", "warehouse.json")
        );
        var old = new[] { warehouse, note }.ToDictionary(path => path, File.ReadAllBytes);
        var rows = Rows(warehouse);

        // Killed between HEAD and the first warehouse.
        File.Delete(warehouse);
        Assert.Equal(0, Rebuild(domain));
        Assert.True(lake.IsWarehouseCurrent);
        Assert.Equal(rows, Rows(warehouse));

        // Killed between HEAD and a later one: the old one stands there whole.
        Assert.Equal(0, Rebuild(domain, 900));
        var more = Rows(warehouse);
        Assert.NotEqual(rows, more);
        foreach (var (path, bytes) in old)
        {
            File.WriteAllBytes(path, bytes);
        }

        Assert.Equal(0, Rebuild(domain));
        Assert.Equal(more, Rows(warehouse));

        Assert.Equal(0, Commands.LakeCommands.Rollback([first.Id, "--data", lake.Folder]));
        Assert.True(lake.IsWarehouseCurrent);
        Assert.Equal(rows, Rows(warehouse));
    }

    /// <summary>Lands a sample, or nothing new, and runs.</summary>
    private int Rebuild(Domain domain, long rows = 0)
    {
        using var lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));
        var inputs =
            rows == 0
                ? []
                : SampleWriter.Write(domain, new SampleOptions(rows), Path.Combine(_folder, FormattableString.Invariant($"sample-{rows}")));
        return new Rebuilding(lake, new RunOptions(), TimeProvider.System).Run(
            [domain],
            inputs.ToLookup(_ => domain),
            isTraining: false,
            CancellationToken.None
        );
    }

    /// <summary>The rows of every table in the warehouse.</summary>
    private static string Rows(string warehouse)
    {
        using var db = DuckDBConnection.OpenFile(warehouse, new Dictionary<string, string> { ["access_mode"] = "read_only" });
        return db.Scalar<string>(
            "SELECT string_agg(schema_name || '.' || table_name || ' ' || estimated_size, ', ' ORDER BY ALL) FROM duckdb_tables()"
        );
    }

    private int Run(CancellationToken cancellation, params Domain[] domains)
    {
        using var lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));
        return new Rebuilding(lake, new RunOptions(), TimeProvider.System).Run(
            domains,
            Array.Empty<(Domain, InputPath)>().ToLookup(each => each.Item1, each => each.Item2),
            isTraining: false,
            cancellation
        );
    }

    private BrokenDomain Broken(string name, Type error) => new(name, _turns, error);

    /// <summary>Has nothing to land and fails when its input is looked for. Not found by type: its constructor takes arguments.</summary>
    private sealed class BrokenDomain(string name, List<string> turns, Type error) : Domain
    {
        public override string Name => name;

        public override string Question => "What if it breaks?";

        public override IReadOnlyList<Source> Sources
        {
            get
            {
                turns.Add(name);
                throw (Exception)
                    (
                        error == typeof(RunException)
                            ? new RunException("the disk is full")
                            : Activator.CreateInstance(error, "the disk is full")
                    )!;
            }
        }

        public override IReadOnlyList<Table> Tables => [];

        public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => [];

        public override Report Report(ReportInput input) => new("Broken", []);
    }

    /// <summary>A table and a study that work, unless one of them is broken in the way that is asked for.</summary>
    private sealed class FaultyDomain(string name, string? fault) : Domain
    {
        public override string Name => name;

        public override string Question => "What if a part of it breaks?";

        public override IReadOnlyList<Source> Sources { get; } =
        [new("rows", new Layout("rows", "!id:id", "!a:number", "!b:number", "!bad:flag"))];

        public override IReadOnlyList<Table> Tables { get; } =
        [
            new SilverTable(
                "rows",
                new Contract(
                    Field.Id("id").Key(),
                    Field.Double("a").Required(),
                    Field.Double("b").Required(),
                    Field.Bool("bad").Required()
                ),
                [
                    new Feed(
                        "rows",
                        $"SELECT id, number(a) AS a, number(b) AS b, flag(bad) AS bad{(fault == "sql" ? ", no_such_column AS c" : "")}, COLUMNS('^_') FROM bronze"
                    ),
                ]
            )
            {
                Meaning = "One row.",
            },
            new DerivedTable(
                "features",
                Layer.Gold,
                new Contract(Field.Text("id").Key(), Field.Double("a"), Field.Double("b"), Field.Bool("bad")),
                "SELECT id, a, b, bad FROM silver.rows ORDER BY id"
            )
            {
                Meaning = "One row.",
                Compute = new Computation(
                    1,
                    frame =>
                        fault switch
                        {
                            "learning in a table" => throw new TrainingDataException("nothing to group"),
                            "file gone while it is read" => throw new FileNotFoundException("the file is gone"),
                            _ => frame,
                        }
                ),
            },
        ];

        public override IReadOnlyList<Study> Studies { get; } =
        [
            new PredictionStudy("bad")
            {
                Question = "?",
                IntendedUse = "tests",
                Limits = "all",
                Table = "gold.features",
                Key = "id",
                Target = "bad",
                FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["all"] = ["a", "b"] },
                KnownTooLate = [],
                Split = SplitRule.ByKey(0.2, 0.2),
                Metric = Metric.RocAuc,
                Bar = 0.6,
                Learners =
                [
                    new NamedLearner(
                        "boosting",
                        of =>
                            fault switch
                            {
                                "learning in a study" => throw new LearningException("a learner that breaks"),
                                "file in a study" => throw new IOException("the disk is full"),
                                _ => new GradientBoosting { Trees = of.Whole("trees") },
                            },
                        new Dictionary<string, double> { ["trees"] = 10 }
                    ),
                ],
            },
        ];

        public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => [];

        public override Report Report(ReportInput input) => new("Faulty", []);
    }
}
