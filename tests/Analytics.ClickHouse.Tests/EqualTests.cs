using Analytics.Domains.Accidents;
using Analytics.Domains.Crashes;
using Analytics.Domains.Customers;
using Analytics.Domains.Households;
using Analytics.Domains.Vehicles;
using Analytics.Engine;
using Analytics.Tests;

namespace Analytics.ClickHouse.Tests;

/// <summary>Every Gold and Features table of every domain: the rows that ClickHouse makes are DuckDB's, byte for byte in the files.</summary>
public sealed class EqualTests(ChdbServer server) : IClassFixture<ChdbServer>
{
    public static TheoryData<string> Names => [.. AllDomains.Select(domain => domain.Name)];

    private static IReadOnlyList<Domain> AllDomains { get; } =
    [new Crashes(), new Accidents(), new Customers(), new Households(), new Vehicles()];

    [NodeTheory("chdb")]
    [MemberData(nameof(Names))]
    public void SampleTables(string name)
    {
        var domain = AllDomains.Single(each => each.Name == name);
        using var lake = new TestLake();
        var inputs = SampleWriter.Find(domain, Path.Combine(RealData.Repository, "data", "samples", domain.Name));
        Compare(lake, domain, inputs);
    }

    [RealNodeFact("customers")]
    public void Tables_of_real_purchases() => In("customers", new InputPath("purchases", RealData.PathOf("customers", "online_retail")));

    [RealNodeFact("households")]
    public void Tables_of_real_households() => In("households", new InputPath("survey", RealData.PathOf("households", "assessment.csv")));

    [RealNodeFact("vehicles")]
    public void Tables_of_real_trips() => In("vehicles", new InputPath("trips", RealData.PathOf("vehicles", "driving_style")));

    private void In(string name, InputPath input)
    {
        using var lake = new TestLake();
        Compare(lake, AllDomains.Single(each => each.Name == name), [input]);
    }

    private void Compare(TestLake lake, Domain domain, IReadOnlyList<InputPath> inputs)
    {
        var first = lake.Rebuild(domain, null, inputs);
        using var engine = server.Connect();
        RunResult second;
        try
        {
            second = lake.Rebuild(domain, new RunOptions { Layers = [Layer.Gold], Engine = engine });
        }
        catch (RunException error)
        {
            Assert.Fail(error.Message);
            throw;
        }

        var derived = domain.Tables.OfType<DerivedTable>().Where(table => table.Layer == Layer.Gold).ToArray();
        Assert.Equal(derived.Length, second.Steps.Count);
        Assert.All(second.Steps, step => Assert.Equal(new Reason(ReasonKind.Engine), step.Reason));
        Assert.All(
            derived,
            table => Assert.Equal(first.Snapshot.Tables[table.FullName(domain)].Sha, second.Snapshot.Tables[table.FullName(domain)].Sha)
        );
    }
}

/// <summary>A fact that needs a folder of real data and chdb.</summary>
public sealed class RealNodeFactAttribute : FactAttribute
{
    public RealNodeFactAttribute(string folder) => Skip = new RealDataFactAttribute(folder).Skip ?? new NodeFactAttribute("chdb").Skip;
}
