using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>scripts/quarantine.csx: the rows that were refused, with file, line, reason and record.</summary>
public static class Quarantine
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    internal static Command Definition()
    {
        var limit = new Option<int>("--limit") { Description = "Most rows of each domain.", DefaultValueFactory = _ => 50 };
        var published = new Option<bool>("--published")
        {
            Description = "Of the published snapshot, also where a gate has stopped a run since.",
        };
        var command = new Command(
            "quarantine",
            "Shows refused rows with file, line, reason and record: of the run that a gate stopped last, else of the published snapshot."
        )
        {
            SharedOptions.Domains,
            SharedOptions.Data,
            SharedOptions.Format,
            SharedOptions.Raw,
            limit,
            published,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(limit) < 1)
            {
                throw new UsageException("--limit takes a number of at least 1.");
            }

            var format = parsed.GetValue(SharedOptions.Format)!;
            if (format is not ("table" or "csv" or "json"))
            {
                throw new UsageException($"--format takes table, csv or json, not '{format}'.");
            }

            using var lake = SharedOptions.Open(parsed);
            var domains = Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []);
            // Of all domains those that have something to show, be it the candidate of a first run that a gate stopped.
            var shown = domains
                .Where(domain => domains.Count == 1 || QuarantineView.IsThere(lake, domain, parsed.GetValue(published)))
                .ToArray();
            if (shown.Length == 0)
            {
                throw new UsageException(
                    "Nothing is published, and no run was stopped by a gate. Fill the lake first: dotnet script scripts/rebuild.csx"
                );
            }

            foreach (var domain in shown)
            {
                var view = QuarantineView.Of(lake, domain, parsed.GetValue(published), parsed.GetValue(limit));
                Console.Error.WriteLine(
                    FormattableString.Invariant($"{domain.Name}: {view.Rows.RowCount:N0} of {view.Total:N0} refused rows, in {view.Where}")
                );
                Query.Print(view.Rows, format, parsed.GetValue(SharedOptions.Raw));
            }

            return 0;
        });
        return command;
    }
}
