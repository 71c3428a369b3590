using Npgsql;

namespace Analytics.Server.Records;

/// <summary>
/// The address of a PostgreSQL database as its own programs take it, <c>postgresql://user:password@host:5432/database</c>, and behind it <c>?sslmode=verify-full&amp;sslrootcert=/path</c>
/// (https://www.postgresql.org/docs/current/libpq-connect.html, 34.1.1.2). What it does not say holds there too: port 5432, TLS where the server offers it.
/// </summary>
internal static class PostgreSqlUrl
{
    /// <summary>Connections of one process at a time; more wait their turn.</summary>
    private const int Connections = 20;

    /// <exception cref="UsageException">It is no such address. Nothing of it is told: it holds a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("postgresql" or "postgres")
            || address.IdnHost.Length == 0
            || address.AbsolutePath.Length < 2
            || address.AbsolutePath.IndexOf('/', 1) > 0
            || address.UserInfo.Length == 0
        )
        {
            throw new UsageException("DatabasePostgreSql is no address such as postgresql://user:password@host:5432/database.");
        }

        var user = address.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = address.IdnHost,
            Port = address.Port > 0 ? address.Port : 5432,
            Database = Uri.UnescapeDataString(address.AbsolutePath[1..]),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            ApplicationName = "analytics",
            SearchPath = "analytics",
            Timeout = 5,
            CommandTimeout = 10,
            MaxPoolSize = Connections,
            GssEncryptionMode = GssEncryptionMode.Disable,
            // A commit is on the server's disk when it returns; who stands still in a transaction does not keep others from writing for ever.
            Options = "-c synchronous_commit=on -c idle_in_transaction_session_timeout=30000",
        };
        foreach (var each in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = each.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (each, "");
            if (name == "sslmode" && Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), true, out var mode))
            {
                settings.SslMode = mode;
            }
            else if (name == "sslrootcert" && File.Exists(value))
            {
                settings.RootCertificate = value;
            }
            else
            {
                throw new UsageException(
                    "DatabasePostgreSql takes behind its ? only sslmode (disable, allow, prefer, require, verify-ca, verify-full) and sslrootcert, a file that is there."
                );
            }
        }

        return settings;
    }
}
