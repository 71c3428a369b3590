using System.CommandLine;
using Analytics.Engine;
using Analytics.Learning;

namespace Analytics.App.Commands;

/// <summary>scripts/retrain.csx: trains again where it is worth it, and says why.</summary>
public static class Retrain
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition()
    {
        var ifNeeded = new Option<bool>("--if-needed")
        {
            Description = "Train only when a trigger fires: 1,000 new rows, drift, or a score below 85 % of the champion's.",
        };
        var study = new Option<string?>("--study") { Description = "Only this study. Default: all." };
        var command = new Command("retrain", "Compares new rows with what the champion learned, and trains again.")
        {
            SharedOptions.Domains,
            SharedOptions.Data,
            study,
            ifNeeded,
            SharedOptions.Raw,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                using var lake = SharedOptions.Open(parsed);
                var all = Studies.Of(parsed.GetValue(SharedOptions.Domains) ?? [], parsed.GetValue(study));
                var turns = new Turns(all.Count, cancellation);
                var raw = parsed.GetValue(SharedOptions.Raw);
                foreach (var (domain, each) in all)
                {
                    turns.Take(
                        $"{domain.Name}/{each.Name}",
                        $"retrain.csx {domain.Name} --study {each.Name}",
                        () => Judge(lake, domain, each, parsed.GetValue(ifNeeded), raw, cancellation)
                    );
                }

                return Task.FromResult(turns.Code);
            }
        );
        return command;
    }

    private static void Judge(Lake.Lake lake, Domain domain, Study study, bool ifNeeded, bool raw, CancellationToken cancellation)
    {
        var verdict = new Retraining(lake).Judge(domain, study);
        Console.WriteLine($"{domain.Name}/{study.Name}: {(verdict.IsNeeded ? "training is needed" : "no training is needed")}");
        foreach (var reason in verdict.Reasons)
        {
            Console.WriteLine($"  {reason}");
        }

        if (verdict.Drifts.Count > 0)
        {
            Report(new Registry(lake).FolderOf(domain.Name, study.Name), verdict, raw);
        }

        if (verdict.IsNeeded || !ifNeeded)
        {
            Studies.Print(
                new Trainer(lake, TimeProvider.System) { IsRaw = raw, Patience = Studies.Patience }.Train(domain, study, null, cancellation)
            );
        }
    }

    private static void Report(string folder, RetrainVerdict verdict, bool raw)
    {
        File.WriteAllText(Path.Combine(folder, "drift.csv"), Drift.Table(verdict.Drifts).ToCsv(!raw));
        File.WriteAllText(Path.Combine(folder, "drift.svg"), verdict.ToFigure().ToSvg());
        Lake.Lake.SealFiles(folder, "drift.csv", "drift.svg");
        Console.WriteLine($"  {Path.Combine(folder, "drift.csv")} and .svg hold the drift of each feature");
    }
}
