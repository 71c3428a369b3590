using Analytics.DuckDb;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>What scoring files gave.</summary>
/// <param name="Rows">The entity's key as it was given, prediction or group, and <c>notes</c>; in the order of the key.</param>
/// <param name="Quarantined">Table → its rows that were refused, with reasons; tables without any are left out.</param>
public sealed record Scored(Frame Rows, IReadOnlyDictionary<string, Frame> Quarantined)
{
    /// <summary>What became missing in the rows and why, the commonest first.</summary>
    public IReadOnlyList<ScoringNote> Notes { get; init; } = [];

    /// <summary>Rows that were read and have no score, with the reason.</summary>
    public IReadOnlyList<ScoringNote> LeftOut { get; init; } = [];
}

/// <summary>Something to know of scored rows.</summary>
/// <param name="What">E.g. <c>posted_speed_limit: expected 0…100</c>.</param>
/// <param name="Rows">In how many.</param>
public sealed record ScoringNote(string What, long Rows);

/// <summary>
/// Scores raw files with a registered model: they go through the same layouts, Silver and Features SQL as the lake's own, in a lake of
/// their own that is gone afterwards. The published lake is only read. A row is refused for its key or for what the model cannot do
/// without; anything else that the lake would refuse is missing for the model and noted.
/// </summary>
public sealed class Scoring(Lake.Lake lake, TimeProvider time)
{
    private readonly Registry _registry = new(lake);

    /// <exception cref="UsageException">A file or the version is not there.</exception>
    /// <exception cref="RunException">Nothing was left to score, or the model is of an older feature contract.</exception>
    public Scored Score(
        Domain domain,
        Study study,
        string version,
        IReadOnlyList<InputPath> inputs,
        CancellationToken cancellation = default
    )
    {
        var scorer = Scorer.Load(_registry, domain, study, version);
        var folder = Directory.CreateTempSubdirectory("analytics-score-").FullName;
        try
        {
            using var own = Lake.Lake.Open(Path.Combine(folder, "data"));
            Landing.Land(own, domain, inputs, time);
            var lenient = new ForScoring(domain, study, scorer.Card.Run.Features);
            var run = new Runner(own, time, new RunOptions()).Run(lenient, cancellation);
            using var db = Published.Open(run.Snapshot, domain);
            var features = db.Query($"SELECT * FROM {study.Table} ORDER BY {DuckDBConnection.Quote(study.Key)}");
            var quarantined = Quarantined(db, lenient, run);
            if (features.RowCount == 0)
            {
                throw new RunException($"{domain.Name}: no row of the input is fit to be scored. {Why(quarantined, study)}");
            }

            var input = scorer.Input(features, isMissingNoted: false);
            var lacking = scorer.AcceptsMissing ? [] : input.Lacking().ToArray();
            var fit = Enumerable.Range(0, features.RowCount).Except(lacking.Select(each => each.Row)).ToArray();
            if (fit.Length == 0)
            {
                throw new RunException(
                    $"{domain.Name}: no row of the input is fit to be scored. {lacking[0].Reason}, and this model takes no missing value."
                );
            }

            var marks = ScoringMarks.Of(db, lenient, study);
            var keys = features[study.Key].Take(fit);
            var (given, notes) = marks.Beside(keys, [.. fit.Select(row => input.Notes[row])]);
            var rows = new Frame([
                .. study.GivenKey == study.Key ? new[] { given } : [keys, given],
                .. scorer.Scores(input.Features.Take(fit)),
                notes,
            ]);
            return new Scored(rows, quarantined)
            {
                Notes = marks.Counted(fit.SelectMany(row => input.Notes[row])),
                LeftOut =
                [
                    .. LeftOut(db, lenient, study, run),
                    .. lacking
                        .GroupBy(each => ScoringInput.Kind(each.Reason), StringComparer.Ordinal)
                        .Select(group => new ScoringNote(group.Key + ", and the model takes no missing value", group.Count())),
                ],
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Rows of entities that the study's table has none for, and those that a later row of the same key replaced.</summary>
    private static IEnumerable<ScoringNote> LeftOut(DuckDBConnection db, ForScoring domain, Study study, RunResult run)
    {
        foreach (var table in domain.Entities.Where(table => run.Snapshot.Tables.ContainsKey(table.FullName(domain))))
        {
            var key = Sql.Name(study.Key);
            if (
                db.Scalar<long>($"SELECT count(*) FROM {table.NameInDomain} e ANTI JOIN {study.Table} f ON f.{key} = e.{key}")
                is > 0
                    and var without
            )
            {
                yield return new ScoringNote($"{table.Name} that {study.Table} has no row for", without);
            }

            if (run.Steps.FirstOrDefault(step => step.Step == table.FullName(domain))?.Account is { Superseded: > 0 } account)
            {
                yield return new ScoringNote($"{table.Name} whose {study.Key} came again later", account.Superseded);
            }
        }
    }

    /// <summary>The reasons that refused most rows, each with the first place where it did.</summary>
    private static string Why(SortedDictionary<string, Frame> quarantined, Study study)
    {
        const int Told = 3;
        var reasons = quarantined
            .Values.SelectMany(rows =>
                Enumerable
                    .Range(0, rows.RowCount)
                    .Select(row => (Reasons: (string)rows["reasons"][row]!, Place: $"{rows["origin"][row]}, line {rows["line"][row]}"))
            )
            .GroupBy(each => each.Reasons, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => FormattableString.Invariant($"{group.Count():N0} refused: {group.Key} ({group.First().Place})"))
            .ToArray();
        return reasons.Length == 0
            ? $"All of them lack what {study.Table} needs."
            : string.Join("; ", reasons.Take(Told))
                + (reasons.Length > Told ? FormattableString.Invariant($"; and {reasons.Length - Told:N0} other reasons.") : ".");
    }

    private static SortedDictionary<string, Frame> Quarantined(DuckDBConnection db, Domain domain, RunResult run)
    {
        var bad = new SortedDictionary<string, Frame>(StringComparer.Ordinal);
        foreach (
            var table in domain
                .Tables.OfType<SilverTable>()
                .Where(table => run.Snapshot.Tables.TryGetValue(table.QuarantineName(domain), out var version) && version.Rows > 0)
        )
        {
            bad[table.Name] = db.Query(
                $"SELECT * FROM silver.{DuckDBConnection.Quote(table.Name + "_quarantine")} ORDER BY origin, line, reasons"
            );
        }

        return bad;
    }
}
