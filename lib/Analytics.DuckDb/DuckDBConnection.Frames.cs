using System.Globalization;
using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>The columnar way in and out.</summary>
public sealed partial class DuckDBConnection
{
    /// <summary>Runs one or several statements and gives the rows that the last one changed (0 for other statements).</summary>
    /// <param name="sql">SQL, statements separated by <c>;</c>. Each takes the parameters it names.</param>
    /// <param name="parameters">Values for <c>?</c> or <c>$1</c>…, or <see cref="DuckDBParameter"/>s with names for <c>$name</c>.</param>
    /// <exception cref="DuckDBException">DuckDB's error, in its words.</exception>
    public long Execute(string sql, params object?[] parameters) => Execute(sql, CancellationToken.None, parameters);

    /// <inheritdoc cref="Execute(string, object?[])"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; the statement was interrupted and rolled back.</exception>
    public long Execute(string sql, CancellationToken cancellation, params object?[] parameters)
    {
        using var result = Run(sql, parameters, cancellation);
        return result.RowsChanged;
    }

    /// <summary>Runs statements and gives the last one's result as a Frame; the README's table says which type becomes which.</summary>
    /// <inheritdoc cref="Execute(string, object?[])"/>
    /// <exception cref="InvalidCastException">A value does not fit its column type; the message names column, rows and the cast to write.</exception>
    public Frame Query(string sql, params object?[] parameters) => Query(sql, CancellationToken.None, parameters);

    /// <inheritdoc cref="Query(string, object?[])"/>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Frame Query(string sql, CancellationToken cancellation, params object?[] parameters)
    {
        using var result = Run(sql, parameters, cancellation);
        return FrameReader.Read(result, cancellation);
    }

    /// <summary>The first column of the first row, converted to <typeparamref name="T"/>; NULL only where T can be null.</summary>
    /// <exception cref="InvalidOperationException">There is no row, or it holds NULL and T cannot.</exception>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    public T Scalar<T>(string sql, params object?[] parameters) => Scalar<T>(sql, CancellationToken.None, parameters);

    /// <inheritdoc cref="Scalar{T}(string, object?[])"/>
    public T Scalar<T>(string sql, CancellationToken cancellation, params object?[] parameters)
    {
        using var result = Run(sql, parameters, cancellation);
        if (!result.IsQuery || !result.NextChunk())
            throw new InvalidOperationException($"The query gave no row: {sql}");
        return Conversion.To<T>(VectorValue.At(result.Column(0), 0), () => result.Names[0]);
    }

    /// <summary>Makes a table of a frame's columns: types as in the README, DECIMAL as wide as the values need.</summary>
    /// <param name="name">The table's name, taken as it is; with <c>schema.table</c> the part before the dot is the schema.</param>
    /// <param name="frame">The rows.</param>
    /// <param name="isTemporary">The table goes with the connection. Default false.</param>
    /// <exception cref="DuckDBException">The table exists, or the schema does not.</exception>
    public void CreateTable(string name, Frame frame, bool isTemporary = false) => FrameWriter.Create(this, name, frame, isTemporary);

    /// <summary>Adds a frame's rows to a table, columns matched by name; columns that the frame lacks get their default.</summary>
    /// <returns>The rows added.</returns>
    /// <exception cref="DuckDBException">A column is unknown or a value breaks a constraint; then nothing is added.</exception>
    public long Append(string name, Frame frame)
    {
        const string Staging = "analytics_append";
        FrameWriter.Create(this, Staging, frame, isTemporary: true);
        try
        {
            return Execute($"insert into {QuoteTable(name)} by name select * from temp.{Staging}");
        }
        finally
        {
            Execute($"drop table temp.{Staging}");
        }
    }

    /// <summary>An appender for a table, or <c>schema.table</c>.</summary>
    /// <exception cref="DuckDBException">There is no such table.</exception>
    public DuckDBAppender CreateAppender(string table) => new(this, table);

    /// <summary>A name as an SQL identifier: in double quotes, those within doubled.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Text as an SQL literal; for the places that take no parameter.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    internal static string QuoteTable(string name) => string.Join('.', name.Split('.', 2).Select(Quote));

    private Result Run(string sql, object?[] parameters, CancellationToken cancellation)
    {
        using var statements = new Statements(Handle, sql);
        for (var i = 0; i < statements.Count - 1; i++)
            statements.Run(i, parameters, streaming: false, cancellation).Dispose();
        return statements.Run(statements.Count - 1, parameters, streaming: false, cancellation);
    }
}
