using Analytics.DuckDb;
using Analytics.Lake.Delta;

namespace Analytics.Lake.Tests;

/// <summary>A checkpoint is a shorter way to the same state, and only where its bytes are those that were written.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const string Table = "silver.shop.sales";
    private const long Week = 7L * 24 * 3600 * 1000;

    private readonly TempLake _temp = new() { IsDamaged = true };
    private readonly DeltaLog _log;
    private readonly string _pointer;

    public CheckpointTests()
    {
        // Entries as publishes write them, without their files: each version adds one and takes one away.
        _log = _temp.Lake.LogOf(Table);
        _pointer = Path.Combine(_log.Folder, "_last_checkpoint");
        Directory.CreateDirectory(Stage);
        for (var version = 0; version < 24; version++)
        {
            _log.Commit(TempLake.Sales, [File(version), File(version + 1)], 1000 + version, "v", Stage);
        }
    }

    private string Stage => Path.Combine(_temp.Root, "stage");

    public void Dispose() => _temp.Dispose();

    private static DataFile File(int number) => new($"{number:D4}.parquet", null, number, 1, """{"numRecords":1}""");

    private void Write(long version, long now = 2000)
    {
        using var db = DuckDBConnection.InMemory();
        Checkpoint.Write(_log, Table, _log.ReadEntries(version), now, Stage, db);
    }

    private static void AssertSame(DeltaState expected, DeltaState state)
    {
        Assert.Equal((expected.Version, expected.CreatedTime, expected.Sha), (state.Version, state.CreatedTime, state.Sha));
        Assert.Equal(expected.Ordered, state.Ordered);
        Assert.Equal(expected.Tombstones.OrderBy(each => each.Key), state.Tombstones.OrderBy(each => each.Key));
    }

    [Fact]
    public void It_is_read_in_place_of_the_entries_that_it_stands_for()
    {
        Write(20);
        for (var version = 0; version <= 20; version++)
        {
            System.IO.File.Move(_log.EntryPath(version), _log.EntryPath(version) + ".away");
        }

        var state = _log.Read(23);
        Assert.Equal(20, _log.Read(20).Version);

        for (var version = 0; version <= 20; version++)
        {
            System.IO.File.Move(_log.EntryPath(version) + ".away", _log.EntryPath(version));
        }

        AssertSame(_log.ReadEntries(23), state);
        Assert.Equal(1000, state.CreatedTime);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(120)]
    public void However_long_a_log_is_its_newest_version_costs_one_file_and_the_entries_after_that(int version)
    {
        DeltaState? known = null;
        for (var next = 24; next <= version + 3; next++)
        {
            known = _log.Commit(TempLake.Sales, [File(next), File(next + 1)], 1000 + next, "v", Stage, known);
        }

        Write(version);
        var log = Fresh();
        var state = log.Read(version + 3);

        Assert.Equal((3, 0), (log.EntriesRead, log.CheckpointsRead));
        AssertSame(_log.ReadEntries(version + 3), state);
        Assert.Equal(_log.ReadEntries(version + 3).Chain, state.Chain);
    }

    [Fact]
    public void A_last_state_that_is_damaged_or_too_new_is_named_and_not_believed()
    {
        Write(20);
        var path = LastState.PathIn(_log);
        var good = System.IO.File.ReadAllBytes(path);
        Assert.Empty(_log.Verify());
        for (var at = 0; at < good.Length; at += 7)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 1;
            System.IO.File.WriteAllBytes(path, bad);

            Assert.Null(LastState.TryRead(_log, Table, 23, -1));
            Assert.Equal(path, Assert.Single(_log.Verify()).Path);
        }

        System.IO.File.WriteAllBytes(path, good[..^20]);
        AssertSame(_log.ReadEntries(23), Fresh().Read(23));
        System.IO.File.WriteAllBytes(path, good);
        Assert.Null(LastState.TryRead(_log, Table, 19, -1));
        Assert.Null(LastState.TryRead(_log, Table, 23, 20));
        Assert.Null(LastState.TryRead(_temp.Lake.LogOf("silver.shop.other"), Table, 23, -1));
        AssertSame(_log.ReadEntries(20), LastState.TryRead(_log, Table, 20, -1)!);
    }

    /// <summary>The same log, of which nothing was read yet.</summary>
    private DeltaLog Fresh() => new(Table, Path.GetDirectoryName(_log.Folder)!);

    [Fact]
    public void The_pointer_tells_version_actions_files_and_hash()
    {
        Write(20);

        // Protocol, metadata, 20 files taken away and 2 that are there.
        var sha = Storage.Hash.OfFile(Checkpoint.PathOf(_log, 20));
        Assert.StartsWith(
            $$$"""{"version":20,"size":24,"numOfAddFiles":2,"tags":{"sha256":"{{{sha}}}",""",
            System.IO.File.ReadAllText(_pointer),
            StringComparison.Ordinal
        );
        Assert.Equal((20, sha), (Checkpoint.Last(_log)!.Value.Version, Checkpoint.Last(_log)!.Value.Sha));
        Assert.Equal(24, _temp.Db.Scalar<long>($"SELECT count(*) FROM read_parquet('{Checkpoint.PathOf(_log, 20)}')"));
        // In the order of their names, so that the same state makes the same bytes.
        var paths = _temp
            .Db.Query(
                $"SELECT coalesce(remove.path, add.path) AS path FROM read_parquet('{Checkpoint.PathOf(_log, 20)}') WHERE coalesce(remove.path, add.path) IS NOT NULL"
            )
            .Text("path");
        Assert.Equal(Enumerable.Range(0, 22).Select(each => File(each).Path), Enumerable.Range(0, 22).Select(row => paths.At(row)));
        Assert.Equal(
            22,
            _temp.Db.Scalar<long>(
                $"SELECT count(*) FROM read_parquet('{Checkpoint.PathOf(_log, 20)}') WHERE coalesce(add.dataChange, remove.dataChange) = false"
            )
        );
    }

    [Fact]
    public void One_whose_bytes_are_others_is_not_believed()
    {
        Write(10);
        var other = System.IO.File.ReadAllBytes(Checkpoint.PathOf(_log, 10));
        Write(20);
        System.IO.File.Delete(LastState.PathIn(_log));
        System.IO.File.WriteAllBytes(Checkpoint.PathOf(_log, 20), other);

        AssertSame(_log.ReadEntries(22), _log.Read(22));
    }

    [Fact]
    public void One_that_is_newer_than_what_is_asked_for_or_gone_is_not_read()
    {
        Write(23);
        AssertSame(_log.ReadEntries(21), _log.Read(21));
        System.IO.File.Delete(Checkpoint.PathOf(_log, 23));
        AssertSame(_log.ReadEntries(23), _log.Read(23));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"version\":20}")]
    [InlineData("{\"version\":20,\"tags\":{}}")]
    [InlineData("{\"tags\":{\"sha256\":\"x\"}}")]
    [InlineData("{\"version\":\"x\",\"tags\":{\"sha256\":\"x\"}}")]
    [InlineData("{\"version\":20.5,\"tags\":{\"sha256\":\"x\"}}")]
    public void A_pointer_that_says_nothing_is_no_pointer(string text)
    {
        Write(20);
        System.IO.File.Delete(LastState.PathIn(_log));
        System.IO.File.WriteAllText(_pointer, text);

        Assert.Null(Checkpoint.Last(_log));
        AssertSame(_log.ReadEntries(22), _log.Read(22));
    }

    [Fact]
    public void Files_that_went_a_week_ago_are_forgotten()
    {
        // Version n takes file n-1 away at 1000 + n.
        Write(20, 1010 + Week);
        var state = _log.Read(20);

        Assert.Equal(Enumerable.Range(10, 10).Select(each => File(each).Path), state.Tombstones.Keys.Order());
        Assert.Equal(1011, state.Tombstones.Values.Min());
    }

    [Fact]
    public void The_first_versions_have_none() => Assert.Null(Checkpoint.Last(_temp.Lake.LogOf("silver.shop.other")));

    [Fact]
    public void The_same_files_and_columns_again_are_no_new_version()
    {
        Assert.Equal(23, _log.Commit(TempLake.Sales, [File(24), File(23)], 9000, "again", Stage).Version);
        Assert.Equal(23, _log.Latest());
    }

    [Fact]
    public void New_columns_are_a_new_version_of_a_table_that_stays_as_old_as_it_is()
    {
        var wider = new TableSchema([.. TempLake.Sales.Columns, new TableColumn("more", "VARCHAR")]);

        Assert.Equal(24, _log.Commit(wider, [File(24), File(23)], 9000, "wider", Stage).Version);
        Assert.Equal((1000, 5), (_log.Read(24).CreatedTime, _log.Read(24).Schema!.Columns.Count));
        var entry = System.IO.File.ReadAllLines(_log.EntryPath(24));
        Assert.Equal(2, entry.Length);
        Assert.Contains("\"operation\":\"WRITE\"", entry[0], StringComparison.Ordinal);
        Assert.Contains("\"operation\":\"WRITE\"", System.IO.File.ReadAllLines(_log.EntryPath(1))[0], StringComparison.Ordinal);
        Assert.Contains(
            "\"operation\":\"CREATE TABLE AS SELECT\"",
            System.IO.File.ReadAllLines(_log.EntryPath(0))[0],
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["commitInfo", "protocol", "metaData", "add", "add"],
            System.IO.File.ReadAllLines(_log.EntryPath(0)).Select(line => line.Split('"')[1])
        );
        Assert.Equal(["commitInfo", "remove", "add"], System.IO.File.ReadAllLines(_log.EntryPath(1)).Select(line => line.Split('"')[1]));
        Assert.All(
            System.IO.File.ReadAllLines(_log.EntryPath(1))[1..],
            line => Assert.Contains("\"dataChange\":true", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Files_stand_in_an_entry_by_name_whatever_order_they_were_given_in()
    {
        _log.Commit(TempLake.Sales, [File(32), File(31), File(33)], 9000, "three", Stage);

        Assert.Equal(
            ["0023", "0024", "0031", "0032", "0033"],
            System.IO.File.ReadAllLines(_log.EntryPath(24))[1..].Select(line => line.Split("path\":\"")[1][..4])
        );
    }

    [Fact]
    public void An_entry_that_is_missing_is_named()
    {
        System.IO.File.Delete(_log.EntryPath(3));

        Assert.Equal(
            $"Table {Table}: entry 3 of its Delta log is missing ({_log.EntryPath(3)}). Run: dotnet script scripts/verify.csx all",
            Assert.Throws<LakeException>(() => _log.Read(5)).Message
        );
    }

    [Fact]
    public void Only_files_named_by_a_version_are_entries()
    {
        System.IO.File.WriteAllText(Path.Combine(_log.Folder, "note.json"), "");
        System.IO.File.WriteAllText(Path.Combine(_log.Folder, "-99.json"), "");

        Assert.Equal(23, _log.Latest());
        Assert.Equal(-1, _temp.Lake.LogOf("silver.shop.other").Latest());
        Assert.Equal(DeltaState.None, _temp.Lake.LogOf("silver.shop.other").Read(-1));
    }
}
