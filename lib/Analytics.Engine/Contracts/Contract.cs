using System.Globalization;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>
/// What a table promises: its columns with their rules, rules on whole rows, and gates on the whole table.
/// It validates, documents, makes a good test row and, for each rule, the row that trips it.
/// </summary>
public sealed record Contract(IReadOnlyList<Field> Fields)
{
    public Contract(params Field[] fields)
        : this((IReadOnlyList<Field>)fields) { }

    /// <summary>What the macro <c>missing</c> takes for no value.</summary>
    private static readonly string[] s_missing = ["", "-", "NA", "N/A", "#N/A", "NAN", "NAT", "NULL", "NONE", "<NA>"];

    /// <summary>Rules over several columns.</summary>
    public IReadOnlyList<RowRule> Rows { get; init; } = [];

    /// <summary>Conditions on the whole table, checked before it is published.</summary>
    public IReadOnlyList<Gate> Gates { get; init; } = [];

    public IReadOnlyList<string> Key => [.. Fields.Where(each => each.IsKey).Select(each => each.Name)];

    /// <summary>Said of every time without a zone, in the table's own schema: other engines shift it by their session's zone (decision 18).</summary>
    internal const string WallClock = "A wall clock's time: read it with UTC as the session's zone.";

    /// <summary>The columns as the lake stores them.</summary>
    public IReadOnlyList<TableColumn> Columns =>
        [.. Fields.Select(each => new TableColumn(each.Name, each.Type, !each.IsRequired, CommentOf(each)))];

    private static string? CommentOf(Field field) =>
        field.Type == "TIMESTAMP" ? $"{field.Meaning} {WallClock}".TrimStart()
        : field.Meaning.Length == 0 ? null
        : field.Meaning;

    /// <summary>The raw columns that are needed to tell an unreadable value from a missing one, and a rounded id from a whole one.</summary>
    public IEnumerable<string> RawNeeded =>
        Readable
            .Concat(Fields.Where(each => each is { IsId: true, Raw: not null }))
            .Select(each => each.Raw!)
            .Distinct(StringComparer.Ordinal);

    /// <summary>All row rules: those of the fields first, then the table's own.</summary>
    public IEnumerable<RowRule> Rules => Fields.SelectMany(RulesOf).Concat(Rows);

    /// <summary>Fields whose value is made of the text of one raw column, and null where that cannot be read.</summary>
    internal IEnumerable<Field> Readable => Fields.Where(IsReadable);

    private static bool IsReadable(Field field) => field.Raw is not null && field.Type is not "VARCHAR";

    internal static IEnumerable<RowRule> RulesOf(Field field)
    {
        var name = Sql.Name(field.Name);
        if (IsReadable(field))
        {
            var raw = Sql.Name("_raw_" + field.Raw);
            // CASE looks at the text of those rows only that have no value.
            yield return new RowRule(
                $"{field.Name}: readable",
                $"CASE WHEN {name} IS NULL AND {raw} IS NOT NULL THEN {IsThere(field, raw)} ELSE false END",
                $"'{field.Name}: expected {field.Type}, got \"' || left({raw}::VARCHAR, 80) || '\"'",
                field.Strictness
            )
            {
                Raw = field.Raw,
                Trips = new Dictionary<string, string> { [field.Name] = "NULL", ["_raw_" + field.Raw] = "'not readable'" },
            };
        }

        if (field is { IsId: true, Raw: not null })
        {
            var raw = Sql.Name("_raw_" + field.Raw);
            // As the macro ruined. Most texts are told by their length or by having no E.
            yield return new RowRule(
                $"{field.Name}: not rounded",
                $"CASE WHEN strlen({raw}) <= 30 AND contains(upper({raw}), 'E') THEN regexp_full_match(trim({raw}), '-?\\d\\.\\d+[eE][+-]\\d+') ELSE false END",
                $"'{field.Name}: an id that a spreadsheet rounded, got \"' || left({raw}::VARCHAR, 80) || '\"'",
                field.Strictness
            )
            {
                Trips = new Dictionary<string, string> { ["_raw_" + field.Raw] = "'2.00512E+12'" },
            };
        }

        if (field.IsRequired)
        {
            yield return new RowRule($"{field.Name}: required", $"({name} IS NULL)", $"'{field.Name}: missing'")
            {
                Trips = new Dictionary<string, string> { [field.Name] = "NULL" },
            };
        }

        if (field.Min is not null || field.Max is not null)
        {
            var low = field.Min is null ? null : $"{name} < {field.Min}";
            var high = field.Max is null ? null : $"{name} > {field.Max}";
            // NaN sorts above every number in DuckDB, so an upper bound refuses it as well.
            yield return new RowRule(
                $"{field.Name}: range",
                $"coalesce({string.Join(" OR ", new[] { low, high }.OfType<string>())}, false)",
                $"'{field.Name}: expected {Words(field.Min)}…{Words(field.Max)}, got ' || {name}::VARCHAR",
                field.RangeSeverity
            )
            {
                Raw = field.Raw,
                Trips = new Dictionary<string, string>
                {
                    [field.Name] = field.Max is not null ? Beyond(field, field.Max, +1) : Beyond(field, field.Min!, -1),
                },
            };
        }

        if (field.Vocabulary.Count > 0)
        {
            var list = string.Join(", ", field.Vocabulary.Select(Sql.Text));
            // NOT IN would become a join.
            yield return new RowRule(
                $"{field.Name}: vocabulary",
                $"coalesce(NOT list_contains([{list}], {name}), false)",
                $"'{field.Name}: unknown word \"' || {name} || '\"'",
                field.VocabularySeverity
            )
            {
                Trips = new Dictionary<string, string> { [field.Name] = "'NO SUCH WORD'" },
            };
        }

        if (field.Pattern is not null)
        {
            yield return new RowRule(
                $"{field.Name}: pattern",
                $"coalesce(NOT regexp_full_match({name}, {Sql.Text(field.Pattern)}), false)",
                $"'{field.Name}: expected the form {field.Pattern.Replace("'", "''", StringComparison.Ordinal)}, got \"' || left({name}, 80) || '\"'",
                field.Strictness
            )
            {
                Raw = field.Raw,
                Trips = new Dictionary<string, string> { [field.Name] = "'\u0007'" },
            };
        }
    }

    /// <summary>Whether a text says something: it is no missing word in any case, and none of the field's own, which as a number may be written with .0.</summary>
    private static string IsThere(Field field, string raw)
    {
        static bool IsNumber(string word) =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        var numbers = field.NullWords.Where(IsNumber).ToArray();
        var words = s_missing
            .Concat(field.NullWords.Where(word => !IsNumber(word)).Select(word => word.ToUpperInvariant()))
            .Distinct(StringComparer.Ordinal);
        return $"NOT list_contains([{Sql.Texts(words)}], upper(trim({raw}::VARCHAR)))"
            + (
                numbers.Length == 0
                    ? ""
                    : $" AND coalesce(NOT list_contains([{string.Join(", ", numbers)}]::DOUBLE[], try_cast({raw}::VARCHAR AS DOUBLE)), true)"
            );
    }

    private static string Words(string? bound) => (bound ?? "").Replace("'", "", StringComparison.Ordinal);

    private static string Beyond(Field field, string bound, int direction) =>
        field.Type switch
        {
            "DATE" or "TIMESTAMP" => $"({bound} {(direction > 0 ? '+' : '-')} INTERVAL 1 DAY)::{field.Type}",
            _ => $"({bound}) {(direction > 0 ? '+' : '-')} {1.ToString(CultureInfo.InvariantCulture)}",
        };
}
