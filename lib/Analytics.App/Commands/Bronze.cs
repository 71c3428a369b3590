using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>scripts/bronze.csx: lands raw files, and lists what has landed.</summary>
public static class Bronze
{
    public static int Main(IEnumerable<string> args)
    {
        var from = new Option<string?>("--from") { Description = "With --fetch: first day, yyyy-MM-dd." };
        var to = new Option<string?>("--to") { Description = "With --fetch: last day, yyyy-MM-dd. Default: today." };
        var fetch = new Option<bool>("--fetch") { Description = "Fetch from the domain's public API; without --from from where the last fetch ended." };
        var command = new Command("bronze", "Lands raw input as it came, named by its hash, and lists what has landed. The same bytes land once.") { SharedOptions.Domains, SharedOptions.Data, SharedOptions.Input, fetch, from, to };
        command.SetAction(async (parsed, cancellation) =>
        {
            var domains = Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []);
            var inputs = SharedOptions.Inputs(parsed, domains);
            using var lake = SharedOptions.Open(parsed);
            foreach (var domain in domains)
            {
                if (parsed.GetValue(fetch))
                    await domain.Fetch(new FetchRequest(lake, Day(parsed.GetValue(from)), Day(parsed.GetValue(to)), TimeProvider.System, new Terminal().Count), cancellation).ConfigureAwait(false);
                else if (inputs.Contains(domain))
                    Landing.Land(lake, domain, [.. inputs[domain]], TimeProvider.System, sample: false, new Terminal().Count);
                foreach (var source in domain.Sources)
                {
                    var objects = lake.Objects.List(domain.Name, source.Name);
                    Console.WriteLine(FormattableString.Invariant($"{domain.Name}/{source.Name}: {objects.Count} files, {objects.Sum(each => each.Bytes):N0} bytes"));
                    foreach (var each in objects)
                        Console.WriteLine(FormattableString.Invariant($"  {each.Sha[..12]}  {each.Bytes,14:N0}  {each.Info.ReceivedAt:yyyy-MM-dd HH:mm}  {each.Info.Origin}"));
                }
            }

            return 0;
        });
        return CommandHost.Run(command, args);
    }

    private static DateOnly? Day(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day
        : throw new UsageException($"'{text}' is not a day. Type it as yyyy-MM-dd, e.g. 2024-01-31.");
}
