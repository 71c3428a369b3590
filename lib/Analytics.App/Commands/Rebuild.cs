using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>scripts/rebuild.csx and its parts bronze, silver and gold.</summary>
public static class Rebuild
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Of("rebuild", "Rebuilds a domain from raw input to reports. What is fresh is not run again.", [Layer.Silver, Layer.Gold]), args);

    public static int Silver(IEnumerable<string> args) => CommandHost.Run(Of("silver", "Rebuilds the Silver tables from what has landed.", [Layer.Silver]), args);

    public static int Gold(IEnumerable<string> args) => CommandHost.Run(Of("gold", "Rebuilds the Gold tables from Silver.", [Layer.Gold]), args);

    private static Command Of(string name, string description, IReadOnlyList<Layer> layers)
    {
        var command = new Command(name, description)
        {
            SharedOptions.Domains, SharedOptions.Data, SharedOptions.Input, SharedOptions.Force, SharedOptions.Replay,
            SharedOptions.Plan, SharedOptions.Memory, SharedOptions.Threads,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var domains = Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []);
            var options = new RunOptions
            {
                Force = parsed.GetValue(SharedOptions.Force),
                Replay = parsed.GetValue(SharedOptions.Replay),
                Layers = layers,
                MemoryLimit = parsed.GetValue(SharedOptions.Memory),
                Threads = parsed.GetValue(SharedOptions.Threads),
            };
            var inputs = SharedOptions.Inputs(parsed, domains);
            using var lake = SharedOptions.Open(parsed);
            if (parsed.GetValue(SharedOptions.Plan))
            {
                Plans.Print(lake, domains, options);
                return Task.FromResult(0);
            }

            // Input for one domain of many is meant for that one alone.
            var meant = inputs.Any() ? [.. domains.Where(inputs.Contains)] : domains;
            return Task.FromResult(new Rebuilding(lake, options, TimeProvider.System).Run(meant, inputs, cancellation));
        });
        return command;
    }
}
