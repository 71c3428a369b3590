using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>scripts/plan.csx: what a rebuild would do and why.</summary>
public static class Plans
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition()
    {
        var command = new Command("plan", "Says which steps a rebuild would run, with one reason each, and runs none.")
        {
            SharedOptions.Domains,
            SharedOptions.Data,
            SharedOptions.Force,
            SharedOptions.Replay,
        };
        command.SetAction(parsed =>
        {
            using var lake = SharedOptions.Open(parsed);
            Print(
                lake,
                Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []),
                new RunOptions { Force = parsed.GetValue(SharedOptions.Force), Replay = parsed.GetValue(SharedOptions.Replay) }
            );
            return 0;
        });
        return command;
    }

    internal static void Print(Lake.Lake lake, IReadOnlyList<Domain> domains, RunOptions options)
    {
        foreach (var domain in domains)
        {
            var plan = new Runner(lake, TimeProvider.System, options).Plan(domain);
            Console.WriteLine(plan.Summary);
            foreach (var step in plan.Steps)
            {
                Console.WriteLine($"  {step.Step, -44} {step.Reason}");
            }
        }
    }
}
