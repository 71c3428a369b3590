using System.Globalization;
using Analytics.Frames;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>
/// A connection on which text that a person typed may run: it reads, whatever the text says. One statement at a time, and only SELECT, EXPLAIN, DESCRIBE, SUMMARIZE or SHOW
/// by DuckDB's own parser; no file but those named; no setting can be changed, no extension loaded; time, memory and rows are limited.
/// </summary>
public sealed class QuestionSession : IDisposable
{
    private const string MayBe = "SELECT, EXPLAIN, DESCRIBE, SUMMARIZE or SHOW";

    private static int s_number;

    private readonly DuckDBConnection _db;
    private readonly QuestionLimits _limits;

    /// <summary>Takes a connection over and closes it off; there is no way back.</summary>
    /// <param name="db">A database in memory whose views are there already. The session disposes it.</param>
    /// <param name="files">The only files that may be read: those under the views.</param>
    /// <param name="limits">Null for the defaults.</param>
    /// <exception cref="QuestionException">A limit is not above 0.</exception>
    public QuestionSession(DuckDBConnection db, IEnumerable<string> files, QuestionLimits? limits = null)
    {
        _db = db;
        _limits = (limits ?? new QuestionLimits()).Checked();
        var spill = Path.Combine(
            Path.GetTempPath(),
            string.Create(CultureInfo.InvariantCulture, $"analytics-question-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}")
        );
        // The order matters: the first lines cannot be said any more after the last two.
        db.Execute(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SET autoinstall_known_extensions = false;
                SET autoload_known_extensions = false;
                SET allow_community_extensions = false;
                SET allow_persistent_secrets = false;
                SET memory_limit = '{_limits.Megabytes}MB';
                SET temp_directory = {DuckDBConnection.Literal(spill)};
                SET max_temp_directory_size = '{4L * _limits.Megabytes}MB';
                SET allowed_paths = [{string.Join(", ", files.Select(DuckDBConnection.Literal))}];
                SET enable_external_access = false;
                SET lock_configuration = true
                """
            )
        );
    }

    /// <summary>Answers one question.</summary>
    /// <param name="sql">One statement that reads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="variables">
    /// What a name stands for that the tables do not: <c>$name</c> is its value, and a table <c>name</c> without a schema is the <see cref="Frame"/> it holds. It returns
    /// null for what it does not know. Null: there are no variables.
    /// </param>
    /// <exception cref="QuestionException">The text is no question, it reached a limit, or it asks for a variable that is not there.</exception>
    /// <exception cref="DuckDBException">DuckDB's error, in its words: a wrong name, a value that cannot be cast.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Answer Ask(string sql, CancellationToken cancellation = default, Func<string, object?>? variables = null)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(TimeSpan.FromSeconds(_limits.Seconds));
        string[] lent = [];
        try
        {
            lent = variables is null ? [] : [.. Lend(sql, variables)];
            var isExplain = TypeOf(sql) == StatementType.Explain;
            var values = variables is null ? [] : Values(sql, variables);
            RequireReading(isExplain ? QuestionText.Explained(sql) : sql, isExplain, values, time.Token);
            return Read(sql, values, time.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw QuestionException.Of(
                $"The question ran for {_limits.Seconds} seconds and was stopped. Ask for less, or raise the limit with --seconds (in code: QuestionLimits.Seconds)."
            );
        }
        catch (DuckDBException error) when (Explain(error) is { } message)
        {
            throw new QuestionException(message, error);
        }
        finally
        {
            foreach (var name in lent)
            {
                _db.Execute($"DROP TABLE temp.{DuckDBConnection.Quote(name)}");
            }
        }
    }

    /// <summary>What a question names; null where it cannot be parsed.</summary>
    public QuestionTables? TablesOf(string sql) => QuestionTables.Of(_db, sql);

    public void Dispose() => _db.Dispose();

    /// <summary>Makes tables of the frames that a question names without a schema, and says which.</summary>
    private IEnumerable<string> Lend(string sql, Func<string, object?> variables)
    {
        foreach (var name in (TablesOf(sql)?.Unqualified ?? []).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (variables(name) is Frame frame)
            {
                _db.CreateTable(name, frame, isTemporary: true);
                yield return name;
            }
        }
    }

    private object?[] Values(string sql, Func<string, object?> variables)
    {
        using var statements = Statements(sql);
        return
        [
            .. statements
                .ParametersOf(0)
                .Select(name => new DuckDBParameter(
                    name,
                    variables(name)
                        ?? throw new QuestionException(
                            $"The question asks for ${name}, and no variable of that name holds a value. Nothing was run."
                        )
                )),
        ];
    }

    private void RequireReading(string sql, bool isExplained, object?[] values, CancellationToken time)
    {
        var type = TypeOf(sql);
        if (type != StatementType.Select)
        {
            throw new QuestionException(
                $"A question only reads, so it is {MayBe}; {(isExplained ? "what is to be explained" : "this")} is {Word(type)}. Nothing was run."
            );
        }

        string plan;
        try
        {
            using var explained = Statements("EXPLAIN (FORMAT json) " + sql);
            using var result = explained.Run(0, values, streaming: false, time);
            using var chunk = result.NextChunk()!;
            plan = result.Column(chunk, 1).Text(0);
        }
        catch (DuckDBException error) when (error.Message.Contains("PRAGMA", StringComparison.Ordinal))
        {
            throw new QuestionException(
                $"A question only reads, so it is {MayBe}; this is PRAGMA. Nothing was run. (SHOW TABLES and DESCRIBE say what tables there are.)",
                error
            );
        }

        if (QuestionPlan.Actor(plan) is { } actor)
        {
            throw new QuestionException(
                $"A question only reads the published tables, and '{actor}' is not among the functions that do nothing else. Nothing was run."
            );
        }
    }

    private StatementType TypeOf(string sql)
    {
        using var statements = Statements(sql);
        return statements.TypeOf(0);
    }

    private Statements Statements(string sql)
    {
        if (string.IsNullOrWhiteSpace(sql))
        {
            throw new QuestionException("The question is empty. For example: from crashes.hotspots limit 5");
        }

        var statements = new Statements(Connections.Native(_db), sql);
        if (statements.Count == 1)
        {
            return statements;
        }

        statements.Dispose();
        throw QuestionException.Of(
            $"A question is one statement; this text holds {statements.Count}. Nothing was run. (PIVOT without the values to make columns of counts as two: PIVOT … ON column IN ('a', 'b').)"
        );
    }

    private Answer Read(string sql, object?[] values, CancellationToken time)
    {
        using var statements = Statements(sql);
        using var interruption = new Interruption(Connections.Native(_db), time);
        using var result = statements.Run(0, values, streaming: true, time);
        try
        {
            result.Collect(Check, time);
        }
        catch (DuckDBException error) when (error.ErrorType == DuckDBErrorType.Interrupt && time.IsCancellationRequested)
        {
            throw new OperationCanceledException("The question was cancelled.", error, time);
        }

        return new Answer(
            FrameReader.Read(result, time),
            [
                .. result.Types.Select(type =>
                    type.Id is DuckDBType.List or DuckDBType.Array or DuckDBType.Struct or DuckDBType.Map or DuckDBType.Union
                ),
            ]
        );
    }

    private void Check(long rows, long bytes)
    {
        if (rows > _limits.Rows)
        {
            throw QuestionException.Of(
                $"The answer has more than {_limits.Rows} rows. Aggregate or LIMIT it, or raise the limit with --rows (in code: QuestionLimits.Rows)."
            );
        }

        if (bytes > _limits.Megabytes * 1_000_000L)
        {
            throw QuestionException.Of(
                $"The answer is larger than {_limits.Megabytes} MB. Choose fewer rows or columns, or raise the limit with --memory (in code: QuestionLimits.Megabytes)."
            );
        }
    }

    // One line each; an error of the text itself keeps DuckDB's words with the place of the mistake.
    private string? Explain(DuckDBException error) =>
        error.ErrorType switch
        {
            DuckDBErrorType.Permission => $"A question reads the published tables and nothing else: {Cut(error.Message)}",
            DuckDBErrorType.OutOfMemory => FormattableString.Invariant(
                $"The question needs more than {_limits.Megabytes} MB of memory. Ask for less, or raise the limit with --memory (in code: QuestionLimits.Megabytes)."
            ),
            _ when error.Message.Contains("extension", StringComparison.Ordinal) => $"A question loads no extensions: {Cut(error.Message)}",
            _ => null,
        };

    private static string Cut(string message)
    {
        var line = message.Split('\n')[0];
        var file = line.IndexOf("Cannot access", StringComparison.Ordinal);
        var reason = line.IndexOf(" - file system operations", StringComparison.Ordinal);
        return file >= 0 && reason > file ? $"{char.ToLowerInvariant(line[file])}{line[(file + 1)..reason]}." : line;
    }

    private static string Word(StatementType type) =>
        type switch
        {
            StatementType.Invalid => "no statement",
            StatementType.VariableSet => "SET",
            StatementType.CreateFunction => "CREATE FUNCTION",
            StatementType.LogicalPlan or StatementType.Extension or StatementType.Relation or StatementType.Multi => "another statement",
            StatementType.UpdateExtensions => "UPDATE EXTENSIONS",
            _ => type.ToString().ToUpperInvariant(),
        };
}
