using Analytics.Tests;

namespace Analytics.Lake.Tests;

public sealed class PublishTests
{
    [Fact]
    public void What_is_published_is_read_back_row_by_row()
    {
        using var temp = new TempLake();
        var snapshot = temp.Publish(TempLake.SalesRows(0, 1000));
        Assert.Equal(temp.Dump(TempLake.SalesRows(0, 1000)), temp.Dump(snapshot.Sql("silver.shop.sales")));
        Assert.Equal(1000, snapshot.Tables["silver.shop.sales"].Rows);
        Assert.Equal(snapshot, temp.Lake.Head);
    }

    [NodeFact("chdb")]
    public void ClickHouse_reads_what_was_published()
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 1000));
        temp.Publish(TempLake.SalesRows(0, 5000), "gold.shop.totals", partitionBy: null);
        temp.AssertClickHouseReadsTheSame();
    }

    [Fact]
    public void Publishing_the_same_again_writes_nothing()
    {
        using var temp = new TempLake();
        var first = temp.Publish(TempLake.SalesRows(0, 1000));
        var before = temp.Tree();
        var second = temp.Publish(TempLake.SalesRows(0, 1000));
        Assert.Equal(first, second);
        Assert.Equal(before, temp.Tree());
    }

    [Fact]
    public void A_cursor_alone_makes_a_snapshot_and_no_new_version_of_a_table()
    {
        using var temp = new TempLake();
        var first = temp.Publish(TempLake.SalesRows(0, 10));
        using var writer = temp.Write();
        writer.SetCursor("day", "2");
        var second = writer.Publish("only a cursor");

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Tables["silver.shop.sales"], second.Tables["silver.shop.sales"]);
        Assert.Equal(("2", "only a cursor", first.Id), (second.Cursors["day"], second.Message, second.Manifest.Parent));
        Assert.Null(first.Manifest.Parent);
        Assert.Equal(second, temp.Lake.Head);
        // Nothing is left over that the next publish would write.
        Assert.Equal(second, writer.Publish("nothing"));
    }

    [Fact]
    public void The_order_in_which_tables_were_judged_is_no_content()
    {
        string[] Published(params (string Table, string Gate)[] verdicts)
        {
            using var temp = new TempLake();
            using var writer = temp.Write();
            foreach (var (table, gate) in verdicts)
            {
                writer.AddVerdict(new VerdictRecord(table, gate, "warn", true));
            }

            var snapshot = writer.Publish("judged");
            return [snapshot.Id, .. snapshot.Verdicts.Select(verdict => $"{verdict.Table} {verdict.Gate}")];
        }

        var one = Published(("silver.shop.tills", "b"), ("silver.shop.sales", "z"), ("silver.shop.tills", "a"));
        Assert.Equal(["silver.shop.sales z", "silver.shop.tills a", "silver.shop.tills b"], one[1..]);
        Assert.Equal(one, Published(("silver.shop.tills", "a"), ("silver.shop.tills", "b"), ("silver.shop.sales", "z")));
    }

    [Fact]
    public void A_table_is_as_old_as_its_first_version_also_when_its_columns_change()
    {
        using var temp = new TempLake();
        var born = temp.Time.Now;
        temp.Publish(TempLake.SalesRows(0, 10));
        temp.Time.Now += TimeSpan.FromDays(3);
        using (var writer = temp.Write())
        {
            var wider = new TableSchema([.. TempLake.Sales.Columns, new TableColumn("shop", "VARCHAR")]);
            writer.Replace(
                writer.Stage(
                    temp.Db,
                    "silver.shop.sales",
                    $"SELECT *, 'a' AS shop FROM ({TempLake.SalesRows(0, 10)})",
                    wider,
                    "month",
                    ["id"]
                )
            );
            writer.Publish("wider");
        }

        Assert.Equal(born.ToUnixTimeMilliseconds(), temp.Lake.LogOf("silver.shop.sales").Read(1).CreatedTime);
    }

    [Fact]
    public void The_run_record_lies_under_its_own_name_or_the_snapshots()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.SetCursor("day", "1");
        var named = writer.Publish("one", "{\"n\":1}", "run-1");
        writer.SetCursor("day", "2");
        var unnamed = writer.Publish("two", "{\"n\":2}");
        writer.WriteRun("a.b_c-D9" + new string('x', 92), "{}");

        // A seal follows.
        Assert.StartsWith("{\"n\":1,", File.ReadAllText(Path.Combine(temp.Folder, "runs", "run-1.json")), StringComparison.Ordinal);
        Assert.StartsWith(
            "{\"n\":2,",
            File.ReadAllText(Path.Combine(temp.Folder, "runs", unnamed.Id[..12] + ".json")),
            StringComparison.Ordinal
        );
        Assert.Equal(3, Directory.GetFiles(Path.Combine(temp.Folder, "runs")).Length);
        Assert.NotEqual(named, unnamed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".x")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void A_name_that_cannot_stand_in_a_path_is_no_run_id(string id)
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.SetCursor("day", "1");

        Assert.Equal(
            $"'{id}' cannot name a run: up to 100 letters, digits, . _ - and no . at the front.",
            Assert.Throws<LakeException>(() => writer.WriteRun(id, "{}")).Message
        );
        Assert.Throws<LakeException>(() => writer.Publish("one", "{}", id));
        Assert.False(Directory.Exists(Path.Combine(temp.Folder, "manifests")));
        Assert.Equal(Snapshot.Empty, temp.Lake.Head);
    }

    [Fact]
    public void A_publish_that_failed_half_way_goes_on_when_it_is_tried_again()
    {
        using var temp = new TempLake();
        var first = temp.Publish(TempLake.SalesRows(0, 5));
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 10)));
        var head = Path.Combine(temp.Folder, "HEAD");
        File.Delete(head);
        Directory.CreateDirectory(Path.Combine(head, "in the way"));

        var error = Assert.Throws<LakeException>(() => writer.Publish("ten rows"));
        Assert.StartsWith("The new snapshot could not be published: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            $". The published lake is as it was (snapshot {first}). Check space and permissions in '{temp.Folder}' and run again.",
            error.Message,
            StringComparison.Ordinal
        );
        Directory.Delete(head, recursive: true);

        Assert.Equal(10, temp.Rows(writer.Publish("ten rows")));
        Assert.Empty(temp.Lake.Verify());
        Assert.Equal(1, temp.Lake.LogOf("silver.shop.sales").Latest());
    }

    [Fact]
    public void The_tenth_version_has_a_checkpoint_and_none_before()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        var log = temp.Lake.LogOf("silver.shop.sales");
        for (var version = 0; version <= 11; version++)
        {
            writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, version + 1), partitionBy: null));
            writer.Publish("one more");
            Assert.Equal(version < 10 ? null : 10L, Delta.Checkpoint.Last(log)?.Version);
        }
    }

    [Fact]
    public void A_table_that_goes_is_in_the_next_snapshot_no_more_and_comes_back_with_the_one_before()
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 3), "gold.shop.totals");
        var both = temp.Publish(TempLake.SalesRows(0, 5));
        using var writer = temp.Write();
        writer.Drop("gold.shop.totals");
        var less = writer.Publish("totals are gone");
        Assert.Equal(["silver.shop.sales"], less.Tables.Keys);
        Assert.Empty(temp.Lake.LogOf("gold.shop.totals").Read(1).Files);

        writer.Rollback(both);
        var back = writer.Publish("both again");
        Assert.Equal((2L, less.Id), (back.Tables["gold.shop.totals"].Version, back.Manifest.Parent));
        Assert.Equal(both.Tables["silver.shop.sales"], back.Tables["silver.shop.sales"]);
        Assert.Equal(3, temp.Rows(back, "gold.shop.totals"));
    }

    [Fact]
    public void Candidates_of_one_moment_get_a_folder_each_and_leave_nothing_to_publish()
    {
        using var temp = new TempLake();
        var before = temp.Publish(TempLake.SalesRows(0, 5));
        using var writer = temp.Write();
        var names = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 10), partitionBy: null));
            writer.SetCursor("day", "9");
            var folder = writer.KeepCandidate($"gate {i} failed");
            names.Add(Path.GetRelativePath(temp.Folder, folder));
            Assert.Equal($"gate {i} failed\n", File.ReadAllText(Path.Combine(folder, "reason.txt")));
            Assert.Single(Directory.GetFiles(Path.Combine(folder, "silver.shop.sales"), "*.parquet"));
        }

        Assert.Equal(
            ["candidates/20260102T030405000Z", "candidates/20260102T030405000Z-1", "candidates/20260102T030405000Z-2"],
            names.Select(name => name.Replace('\\', '/'))
        );
        Assert.Equal(before, writer.Publish("nothing"));
    }

    [Fact]
    public void A_staged_file_that_is_gone_stops_the_publish_and_the_old_snapshot_stays()
    {
        using var temp = new TempLake();
        var before = temp.Publish(TempLake.SalesRows(0, 5));
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 10)));
        File.Delete(Directory.EnumerateFiles(writer.StageFolder, "*.parquet", SearchOption.AllDirectories).Order().Last());

        Assert.Throws<LakeException>(() => writer.Publish("what is not there"));
        Assert.Equal(before, temp.Lake.Head);
        Assert.Equal(5, temp.Rows(temp.Lake.Head));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void After_a_publish_nothing_is_staged_whether_it_changed_something_or_not(int rows)
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 5));
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, rows)));
        Assert.Equal(rows, temp.Rows(writer.Publish("again")));

        Assert.False(Directory.Exists(writer.StageFolder));
        Assert.Equal(["SHA256SUMS", "reason.txt"], Names(writer.KeepCandidate("nothing is left to keep")));

        static string[] Names(string folder) =>
            [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
    }
}
