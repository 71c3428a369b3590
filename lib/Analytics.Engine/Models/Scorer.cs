using System.Globalization;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>
/// A registered model in memory that scores rows of its study's table, one or many, without opening anything: the last part of every way to score,
/// so that a row gets the same bits alone and in a file. Immutable, for many threads.
/// </summary>
public sealed class Scorer
{
    private readonly ScoringFeatures _features;
    private readonly Model _model;

    /// <param name="domain">The domain.</param>
    /// <param name="study">Its study.</param>
    /// <param name="version">The version that the model is.</param>
    /// <param name="card">Its card.</param>
    /// <param name="model">The model.</param>
    public Scorer(Domain domain, Study study, string version, ModelCard card, Model model)
    {
        (Domain, Study, Version, Card, _model) = (domain, study, version, card, model);
        _features = ScoringFeatures.Of(domain, study, model.Schema);
        Columns = domain
            .Tables.First(table => table.NameInDomain == study.Table)
            .Contract.Fields.Select(field => field.Name)
            .Union(card.Run.Features, StringComparer.Ordinal)
            .ToHashSet(StringComparer.Ordinal);
    }

    public Domain Domain { get; }

    public Study Study { get; }

    public string Version { get; }

    public ModelCard Card { get; }

    /// <summary><c>domain/study@version</c>.</summary>
    public string Name => $"{Card.Model}@{Version}";

    /// <summary>The columns of the study's table; a case may give them, though the model reads its features only.</summary>
    public IReadOnlySet<string> Columns { get; }

    /// <summary>The model's features, as it was fitted with them.</summary>
    public Schema Schema => _model.Schema;

    /// <summary>Loads a version.</summary>
    /// <exception cref="UsageException">There is no such version.</exception>
    /// <exception cref="Lake.LakeException">A file of it was changed or is missing.</exception>
    public static Scorer Load(Registry registry, Domain domain, Study study, string version) =>
        new(
            domain,
            study,
            version,
            registry.Card(domain.Name, study.Name, version),
            study is ClusterStudy
                ? registry.LoadClusters(domain.Name, study.Name, version)
                : registry.Load(domain.Name, study.Name, version)
        );

    /// <summary>Scores cases that hold the features themselves, a column for each by its name; what else they hold is carried along, and <c>notes</c> follow.</summary>
    /// <exception cref="UsageException">A feature has no column, a text stands for a number, or a value is missing or unknown that the model cannot do without.</exception>
    /// <exception cref="RunException">The model is of an older feature contract.</exception>
    public Frame Score(Frame cases) => Scored(cases, out _);

    /// <summary>The scores, and how much each feature of each case moved them; null for a model that cannot say.</summary>
    /// <inheritdoc cref="Score"/>
    public (Frame Rows, Contributions? Contributions) Explain(Frame cases)
    {
        var rows = Scored(cases, out var features);
        return (rows, Contributions.Of(_model, features));
    }

    internal bool AcceptsMissing => _model.AcceptsMissing;

    private Frame Scored(Frame cases, out Frame features)
    {
        if (Card.Run.Features.FirstOrDefault(feature => !cases.TryGet(feature, out _)) is { } missing)
        {
            throw new UsageException(
                $"{Name} needs a column '{missing}'; it takes: {string.Join(", ", Card.Run.Features)}. There are: {string.Join(", ", cases.Names)}."
            );
        }

        var input = Input(cases, isMissingNoted: true);
        if (!_model.AcceptsMissing && input.Lacking().FirstOrDefault() is { Reason: { } reason } lacking)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{Name} cannot score row {lacking.Row + 1}: {reason}."));
        }

        features = input.Features;
        return new Frame([
            .. cases.Columns,
            .. Scores(features),
            TextColumn.FromValues("notes", Array.ConvertAll(input.Notes, ScoringMarks.Joined)),
        ]);
    }

    /// <summary>The rows as the model takes them.</summary>
    internal ScoringInput Input(Frame rows, bool isMissingNoted)
    {
        if (_model.Schema.Names.FirstOrDefault(name => !rows.TryGet(name, out _)) is { } gone)
        {
            throw Other($"it needs a column '{gone}'.");
        }

        return ScoringInput.Of(_features, rows, isMissingNoted);
    }

    internal IReadOnlyList<Column> Scores(Frame features)
    {
        using var span = Spans.Scoring.Begin("score", Card.Model);
        span?.SetTag(Spans.Domain, Domain.Name).SetTag("analytics.version", Version).SetTag(Spans.Rows, features.RowCount);
        try
        {
            return _model is Clusterer clusterer
                ? ScoreColumns.Of(clusterer.Assign(features), Card.Clusters!)
                : ScoreColumns.Of(((Predictor)_model).Predict(features), Card.Run);
        }
        catch (SchemaException error)
        {
            throw Other(error.Message);
        }
    }

    private RunException Other(string why) =>
        new(
            $"{Card.Model} was trained on another feature contract than {Study.Table} has now: {why} Train it again: dotnet script scripts/train.csx {Domain.Name}"
        );
}
