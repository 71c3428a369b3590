using System.Reflection;
using System.Text.RegularExpressions;
using Analytics.DuckDb;
using Analytics.Tests;
using LakeProbe;

namespace Analytics.Lake.Tests;

/// <summary>
/// A lake with ten versions of each table, so that the publish under test writes the eleventh and its checkpoint too; then
/// the process that publishes is killed everywhere it can be.
/// </summary>
public sealed class CrashTests : IClassFixture<CrashTests.TenVersions>
{
    private const long NewRows = 40;
    private readonly TenVersions _before;

    public CrashTests(TenVersions before) => _before = before;

    public static TheoryData<string> Points
    {
        get
        {
            var points = new TheoryData<string>();
            foreach (var point in typeof(CrashPoints).GetFields(BindingFlags.Public | BindingFlags.Static).Where(each => each.IsLiteral))
            {
                points.Add((string)point.GetRawConstantValue()!);
            }

            points.Add(CrashPoints.ObjectMoved + ":2");
            points.Add(CrashPoints.StageCopied + ":3");
            points.Add(CrashPoints.DeltaTemp + ":2");
            points.Add(CrashPoints.DeltaCommitted + ":2");
            return points;
        }
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void A_crash_at_any_point_leaves_the_old_snapshot_or_the_new_one(string point)
    {
        using var temp = new TempLake();
        Folders.Copy(_before.Folder, temp.Folder);
        var (code, _) = Probe.Write(temp.Folder, NewRows, point);
        Assert.True(code != 0, $"The run never came by the crash point '{point}'.");
        AssertOldOrNew(temp.Folder);
        AssertRerunHeals(temp.Folder);
    }

    [ProgramFact("strace")]
    public void A_kill_at_any_system_call_leaves_the_old_snapshot_or_the_new_one()
    {
        foreach (var call in new[] { "rename", "fsync", "pwrite64", "unlink", "mkdir" })
        {
            foreach (var number in Sample(CountCalls(call), 8))
            {
                using var temp = new TempLake();
                Folders.Copy(_before.Folder, temp.Folder);
                Probe.WriteUnderStrace(
                    temp.Folder,
                    NewRows,
                    "/dev/null",
                    "-e",
                    $"trace={call}",
                    "-e",
                    $"inject={call}:signal=SIGKILL:when={number}"
                );
                AssertOldOrNew(temp.Folder);
                AssertRerunHeals(temp.Folder);
            }
        }
    }

    [ProgramFact("strace")]
    public void A_full_or_broken_disk_leaves_the_old_snapshot_and_says_so()
    {
        foreach (
            var (call, error, words) in new[]
            {
                ("pwrite64", "ENOSPC", "No space left on device"),
                ("fsync", "EIO", "Input/output error"),
                ("rename", "ENOSPC", "No space left on device"),
                ("mkdir", "EACCES", ""),
            }
        )
        {
            foreach (var first in Sample(CountCalls(call), 3))
            {
                using var temp = new TempLake();
                Folders.Copy(_before.Folder, temp.Folder);
                var (code, message) = Probe.WriteUnderStrace(
                    temp.Folder,
                    NewRows,
                    "/dev/null",
                    "-e",
                    $"trace={call}",
                    "-e",
                    $"inject={call}:error={error}:when={first}+"
                );
                AssertOldOrNew(temp.Folder);
                if (Scenario.Read(temp.Folder) == _before.Text)
                {
                    Assert.True(code == 1, $"{call} {error} from call {first}: exit code {code}\n{message}");
                    Assert.DoesNotContain("   at ", message, StringComparison.Ordinal);
                    Assert.Contains(words, message, StringComparison.OrdinalIgnoreCase);
                }

                AssertRerunHeals(temp.Folder);
            }
        }
    }

    [ProgramFact("strace")]
    public void Every_file_is_on_the_device_before_it_has_its_name_and_every_name_before_HEAD_moves()
    {
        using var temp = new TempLake();
        Folders.Copy(_before.Folder, temp.Folder);
        var log = Path.Combine(temp.Root, "strace.log");
        var (code, error) = Probe.WriteUnderStrace(temp.Folder, NewRows, log, "-y", "-e", "trace=fsync,rename,mkdir");
        Assert.True(code == 0, error);
        var calls = Journal.Read(File.ReadLines(log));

        Assert.Empty(Journal.Gaps(calls, temp.Folder));
        // Manifest, run record, HEAD, warehouse, model, a raw object and its description; of two tables the files, the entries and the checkpoints with what points at them.
        var named = calls
            .Where(call => call.Name == "rename" && Path.GetRelativePath(temp.Folder, call.To) is var to && to[0] != '.')
            .ToArray();
        Assert.True(named.Length >= 16, string.Join("\n", named.AsEnumerable()));
        // Each flush of a file that gets a name, and of a folder that one stands in, counts.
        foreach (var path in named.SelectMany(call => new[] { call.Path, Path.GetDirectoryName(call.To)! }).Distinct())
        {
            Assert.NotEmpty(Journal.Gaps([.. calls.Where(call => call.Name != "fsync" || call.Path != path)], temp.Folder));
        }

        AssertRerunHeals(temp.Folder);

        // Of a lake that was not there, every folder is new.
        var fresh = Path.Combine(temp.Root, "fresh");
        Assert.Equal(0, Probe.WriteUnderStrace(fresh, NewRows, log, "-y", "-e", "trace=fsync,rename,mkdir").Code);
        calls = Journal.Read(File.ReadLines(log));
        Assert.Contains(calls, call => call.Name == "mkdir" && call.Path == Path.Combine(fresh, "models", "shop"));
        Assert.Empty(Journal.Gaps(calls, fresh));
    }

    private void AssertOldOrNew(string folder)
    {
        var seen = Scenario.Read(folder);
        Assert.True(seen == _before.Text || seen == _before.NewText, "A mixture was read:\n" + seen);
        Assert.Empty(Lake.Open(folder).Verify());
    }

    private void AssertRerunHeals(string folder)
    {
        Scenario.Write(folder, NewRows);
        Assert.Equal(_before.NewText, Scenario.Read(folder));
        using var lake = Lake.Open(folder);
        Assert.Empty(lake.Verify());
        Assert.True(lake.IsWarehouseCurrent);
        using (
            var warehouse = DuckDBConnection.OpenFile(lake.WarehousePath, new Dictionary<string, string> { ["access_mode"] = "read_only" })
        )
        {
            Assert.Equal(NewRows, warehouse.Scalar<decimal>("SELECT sum(rows) FROM shop.totals"));
        }
        // Other engines read the newest entry of a log: it must hold what HEAD says.
        foreach (var (table, version) in lake.Head.Tables)
        {
            Assert.Equal(version.Sha, lake.LogOf(table).Read(lake.LogOf(table).Latest()).Sha);
        }
    }

    /// <summary>How often the busiest thread makes the call: strace counts each thread by itself.</summary>
    private int CountCalls(string call)
    {
        using var temp = new TempLake();
        Folders.Copy(_before.Folder, temp.Folder);
        var log = Path.Combine(temp.Root, "strace.log");
        var (code, error) = Probe.WriteUnderStrace(temp.Folder, NewRows, log, "-e", $"trace={call}");
        Assert.True(code == 0, error);
        return File.ReadLines(log)
            .Where(line => Regex.IsMatch(line, $@"^\d+ +{call}\("))
            .GroupBy(line => line.Split(' ')[0])
            .Max(group => group.Count());
    }

    private static IEnumerable<int> Sample(int count, int most) =>
        Enumerable
            .Range(0, Math.Min(count, most))
            .Select(i => 1 + (int)((long)i * (count - 1) / Math.Max(1, Math.Min(count, most) - 1)))
            .Distinct();

    /// <summary>The lake before the publish under test, and what an undisturbed publish makes of it.</summary>
    public sealed class TenVersions : IDisposable
    {
        private readonly TempLake _old = new();
        private readonly TempLake _new = new();

        public TenVersions()
        {
            for (var rows = 10; rows < 20; rows++)
            {
                Scenario.Write(_old.Folder, rows);
            }

            Text = Scenario.Read(_old.Folder);
            Folders.Copy(_old.Folder, _new.Folder);
            Scenario.Write(_new.Folder, NewRows);
            NewText = Scenario.Read(_new.Folder);
            Assert.NotEqual(Text, NewText);
        }

        public string Folder => _old.Folder;

        public string Text { get; }

        public string NewText { get; }

        public void Dispose()
        {
            _old.Dispose();
            _new.Dispose();
        }
    }
}
