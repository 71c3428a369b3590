using Analytics.DuckDb;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>What Silver remembers of each entity to be scored: its id as it was given, and what became missing in its rows.</summary>
internal sealed class ScoringMarks
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _notes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly string _name;

    private ScoringMarks(string name) => _name = name;

    /// <summary>Notes as one text; null for none.</summary>
    public static string? Joined(IReadOnlyCollection<string> notes) =>
        notes.Count == 0 ? null : string.Join(ForScoring.Between, notes.Distinct(StringComparer.Ordinal));

    public static ScoringMarks Of(DuckDBConnection db, ForScoring domain, Study study)
    {
        var marks = new ScoringMarks(study.GivenKey);
        // An entity's own table knows its id best.
        foreach (var table in domain.Tables.OfType<SilverTable>().OrderBy(table => domain.Entities.Contains(table) ? 0 : 1))
        {
            if (table.Contract.Fields.Any(field => field.Name == study.Key))
            {
                marks.Read(
                    db.Query(
                        $"""
                        SELECT {Sql.Name(
                            study.Key
                        )}::VARCHAR AS key, min({ForScoring.Given}) AS given, string_agg(DISTINCT {ForScoring.Notes}, '{ForScoring.Between}' ORDER BY {ForScoring.Notes}) AS notes
                        FROM {table.NameInDomain} WHERE {ForScoring.Given} IS NOT NULL OR {ForScoring.Notes} IS NOT NULL GROUP BY 1 ORDER BY 1
                        """
                    )
                );
            }

            marks.Count(
                db.Query(
                    $"SELECT note, count(*) AS rows FROM (SELECT unnest(string_split({ForScoring.Notes}, '{ForScoring.Between}')) AS note FROM {table.NameInDomain} WHERE {ForScoring.Notes} IS NOT NULL) GROUP BY note ORDER BY note"
                )
            );
        }

        return marks;
    }

    /// <summary>The ids as they were given (the key where the file has none) and the column <c>notes</c>.</summary>
    /// <param name="keys">The entities.</param>
    /// <param name="more">What is to be noted of each besides.</param>
    public (Column Given, Column Notes) Beside(Column keys, IReadOnlyList<string>[] more)
    {
        string[] names =
        [
            .. Enumerable
                .Range(0, keys.Count)
                .Select(row => Convert.ToString(keys[row], System.Globalization.CultureInfo.InvariantCulture)!),
        ];
        return (
            TextColumn.FromValues(_name, names.Select(name => _given.GetValueOrDefault(name, name))),
            TextColumn.FromValues("notes", names.Select((name, row) => Joined([.. _notes.GetValueOrDefault(name, []), .. more[row]])))
        );
    }

    /// <summary>How many rows have each kind of note, the commonest first.</summary>
    public IReadOnlyList<ScoringNote> Counted(IEnumerable<string> more)
    {
        foreach (var note in more)
        {
            Add(note, 1);
        }

        return
        [
            .. _counts
                .OrderByDescending(each => each.Value)
                .ThenBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => new ScoringNote(each.Key, each.Value)),
        ];
    }

    private void Read(Frame rows)
    {
        for (var row = 0; row < rows.RowCount; row++)
        {
            var key = (string)rows["key"][row]!;
            if (rows["given"][row] is string given)
            {
                _given.TryAdd(key, given);
            }

            if (rows["notes"][row] is string notes)
            {
                (_notes.TryGetValue(key, out var known) ? known : _notes[key] = []).AddRange(notes.Split(ForScoring.Between));
            }
        }
    }

    private void Count(Frame notes)
    {
        for (var row = 0; row < notes.RowCount; row++)
        {
            Add((string)notes["note"][row]!, (long)notes["rows"][row]!);
        }
    }

    private void Add(string note, long rows) =>
        _counts[ScoringInput.Kind(note)] = _counts.GetValueOrDefault(ScoringInput.Kind(note)) + rows;
}
