using System.Data.Common;
using System.Globalization;

namespace Analytics.Server.Records;

/// <summary>SQL with parameters in a line: <c>@p0</c>, <c>@p1</c>, … by place.</summary>
internal static class DatabaseCalls
{
    /// <summary>Runs statements.</summary>
    /// <returns>How many rows changed.</returns>
    public static int Do(this DbConnection db, string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Command(db, sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first cell; the type's default where there is no row or it is null.</summary>
    public static T? Scalar<T>(this DbConnection db, string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Command(db, sql, parameters);
        return command.ExecuteScalar() switch
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
        using var rows = command.ExecuteReader();
        var all = new List<T>();
        while (rows.Read())
        {
            all.Add(read(rows));
        }

        return all;
    }

    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTime? TimeOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : ServiceDatabase.Time(row.GetString(column));

    private static DbCommand Command(DbConnection db, string sql, ReadOnlySpan<object?> parameters)
    {
        var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var (at, value) in parameters.ToArray().Index())
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = Invariant($"@p{at}");
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
