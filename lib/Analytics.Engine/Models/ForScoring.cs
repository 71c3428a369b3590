using System.Text.RegularExpressions;

namespace Analytics.Engine;

/// <summary>
/// A domain as it reads rows to be scored: only the tables that a study's table is made of, without gates, which judge what is to be published as a whole.
/// In a table whose rows are the entities, a row is refused for its key, its partition and its times alone: any other value that the lake would
/// refuse becomes missing and is noted. In other tables, of whose rows entities are made, a row is refused for columns that the model reads.
/// </summary>
internal sealed partial class ForScoring : Domain
{
    /// <summary>Column of each Silver table: the entity's id as the file has it; null where the file's layout has none.</summary>
    public const string Given = "scoring_given";

    /// <summary>Column of each Silver table: what became missing in the row and why, joined by <see cref="Between"/>; null for nothing.</summary>
    public const string Notes = "scoring_notes";

    /// <summary>What stands between two notes.</summary>
    public const string Between = "; ";

    private readonly Domain _domain;
    private readonly Study _study;
    private readonly HashSet<string> _read;

    public ForScoring(Domain domain, Study study, IReadOnlyList<string> features)
    {
        (_domain, _study) = (domain, study);
        var needed = new HashSet<Table>();
        Need(domain.Tables.First(table => table.NameInDomain == study.Table), needed);
        var sql = string.Join('\n', needed.OfType<DerivedTable>().Select(table => table.Sql));
        _read = [.. Words().Matches(Comment().Replace(sql, "")).Select(match => match.Value.ToLowerInvariant()), .. features];
        _read.ExceptWith([.. study.KnownTooLate, .. study is PredictionStudy prediction ? [prediction.Target] : Array.Empty<string>()]);
        Tables = [.. domain.Tables.Where(needed.Contains).Select(table => table is SilverTable silver ? Lenient(silver) : Bare(table))];
        Sources = [.. domain.Sources.Select(Lenient)];
    }

    public override string Name => _domain.Name;

    public override string Question => _domain.Question;

    public override IReadOnlyList<Source> Sources { get; }

    public override IReadOnlyList<Table> Tables { get; }

    /// <summary>The tables whose rows are the study's entities.</summary>
    public IEnumerable<SilverTable> Entities => Tables.OfType<SilverTable>().Where(IsEntity);

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => _domain.Sample(options);

    public override Report Report(ReportInput input) => _domain.Report(input);

    private void Need(Table table, HashSet<Table> needed)
    {
        if (needed.Add(table) && table is DerivedTable derived)
        {
            foreach (var input in DerivedBuild.InputsOf(_domain, derived))
            {
                Need(input, needed);
            }
        }
    }

    /// <summary>A number beyond its range tells the model nothing, whether the lake refuses or only counts it.</summary>
    public static bool Empties(RowRule rule) => rule.Severity == Severity.Fail || rule.Name.EndsWith(": range", StringComparison.Ordinal);

    private bool IsEntity(SilverTable table) => table.Contract.Key is [var key] && key == _study.Key;

    /// <summary>A file to be scored may lack what nobody knows yet; where headers tell layouts apart they stay as they are.</summary>
    private Source Lenient(Source source) =>
        source with
        {
            Layouts =
            [
                .. source.Layouts.Select(layout =>
                    layout with
                    {
                        Columns =
                        [
                            .. layout.Columns.Select(column =>
                                source.Layouts.Count > 1 || _read.Contains(column.Name) || column.Name == _study.GivenKey
                                    ? column
                                    : column with
                                    {
                                        Required = false,
                                    }
                            ),
                        ],
                        // The file's own id goes back to who sent it.
                        Personal = [.. layout.Personal.Where(name => name != _study.GivenKey)],
                    }
                ),
            ],
        };

    private static Table Bare(Table table) =>
        table with
        {
            Contract = table.Contract with
            {
                Gates = [],
                Rows = [],
                Fields = [.. table.Contract.Fields.Select(field => field.IsKey ? field : field.Relaxed())],
            },
        };

    private SilverTable Lenient(SilverTable table)
    {
        var isEntity = IsEntity(table);
        bool Holds(Field field) =>
            field.IsKey
            || field.Name == table.PartitionBy
            || (_read.Contains(field.Name) && field.IsRequired && (!isEntity || field.Type is "TIMESTAMP" or "DATE"));
        Field[] emptied = [.. table.Contract.Fields.Where(field => !Holds(field) && _read.Contains(field.Name))];
        return table with
        {
            Contract = table.Contract with
            {
                Gates = [],
                Rows =
                [
                    .. table.Contract.Rows.Select(rule =>
                        !isEntity && Words().Matches(rule.Broken).Any(word => _read.Contains(word.Value))
                            ? rule
                            : rule with
                            {
                                Severity = Severity.Warn,
                            }
                    ),
                ],
                Fields =
                [
                    .. table.Contract.Fields.Select(field => Holds(field) ? field : field.Relaxed()),
                    Field.Text(Given).Computed(),
                    Field.Text(Notes).Computed(),
                ],
            },
            Feeds = [.. table.Feeds.Select(feed => feed with { Sql = Emptied(feed, table.Contract, emptied) })],
        };
    }

    /// <summary>The feed's rows with what breaks a rule made missing and noted, and with the id as it was given.</summary>
    private string Emptied(Feed feed, Contract contract, Field[] fields)
    {
        var layout = _domain.Sources.SelectMany(source => source.Layouts).First(layout => layout.Name == feed.Layout);
        var given = layout.Columns.Any(column => column.Name == _study.GivenKey)
            ? $"_record[{Sql.Text(_study.GivenKey)}]::VARCHAR"
            : "NULL::VARCHAR";
        var typed = string.Join(
            ", ",
            fields
                .Where(contract.Readable.Contains)
                .Select(field => $"try_cast({Sql.Name(field.Name)} AS {field.Type}) AS {Sql.Name(field.Name)}")
        );
        var rules = fields
            .Select(field => (Field: field, Rules: Contract.RulesOf(field).Where(Empties).ToArray()))
            .Where(each => each.Rules.Length > 0)
            .ToArray();
        var emptied = string.Join(
            ", ",
            rules.Select(each =>
                $"CASE WHEN {string.Join(" OR ", each.Rules.Select(rule => $"coalesce({rule.Broken}, false)"))} THEN NULL ELSE {Sql.Name(each.Field.Name)} END AS {Sql.Name(each.Field.Name)}"
            )
        );
        var notes = string.Join(
            ", ",
            rules
                .Select(each => $"CASE {string.Join(" ", each.Rules.Select(rule => $"WHEN {rule.Broken} THEN {rule.Reason}"))} END")
                .DefaultIfEmpty("NULL")
        );
        return $"""
            SELECT *{Replace(emptied)}, {given} AS {Given}, nullif(concat_ws('{Between}', {notes}), '') AS {Notes}
            FROM (SELECT *{Replace(typed)} FROM ({feed.Sql}))
            """;

        static string Replace(string columns) => columns.Length == 0 ? "" : $" REPLACE ({columns})";
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Words();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();
}
