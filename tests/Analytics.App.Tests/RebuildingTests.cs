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
