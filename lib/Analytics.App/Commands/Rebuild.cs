using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>scripts/rebuild.csx and its parts bronze, silver and gold.</summary>
public static class Rebuild
{
    private static readonly Option<bool> s_noModels = new("--no-models")
    {
        Description = "Stop at the Gold tables and leave the models as they are.",
    };

    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static int Silver(IEnumerable<string> args) => CommandHost.Run(SilverDefinition(), args);

    public static int Gold(IEnumerable<string> args) => CommandHost.Run(GoldDefinition(), args);

    public static Command Definition() =>
        Of(
            "rebuild",
            "Rebuilds a domain from raw input to reports. What is fresh is not run again.",
            [Layer.Silver, Layer.Gold],
            s_noModels,
            SharedOptions.Raw,
            SharedOptions.Times,
            SharedOptions.Fetch,
            SharedOptions.From,
            SharedOptions.To
        );

    public static Command SilverDefinition() => Of("silver", "Rebuilds the Silver tables from what has landed.", [Layer.Silver]);

    public static Command GoldDefinition() => Of("gold", "Rebuilds the Gold tables from Silver.", [Layer.Gold], [.. EngineOptions.All]);

    private static Command Of(string name, string description, IReadOnlyList<Layer> layers, params IReadOnlyList<Option> more)
    {
        var command = new Command(name, description)
        {
            SharedOptions.Domains,
            SharedOptions.Data,
            SharedOptions.Input,
            SharedOptions.Force,
            SharedOptions.Replay,
            SharedOptions.AcceptRefused,
            SharedOptions.Plan,
            SharedOptions.Memory,
            SharedOptions.Threads,
        };
        foreach (var option in more)
        {
            command.Add(option);
        }

        command.SetAction(
            async (parsed, cancellation) =>
            {
                var domains = Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []);
                // Silver and models are made here; Gold alone may be made elsewhere.
                var isGold = layers is [Layer.Gold];
                var engine = isGold ? EngineOptions.Open(parsed) : null;
                using var connection = engine as IDisposable;
                var options = new RunOptions
                {
                    Force = parsed.GetValue(SharedOptions.Force),
                    Replay = parsed.GetValue(SharedOptions.Replay),
                    AcceptRefused = parsed.GetValue(SharedOptions.AcceptRefused),
                    Layers = layers,
                    Engine = engine,
                    MemoryLimit = parsed.GetValue(SharedOptions.Memory),
                    Threads = parsed.GetValue(SharedOptions.Threads),
                };
                var inputs = SharedOptions.Inputs(parsed, domains);
                using var lake = SharedOptions.Open(parsed);
                if (parsed.GetValue(SharedOptions.Plan))
                {
                    Plans.Print(lake, domains, options);
                    return 0;
                }

                // Input for one domain of many is meant for that one alone.
                var meant = inputs.Any() ? [.. domains.Where(inputs.Contains)] : domains;
                if (more.Contains(SharedOptions.Fetch))
                {
                    await SharedOptions.FetchAll(parsed, lake, meant, cancellation).ConfigureAwait(false);
                }

                var isTraining = layers.Contains(Layer.Silver) && layers.Contains(Layer.Gold) && !parsed.GetValue(s_noModels);
                return new Rebuilding(lake, options, TimeProvider.System, isTraining && parsed.GetValue(SharedOptions.Raw))
                {
                    IsTimed = isTraining && parsed.GetValue(SharedOptions.Times),
                }.Run(meant, inputs, isTraining, cancellation);
            }
        );
        return command;
    }
}
