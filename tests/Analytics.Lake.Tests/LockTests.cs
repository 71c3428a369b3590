using Analytics.DuckDb;
using LakeProbe;

namespace Analytics.Lake.Tests;

public sealed class LockTests
{
    [Fact]
    public void The_second_writer_is_told_who_holds_the_lock()
    {
        using var temp = new TempLake();
        using var first = temp.Lake.Write(temp.Time, "rebuild\ncrashes");
        var error = Assert.Throws<LakeLockedException>(() => temp.Lake.Write(temp.Time, "other"));
        Assert.Equal($"rebuild crashes (process {Environment.ProcessId} on {Environment.MachineName}, since 2026-01-02 03:04:05Z)", error.Holder);
        Assert.Contains(error.Holder, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_writer_in_another_process_is_seen_and_its_death_frees_the_lock()
    {
        using var temp = new TempLake();
        using (var process = Probe.Hold(temp.Folder))
        {
            var error = Assert.Throws<LakeLockedException>(() => temp.Write());
            Assert.Contains($"probe (process {process.Id} on ", error.Message, StringComparison.Ordinal);
            Assert.Equal(Snapshot.Empty, temp.Lake.Head);
            process.Kill();
            process.WaitForExit();
        }

        temp.Write().Dispose();
    }

    [Fact]
    public async Task Readers_during_writes_see_whole_snapshots_and_no_error()
    {
        using var temp = new TempLake();
        Scenario.Write(temp.Folder, 10);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            using var lake = Lake.Open(temp.Folder);
            using var db = DuckDBConnection.InMemory();
            var seen = new HashSet<long>();
            while (!stop.IsCancellationRequested)
            {
                var head = lake.Head;
                var rows = db.Scalar<long>($"SELECT count(*) FROM ({head.Sql(Scenario.Silver)})");
                var total = db.Scalar<long>($"SELECT sum(rows)::BIGINT FROM ({head.Sql(Scenario.Gold)})");
                Assert.Equal((rows, rows), (total, long.Parse(head.Cursors["tills"], System.Globalization.CultureInfo.InvariantCulture)));
                seen.Add(rows);
            }

            return seen.Count;
        });
        for (var rows = 11; rows <= 40; rows++)
            Scenario.Write(temp.Folder, rows);
        await stop.CancelAsync();
        Assert.True(await reader > 3, "The reader saw too few snapshots to prove anything.");
    }

    [Fact]
    public void A_folder_without_permission_is_one_clear_line()
    {
        // The superuser may write anywhere; a folder below a file is closed to everybody.
        using var temp = new TempLake();
        File.WriteAllText(Path.Combine(temp.Root, "file"), "");
        using var lake = Lake.Open(Path.Combine(temp.Root, "file", "data"));
        var error = Assert.Throws<LakeException>(() => lake.Write(temp.Time, "test"));
        Assert.Contains("--data", error.Message, StringComparison.Ordinal);
    }
}
