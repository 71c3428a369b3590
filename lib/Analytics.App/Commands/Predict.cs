using System.CommandLine;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.App.Commands;

/// <summary>scripts/predict.csx: scores raw files with a registered model.</summary>
public static class Predict
{
    public static int Main(IEnumerable<string> args)
    {
        var word = new Argument<string>("domain") { Description = $"One of: {string.Join(", ", Catalog.Domains.Select(each => each.Name))}." };
        var input = new Option<string[]>("--input") { Description = "Raw files as name=path, or just a path for the domain's first input. Repeatable.", Required = true, AllowMultipleArgumentsPerToken = true };
        var to = new Option<string>("--out") { Description = "The CSV to write. Bad rows go to <out>.<table>.quarantine.csv.", Required = true };
        var study = new Option<string?>("--study") { Description = "Default: the domain's first." };
        var version = new Option<string?>("--version") { Description = "Default: the champion." };
        var command = new Command("predict", "Scores raw files with a registered model, checked by the same contracts as the lake.") { word, input, to, study, version, SharedOptions.Data };
        command.SetAction((parsed, cancellation) =>
        {
            using var lake = SharedOptions.Open(parsed);
            var domain = Catalog.Of(parsed.GetValue(word)!);
            var chosen = Studies.StudyOf(domain, parsed.GetValue(study));
            var (_, _, at) = new Registry(lake).Parse(parsed.GetValue(version) is { } typed ? $"{domain.Name}/{chosen.Name}@{typed}" : $"{domain.Name}/{chosen.Name}");
            var inputs = (parsed.GetValue(input) ?? []).Select(text => InputPath.Parse(text.Contains('=', StringComparison.Ordinal) ? text : $"{domain.Sources[0].Name}={text}")).ToArray();
            var scored = new Scoring(lake, TimeProvider.System).Score(domain, chosen, at, inputs, cancellation);
            var path = parsed.GetValue(to)!;
            Write(path, scored.Rows);
            Console.WriteLine(FormattableString.Invariant($"{scored.Rows.RowCount:N0} rows scored by {domain.Name}/{chosen.Name}@{at} into {path}"));
            foreach (var (table, rows) in scored.Quarantined)
            {
                Write($"{path}.{table}.quarantine.csv", rows);
                Console.WriteLine(FormattableString.Invariant($"{rows.RowCount:N0} bad rows of {table} in {path}.{table}.quarantine.csv"));
            }

            return Task.FromResult(0);
        });
        return CommandHost.Run(command, args);
    }

    private static void Write(string path, Frame frame)
    {
        using var writer = new StreamWriter(path);
        frame.WriteCsv(writer);
    }
}
