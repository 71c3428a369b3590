using System.Text.RegularExpressions;
using Analytics.Tests;

namespace Analytics.Lake.Tests;

/// <summary>What survives a power cut, read from the system calls of a process that publishes.</summary>
public sealed partial class FlushTests
{
    [ProgramFact("strace")]
    public void Every_file_is_on_the_device_before_it_gets_its_name_and_every_name_before_head_says_so()
    {
        using var temp = new TempLake();
        // The eleventh publish writes a checkpoint too.
        for (var rows = 10; rows < 20; rows++)
        {
            LakeProbe.Scenario.Write(temp.Folder, rows);
        }

        var log = Path.Combine(temp.Root, "strace.log");
        var (code, error) = Probe.WriteUnderStrace(temp.Folder, 40, log, "-y", "-s", "4096", "-e", "trace=fsync,rename");
        Assert.True(code == 0, error);
        var calls = Calls(log);
        var renames = calls
            .Index()
            .Where(call =>
                call.Item.To is { } to
                && to.StartsWith(temp.Folder, StringComparison.Ordinal)
                && !to.Contains("/.stage/", StringComparison.Ordinal)
            )
            .ToArray();
        foreach (
            var kind in new[]
            {
                "/HEAD",
                "/manifests/",
                ".checkpoint.parquet",
                "_delta_log/0",
                "_last_checkpoint",
                "_last_state",
                "/runs/",
                "/bronze/",
                ".info.json",
                "/gold/shop/totals/",
                "/silver/shop/sales/day=",
                "warehouse.duckdb",
                "warehouse.json",
            }
        )
        {
            Assert.Contains(renames, rename => rename.Item.To!.Contains(kind, StringComparison.Ordinal));
        }

        Assert.All(
            renames,
            rename =>
                Assert.True(
                    calls.Take(rename.Index).Any(call => call.To is null && call.Path == rename.Item.Path),
                    $"{rename.Item.To} got its name before its bytes were on the device."
                )
        );

        var head = renames.Single(rename => rename.Item.To!.EndsWith("/HEAD", StringComparison.Ordinal)).Index;
        foreach (var (index, rename) in renames)
        {
            var folder = Path.GetDirectoryName(rename.To);
            var end = index < head ? head : calls.Count;
            Assert.True(
                calls.Take(end).Skip(index).Any(call => call.To is null && call.Path == folder),
                $"The name {rename.To} was not on the device {(index < head ? "before HEAD moved" : "at the end")}."
            );
        }
    }

    [ProgramFact("strace")]
    public void A_new_folder_is_on_the_device_in_the_folder_above_it()
    {
        using var temp = new TempLake();
        var log = Path.Combine(temp.Root, "strace.log");
        var (code, error) = Probe.WriteUnderStrace(temp.Folder, 10, log, "-y", "-s", "4096", "-e", "trace=fsync,mkdir");
        Assert.True(code == 0, error);
        var calls = Calls(log);
        var made = calls
            .Index()
            .Where(call =>
                call.Item.To is { } to
                && to.StartsWith(temp.Folder + "/", StringComparison.Ordinal)
                && !to.Contains("/.stage", StringComparison.Ordinal)
            )
            .ToArray();
        Assert.Contains(made, folder => folder.Item.To!.EndsWith("/silver/shop/sales/_delta_log", StringComparison.Ordinal));
        Assert.All(
            made,
            folder =>
                Assert.True(
                    calls.Skip(folder.Index).Any(call => call.To is null && call.Path == Path.GetDirectoryName(folder.Item.To)),
                    $"{folder.Item.To} may be gone after a power cut."
                )
        );
    }

    /// <summary>In their order: an fsync with its path; a rename with both; a folder made, as <c>To</c>. Failed calls are left out.</summary>
    private static List<(string Path, string? To)> Calls(string log)
    {
        var calls = new List<(string, string?)>();
        var open = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in File.ReadLines(log))
        {
            var line = text;
            // A call that another thread's came into stands in two pieces.
            var thread = line.Split(' ')[0];
            if (line.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                open[thread] = line[..^"<unfinished ...>".Length];
                continue;
            }

            if (Resumed().Match(line) is { Success: true } resumed && open.Remove(thread, out var begun))
            {
                line = begun + resumed.Groups[1].Value;
            }

            if (FSync().Match(line) is { Success: true } sync)
            {
                calls.Add((sync.Groups[1].Value, null));
            }
            else if (Rename().Match(line) is { Success: true } rename)
            {
                calls.Add((rename.Groups[1].Value, rename.Groups[2].Value));
            }
            else if (MakeFolder().Match(line) is { Success: true } made)
            {
                calls.Add(("", made.Groups[1].Value));
            }
        }

        return calls;
    }

    [GeneratedRegex(@"<\.\.\. \w+ resumed>(.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"fsync\(\d+<([^>]*)>\s*\)\s+= 0")]
    private static partial Regex FSync();

    [GeneratedRegex("""rename\("([^"]*)", "([^"]*)"\s*\)\s+= 0""")]
    private static partial Regex Rename();

    [GeneratedRegex("""mkdir\("([^"]*)", \d+\s*\)\s+= 0""")]
    private static partial Regex MakeFolder();
}
