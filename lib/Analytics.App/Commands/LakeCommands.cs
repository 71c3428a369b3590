using System.CommandLine;
using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.App.Commands;

/// <summary>The scripts that look after the lake itself: verify, history, diff, rollback, collect.</summary>
public static class LakeCommands
{
    public static int Verify(IEnumerable<string> args) => CommandHost.Run(VerifyDefinition(), args);

    public static Command VerifyDefinition()
    {
        var command = new Command("verify", "Hashes every file of the lake and names each that is not as it was written.")
        {
            SharedOptions.Domains,
            SharedOptions.Data,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                using var lake = SharedOptions.OpenToVerify(parsed);
                var domains = Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []).Select(domain => domain.Name).ToHashSet();
                var damages = lake.Verify(null, cancellation)
                    .Where(damage => damage.Table is null || domains.Contains(damage.Table.Split('.')[1]))
                    .ToArray();
                foreach (var damage in damages)
                {
                    Console.WriteLine(damage);
                }

                Console.WriteLine(
                    damages.Length == 0
                        ? $"Snapshot {lake.Head}: everything is as it was written."
                        : $"{damages.Length} damaged. {string.Join(' ', damages.Select(Remedy).Distinct())}"
                );
                return Task.FromResult(damages.Length == 0 ? 0 : 1);
            }
        );
        return command;
    }

    /// <summary>What to type against a damage; it depends on what is damaged.</summary>
    internal static string Remedy(Damage damage)
    {
        var parts = damage.Path.Split('/', '\\');
        return (damage.Table, parts) switch
        {
            ({ } table, _) =>
                $"Table {table}: make it again with: dotnet script scripts/rebuild.csx {table.Split('.')[1]} --force; or go back to a snapshot before: scripts/history.csx, then scripts/rollback.csx <snapshot>.",
            (null, ["HEAD", ..] or ["manifests", ..]) =>
                "HEAD or a manifest: list the snapshots that are whole with: dotnet script scripts/history.csx, then go back to one: scripts/rollback.csx <snapshot>.",
            (null, ["models", var domain, var study, { } version, ..]) when version.All(char.IsAsciiDigit) =>
                $"Model {domain}/{study}@{version}: train it again with: dotnet script scripts/train.csx {domain} --study {study}; then remove the damaged version: scripts/experiments.csx remove {domain}/{study}@{version}.",
            (null, ["bronze", ..]) =>
                $"Raw file {damage.Path}: restore it from a backup, or remove it with its description and land it again: dotnet script scripts/bronze.csx --input <source>=<file>.",
            (null, [var part, ..]) when part.StartsWith("warehouse", StringComparison.Ordinal) || parts[^1] == "warehouse.duckdb" =>
                "The warehouse: remove the file; the next rebuild makes it again.",
            (null, ["candidates" or "runs" or "pins" or "experiments" or "mlruns", ..]) =>
                $"{damage.Path}: restore it from a backup, or remove it; no published table depends on it.",
            _ => $"{damage.Path}: restore it from a backup.",
        };
    }

    public static int History(IEnumerable<string> args) => CommandHost.Run(HistoryDefinition(), args);

    public static Command HistoryDefinition()
    {
        var limit = new Option<int>("--limit") { Description = "How many snapshots to list.", DefaultValueFactory = _ => 20 }.AtLeast(1);
        var command = new Command("history", "Lists the snapshots, newest first.") { SharedOptions.Data, limit };
        command.SetAction(parsed =>
        {
            using var lake = SharedOptions.OpenToVerify(parsed);
            var damage = lake.HeadDamage;
            if (damage is not null)
            {
                Console.Error.WriteLine(
                    $"What is in force cannot be read: {damage}\nThese snapshots are whole, those with the longest history first; put one in force with: dotnet script scripts/rollback.csx <snapshot>"
                );
            }

            foreach (var snapshot in damage is null ? lake.History(parsed.GetValue(limit)) : [.. lake.Whole().Take(parsed.GetValue(limit))])
            {
                Console.WriteLine(
                    FormattableString.Invariant(
                        $"{snapshot.Id[..12]}  {snapshot.PublishedAt:yyyy-MM-dd HH:mm:ss}Z {snapshot.Tables.Count, 3} tables {snapshot.Tables.Values.Sum(table => table.Rows), 12:N0} rows  {snapshot.Message}"
                    )
                );
            }

            return damage is null ? 0 : 1;
        });
        return command;
    }

    public static int Diff(IEnumerable<string> args) => CommandHost.Run(DiffDefinition(), args);

    public static Command DiffDefinition()
    {
        var from = new Argument<string>("from") { Description = "The older snapshot's id or first digits." };
        var to = new Argument<string?>("to")
        {
            Description = "The newer one. Default: the published one.",
            DefaultValueFactory = _ => null,
        };
        var table = new Option<string?>("--table") { Description = "Only this table, e.g. gold.crashes.causes." };
        var command = new Command("diff", "Says what changed between two snapshots: rows added, removed and changed by key, per column.")
        {
            from,
            to,
            table,
            SharedOptions.Data,
        };
        command.SetAction(parsed =>
        {
            using var lake = SharedOptions.Open(parsed);
            var (a, b) = (lake.At(parsed.GetValue(from)!), parsed.GetValue(to) is { } id ? lake.At(id) : lake.Head);
            var diff = SnapshotDiff.Of(lake, a, b, Catalog.Domains, parsed.GetValue(table));
            Console.WriteLine(diff.Summary);
            foreach (var (name, what) in diff.New.Select(name => (name, "new")).Concat(diff.Gone.Select(name => (name, "gone"))))
            {
                Console.WriteLine($"{name}: {what}");
            }

            foreach (var each in diff.Changed)
            {
                Console.WriteLine(
                    FormattableString.Invariant(
                        $"{each.Table}: {each.Added:N0} added, {each.Removed:N0} removed, {each.Changed:N0} changed{(each.Moved > 0 ? FormattableString.Invariant($", {each.Moved:N0} differ only in the file they came from") : "")}"
                    )
                );
                foreach (var (column, rows) in each.Columns)
                {
                    Console.WriteLine(FormattableString.Invariant($"    {column}: {rows:N0} rows"));
                }
            }

            return 0;
        });
        return command;
    }

    public static int Rollback(IEnumerable<string> args) => CommandHost.Run(RollbackDefinition(), args);

    public static Command RollbackDefinition()
    {
        var to = new Argument<string>("snapshot") { Description = "The id, or first digits, of the snapshot to go back to; see history." };
        var command = new Command("rollback", "Publishes an older snapshot again. Nothing is deleted: roll forward in the same way.")
        {
            to,
            SharedOptions.Data,
        };
        command.SetAction(parsed =>
        {
            using var lake = SharedOptions.OpenToVerify(parsed);
            var snapshot = lake.At(parsed.GetValue(to)!);
            var damage = lake.HeadDamage;
            if (damage is not null)
            {
                lake.Recover(snapshot, TimeProvider.System, "rollback");
            }

            using var writer = lake.Write(TimeProvider.System, "rollback");
            writer.Rollback(snapshot);
            var now = writer.Publish($"roll back to {snapshot}");
            writer.BuildWarehouse(now);
            Console.WriteLine(
                damage is null
                    ? $"Snapshot {now} holds again what {snapshot} held: {snapshot.Message}"
                    : $"Snapshot {snapshot} is in force in place of one that cannot be read ({damage}). What was published after it is made again from the raw files by: dotnet script scripts/rebuild.csx all"
            );
            return 0;
        });
        return command;
    }

    public static int Collect(IEnumerable<string> args) => CommandHost.Run(CollectDefinition(), args);

    public static Command CollectDefinition()
    {
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be removed." };
        var keep = new Option<int>("--keep")
        {
            Description = "Snapshots to keep besides those that a pin or a model refers to.",
            DefaultValueFactory = _ => 10,
        };
        var command = new Command("collect", "Removes files that no kept snapshot, pin or model refers to.")
        {
            dry,
            keep,
            SharedOptions.Data,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(keep) < 1)
            {
                throw new UsageException("--keep takes a number of at least 1: the published snapshot always stays.");
            }

            using var lake = SharedOptions.Open(parsed);
            var collected = lake.Collect(TimeProvider.System, "collect", parsed.GetValue(dry), parsed.GetValue(keep));
            Console.WriteLine(
                FormattableString.Invariant(
                    $"{(parsed.GetValue(dry) ? "Would remove" : "Removed")} {collected.Paths.Count:N0} files, {collected.Bytes:N0} bytes."
                )
            );
            return 0;
        });
        return command;
    }
}
