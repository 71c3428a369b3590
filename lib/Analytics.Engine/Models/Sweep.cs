using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>How a sweep walks through its parameters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SweepMode>))]
public enum SweepMode
{
    /// <summary>Every combination.</summary>
    Grid,

    /// <summary>So many combinations, drawn by the seed.</summary>
    Random,

    /// <summary>Successive halving (Jamieson, Talwalkar 2016): all with a small budget, the best of them with a larger one, and so on.</summary>
    Halving,
}

/// <summary>
/// Many runs over one study. A file holds one, or several in brackets:
/// <c>{"learner":"boosting","mode":"halving","parameters":{"leaves":[7,15,31],"rate":[0.02,0.05]},"budget":"trees","from":50,"to":400,"factor":2}</c>.
/// </summary>
public sealed record Sweep
{
    /// <summary>Only this study of the domain. Default: its first.</summary>
    public string? Study { get; init; }

    /// <summary>Default: the study's first.</summary>
    public string? Learner { get; init; }

    public SweepMode Mode { get; init; } = SweepMode.Grid;

    /// <summary>Parameter → the values tried. Default: none, so one run with the learner's own values.</summary>
    public SortedDictionary<string, double[]> Parameters { get; init; } = [];

    /// <summary>Feature groups to try, each a list joined with <c>+</c>. Default: all groups together.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Combinations drawn in <see cref="SweepMode.Random"/>, ≥ 1. Default 20.</summary>
    public int Runs { get; init; } = 20;

    /// <summary>Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>The parameter that costs time in <see cref="SweepMode.Halving"/>. Default <c>trees</c>.</summary>
    public string Budget { get; init; } = "trees";

    /// <summary>The first budget, &gt; 0. Default 50.</summary>
    public double From { get; init; } = 50;

    /// <summary>The last budget. Default 400.</summary>
    public double To { get; init; } = 400;

    /// <summary>How many times fewer runs get a budget so many times larger, ≥ 2. Default 2.</summary>
    public int Factor { get; init; } = 2;

    /// <summary>The sweeps of a file, in order.</summary>
    /// <exception cref="UsageException">The file is not there, is no sweep, or names an unknown member.</exception>
    public static IReadOnlyList<Sweep> Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"--sweep {path}: there is no such file.");
        }

        try
        {
            var options = new JsonSerializerOptions(Json.Options)
            {
                UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
                PropertyNameCaseInsensitive = true,
                ReadCommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
            };
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            var sweeps =
                document.RootElement.ValueKind == JsonValueKind.Array
                    ? document.Deserialize<Sweep[]>(options)!
                    : [document.Deserialize<Sweep>(options)!];
            return sweeps.Length > 0 && sweeps.All(sweep => sweep is not null)
                ? [.. sweeps.Select(sweep => sweep.Checked(path))]
                : throw new JsonException("it holds none.");
        }
        catch (JsonException error)
        {
            throw new UsageException(
                $"--sweep {path} is no sweep: {error.Message} For example: {{\"learner\":\"boosting\",\"mode\":\"grid\",\"parameters\":{{\"leaves\":[7,15,31]}}}}"
            );
        }
    }

    /// <summary>All combinations, in a fixed order; in random mode those that were drawn.</summary>
    public IReadOnlyList<TrainingRequest> Requests()
    {
        var all = new List<TrainingRequest>
        {
            new() { Learner = Learner, Seed = Seed },
        };
        foreach (var (name, values) in Parameters)
        {
            all =
            [
                .. all.SelectMany(request =>
                    values.Select(value =>
                        request with
                        {
                            Parameters = new Dictionary<string, double>(request.Parameters) { [name] = value },
                        }
                    )
                ),
            ];
        }

        if (Groups.Count > 0)
        {
            all =
            [
                .. all.SelectMany(request =>
                    Groups.Select(groups => request with { Groups = groups.Split('+', StringSplitOptions.TrimEntries) })
                ),
            ];
        }

        return Mode == SweepMode.Random
            ?
            [
                .. all.Index()
                    .OrderBy(
                        pair => Fingerprint.Of([FormattableString.Invariant($"{Seed}"), FormattableString.Invariant($"{pair.Index}")]),
                        StringComparer.Ordinal
                    )
                    .Take(Runs)
                    .Select(pair => pair.Item),
            ]
            : all;
    }

    /// <summary>How many runs it takes.</summary>
    public int Count()
    {
        var requests = Requests().Count;
        if (Mode != SweepMode.Halving)
        {
            return requests;
        }

        var all = 0;
        foreach (var _ in Budgets())
        {
            all += requests;
            requests = Math.Max(1, requests / Factor);
        }

        return all;
    }

    /// <summary>The budgets of a halving, ascending.</summary>
    public IReadOnlyList<double> Budgets()
    {
        var budgets = new List<double>();
        for (var budget = From; budget < To; budget *= Factor)
        {
            budgets.Add(budget);
        }

        return [.. budgets, To];
    }

    private Sweep Checked(string path)
    {
        var wrong =
            Parameters.FirstOrDefault(pair => pair.Value.Length == 0 || pair.Value.Any(value => !double.IsFinite(value))).Key is { } name
                ? $"parameter '{name}' needs finite values"
            : Parameters.Values.Aggregate(1.0, (product, values) => product * values.Length) * Math.Max(1, Groups.Count) > 100_000
                ? "there are more than 100,000 combinations"
            : Runs < 1 ? "runs must be at least 1"
            : Mode == SweepMode.Halving && Parameters.ContainsKey(Budget) ? $"'{Budget}' is the budget and cannot be a parameter too"
            : Mode == SweepMode.Halving && !(From > 0 && To >= From && Factor >= 2) ? "halving needs 0 < from ≤ to and factor ≥ 2"
            : null;
        return wrong is null ? this : throw new UsageException($"--sweep {path}: {wrong}.");
    }
}
