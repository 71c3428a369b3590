using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Analytics.Server.Records;

/// <summary>
/// SQL with parameters in a line: <c>@p0</c>, <c>@p1</c>, … by place. It is SQL that SQLite and PostgreSQL both understand. Where a parameter may be null it is compared with a column before it is
/// asked whether it is null: PostgreSQL takes its type from the first place where it stands.
/// </summary>
internal static class DatabaseCalls
{
    /// <summary>Runs statements.</summary>
    /// <returns>How many rows changed.</returns>
    /// <exception cref="DatabaseException">They could not be run.</exception>
    public static int Do(this DbConnection db, string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Command(db, sql, parameters);
        return Asked(db, command.ExecuteNonQuery);
    }

    /// <summary>The first cell; the type's default where there is no row or it is null.</summary>
    public static T? Scalar<T>(this DbConnection db, string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Command(db, sql, parameters);
        return Asked(db, command.ExecuteScalar) switch
        {
            null or DBNull => default,
            var value => (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A value of each row.</summary>
    public static IReadOnlyList<T> All<T>(
        this DbConnection db,
        Func<DbDataReader, T> read,
        string sql,
        params ReadOnlySpan<object?> parameters
    )
    {
        using var command = Command(db, sql, parameters);
        return Asked(
            db,
            () =>
            {
                using var rows = command.ExecuteReader();
                var all = new List<T>();
                while (rows.Read())
                {
                    all.Add(read(rows));
                }

                return all;
            }
        );
    }

    /// <summary>The names of so many parameters from a place on, with commas between: for a list behind IN.</summary>
    public static string Places(int first, int count) =>
        string.Join(", ", Enumerable.Range(first, count).Select(at => Invariant($"@p{at}")));

    /// <summary>Whether a column holds 1: there are no booleans in the database.</summary>
    public static bool Flag(this DbDataReader row, int column) => row.GetInt64(column) == 1;

    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTime? TimeOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : ServiceDatabase.Time(row.GetString(column));

    private static T Asked<T>(DbConnection db, Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception error) when (IsOf(db, error))
        {
            throw DatabaseException.Of(error);
        }
    }

    /// <summary>Whether an error is the database's. A connection that broke says so once and is no use afterwards.</summary>
    private static bool IsOf(DbConnection db, Exception error) =>
        error is DbException || (error is InvalidOperationException && db.State != ConnectionState.Open);

    private static DbCommand Command(DbConnection db, string sql, ReadOnlySpan<object?> parameters)
    {
        var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var (at, value) in parameters.ToArray().Index())
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = Invariant($"@p{at}");
            parameter.Value = value switch
            {
                null => DBNull.Value,
                bool flag => flag ? 1L : 0L,
                // A text of PostgreSQL holds every character but this one.
                string text => text.Replace('\0', '\uFFFD'),
                _ => value,
            };
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
