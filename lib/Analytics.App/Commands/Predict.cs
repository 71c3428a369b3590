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
        var input = new Option<string[]>("--input") { Description = "Raw files as name=path, or just a path for the domain's first input. Repeatable.", AllowMultipleArgumentsPerToken = true };
        var row = new Option<string[]>("--row") { Description = "Instead of files the features of one case, e.g. hour=17,dayofweek=5. Repeatable.", AllowMultipleArgumentsPerToken = true };
        var to = new Option<string?>("--out") { Description = "The CSV to write; bad rows go to <out>.<table>.quarantine.csv. Needed with --input; with --row the default is the standard output." };
        var study = new Option<string?>("--study") { Description = "Default: the domain's first." };
        var version = new Option<string?>("--version") { Description = "Default: the champion." };
        var command = new Command("predict", "Scores raw files with a registered model, checked by the same contracts as the lake.") { word, input, row, to, study, version, SharedOptions.Data, SharedOptions.Raw };
        command.SetAction((parsed, cancellation) =>
        {
            using var lake = SharedOptions.Open(parsed);
            var domain = Catalog.Of(parsed.GetValue(word)!);
            var chosen = Studies.StudyOf(domain, parsed.GetValue(study));
            var (_, _, at) = new Registry(lake).Parse(parsed.GetValue(version) is { } typed ? $"{domain.Name}/{chosen.Name}@{typed}" : $"{domain.Name}/{chosen.Name}");
            var path = parsed.GetValue(to);
            if (parsed.GetValue(row) is [_, ..] cases)
            {
                var given = new Scoring(lake, TimeProvider.System).Score(domain, chosen, at, Cases(cases));
                if (path is null)
                    Console.Out.Write(given.ToCsv(!parsed.GetValue(SharedOptions.Raw)));
                else
                    Write(path, given, parsed.GetValue(SharedOptions.Raw));
                return Task.FromResult(0);
            }

            if (path is null || parsed.GetValue(input) is not [_, ..])
                throw new UsageException($"Nothing to score. Give files and where to write (--input {domain.Sources[0].Name}=new.csv --out scores.csv), or the features of a case (--row name=value,name=value).");
            var inputs = (parsed.GetValue(input) ?? []).Select(text => InputPath.Parse(text.Contains('=', StringComparison.Ordinal) ? text : $"{domain.Sources[0].Name}={text}")).ToArray();
            var scored = new Scoring(lake, TimeProvider.System).Score(domain, chosen, at, inputs, cancellation);
            Write(path, scored.Rows, parsed.GetValue(SharedOptions.Raw));
            Console.WriteLine(FormattableString.Invariant($"{scored.Rows.RowCount:N0} rows scored by {domain.Name}/{chosen.Name}@{at} into {path}"));
            foreach (var (table, rows) in scored.Quarantined)
            {
                Write($"{path}.{table}.quarantine.csv", rows, parsed.GetValue(SharedOptions.Raw));
                Console.WriteLine(FormattableString.Invariant($"{rows.RowCount:N0} bad rows of {table} in {path}.{table}.quarantine.csv"));
            }

            return Task.FromResult(0);
        });
        return CommandHost.Run(command, args);
    }

    /// <summary>Reads <c>name=value,name=value</c>; what a case leaves out is missing there.</summary>
    private static Frame Cases(IReadOnlyList<string> rows)
    {
        var cases = rows.Select(row => row.Split(',', StringSplitOptions.TrimEntries).Select(pair => pair.Split('=', 2)).ToArray()).ToArray();
        if (cases.SelectMany(pairs => pairs).FirstOrDefault(pair => pair.Length != 2 || pair[0].Length == 0) is { } wrong)
            throw new UsageException($"--row takes name=value pairs, not '{string.Join('=', wrong)}'. For example: --row hour=17,dayofweek=5");
        string[] names = [.. cases.SelectMany(pairs => pairs.Select(pair => pair[0])).Distinct(StringComparer.Ordinal)];
        string Cell(string text) => text.AsSpan().ContainsAny('"', '\n', '\r') ? throw new UsageException($"--row: a value cannot hold quotes or line breaks: {text}") : text;
        var text = string.Join('\n', cases.Select(pairs => string.Join(',', names.Select(name => Cell(pairs.LastOrDefault(pair => pair[0] == name)?[1] ?? "")))).Prepend(string.Join(',', names.Select(Cell))));
        return Frame.ReadCsv(new StringReader(text + "\n"));
    }

    private static void Write(string path, Frame frame, bool raw)
    {
        using var writer = new StreamWriter(path);
        frame.WriteCsv(writer, !raw);
    }
}
