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
        Assert.Equal(
            $"rebuild crashes (process {Environment.ProcessId} on {Environment.MachineName}, since 2026-01-02 03:04:05Z)",
            error.Holder
        );
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
        {
            Scenario.Write(temp.Folder, rows);
        }

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

    [Fact]
    public void A_lock_without_a_name_is_held_by_another_process_and_a_name_without_a_lock_by_nobody()
    {
        using var temp = new TempLake();
        var holder = Path.Combine(temp.Folder, "LOCK.holder");
        using (temp.Write())
        {
            Assert.True(File.Exists(holder));
            foreach (var text in new[] { " \n", null })
            {
                if (text is null)
                {
                    File.Delete(holder);
                }
                else
                {
                    File.WriteAllText(holder, text);
                }

                var error = Assert.Throws<LakeLockedException>(() => temp.Write());
                Assert.Equal("another process", error.Holder);
                Assert.Equal(
                    $"The lake '{temp.Folder}' is being written by another process. Wait for it to end and run again; reading works meanwhile.",
                    error.Message
                );
            }
        }

        File.WriteAllText(holder, "a process that died");
        using (temp.Write())
        {
            Assert.StartsWith("test (process ", File.ReadAllText(holder), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(holder));
    }

    [Fact]
    public void A_lock_that_cannot_be_signed_is_given_back()
    {
        using var temp = new TempLake();
        Directory.CreateDirectory(Path.Combine(temp.Folder, "LOCK.holder", "in the way"));

        Assert.Throws<LakeException>(() => temp.Write());
        Directory.Delete(Path.Combine(temp.Folder, "LOCK.holder"), recursive: true);
        temp.Write().Dispose();
    }
}
