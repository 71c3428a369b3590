using System.Globalization;
using Analytics.DuckDb;
using DuckDB.NET.Native;

namespace Analytics.Engine;

/// <summary>
/// Looks at all values of the columns that have a kind and decides, per file, in what form each is written. Plain files cost one look
/// through their bytes; what tells a form is counted only in those that are not plain.
/// </summary>
internal static class Forms
{
    /// <summary>Columns whose values are looked at: those of a kind that is written in several ways, unless JSON gives their type at once.</summary>
    private static IEnumerable<RawColumn> Looked(Readable readable) =>
        readable.Match.Layout.Columns.Where(column =>
            column.Kind is ColumnKind.Id or ColumnKind.Number or ColumnKind.Time or ColumnKind.Clock
            && (readable.Format != RawFormat.JsonLines || readable.IsText || column.JsonType == RawColumn.Text)
            && BronzeView.Raw(readable, column.Name) is not null
        );

    /// <summary>The readings of files; null for one that DuckDB cannot read as it is.</summary>
    /// <param name="db">A session with the macros of every step.</param>
    public static IReadOnlyList<Reading?> Of(DuckDBConnection db, IReadOnlyList<Readable> readables)
    {
        var readings = new Reading?[readables.Count];
        foreach (var group in readables.Index().GroupBy(each => BronzeView.Form(each.Item)))
        {
            Look(db, [.. group.Select(each => each.Index)], readables, readings);
        }

        return readings;
    }

    private static void Look(DuckDBConnection db, IReadOnlyList<int> group, IReadOnlyList<Readable> readables, Reading?[] readings)
    {
        var files = group.Select(index => readables[index]).ToArray();
        try
        {
            var columns = Looked(files[0]).ToArray();
            var odd = Counts(db, files, columns, Oddities);
            var marked = files.Where(file => odd[file.Path].Values.Any(counts => counts.Values.Any(count => count > 0))).ToArray();
            var clues = marked.Length == 0 ? [] : Counts(db, marked, columns, Clues, isDeep: true);
            foreach (var index in group)
            {
                var file = readables[index];
                readings[index] = clues.TryGetValue(file.Path, out var found)
                    ? new FormDecision(db, file, odd[file.Path], found).Make()
                    : new Reading(Reading.Rules(file.Match.Layout), new Dictionary<string, ColumnForm>());
            }
        }
        catch (DuckDBException error)
            when (error.ErrorType
                    is DuckDBErrorType.InvalidInput
                        or DuckDBErrorType.Io
                        or DuckDBErrorType.Conversion
                        or DuckDBErrorType.Serialization
            )
        {
            // A file that cannot be read costs its own reading alone; the step that reads it says what is wrong.
            if (group.Count > 1)
            {
                foreach (var index in group)
                {
                    Look(db, [index], readables, readings);
                }
            }
        }
    }

    /// <summary>Per path, column and name: how many values.</summary>
    private static Dictionary<string, Dictionary<string, Dictionary<string, long>>> Counts(
        DuckDBConnection db,
        IReadOnlyList<Readable> files,
        RawColumn[] columns,
        Func<Readable, RawColumn, string, string, IEnumerable<(string Name, string Where)>> tests,
        bool isDeep = false
    )
    {
        var wanted = columns
            .SelectMany(
                (column, i) =>
                    tests(files[0], column, Invariant($"r{i}"), Invariant($"k{i}"))
                        .Select(test => (Column: column.Name, test.Name, test.Where))
            )
            .ToArray();
        if (wanted.Length == 0)
        {
            return files.ToDictionary(file => file.Path, _ => new Dictionary<string, Dictionary<string, long>>(), StringComparer.Ordinal);
        }

        var sums = string.Join(
            ", ",
            wanted.Select((test, i) => FormattableString.Invariant($"count(*) FILTER (WHERE {test.Where}) AS c{i}"))
        );
        var name = files.Count > 1 ? "filename" : Sql.Text(files[0].Path);
        var found = db.Query($"SELECT path, {sums} FROM ({Stages(files, columns, name, isDeep)}) GROUP BY path");
        var counts = files.ToDictionary(
            file => file.Path,
            _ => new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        for (var row = 0; row < found.RowCount; row++)
        {
            var own = counts[(string)found["path"][row]!];
            foreach (var (test, i) in wanted.Select((test, i) => (test, i)))
            {
                if (!own.TryGetValue(test.Column, out var values))
                {
                    own[test.Column] = values = new Dictionary<string, long>(StringComparer.Ordinal);
                }

                values[test.Name] = Convert.ToInt64(found[FormattableString.Invariant($"c{i}")][row], CultureInfo.InvariantCulture);
            }
        }

        return counts;
    }

    /// <summary>
    /// Raw columns as <c>r0</c>, <c>r1</c>, … and what they prove as <c>k0</c>, <c>k1</c>, …, worked out step by step: a macro that
    /// names its argument ten times, of a macro that does so too, would be planned a hundred times over for every column.
    /// </summary>
    private static string Stages(IReadOnlyList<Readable> files, RawColumn[] columns, string name, bool isDeep)
    {
        var raw = columns.Select((column, i) => (Raw: BronzeView.Raw(files[0], column.Name)!, I: i));
        var sql =
            $"SELECT {name} AS path, {string.Join(", ", raw.Select(each => Invariant($"{each.Raw} AS r{each.I}, {each.Raw} AS k{each.I}")))} FROM {BronzeView.Reader(files, "", BronzeView.Form(files[0]).Gzip)}";
        for (var stage = 0; isDeep && stage < s_numberStages.Length; stage++)
        {
            var at = stage;
            string Next(RawColumn column) =>
                column.Kind switch
                {
                    ColumnKind.Number => s_numberStages[at],
                    ColumnKind.Time when at == 0 => "date_clue_form",
                    _ => "",
                };
            sql =
                $"SELECT path, {string.Join(", ", columns.Select((column, i) => Invariant($"r{i}, {Next(column)}(k{i}) AS k{i}")))} FROM ({sql})";
        }

        return sql;
    }

    private static readonly string[] s_numberStages = ["peel_form", "sign_form", "group_form", "number_clue_form"];

    private static IEnumerable<(string Name, string Where)> Oddities(Readable file, RawColumn column, string raw, string clue) =>
        column.Kind switch
        {
            ColumnKind.Time => [("odd", $"NOT is_plain_time_form({raw}, {(file.Match.Layout.Zone == "UTC" ? "true" : "false")})")],
            ColumnKind.Clock => [("odd", $"NOT is_plain_clock_form({raw})")],
            ColumnKind.Number => [("odd", $"NOT is_plain_number_form({raw})")],
            _ => [("float", $"suffix({raw}, '.0')"), ("missing", $"missing({raw})")],
        };

    private static IEnumerable<(string Name, string Where)> Clues(Readable file, RawColumn column, string raw, string clue) =>
        column.Kind switch
        {
            ColumnKind.Time =>
            [
                .. new[] { "day", "month", "open", "same" }.Select(word => (word, $"{clue} = '{word}'")),
                ("dotted", $"{clue} = 'open' AND is_dotted_form({raw})"),
                ("instant", $"is_instant_form({raw})"),
                ("lost", $@"has_lost_hour_form(dated_form({raw}, '\3-\2-\1'))"),
            ],
            ColumnKind.Clock => [("lost", $"{raw} IS NOT NULL AND NOT missing({raw}) AND clock({raw}) IS NULL")],
            ColumnKind.Number => new[] { "comma", "point", "open comma", "open point" }.Select(word => (word, $"{clue} = '{word}'")),
            _ =>
            [
                ("ids", $"NOT missing({raw}) AND trim({raw}) <> ''"),
                ("floats", $@"regexp_full_match({raw}, '\s*\d+\.0\s*')"),
                ("fractions", $@"regexp_full_match({raw}, '\s*\d+\.\d+\s*') AND NOT regexp_full_match({raw}, '\s*\d+\.0\s*')"),
            ],
        };
}
