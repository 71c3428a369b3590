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
        {
            Assert.Equal(rows, temp.Rows(lake.At(snapshots[i].Id)));
        }

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
        var error = Assert.Throws<LakeException>(() => temp.Lake.Collect(temp.Time, "test", dryRun: false));
        Assert.Contains("so it is not known which snapshot it needs", error.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(model, "model.json"), "[]");
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
        Assert.Equal(
            29,
            lake.Collect(temp.Time, "test", dryRun: false).Paths.Count(path => path.EndsWith(".parquet", StringComparison.Ordinal))
        );
        Assert.Equal(1, lake.LogOf(Table).CheckpointsRead);
        Assert.Equal(39, temp.Rows(lake.Head));
    }

    [Fact]
    public void Ten_snapshots_are_kept_unless_other_is_said_and_one_at_least()
    {
        using var temp = new TempLake();
        var snapshots = Enumerable.Range(1, 12).Select(i => temp.Publish(TempLake.SalesRows(0, i), partitionBy: null)).ToArray();
        using var lake = temp.Lake;

        Assert.Throws<ArgumentOutOfRangeException>(() => lake.Collect(temp.Time, "test", dryRun: false, history: 0));
        var dry = lake.Collect(temp.Time, "test", dryRun: true);
        Assert.Equal(4, dry.Paths.Count);
        Assert.Equal(dry.Paths.Sum(path => new FileInfo(Path.Combine(temp.Folder, path)).Length), dry.Bytes);
        Assert.Equal(dry.Paths.Order(StringComparer.Ordinal), dry.Paths);
        Assert.Equal(
            dry,
            lake.Collect(temp.Time, "test", dryRun: false),
            (one, other) => one!.Bytes == other!.Bytes && one.Paths.SequenceEqual(other.Paths)
        );
        Assert.All(dry.Paths, path => Assert.False(File.Exists(Path.Combine(temp.Folder, path))));
        Assert.Equal(10, lake.History().Count);
        Assert.Equal(3, temp.Rows(lake.At(snapshots[2].Id)));
        // A checkpoint is Parquet too, and no data.
        Assert.True(File.Exists(Delta.Checkpoint.PathOf(lake.LogOf(Table), 10)));
        Assert.Empty(lake.Collect(temp.Time, "test", dryRun: false).Paths);
    }

    [Fact]
    public void A_snapshot_that_a_card_names_is_kept_and_one_that_is_not_there_is_no_hindrance()
    {
        using var temp = new TempLake();
        var snapshots = Enumerable.Range(1, 3).Select(i => temp.Publish(TempLake.SalesRows(0, i), partitionBy: null)).ToArray();
        foreach (
            var (name, content) in new[]
            {
                ("card.json", $"{{\"snapshot\": \"{snapshots[0].Id}\"}}"),
                ("model.json", "{\"snapshot\": \"" + new string('a', 64) + "\"}"),
            }
        )
        {
            Directory.CreateDirectory(Path.Combine(temp.Folder, "models", "shop", "churn", "1"));
            File.WriteAllText(Path.Combine(temp.Folder, "models", "shop", "churn", "1", name), content);
        }

        foreach (
            var (version, content) in new[]
            {
                ("2", "{}"),
                ("3", "{\"snapshot\": null}"),
                ("4", "{\"snapshot\": \"short\"}"),
                ("5", "{\"snapshot\": \"../other\"}"),
            }
        )
        {
            Directory.CreateDirectory(Path.Combine(temp.Folder, "models", "shop", "churn", version));
            File.WriteAllText(Path.Combine(temp.Folder, "models", "shop", "churn", version, "model.json"), content);
        }

        // A file of that name, which is no manifest.
        File.WriteAllText(Path.Combine(temp.Folder, "other.json"), "{}");
        using var lake = temp.Lake;
        Assert.Equal(2, lake.Collect(temp.Time, "test", dryRun: false, history: 1).Paths.Count);
        Assert.Equal(1, temp.Rows(lake.At(snapshots[0].Id)));
        Assert.Throws<LakeException>(() => lake.At(snapshots[1].Id));
    }

    [Fact]
    public void Kept_candidates_and_folders_that_became_empty_go()
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 1));
        using (var writer = temp.Write())
        {
            writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 10)));
            writer.KeepCandidate("a gate failed");
        }

        temp.Publish(TempLake.SalesRows(1, 2));
        using var lake = temp.Lake;
        lake.Collect(temp.Time, "test", dryRun: true, history: 1);
        Assert.True(Directory.Exists(Path.Combine(temp.Folder, "candidates")));

        var gone = lake.Collect(temp.Time, "test", dryRun: false, history: 1);

        // Six months' files, the reason and the sums of the candidate, one file and one manifest of the first snapshot.
        Assert.Equal(10, gone.Paths.Count);
        Assert.Equal(8, gone.Paths.Count(path => path.StartsWith("candidates", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(Path.Combine(temp.Folder, "candidates")));
        Assert.Equal(
            ["_delta_log", "month=2024-02"],
            Directory.GetDirectories(Path.Combine(temp.Folder, "silver", "shop", "sales")).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void Nobody_collects_while_somebody_writes()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        Assert.Throws<LakeLockedException>(() => temp.Lake.Collect(temp.Time, "test", dryRun: true));
    }
}
