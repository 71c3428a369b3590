using Analytics.Engine;

namespace Analytics.Domains.Tests.Crashes;

public sealed class SampleTests
{
    private static readonly Domain s_crashes = new Analytics.Domains.Crashes.Crashes();

    [Fact]
    public void A_sample_goes_from_raw_files_to_every_gold_table_and_each_row_is_accounted_for()
    {
        using var lake = new TestLake();

        var result = lake.RebuildSample(s_crashes, 600);

        Assert.All(s_crashes.Tables, table => Assert.True(result.Snapshot.Tables.ContainsKey(table.FullName(s_crashes)), table.Name));
        var account = result.Steps.Single(step => step.Step == "silver.crashes.crashes").Account!;
        Assert.True(account.Holds);
        // 600 crashes, a few of them written twice, a few with a date that is none.
        Assert.InRange(account.Received, 601, 610);
        Assert.Equal(account.Received - 600, account.Superseded);
        Assert.InRange(account.Quarantined, 0, 5);
        Assert.Equal(account.Kept, lake.Number(s_crashes, "SELECT sum(crashes) FROM gold.by_month"));
        Assert.Equal(account.Quarantined, lake.Number(s_crashes, "SELECT count(*) FROM silver.crashes_quarantine"));
    }

    [Fact]
    public void A_second_rebuild_runs_nothing()
    {
        using var lake = new TestLake();
        var first = lake.RebuildSample(s_crashes, 200);

        var second = lake.Rebuild(s_crashes);

        Assert.True(second.IsFresh);
        Assert.Equal(first.Snapshot.Id, second.Snapshot.Id);
    }

    [Fact]
    public void The_same_seed_and_rows_give_the_same_bytes()
    {
        using var one = new TestLake();
        using var two = new TestLake();
        SampleWriter.Write(s_crashes, new SampleOptions(50), one.File("a"));
        SampleWriter.Write(s_crashes, new SampleOptions(50), two.File("a"));

        foreach (var path in Directory.GetFiles(one.File("a")))
        {
            Assert.Equal(
                System.IO.File.ReadAllBytes(path),
                System.IO.File.ReadAllBytes(Path.Combine(two.File("a"), Path.GetFileName(path)))
            );
        }
    }
}
