using Analytics.Domains.Households;
using Analytics.Engine;

namespace Analytics.ClickHouse.Tests;

public sealed class ReadmeTests(ChdbServer server) : IClassFixture<ChdbServer>
{
    [NodeFact("chdb")]
    public void The_readmes_example_runs()
    {
        ReadmeCode.AssertIsRunHere("Analytics.ClickHouse");
        using var there = new TestLake();
        var (lake, domain) = (there.Lake, new Households());
        var options = ClickHouseOptions.Parse(server.Address.ToString(), password: null);
        Landing.Land(lake, domain, SampleWriter.Write(domain, new SampleOptions(300, 7), there.File("samples")), TimeProvider.System);
        new Runner(lake, TimeProvider.System, new RunOptions { Layers = [Layer.Silver] }).Run(domain);

        using var engine = ClickHouseEngine.Connect(options);
        var run = new Runner(lake, TimeProvider.System, new RunOptions { Layers = [Layer.Gold], Engine = engine }).Run(domain);

        Assert.All(run.Verdicts.Where(verdict => verdict.Gate == "same rows as DuckDB"), verdict => Assert.True(verdict.Passed));
        Assert.Equal(9, run.Steps.Count);
    }
}
