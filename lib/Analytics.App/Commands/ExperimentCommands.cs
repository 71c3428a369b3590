using System.CommandLine;
using System.Globalization;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.App.Commands;

/// <summary>scripts/experiments.csx: looks at the training runs and names the champion.</summary>
public static class ExperimentCommands
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition() =>
        new("experiments", "Lists, shows, compares and exports training runs; puts a registered version in force or removes one.")
        {
            ListCommand(),
            ShowCommand(),
            CompareCommand(),
            ExportCommand(),
            PromoteCommand(),
            RemoveCommand(),
        };

    private static Command ListCommand()
    {
        var command = new Command("list", "All runs, the best of each study first; * marks the champion's.")
        {
            SharedOptions.Domains,
            SharedOptions.Data,
            SharedOptions.Format,
            SharedOptions.Raw,
        };
        command.SetAction(parsed =>
        {
            using var lake = SharedOptions.Open(parsed);
            var names = Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []).Select(domain => domain.Name).ToHashSet();
            var runs = new Experiments(lake).List().Where(run => names.Contains(run.Domain)).ToArray();
            if (runs.Length == 0)
            {
                throw new UsageException("There are no runs yet. Train a model: dotnet script scripts/train.csx crashes");
            }

            var registry = new Registry(lake);
            var champions = runs.Select(run => (run.Domain, run.Study))
                .Distinct()
                .Select(each => registry.Champion(each.Domain, each.Study).Card?.Run.Id)
                .OfType<string>()
                .ToHashSet(StringComparer.Ordinal);
            Query.Print(
                new Frame(
                    TextColumn.FromValues("run", runs.Select(run => run.Id)),
                    TextColumn.FromValues("champion", runs.Select(run => champions.Contains(run.Id) ? "*" : "")),
                    TextColumn.FromValues("study", runs.Select(run => $"{run.Domain}/{run.Study}")),
                    TextColumn.FromValues("learner", runs.Select(run => run.Learner)),
                    TextColumn.FromValues("package", runs.Select(run => run.Package)),
                    TextColumn.FromValues("groups", runs.Select(RunNames.GroupsOf)),
                    TextColumn.FromValues("metric", runs.Select(run => run.Metric)),
                    new Column<double>("score", [.. runs.Select(run => run.Chosen.Value)]),
                    new Column<double>("lower", [.. runs.Select(run => run.Chosen.Lower)]),
                    new Column<double>("upper", [.. runs.Select(run => run.Chosen.Upper)]),
                    new Column<int>("features", [.. runs.Select(run => run.Features.Count)])
                ),
                parsed.GetValue(SharedOptions.Format)!,
                parsed.GetValue(SharedOptions.Raw)
            );
            return 0;
        });
        return command;
    }

    private static Command ShowCommand()
    {
        var id = new Argument<string>("run") { Description = "A run's id or its first digits." };
        var command = new Command("show", "A run's card.") { id, SharedOptions.Data };
        command.SetAction(parsed =>
        {
            using var lake = SharedOptions.Open(parsed);
            var experiments = new Experiments(lake);
            var run = experiments.Find(parsed.GetValue(id)!);
            Console.Write(File.ReadAllText(Path.Combine(experiments.Checked(run), "card.md")));
            var timing = experiments.TimingOf(run);
            Console.WriteLine(
                FormattableString.Invariant(
                    $"- Trained in {timing.Seconds:0.0} s, started {timing.Started:yyyy-MM-dd HH:mm:ss} UTC; files in {experiments.FolderOf(run)}"
                )
            );
            return 0;
        });
        return command;
    }

    private static Command CompareCommand()
    {
        var (one, other) = (
            new Argument<string>("one") { Description = "A run's id or its first digits." },
            new Argument<string>("other") { Description = "Another's." }
        );
        var command = new Command("compare", "What differs between two runs, and what came of it.")
        {
            one,
            other,
            SharedOptions.Data,
            SharedOptions.Format,
            SharedOptions.Raw,
        };
        command.SetAction(parsed =>
        {
            using var lake = SharedOptions.Open(parsed);
            var experiments = new Experiments(lake);
            var (a, b) = (experiments.Find(parsed.GetValue(one)!), experiments.Find(parsed.GetValue(other)!));
            Query.Print(RunTable.Differences(a, a.Id, b, b.Id), parsed.GetValue(SharedOptions.Format)!, parsed.GetValue(SharedOptions.Raw));
            return 0;
        });
        return command;
    }

    private static Command ExportCommand()
    {
        var to = new Option<string?>("--out") { Description = "The CSV to write. Default: the standard output." };
        var command = new Command("export", "All runs as one CSV: a column per fact, parameter and metric.")
        {
            SharedOptions.Domains,
            SharedOptions.Data,
            SharedOptions.Raw,
            to,
        };
        command.SetAction(parsed =>
        {
            using var lake = SharedOptions.Open(parsed);
            var names = Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []).Select(domain => domain.Name).ToHashSet();
            var csv = RunTable
                .Of([.. new Experiments(lake).List().Where(run => names.Contains(run.Domain))])
                .ToCsv(!parsed.GetValue(SharedOptions.Raw));
            if (parsed.GetValue(to) is { } path)
            {
                File.WriteAllText(path, csv);
            }
            else
            {
                Console.Out.Write(csv);
            }

            return 0;
        });
        return command;
    }

    private static Command PromoteCommand() =>
        VersionCommand(
            "promote",
            "Puts a registered version in force.",
            "domain/study@version; an older version takes a promotion back.",
            (registry, domain, study, version) => registry.Promote(domain, study, version, TimeProvider.System),
            "is the champion now"
        );

    private static Command RemoveCommand() =>
        VersionCommand(
            "remove",
            "Removes a registered version, e.g. a damaged one; the run that it came from stays.",
            "domain/study@version, which is not in force.",
            (registry, domain, study, version) => registry.Remove(domain, study, version, TimeProvider.System),
            "is removed"
        );

    /// <summary>A command that does something with one registered version.</summary>
    private static Command VersionCommand(string name, string what, string which, Action<Registry, string, string, string> act, string done)
    {
        var model = new Argument<string>("model") { Description = which };
        var command = new Command(name, what) { model, SharedOptions.Data };
        command.SetAction(parsed =>
        {
            using var lake = SharedOptions.Open(parsed);
            var registry = new Registry(lake);
            var (domain, study, version) = registry.Parse(parsed.GetValue(model)!);
            act(registry, domain, study, version);
            Console.WriteLine($"{domain}/{study}@{version} {done}.");
            return 0;
        });
        return command;
    }
}
