using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>scripts/bronze.csx: lands raw files, and lists what has landed.</summary>
public static class Bronze
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition()
    {
        var command = new Command(
            "bronze",
            "Lands raw input as it came, named by its hash, and lists what has landed. The same bytes land once."
        )
        {
            SharedOptions.Domains,
            SharedOptions.Data,
            SharedOptions.Input,
            SharedOptions.Fetch,
            SharedOptions.From,
            SharedOptions.To,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var domains = Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []);
                var inputs = SharedOptions.Inputs(parsed, domains);
                using var lake = SharedOptions.Open(parsed);
                await SharedOptions.FetchAll(parsed, lake, domains, cancellation).ConfigureAwait(false);
                var turns = new Turns(domains.Count, cancellation);
                foreach (var domain in domains)
                {
                    turns.Take(domain.Name, $"bronze.csx {domain.Name}", () => LandAndList(lake, domain, [.. inputs[domain]]));
                }

                return turns.Code;
            }
        );
        return command;
    }

    private static void LandAndList(Lake.Lake lake, Domain domain, IReadOnlyList<InputPath> inputs)
    {
        if (inputs.Count > 0)
        {
            Landing.Land(lake, domain, inputs, TimeProvider.System, sample: false, new Terminal().Count);
        }

        foreach (var source in domain.Sources)
        {
            var objects = lake.Objects.List(domain.Name, source.Name);
            Console.WriteLine(
                FormattableString.Invariant(
                    $"{domain.Name}/{source.Name}: {objects.Count} files, {objects.Sum(each => each.Bytes):N0} bytes"
                )
            );
            foreach (var each in objects)
            {
                Console.WriteLine(
                    FormattableString.Invariant(
                        $"  {each.Sha[..12]}  {each.Bytes, 14:N0}  {each.Info.ReceivedAt:yyyy-MM-dd HH:mm}  {each.Info.Origin}"
                    )
                );
            }
        }
    }
}
