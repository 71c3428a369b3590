using Analytics.Frames;

namespace Analytics.Engine.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_readmes_example_runs()
    {
        ReadmeCode.AssertIsRunHere("Analytics.Engine");
        using var toy = new ToyLake();
        var (lake, domain, path) = (toy.Lake, new Toy(), toy.Items("a.csv", "1,apple,10,2024-01-05").Path);

        Landing.Land(lake, domain, [new InputPath("items", path)], TimeProvider.System); // raw bytes, once, as they came
        var runner = new Runner(lake, TimeProvider.System, new RunOptions());
        Plan plan = runner.Plan(domain); // what would run, and why; changes nothing
        RunResult run = runner.Run(domain); // everything is published, or nothing
        using var db = Published.Open(run.Snapshot, domain);
        Frame months = db.Query("SELECT month, items FROM gold.by_month ORDER BY month");

        Assert.False(plan.IsFresh);
        Assert.Equal("2024-01", months["month"][0]);
    }
}
