using System.Globalization;
using Analytics.DuckDb;
using Analytics.Frames;
using Analytics.Learning;

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
    public Scored Score(Domain domain, Study study, string version, IReadOnlyList<InputPath> inputs, CancellationToken cancellation = default)
    {
        var card = _registry.Card(domain.Name, study.Name, version);
        var folder = Directory.CreateTempSubdirectory("analytics-score-").FullName;
        try
        {
            using var own = Lake.Lake.Open(Path.Combine(folder, "data"));
            Landing.Land(own, domain, inputs, time);
            var lenient = new ForScoring(domain, study, card.Run.Features);
            var run = new Runner(own, time, new RunOptions()).Run(lenient, cancellation);
            using var db = Published.Open(run.Snapshot, domain);
            var features = db.Query($"SELECT * FROM {study.Table} ORDER BY {DuckDBConnection.Quote(study.Key)}");
            var quarantined = Quarantined(db, lenient, run);
            if (features.RowCount == 0)
                throw new RunException($"{domain.Name}: no row of the input is fit to be scored. {Why(quarantined, study)}");
            var model = ModelOf(domain, study, version);
            var input = InputOf(domain, study, card, model, features, isMissingNoted: false);
            var lacking = model.AcceptsMissing ? [] : input.Lacking().ToArray();
            var fit = Enumerable.Range(0, features.RowCount).Except(lacking.Select(each => each.Row)).ToArray();
            if (fit.Length == 0)
                throw new RunException($"{domain.Name}: no row of the input is fit to be scored. {lacking[0].Reason}, and this model takes no missing value.");
            var marks = ScoringMarks.Of(db, lenient, study);
            var keys = features[study.Key].Take(fit);
            var (given, notes) = marks.Beside(keys, [.. fit.Select(row => input.Notes[row])]);
            var rows = new Frame([.. study.GivenKey == study.Key ? new[] { given } : [keys, given], .. Scores(domain, study, card, model, input.Features.Take(fit)), notes]);
            return new Scored(rows, quarantined)
            {
                Notes = marks.Counted(fit.SelectMany(row => input.Notes[row])),
                LeftOut = [.. LeftOut(db, lenient, study, run), .. lacking.GroupBy(each => ScoringInput.Kind(each.Reason), StringComparer.Ordinal).Select(group => new ScoringNote(group.Key + ", and the model takes no missing value", group.Count()))],
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Scores rows that hold the features themselves, a column for each by its name; what else they hold is carried along, and <c>notes</c> follow.</summary>
    /// <exception cref="UsageException">A feature has no column, a text stands for a number, or a value is missing or unknown that the model cannot do without.</exception>
    /// <exception cref="RunException">The model is of an older feature contract.</exception>
    public Frame Score(Domain domain, Study study, string version, Frame features)
    {
        var card = _registry.Card(domain.Name, study.Name, version);
        if (card.Run.Features.FirstOrDefault(feature => !features.TryGet(feature, out _)) is { } missing)
            throw new UsageException($"{card.Model}@{version} needs a column '{missing}'; it takes: {string.Join(", ", card.Run.Features)}. There are: {string.Join(", ", features.Names)}.");
        var model = ModelOf(domain, study, version);
        var input = InputOf(domain, study, card, model, features, isMissingNoted: true);
        if (!model.AcceptsMissing && input.Lacking().FirstOrDefault() is { Reason: { } reason } lacking)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{card.Model}@{version} cannot score row {lacking.Row + 1}: {reason}."));
        return new Frame([.. features.Columns, .. Scores(domain, study, card, model, input.Features), TextColumn.FromValues("notes", input.Notes.Select(ScoringMarks.Joined))]);
    }

    private Model ModelOf(Domain domain, Study study, string version) =>
        study is ClusterStudy ? _registry.LoadClusters(domain.Name, study.Name, version) : _registry.Load(domain.Name, study.Name, version);

    /// <summary>The rows as the model takes them; its numbers obey the rules of the study's table, and of the entity's own where that has none.</summary>
    private static ScoringInput InputOf(Domain domain, Study study, ModelCard card, Model model, Frame rows, bool isMissingNoted)
    {
        if (model.Schema.Names.FirstOrDefault(name => !rows.TryGet(name, out _)) is { } gone)
            throw Other(domain, study, card, $"it needs a column '{gone}'.");
        var tables = domain.Tables.Where(table => table is SilverTable && table.Contract.Key is [var key] && key == study.Key).Prepend(domain.Tables.First(table => study.Table == table.NameInDomain));
        var fields = tables.SelectMany(table => table.Contract.Fields).Where(field => field.Min is not null || field.Max is not null).GroupBy(field => field.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        return ScoringInput.Of(model.Schema, rows, fields, isMissingNoted);
    }

    private static IReadOnlyList<Column> Scores(Domain domain, Study study, ModelCard card, Model model, Frame features)
    {
        try
        {
            return model is Clusterer clusterer
                ? ScoreColumns.Of(clusterer.Assign(features), card.Clusters!)
                : ScoreColumns.Of(((Predictor)model).Predict(features), card.Run);
        }
        catch (SchemaException error)
        {
            throw Other(domain, study, card, error.Message);
        }
    }

    private static RunException Other(Domain domain, Study study, ModelCard card, string why) =>
        new($"{card.Model} was trained on another feature contract than {study.Table} has now: {why} Train it again: dotnet script scripts/train.csx {domain.Name}");

    /// <summary>Rows of entities that the study's table has none for, and those that a later row of the same key replaced.</summary>
    private static IEnumerable<ScoringNote> LeftOut(DuckDBConnection db, ForScoring domain, Study study, RunResult run)
    {
        foreach (var table in domain.Entities.Where(table => run.Snapshot.Tables.ContainsKey(table.FullName(domain))))
        {
            var key = Sql.Name(study.Key);
            if (db.Scalar<long>($"SELECT count(*) FROM {table.NameInDomain} e ANTI JOIN {study.Table} f ON f.{key} = e.{key}") is > 0 and var without)
                yield return new ScoringNote($"{table.Name} that {study.Table} has no row for", without);
            if (run.Steps.FirstOrDefault(step => step.Step == table.FullName(domain))?.Account is { Superseded: > 0 } account)
                yield return new ScoringNote($"{table.Name} whose {study.Key} came again later", account.Superseded);
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
