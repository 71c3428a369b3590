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
        var ifNeeded = new Option<bool>("--if-needed") { Description = "Train only when a trigger fires: 1,000 new rows, drift, or a score below 85 % of the champion's." };
        var study = new Option<string?>("--study") { Description = "Only this study. Default: all." };
        var command = new Command("retrain", "Compares new rows with what the champion learned, and trains again.") { SharedOptions.Domains, SharedOptions.Data, study, ifNeeded };
        command.SetAction((parsed, cancellation) =>
        {
            using var lake = SharedOptions.Open(parsed);
            foreach (var (domain, each) in Studies.Of(parsed.GetValue(SharedOptions.Domains) ?? [], parsed.GetValue(study)))
            {
                var verdict = new Retraining(lake).Judge(domain, each);
                Console.WriteLine($"{domain.Name}/{each.Name}: {(verdict.IsNeeded ? "training is needed" : "no training is needed")}");
                foreach (var reason in verdict.Reasons)
                    Console.WriteLine($"  {reason}");
                if (verdict.Drifts.Count > 0)
                    Report(new Registry(lake).FolderOf(domain.Name, each.Name), verdict);
                if (verdict.IsNeeded || !parsed.GetValue(ifNeeded))
                    Studies.Print(new Trainer(lake, TimeProvider.System).Train(domain, each, null, cancellation));
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static void Report(string folder, RetrainVerdict verdict)
    {
        File.WriteAllText(Path.Combine(folder, "drift.csv"), Drift.Table(verdict.Drifts).ToCsv(forSpreadsheets: true));
        File.WriteAllText(Path.Combine(folder, "drift.svg"), verdict.ToFigure().ToSvg());
        Lake.Lake.SealFiles(folder, "drift.csv", "drift.svg");
        Console.WriteLine($"  {Path.Combine(folder, "drift.csv")} and .svg hold the drift of each feature");
    }
}
