using System.Text.RegularExpressions;
using Analytics.DuckDb;
using Analytics.Lake;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Analytics.Engine;

/// <summary>
/// Questions to one published snapshot, a schema per domain. Opens only the tables that a question names, since every file is hashed before it is
/// read, and keeps them open for the next. Not for several threads at once.
/// </summary>
public sealed partial class SnapshotQuestions : IDisposable
{
    private readonly QuestionLimits? _limits;
    private readonly IReadOnlyDictionary<string, (string Domain, string Name)> _tables;
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private QuestionSession? _session;

    /// <param name="snapshot">What is asked.</param>
    /// <param name="limits">Null for the defaults.</param>
    public SnapshotQuestions(Snapshot snapshot, QuestionLimits? limits = null)
    {
        (Snapshot, _limits) = (snapshot, limits);
        _tables = snapshot.Tables.Keys.ToDictionary(
            full => full,
            full => (TableName.Parse(full).Domain, Published.NameOf(snapshot, full)),
            StringComparer.Ordinal
        );
    }

    public Snapshot Snapshot { get; }

    /// <summary>Answers one question; see <see cref="QuestionSession.Ask"/> for what it may be and what is thrown.</summary>
    /// <exception cref="LakeException">A file of a table that it names is damaged.</exception>
    public Answer Ask(string sql, CancellationToken cancellation = default, Func<string, object?>? variables = null)
    {
        try
        {
            return Open(sql).Ask(sql, cancellation, variables);
        }
        // What was not found may be a table that the text does not spell, and errors suggest names from among all tables.
        catch (Exception error) when (IsOfNames(error) && _open.Count < _tables.Count)
        {
            return Open(db: null, [.. _tables.Keys]).Ask(sql, cancellation, variables);
        }
    }

    public void Dispose() => _session?.Dispose();

    private static bool IsOfNames(Exception error) =>
        error switch
        {
            DuckDBException found => found.ErrorType is DuckDBErrorType.Catalog or DuckDBErrorType.Binder,
            // The path of a published file.
            QuestionException { InnerException: DuckDBException { ErrorType: DuckDBErrorType.Permission } } => true,
            _ => false,
        };

    /// <summary>A session that has the tables which a question names.</summary>
    private QuestionSession Open(string sql)
    {
        var spelled = Spelled(sql);
        // The parser can only say that fewer are meant, which spares nothing where they are open or there is but one.
        if (spelled.Length <= 1 || spelled.All(_open.Contains))
        {
            return Open(db: null, spelled);
        }

        if (_session is { } session)
        {
            return Open(db: null, Named(session.TablesOf(sql), spelled));
        }

        var db = Published.Connect();
        try
        {
            return Open(db, Named(QuestionTables.Of(db, sql), spelled));
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <summary>A session that has the tables, and those of the questions before.</summary>
    /// <param name="db">Where it is made, if one must be; null for a new connection.</param>
    /// <param name="named">Full names.</param>
    private QuestionSession Open(DuckDBConnection? db, IReadOnlyList<string> named)
    {
        foreach (var table in named.Where(_open.Contains))
        {
            Snapshot.Require(table);
        }

        if (_session is { } session && named.All(_open.Contains))
        {
            return session;
        }

        string[] wanted = [.. _tables.Keys.Where(table => _open.Contains(table) || named.Contains(table))];
        var opened = db is null ? Published.Questions(Snapshot, _limits, wanted) : Published.Questions(db, Snapshot, _limits, wanted);
        _session?.Dispose();
        _session = opened;
        _open.UnionWith(wanted);
        return opened;
    }

    /// <summary>Of the tables that a text spells, those that its question names by DuckDB's parser; all of them where that gave no tree.</summary>
    private string[] Named(QuestionTables? parsed, string[] spelled) =>
        parsed is null || parsed.IsOpen
            ? spelled
            :
            [
                .. spelled.Where(table =>
                    parsed.Tables.Any(each =>
                        each.Schema.Equals(_tables[table].Domain, StringComparison.OrdinalIgnoreCase)
                        && each.Name.Equals(_tables[table].Name, StringComparison.OrdinalIgnoreCase)
                    )
                ),
            ];

    /// <summary>
    /// The tables of which a text has both the domain's word and the table's, wherever they stand: too many rather than too few. All of them for a text that
    /// may look into the catalog, or put together what it asks from texts.
    /// </summary>
    private string[] Spelled(string sql)
    {
        var words = Word().Matches(sql).Select(match => match.Value.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        return words.Any(IsOfCatalog)
            ? [.. _tables.Keys]
            :
            [
                .. _tables
                    .Where(table => words.Contains(table.Value.Domain) && words.Contains(table.Value.Name.ToLowerInvariant()))
                    .Select(table => table.Key),
            ];
    }

    private static bool IsOfCatalog(string word) =>
        word
            is "show"
                or "describe"
                or "query"
                or "query_table"
                or "information_schema"
                or "sql_auto_complete"
                or "json_execute_serialized_sql"
        || word.StartsWith("duckdb_", StringComparison.Ordinal)
        || word.StartsWith("pragma", StringComparison.Ordinal)
        || word.StartsWith("pg_", StringComparison.Ordinal)
        || word.StartsWith("sqlite_", StringComparison.Ordinal);

    [GeneratedRegex(@"[\p{L}\p{N}_]+")]
    private static partial Regex Word();
}
