using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.App.Tests;

public sealed class RebuildingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-rebuilding-").FullName;
    private readonly List<string> _turns = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<Type> Errors => [typeof(IOException), typeof(LakeException), typeof(UnauthorizedAccessException), typeof(InvalidOperationException), typeof(RunException), typeof(UsageException)];

    [Theory, MemberData(nameof(Errors))]
    public void A_domain_that_fails_in_whatever_way_leaves_the_others_their_turn_and_the_exit_code_is_1(Type error)
    {
        Assert.Equal(1, Run(CancellationToken.None, Broken("first", error), Broken("second", error), Broken("third", error)));
        Assert.Equal(["first", "second", "third"], _turns);
    }

    [Fact]
    public void A_stop_by_the_user_ends_all()
    {
        Assert.Throws<OperationCanceledException>(() => Run(CancellationToken.None, Broken("first", typeof(OperationCanceledException)), Broken("second", typeof(IOException))));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        // What DuckDB or a file says when it is interrupted is no failure of the domain.
        Assert.Throws<IOException>(() => Run(stop.Token, Broken("third", typeof(IOException)), Broken("fourth", typeof(IOException))));
        Assert.Equal(["first", "third"], _turns);
    }

    [Fact]
    public void A_warehouse_that_an_earlier_run_left_behind_or_a_rollback_would_leave_is_right_after_the_next_run()
    {
        var domain = Catalog.Of("customers");
        Assert.Equal(0, Rebuild(domain, 200));
        using var lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));
        var first = lake.Head;
        var (warehouse, note) = (Path.Combine(lake.Folder, "gold", "warehouse.duckdb"), Path.Combine(lake.Folder, "gold", "warehouse.json"));
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
        var inputs = rows == 0 ? [] : SampleWriter.Write(domain, new SampleOptions(rows), Path.Combine(_folder, FormattableString.Invariant($"sample-{rows}")));
        return new Rebuilding(lake, new RunOptions(), TimeProvider.System).Run([domain], inputs.ToLookup(_ => domain), isTraining: false, CancellationToken.None);
    }

    /// <summary>The rows of every table in the warehouse.</summary>
    private static string Rows(string warehouse)
    {
        using var db = DuckDb.DuckDBConnection.Open(warehouse, new Dictionary<string, string> { ["access_mode"] = "read_only" });
        return db.Scalar<string>("SELECT string_agg(schema_name || '.' || table_name || ' ' || estimated_size, ', ' ORDER BY ALL) FROM duckdb_tables()");
    }

    private int Run(CancellationToken cancellation, params Domain[] domains)
    {
        using var lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));
        return new Rebuilding(lake, new RunOptions(), TimeProvider.System).Run(domains, Array.Empty<(Domain, InputPath)>().ToLookup(each => each.Item1, each => each.Item2), isTraining: false, cancellation);
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
                throw (Exception)(error == typeof(RunException) ? new RunException("the disk is full") : Activator.CreateInstance(error, "the disk is full"))!;
            }
        }

        public override IReadOnlyList<Table> Tables => [];

        public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => [];

        public override Report Report(ReportInput input) => new("Broken", []);
    }
}
