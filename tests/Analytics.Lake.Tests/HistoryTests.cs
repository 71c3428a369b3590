using Analytics.Tests;

namespace Analytics.Lake.Tests;

public sealed class HistoryTests
{
    private const string Table = "silver.shop.sales";

    [Fact]
    public void Every_snapshot_stays_readable_as_it_was()
    {
        using var temp = new TempLake();
        var dumps = Enumerable.Range(1, 5).Select(i => (Snapshot: temp.Publish(TempLake.SalesRows(0, i * 10)), Rows: i * 10)).ToArray();
        using var lake = temp.Lake;
        Assert.Equal(dumps.Reverse().Select(each => each.Snapshot.Id), lake.History().Select(each => each.Id));
        foreach (var (snapshot, rows) in dumps)
        {
            Assert.Equal(temp.Dump(TempLake.SalesRows(0, rows)), temp.Dump(lake.At(snapshot.Id[..8]).Sql(Table)));
        }

        Assert.Equal(2, lake.History(2).Count);
    }

    [Fact]
    public void Reading_through_a_checkpoint_equals_replaying_every_entry()
    {
        using var temp = new TempLake { IsDamaged = true };
        for (var i = 1; i <= 24; i++)
        {
            temp.Publish(TempLake.SalesRows(0, i));
        }

        var log = temp.Lake.LogOf(Table);
        Assert.True(File.Exists(Delta.Checkpoint.PathOf(log, 20)));
        Assert.Equal("""{"version":20,"size":""", File.ReadAllText(Path.Combine(log.Folder, "_last_checkpoint"))[..21]);
        for (var version = 20L; version <= 23; version++)
        {
            var (quick, slow) = (log.Read(version), log.ReadEntries(version));
            Assert.Equal(slow.Sha, quick.Sha);
            Assert.Equal(slow.Files.Values.OrderBy(file => file.Path), quick.Files.Values.OrderBy(file => file.Path));
            Assert.Equal(slow.Tombstones.OrderBy(each => each.Key), quick.Tombstones.OrderBy(each => each.Key));
            Assert.Equal(slow.CreatedTime, quick.CreatedTime);
        }

        // The entries that the checkpoint stands for are not read any more, whichever form of it there is.
        File.Delete(Delta.LastState.PathIn(log));
        File.Delete(log.EntryPath(3));
        Assert.Equal(24, log.Read(23).Rows);
    }

    [Fact]
    public void A_checkpoint_whose_bits_changed_is_not_read_and_the_one_before_it_is()
    {
        using var temp = new TempLake { IsDamaged = true };
        for (var i = 1; i <= 24; i++)
        {
            temp.Publish(TempLake.SalesRows(0, i), partitionBy: null);
        }

        var log = temp.Lake.LogOf(Table);
        Assert.Equal(
            (20, Storage.Hash.OfFile(Delta.Checkpoint.PathOf(log, 20))),
            (Delta.Checkpoint.Last(log)!.Value.Version, Delta.Checkpoint.Last(log)!.Value.Sha)
        );
        Assert.Equal(Storage.Hash.OfFile(Delta.Checkpoint.PathOf(log, 10)), log.Before(11)!.Value.Checkpoint);
        Assert.Null(log.Before(12)!.Value.Checkpoint);
        File.Delete(Delta.LastState.PathIn(log));
        // A whole checkpoint of another version hides and shows files without any error.
        File.Copy(Delta.Checkpoint.PathOf(log, 10), Delta.Checkpoint.PathOf(log, 20), overwrite: true);
        // Entries 0 to 10 are gone: only the checkpoint of version 10 can say what they said.
        for (var version = 0; version <= 10; version++)
        {
            File.Delete(log.EntryPath(version));
        }

        Assert.Equal(24, log.Read(23).Rows);
        Assert.Equal(1, log.CheckpointsRead);
        File.Copy(log.EntryPath(11), Delta.Checkpoint.PathOf(log, 10), overwrite: true);
        Assert.Contains("entry 0", Assert.Throws<LakeException>(() => log.Read(23)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_which_a_crash_kept_the_hash_from_being_written_goes_with_the_next_publish()
    {
        using var temp = new TempLake();
        for (var i = 1; i <= 11; i++)
        {
            temp.Publish(TempLake.SalesRows(0, i), partitionBy: null);
        }

        var log = temp.Lake.LogOf(Table);
        File.Delete(Delta.Checkpoint.PointerPath(log));
        temp.Publish(TempLake.SalesRows(0, 12), partitionBy: null);
        Assert.False(File.Exists(Delta.Checkpoint.PathOf(log, 10)));
        Assert.Empty(temp.Lake.Verify());
    }

    [NodeFact("chdb")]
    public void ClickHouse_reads_through_checkpoints_rollbacks_and_changed_schemas()
    {
        using var temp = new TempLake();
        for (var i = 1; i <= 12; i++)
        {
            temp.Publish(TempLake.SalesRows(0, i * 10));
        }

        using (var writer = temp.Write())
        {
            writer.Append(temp.Stage(writer, TempLake.SalesRows(0, 30)));
            writer.Append(temp.Stage(writer, TempLake.SalesRows(0, 30)));
            writer.Publish("the same rows twice more");
        }

        temp.Publish(TempLake.SalesRows(0, 10), "gold.shop.undone", partitionBy: null);
        var good = temp.Publish(TempLake.SalesRows(0, 20), "gold.shop.undone", partitionBy: null);
        temp.Publish(TempLake.SalesRows(0, 30), "gold.shop.undone", partitionBy: null);
        using (var writer = temp.Write())
        {
            writer.Rollback(good);
            writer.Publish("back");
        }

        using (var writer = temp.Write())
        {
            writer.Replace(
                writer.Stage(temp.Db, "gold.shop.changed", "SELECT 1 AS a", new TableSchema([new TableColumn("a", "INTEGER")]), null, ["a"])
            );
            writer.Publish("one column");
            writer.Replace(
                writer.Stage(
                    temp.Db,
                    "gold.shop.changed",
                    "SELECT 'x' AS b, DATE '2024-01-01' AS day",
                    new TableSchema([new TableColumn("b", "VARCHAR"), new TableColumn("day", "DATE")]),
                    "day",
                    ["b"]
                )
            );
            writer.Publish("others");
        }

        Assert.Equal(180, temp.Rows(temp.Lake.Head));
        temp.AssertClickHouseReadsTheSame();
    }

    [Fact]
    public void Rolling_back_brings_everything_back_and_loses_no_history()
    {
        using var temp = new TempLake();
        Snapshot Step(int rows, string cursor)
        {
            using var writer = temp.Write();
            writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, rows)));
            if (rows > 10)
            {
                writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, rows), "gold.shop.later"));
            }

            writer.SetCursor("day", cursor);
            writer.SetModel("shop/churn", cursor);
            return writer.Publish("step " + cursor);
        }

        var first = Step(10, "1");
        Step(20, "2");
        using (var writer = temp.Write())
        {
            writer.Rollback(first);
            writer.Publish("undo");
        }

        var head = temp.Lake.Head;
        Assert.Equal(temp.Dump(TempLake.SalesRows(0, 10)), temp.Dump(head.Sql(Table)));
        Assert.Equal(first.Tables[Table].Sha, head.Tables[Table].Sha);
        Assert.Equal(["silver.shop.sales"], head.Tables.Keys);
        Assert.Equal("1", head.Cursors["day"]);
        Assert.Equal("1", head.Models["shop/churn"]);
        Assert.Equal(["undo", "step 2", "step 1"], temp.Lake.History().Select(each => each.Message));
    }

    [Fact]
    public void A_table_whose_content_is_the_same_gets_no_new_version()
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 10));
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 10)));
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.other"));
        var snapshot = writer.Publish("only one of two is new");
        Assert.Equal(0, snapshot.Tables[Table].Version);
        Assert.Equal(0, temp.Lake.LogOf(Table).Latest());
    }

    [Fact]
    public void A_diff_counts_rows_by_key_and_changes_by_column()
    {
        using var temp = new TempLake();
        var a = temp.Publish(TempLake.SalesRows(0, 100));
        var b = temp.Publish(
            $"SELECT * REPLACE (CASE WHEN id IN (50, 51) THEN 0 ELSE amount END AS amount, CASE WHEN id = 51 THEN NULL ELSE note END AS note) FROM ({TempLake.SalesRows(10, 105)})"
        );
        var diff = temp.Lake.Diff(a, b, Table, ["id"]);
        Assert.Equal((5, 10, 2), (diff.Added, diff.Removed, diff.Changed));
        Assert.Equal(new Dictionary<string, long> { ["amount"] = 2, ["note"] = 1 }, diff.Columns);
        Assert.True(temp.Lake.Diff(a, a, Table, ["id"]).IsEmpty);
        Assert.Equal(95, temp.Lake.Diff(Snapshot.Empty, b, Table, ["id"]).Added);
        Assert.Throws<LakeException>(() => temp.Lake.Diff(a, b, Table, ["month"]));
    }

    [Fact]
    public void Rows_that_only_came_from_another_file_are_counted_apart_from_those_that_changed()
    {
        using var temp = new TempLake();
        var a = temp.Publish(TempLake.SalesRows(0, 20));
        var b = temp.Publish(
            $"SELECT * REPLACE (CASE WHEN id < 3 THEN 0 ELSE amount END AS amount, CASE WHEN id < 8 THEN 'other' ELSE note END AS note) FROM ({TempLake.SalesRows(0, 20)})"
        );
        var diff = temp.Lake.Diff(a, b, "silver.shop.sales", ["id"], origin: "note");
        // Row 0 has amount 0 already.
        Assert.Equal((2, 6), (diff.Changed, diff.Moved));
        Assert.Equal(["amount"], diff.Columns.Keys);
        Assert.False(diff.IsEmpty);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("zzzz")]
    [InlineData("../HEAD")]
    [InlineData("0123456789")]
    public void A_snapshot_that_is_not_there_is_one_clear_line(string id)
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 1));
        var error = Assert.Throws<LakeException>(() => temp.Lake.At(id));
        Assert.Contains("history.csx", error.Message, StringComparison.Ordinal);
    }
}
