using System.CommandLine;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.App.Commands;

/// <summary>scripts/predict.csx: scores raw files, or single cases, with a registered model.</summary>
public static class Predict
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition()
    {
        var word = new Argument<string>("domain")
        {
            Description = $"One of: {string.Join(", ", Catalog.Domains.Select(each => each.Name))}.",
        };
        var input = new Option<string[]>("--input")
        {
            Description = "Raw files as name=path, or just a path for the domain's first input. Repeatable.",
            AllowMultipleArgumentsPerToken = true,
        };
        var row = new Option<string[]>("--row")
        {
            Description = "Instead of files the features of one case, e.g. hour=17,dayofweek=5. What is left out is missing. Repeatable.",
            AllowMultipleArgumentsPerToken = true,
        };
        var to = new Option<string?>("--out")
        {
            Description =
                "The CSV to write; refused rows go to <out>.<table>.quarantine.csv. Needed with --input; with --row the default is the standard output.",
        };
        var study = new Option<string?>("--study") { Description = "Default: the domain's first." };
        var version = new Option<string?>("--version") { Description = "The model's version. Default: the champion." };
        var command = new Command(
            "predict",
            "Scores raw files with a registered model. A row is refused for its key or for what the model cannot do without; the column notes says what else was taken for missing."
        )
        {
            word,
            input,
            row,
            to,
            study,
            version,
            SharedOptions.Data,
            SharedOptions.Raw,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                using var lake = SharedOptions.Open(parsed);
                var domain = Catalog.Of(parsed.GetValue(word)!);
                var chosen = Studies.StudyOf(domain, parsed.GetValue(study));
                var registry = new Registry(lake);
                var (_, _, at) = registry.Parse(
                    parsed.GetValue(version) is { } typed ? $"{domain.Name}/{chosen.Name}@{typed}" : $"{domain.Name}/{chosen.Name}"
                );
                var path = parsed.GetValue(to);
                if (parsed.GetValue(row) is [_, ..] cases)
                {
                    var scorer = Scorer.Load(registry, domain, chosen, at);
                    var given = scorer.Score(Cases(cases, scorer));
                    if (path is null)
                    {
                        Console.Out.Write(given.ToCsv(!parsed.GetValue(SharedOptions.Raw)));
                    }
                    else
                    {
                        Write(path, given, parsed.GetValue(SharedOptions.Raw));
                    }

                    return Task.FromResult(0);
                }

                if (path is null || parsed.GetValue(input) is not [_, ..])
                {
                    throw new UsageException(
                        $"Nothing to score. Give files and where to write (--input {domain.Sources[0].Name}=new.csv --out scores.csv), or the features of a case (--row name=value,name=value)."
                    );
                }

                var inputs = (parsed.GetValue(input) ?? [])
                    .Select(text =>
                        InputPath.Parse(text.Contains('=', StringComparison.Ordinal) ? text : $"{domain.Sources[0].Name}={text}")
                    )
                    .ToArray();
                var scored = new Scoring(lake, TimeProvider.System).Score(domain, chosen, at, inputs, cancellation);
                Write(path, scored.Rows, parsed.GetValue(SharedOptions.Raw));
                Tell(scored, $"{domain.Name}/{chosen.Name}@{at}", path, parsed.GetValue(SharedOptions.Raw));
                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static void Tell(Scored scored, string model, string path, bool raw)
    {
        Console.WriteLine(FormattableString.Invariant($"{scored.Rows.RowCount:N0} rows scored by {model} into {path}"));
        foreach (var note in scored.Notes)
        {
            Console.WriteLine(FormattableString.Invariant($"{note.Rows:N0} × {note.What}: taken for missing, see the column notes"));
        }

        foreach (var left in scored.LeftOut)
        {
            Console.WriteLine(FormattableString.Invariant($"{left.Rows:N0} not scored: {left.What}"));
        }

        foreach (var (table, rows) in scored.Quarantined)
        {
            Write($"{path}.{table}.quarantine.csv", rows, raw);
            Console.WriteLine(FormattableString.Invariant($"{rows.RowCount:N0} bad rows of {table} in {path}.{table}.quarantine.csv"));
        }
    }

    /// <summary>Reads <c>name=value,name=value</c>; what a case leaves out is missing there.</summary>
    /// <exception cref="UsageException">It is not so written, or a name is no column of the study's table.</exception>
    private static Frame Cases(IReadOnlyList<string> rows, Scorer scorer)
    {
        var features = scorer.Card.Run.Features;
        var cases = rows.Select(row =>
                row.Split(',', StringSplitOptions.TrimEntries).Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries)).ToArray()
            )
            .ToArray();
        if (cases.SelectMany(pairs => pairs).FirstOrDefault(pair => pair.Length != 2 || pair[0].Length == 0) is { } wrong)
        {
            throw new UsageException(
                $"--row takes name=value pairs, not '{string.Join('=', wrong)}'. For example: --row hour=17,dayofweek=5"
            );
        }

        string[] names = [.. cases.SelectMany(pairs => pairs.Select(pair => pair[0])).Distinct(StringComparer.Ordinal)];
        if (names.FirstOrDefault(name => !scorer.Columns.Contains(name)) is { } unknown)
        {
            throw new UsageException(
                $"--row {unknown}=…: {scorer.Domain.Name}/{scorer.Study.Name} has no feature '{unknown}'. It takes: {string.Join(", ", features)}."
            );
        }

        return new Frame(
            names
                .Union(features, StringComparer.Ordinal)
                .Select(name => TextColumn.FromValues(name, cases.Select(pairs => pairs.LastOrDefault(pair => pair[0] == name)?[1])))
        );
    }

    private static void Write(string path, Frame frame, bool raw)
    {
        using var writer = new StreamWriter(path);
        frame.WriteCsv(writer, !raw);
    }
}
