namespace Analytics.Lake.Tests;

public sealed class CollectTests
{
    private const string Table = "silver.shop.sales";

    [Fact]
    public void Collecting_keeps_what_head_a_pin_and_a_model_refer_to()
    {
        using var temp = new TempLake();
        var snapshots = Enumerable.Range(1, 6).Select(i => temp.Publish(TempLake.SalesRows(0, i), partitionBy: null)).ToArray();
        using var lake = temp.Lake;
        lake.Pin("audit", snapshots[1]);
        var model = Path.Combine(temp.Folder, "models", "shop", "churn", "1");
        Directory.CreateDirectory(model);
        File.WriteAllText(Path.Combine(model, "model.json"), $"{{\"snapshot\": \"{snapshots[2].Id}\"}}");
        Lake.SealFolder(model);

        var dry = lake.Collect(temp.Time, "test", dryRun: true, history: 1);
        Assert.Equal(6, Directory.GetFiles(Path.Combine(temp.Folder, "silver", "shop", "sales"), "*.parquet").Length);
        var done = lake.Collect(temp.Time, "test", dryRun: false, history: 1);
        Assert.Equal(dry.Paths, done.Paths);
        Assert.True(done.Bytes > 0);

        // Three tables' files and three manifests: 1, 4 and 5 are gone; 2 (pin), 3 (model) and 6 (HEAD) are whole.
        Assert.Equal(3, done.Paths.Count(path => path.EndsWith(".parquet", StringComparison.Ordinal)));
        Assert.Equal(3, done.Paths.Count(path => path.StartsWith("manifests", StringComparison.Ordinal)));
        foreach (var (i, rows) in new[] { (1, 2), (2, 3), (5, 6) })
            Assert.Equal(rows, temp.Rows(lake.At(snapshots[i].Id)));
        Assert.Empty(lake.Verify());
        lake.Unpin("audit");
        Assert.Equal(2, lake.Collect(temp.Time, "test", dryRun: false, history: 1).Paths.Count);
    }

    [Fact]
    public void Going_back_to_a_collected_snapshot_is_refused()
    {
        using var temp = new TempLake { IsDamaged = true };
        var first = temp.Publish(TempLake.SalesRows(0, 1), partitionBy: null);
        temp.Publish(TempLake.SalesRows(0, 2), partitionBy: null);
        File.Delete(first.Files(Table)[0]);
        using var writer = temp.Write();
        var error = Assert.Throws<LakeException>(() => writer.Rollback(temp.Lake.At(first.Id)));
        Assert.Contains("was collected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Collecting_takes_back_a_log_entry_that_never_reached_head()
    {
        using var temp = new TempLake();
        var first = temp.Publish(TempLake.SalesRows(0, 10), partitionBy: null);
        temp.Publish(TempLake.SalesRows(0, 20), partitionBy: null);
        temp.Publish(TempLake.SalesRows(0, 5), "gold.shop.never");
        // As a crash between the Delta entries and HEAD leaves it.
        File.WriteAllText(Path.Combine(temp.Folder, "HEAD"), first.Id + "\n");
        using var lake = temp.Lake;
        lake.Collect(temp.Time, "test", dryRun: false);
        var log = lake.LogOf(Table);
        Assert.Equal(first.Tables[Table].Sha, log.Read(log.Latest()).Sha);
        Assert.Empty(lake.LogOf("gold.shop.never").Read(lake.LogOf("gold.shop.never").Latest()).Files);
        Assert.Empty(lake.Verify());
        Assert.Equal(10, temp.Rows(lake.Head));
    }

    [Fact]
    public void A_model_that_cannot_be_read_stops_the_collection()
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 1));
        var model = Path.Combine(temp.Folder, "models", "shop", "churn", "1");
        Directory.CreateDirectory(model);
        File.WriteAllText(Path.Combine(model, "model.json"), "{");
        Assert.Throws<LakeException>(() => temp.Lake.Collect(temp.Time, "test", dryRun: false));
    }

    [Fact]
    public void Collecting_costs_what_changed_and_not_the_age_of_the_lake()
    {
        using var temp = new TempLake { IsDamaged = true };
        for (var rows = 1; rows <= 39; rows++)
        {
            temp.Publish(TempLake.SalesRows(0, rows), partitionBy: null);
        }

        // Ten snapshots are kept, of versions 29 to 38. What is older than the checkpoint before them is not even opened.
        var log = temp.Lake.LogOf(Table);
        for (var version = 0; version < 20; version++)
        {
            File.Delete(log.EntryPath(version));
        }

        using var lake = temp.Lake;
        Assert.Equal(29, lake.Collect(temp.Time, "test", dryRun: false).Paths.Count(path => path.EndsWith(".parquet", StringComparison.Ordinal)));
        Assert.Equal(1, lake.LogOf(Table).CheckpointsRead);
        Assert.Equal(39, temp.Rows(lake.Head));
    }
}
