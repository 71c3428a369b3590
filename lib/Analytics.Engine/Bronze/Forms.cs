using System.Globalization;
using Analytics.DuckDb;

namespace Analytics.Engine;

/// <summary>
/// Looks at all values of the columns that have a kind and decides, per file, in what form each is written. Plain files cost one look
/// through their bytes; what tells a form is counted only in those that are not plain.
/// </summary>
internal static class Forms
{
    /// <summary>Columns whose values are looked at: those of a kind that is written in several ways, unless JSON gives their type at once.</summary>
    private static IEnumerable<RawColumn> Looked(Readable readable) => readable.Match.Layout.Columns.Where(column =>
        column.Kind is ColumnKind.Id or ColumnKind.Number or ColumnKind.Time
        && (readable.Format != RawFormat.JsonLines || readable.IsText || column.JsonType == RawColumn.Text)
        && BronzeView.Raw(readable, column.Name) is not null);

    /// <summary>The readings of files; null for one that DuckDB cannot read as it is.</summary>
    /// <param name="db">A session with the macros of every step.</param>
    public static IReadOnlyList<Reading?> Of(DuckDBConnection db, IReadOnlyList<Readable> readables)
    {
        var readings = new Reading?[readables.Count];
        foreach (var group in readables.Index().GroupBy(each => BronzeView.Form(each.Item)))
            Look(db, [.. group.Select(each => each.Index)], readables, readings);
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
            var clues = marked.Length == 0 ? [] : Counts(db, marked, columns, Clues);
            foreach (var index in group)
            {
                var file = readables[index];
                readings[index] = clues.TryGetValue(file.Path, out var found)
                    ? new FormDecision(db, file, odd[file.Path], found).Make()
                    : new Reading(Reading.Rules(file.Match.Layout), new Dictionary<string, ColumnForm>());
            }
        }
        catch (DuckDBException error) when (error.ErrorType is DuckDBErrorType.InvalidInput or DuckDBErrorType.IO or DuckDBErrorType.Conversion or DuckDBErrorType.Serialization)
        {
            // A file that cannot be read costs its own reading alone; the step that reads it says what is wrong.
            if (group.Count > 1)
            {
                foreach (var index in group)
                    Look(db, [index], readables, readings);
            }
        }
    }

    /// <summary>Per path, column and name: how many values.</summary>
    private static Dictionary<string, Dictionary<string, Dictionary<string, long>>> Counts(DuckDBConnection db, IReadOnlyList<Readable> files, RawColumn[] columns, Func<Readable, RawColumn, string, IEnumerable<(string Name, string Where)>> tests)
    {
        var wanted = columns.SelectMany(column => tests(files[0], column, BronzeView.Raw(files[0], column.Name)!).Select(test => (Column: column.Name, test.Name, test.Where))).ToArray();
        if (wanted.Length == 0)
            return files.ToDictionary(file => file.Path, _ => new Dictionary<string, Dictionary<string, long>>(), StringComparer.Ordinal);
        var sums = string.Join(", ", wanted.Select((test, i) => FormattableString.Invariant($"count(*) FILTER (WHERE {test.Where}) AS c{i}")));
        var (name, by) = files.Count > 1 ? ("filename", " GROUP BY filename") : (Sql.Text(files[0].Path), "");
        var found = db.Query($"SELECT {name} AS path, {sums} FROM {BronzeView.Reader(files, "", BronzeView.Form(files[0]).Gzip)}{by}");
        var counts = files.ToDictionary(file => file.Path, _ => new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal), StringComparer.Ordinal);
        for (var row = 0; row < found.RowCount; row++)
        {
            var own = counts[(string)found["path"][row]!];
            foreach (var (test, i) in wanted.Select((test, i) => (test, i)))
            {
                if (!own.TryGetValue(test.Column, out var values))
                    own[test.Column] = values = new Dictionary<string, long>(StringComparer.Ordinal);
                values[test.Name] = Convert.ToInt64(found[FormattableString.Invariant($"c{i}")][row], CultureInfo.InvariantCulture);
            }
        }

        return counts;
    }

    private static IEnumerable<(string Name, string Where)> Oddities(Readable file, RawColumn column, string raw) => column.Kind switch
    {
        ColumnKind.Time => [("odd", $"NOT is_plain_time_form({raw}, {(file.Match.Layout.Zone == "UTC" ? "true" : "false")})")],
        ColumnKind.Number => [("odd", $"NOT is_plain_number_form({raw})")],
        _ => [("float", $"suffix({raw}, '.0')"), ("missing", $"missing({raw})")],
    };

    private static IEnumerable<(string Name, string Where)> Clues(Readable file, RawColumn column, string raw) => column.Kind switch
    {
        ColumnKind.Time =>
        [
            .. new[] { "day", "month", "open", "same" }.Select(clue => (clue, $"date_clue_form({raw}) = '{clue}'")),
            ("dotted", $"date_clue_form({raw}) = 'open' AND is_dotted_form({raw})"), ("instant", $"is_instant_form({raw})"),
            ("lost", $@"has_lost_hour_form(dated_form({raw}, '\3-\2-\1'))"),
        ],
        ColumnKind.Number => new[] { "comma", "point", "open comma", "open point" }.Select(clue => (clue, $"number_clue_form(bare_form({raw})) = '{clue}'")),
        _ => [("ids", $"NOT missing({raw}) AND trim({raw}) <> ''"), ("floats", $@"regexp_full_match({raw}, '\s*\d+\.0\s*')"), ("fractions", $@"regexp_full_match({raw}, '\s*\d+\.\d+\s*') AND NOT regexp_full_match({raw}, '\s*\d+\.0\s*')")],
    };
}
