using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Analytics.Server.Records;

/// <summary>The service database could not do what was asked of it. The message is fit for logs and pages: it holds no address and no password.</summary>
internal sealed class DatabaseException : Exception
{
    private const int Full = 13;

    /// <summary>SQLITE_IOERR_SHMSIZE: the index of the write-ahead log cannot grow.</summary>
    private const int NoRoomForIndex = 10 | (19 << 8);

    /// <param name="message">Why.</param>
    /// <param name="inner">What the provider said.</param>
    public DatabaseException(string message, Exception? inner = null)
        : base(message, inner) => IsAway = inner is null;

    /// <summary>Whether its disk is full.</summary>
    public bool IsFull { get; private init; }

    /// <summary>Whether there is no database to be had now, whatever is asked of it.</summary>
    public bool IsAway { get; private init; }

    /// <summary>An error of a provider, or of the way to it, in words.</summary>
    public static DatabaseException Of(Exception error) =>
        error switch
        {
            SqliteException sqlite => new(sqlite.Message, sqlite)
            {
                IsFull = sqlite.SqliteErrorCode == Full || sqlite.SqliteExtendedErrorCode == NoRoomForIndex,
            },
            PostgresException postgres => new(Words(postgres), postgres)
            {
                IsFull = postgres.SqlState == PostgresErrorCodes.DiskFull,
                IsAway = IsOfTheConnection(postgres.SqlState),
            },
            _ => new("The database is not reached or does not answer (DatabasePostgreSql).", error) { IsAway = true },
        };

    private static string Words(PostgresException error) =>
        error.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                "The database does not let this user in (DatabasePostgreSql).",
            PostgresErrorCodes.InvalidCatalogName => "The server has no database of that name (DatabasePostgreSql).",
            _ => $"PostgreSQL says {error.SqlState}: {error.MessageText}",
        };

    /// <summary>Classes 08 and 28, too many connections, no such database, and a server that stops or starts (https://www.postgresql.org/docs/current/errcodes-appendix.html).</summary>
    private static bool IsOfTheConnection(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("28", StringComparison.Ordinal)
        || state.StartsWith("57P", StringComparison.Ordinal)
        || state is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.InvalidCatalogName;
}
