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
            if (features.RowCount == 0)
                throw new RunException($"{domain.Name}: no row of the input is fit to be scored; all of them are in quarantine or lack what {study.Table} needs.");
            return new Scored(Predict(domain, study, version, features), Quarantined(db, domain, run));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Frame Predict(Domain domain, Study study, string version, Frame features)
    {
        var card = _registry.Card(domain.Name, study.Name, version);
        try
        {
            return new Frame([features[study.Key], .. study is ClusterStudy
                ? ScoreColumns.Of(_registry.LoadClusters(domain.Name, study.Name, version).Assign(features), card.Clusters!)
                : ScoreColumns.Of(_registry.Load(domain.Name, study.Name, version).Predict(features), card.Run.Threshold)]);
        }
        catch (SchemaException error)
        {
            throw new RunException($"{card.Model} was trained on another feature contract than {study.Table} has now: {error.Message} Train it again: dotnet script scripts/train.csx {card.Run.Domain}", error);
        }
    }

    private static SortedDictionary<string, Frame> Quarantined(DuckDBConnection db, Domain domain, RunResult run)
    {
        var bad = new SortedDictionary<string, Frame>(StringComparer.Ordinal);
        foreach (var table in domain.Tables.OfType<SilverTable>().Where(table => run.Snapshot.Tables.TryGetValue(table.QuarantineName(domain), out var version) && version.Rows > 0))
            bad[table.Name] = db.Query($"SELECT * FROM silver.{DuckDBConnection.Quote(table.Name + "_quarantine")}");
        return bad;
    }
}
