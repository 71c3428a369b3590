using Analytics.DuckDb;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What scoring files gave.</summary>
/// <param name="Rows">Entity key and prediction or group, in the order of the key.</param>
/// <param name="Quarantined">Table → its rows that broke the contract, with reasons; tables without any are left out.</param>
public sealed record Scored(Frame Rows, IReadOnlyDictionary<string, Frame> Quarantined);

/// <summary>
/// Scores raw files with a registered model: they go through the same layouts, Silver and Features SQL and contracts as the lake's own,
/// in a lake of their own that is gone afterwards. The published lake is only read.
/// </summary>
public sealed class Scoring(Lake.Lake lake, TimeProvider time)
{
    private readonly Registry _registry = new(lake);

    /// <exception cref="UsageException">A file or the version is not there.</exception>
    /// <exception cref="RunException">Nothing was left to score, or the model is of an older feature contract.</exception>
    public Scored Score(Domain domain, Study study, string version, IReadOnlyList<InputPath> inputs, CancellationToken cancellation = default)
    {
        var folder = Directory.CreateTempSubdirectory("analytics-score-").FullName;
        try
        {
            using var own = Lake.Lake.Open(Path.Combine(folder, "data"));
            Landing.Land(own, domain, inputs, time);
            var run = new Runner(own, time, new RunOptions()).Run(new Ungated(domain), cancellation);
            using var db = Published.Open(run.Snapshot, domain);
            var features = db.Query($"SELECT * FROM {study.Table} ORDER BY {DuckDBConnection.Quote(study.Key)}");
            var quarantined = Quarantined(db, domain, run);
            if (features.RowCount == 0)
                throw new RunException($"{domain.Name}: no row of the input is fit to be scored. {Why(quarantined, study)}");
            return new Scored(new Frame([features[study.Key], .. Scores(domain, study, version, _registry.Card(domain.Name, study.Name, version), features)]), quarantined);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Scores rows that hold the features themselves, a column for each by its name; what else they hold is carried along.</summary>
    /// <exception cref="UsageException">A feature has no column, or a value breaks the contract of the study's table.</exception>
    /// <exception cref="RunException">The model is of an older feature contract.</exception>
    public Frame Score(Domain domain, Study study, string version, Frame features)
    {
        var card = _registry.Card(domain.Name, study.Name, version);
        if (card.Run.Features.FirstOrDefault(feature => !features.TryGet(feature, out _)) is { } missing)
            throw new UsageException($"{card.Model}@{version} needs a column '{missing}'; it takes: {string.Join(", ", card.Run.Features)}. There are: {string.Join(", ", features.Names)}.");
        var contract = domain.Tables.First(table => study.Table == table.NameInDomain).Contract;
        using var db = DuckDBConnection.InMemory();
        db.CreateTable("given", features);
        foreach (var rule in contract.Rules.Where(rule => rule.Severity == Severity.Fail && card.Run.Features.Any(feature => rule.Name.StartsWith(feature + ": ", StringComparison.Ordinal))))
        {
            // What is read from raw text has been read already here; only the values are judged.
            if (!rule.Broken.Contains("_raw_", StringComparison.Ordinal) && db.Query($"SELECT {rule.Reason} AS reason FROM given WHERE {rule.Broken} LIMIT 1") is { RowCount: > 0 } broken)
                throw new UsageException($"{card.Model}@{version} cannot score that: {broken["reason"][0]}.");
        }

        return new Frame([.. features.Columns, .. Scores(domain, study, version, card, features)]);
    }

    private IReadOnlyList<Column> Scores(Domain domain, Study study, string version, ModelCard card, Frame features)
    {
        try
        {
            return study is ClusterStudy
                ? ScoreColumns.Of(_registry.LoadClusters(domain.Name, study.Name, version).Assign(features), card.Clusters!)
                : ScoreColumns.Of(_registry.Load(domain.Name, study.Name, version).Predict(features), card.Run);
        }
        catch (SchemaException error)
        {
            throw new RunException($"{card.Model} was trained on another feature contract than {study.Table} has now: {error.Message} Train it again: dotnet script scripts/train.csx {card.Run.Domain}", error);
        }
    }

    /// <summary>The reasons that refused most rows, each with the first place where it did.</summary>
    private static string Why(SortedDictionary<string, Frame> quarantined, Study study)
    {
        const int Told = 3;
        var reasons = quarantined.Values.SelectMany(rows => Enumerable.Range(0, rows.RowCount).Select(row => (Reasons: (string)rows["reasons"][row]!, Place: $"{rows["origin"][row]}, line {rows["line"][row]}")))
            .GroupBy(each => each.Reasons, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => FormattableString.Invariant($"{group.Count():N0} refused: {group.Key} ({group.First().Place})")).ToArray();
        return reasons.Length == 0 ? $"All of them lack what {study.Table} needs." : string.Join("; ", reasons.Take(Told)) + (reasons.Length > Told ? FormattableString.Invariant($"; and {reasons.Length - Told:N0} other reasons.") : ".");
    }

    private static SortedDictionary<string, Frame> Quarantined(DuckDBConnection db, Domain domain, RunResult run)
    {
        var bad = new SortedDictionary<string, Frame>(StringComparer.Ordinal);
        foreach (var table in domain.Tables.OfType<SilverTable>().Where(table => run.Snapshot.Tables.TryGetValue(table.QuarantineName(domain), out var version) && version.Rows > 0))
            bad[table.Name] = db.Query($"SELECT * FROM silver.{DuckDBConnection.Quote(table.Name + "_quarantine")} ORDER BY origin, line, reasons");
        return bad;
    }
}
