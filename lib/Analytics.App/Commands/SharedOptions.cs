using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>The arguments and options that several scripts take, spelled once.</summary>
internal static class SharedOptions
{
    public static Option<bool> Raw { get; } =
        new("--raw")
        {
            Description =
                "Write CSV text as it is, also what a spreadsheet program would run as a formula. Default: such text gets an apostrophe.",
        };

    public static Option<bool> Times { get; } = new("--times") { Description = "Print where the time of each study's training went." };

    // Made when it is first asked for: a script that takes no domain, as a question does, loads none.
    public static Argument<string[]> Domains =>
        field ??= new("domain")
        {
            Description = $"A domain ({string.Join(", ", Catalog.Domains.Select(domain => domain.Name))}) or all. Default: all.",
            Arity = ArgumentArity.ZeroOrMore,
        };

    public static Option<string> Data { get; } =
        new("--data") { Description = "The lake's folder. Default: data in the repository.", DefaultValueFactory = _ => Repository.Data };

    public static Option<string[]> Input { get; } =
        new("--input")
        {
            Description = "Raw input as name=path; the path is a file, a folder or a glob. Repeatable.",
            AllowMultipleArgumentsPerToken = true,
        };

    public static Option<bool> Force { get; } = new("--force") { Description = "Remake every step, fresh or not." };

    public static Option<bool> Replay { get; } =
        new("--replay") { Description = "Read again the raw files of tables that have rows in quarantine." };

    public static Option<bool> AcceptRefused { get; } =
        new("--accept-refused")
        {
            Description = "Files that are refused whole are fine: end with code 0, and publish even where nothing else could be read.",
        };

    public static Option<bool> Plan { get; } = new("--plan") { Description = "Say what would run and why, and do nothing." };

    public static Option<string?> Memory { get; } =
        new("--memory") { Description = "DuckDB's memory limit, e.g. 512MB. Default: 80 % of the machine." };

    public static Option<int> Threads { get; } =
        new Option<int>("--threads") { Description = "DuckDB's threads. Default: all cores." }.AtLeast(1);

    public static Option<bool> Fetch { get; } =
        new("--fetch") { Description = "Fetch from the domain's public API; without --from from where the last fetch ended." };

    public static Option<string?> From { get; } = new("--from") { Description = "With --fetch: first day, yyyy-MM-dd." };

    public static Option<string?> To { get; } = new("--to") { Description = "With --fetch: last day, yyyy-MM-dd. Default: today." };

    public static Option<string> Format { get; } =
        new("--format") { Description = "table, csv or json.", DefaultValueFactory = _ => "table" };

    /// <summary>Refuses a number below the least that makes sense.</summary>
    public static Option<T> AtLeast<T>(this Option<T> option, T least)
        where T : System.Numerics.INumber<T>
    {
        option.Validators.Add(result =>
        {
            if (
                result is { Implicit: false, Tokens.Count: > 0 }
                && T.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && number < least
            )
            {
                result.AddError(FormattableString.Invariant($"{option.Name} takes a number of at least {least}, not {number}."));
            }
        });
        return option;
    }

    /// <summary>Opens the lake that a command line names.</summary>
    public static Lake.Lake Open(ParseResult parsed) => Lake.Lake.Open(parsed.GetValue(Data)!);

    /// <summary>The same lake, even when its HEAD is damaged.</summary>
    public static Lake.Lake OpenToVerify(ParseResult parsed) => Lake.Lake.OpenToVerify(parsed.GetValue(Data)!);

    /// <summary>Groups --input by the domain that has such a source.</summary>
    /// <exception cref="UsageException">An input fits none, or several, of the domains named.</exception>
    public static ILookup<Domain, InputPath> Inputs(ParseResult parsed, IReadOnlyList<Domain> domains)
    {
        var inputs = (parsed.GetValue(Input) ?? [])
            .Select(InputPath.Parse)
            .Select(input => (Domain: DomainOf(input, domains), Input: input));
        return inputs.ToLookup(pair => pair.Domain, pair => pair.Input);
    }

    private static Domain DomainOf(InputPath input, IReadOnlyList<Domain> domains)
    {
        var fitting = domains.Where(domain => domain.Sources.Any(source => source.Name == input.Source)).ToArray();
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new UsageException(
                $"--input {input.Source}=…: no such input. {string.Join("; ", domains.Select(domain => $"{domain.Name} takes {string.Join(", ", domain.Sources.Select(source => source.Name))}"))}."
            ),
            _ => throw new UsageException(
                $"--input {input.Source}=…: {string.Join(" and ", fitting.Select(domain => domain.Name))} both take it. Name the domain: dotnet script scripts/rebuild.csx {fitting[0].Name} --input …"
            ),
        };
    }

    /// <summary>Fetches every domain's new input when --fetch is given.</summary>
    /// <exception cref="UsageException">A day is not one, days are given without --fetch, or a domain has no public API.</exception>
    public static async Task FetchAll(ParseResult parsed, Lake.Lake lake, IReadOnlyList<Domain> domains, CancellationToken cancellation)
    {
        var (from, to) = (Day(parsed.GetValue(From)), Day(parsed.GetValue(To)));
        if (!parsed.GetValue(Fetch))
        {
            if (from is not null || to is not null)
            {
                throw new UsageException(
                    "--from and --to say which days --fetch gets; nothing else takes them. Add --fetch, e.g.: --fetch --from 2024-01-01"
                );
            }

            return;
        }

        foreach (var domain in domains)
        {
            await domain
                .Fetch(new FetchRequest(lake, from, to, TimeProvider.System, new Terminal().Count), cancellation)
                .ConfigureAwait(false);
        }
    }

    private static DateOnly? Day(string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.None,
            out var day
        )
            ? day
        : throw new UsageException($"'{text}' is not a day. Type it as yyyy-MM-dd, e.g. 2024-01-31.");
}
