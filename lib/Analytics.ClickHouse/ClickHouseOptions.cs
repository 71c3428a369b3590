using System.Net;
using Analytics.Engine;

namespace Analytics.ClickHouse;

/// <summary>Where a ClickHouse server is, and how it reaches the lake's tables.</summary>
public sealed record ClickHouseOptions
{
    /// <summary>The variable that holds the password; a command line is seen by others and kept in logs.</summary>
    public const string PasswordVariable = "ANALYTICS_CLICKHOUSE_PASSWORD";

    /// <summary>How a server on the lake's own machine reads a table.</summary>
    public const string LocalTables = "deltaLakeLocal('{folder}')";

    /// <summary>Scheme, host and port of the HTTP interface.</summary>
    public required Uri Server { get; init; }

    /// <summary>Default: <c>default</c>, as the server's.</summary>
    public string User { get; init; } = "default";

    /// <summary>Default: none.</summary>
    public string Password { get; init; } = "";

    /// <summary>The database that a query starts in; nothing is made in it. Default: <c>default</c>.</summary>
    public string Database { get; init; } = "default";

    /// <summary>
    /// The table function that reads a table: <c>{table}</c> stands for its path in the lake (<c>silver/crashes/crashes</c>), <c>{folder}</c> for the
    /// absolute one on this machine. Default: <see cref="LocalTables"/>.
    /// </summary>
    public string Tables { get; init; } = LocalTables;

    /// <summary>How long one query may take, its rows included. Default: 30 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Reads <c>http[s]://[user@]host[:port][/database]</c>; the password comes from <see cref="PasswordVariable"/>.</summary>
    /// <exception cref="UsageException">It is no such address, holds a password, or would send one unencrypted to another machine.</exception>
    public static ClickHouseOptions Parse(string url, string? password)
    {
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || uri.Query.Length > 0
            || uri.Fragment.Length > 0
        )
        {
            throw new UsageException(
                "--connect takes the address of ClickHouse's HTTP interface, e.g. http://analyst@localhost:8123/default."
            );
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw new UsageException(
                $"--connect takes no password: others see a command line, and logs keep it. Put it into {PasswordVariable}."
            );
        }

        if (!string.IsNullOrEmpty(password) && uri.Scheme == "http" && !uri.IsLoopback)
        {
            throw new UsageException(
                $"The password would cross the network unencrypted: use https for {uri.Host}, or unset {PasswordVariable}."
            );
        }

        return new ClickHouseOptions
        {
            Server = new UriBuilder(uri.Scheme, uri.Host, uri.IsDefaultPort ? (uri.Scheme == "https" ? 8443 : 8123) : uri.Port).Uri,
            User = uri.UserInfo.Length > 0 ? WebUtility.UrlDecode(uri.UserInfo) : "default",
            Password = password ?? "",
            Database = uri.AbsolutePath.Trim('/') is { Length: > 0 } database ? WebUtility.UrlDecode(database) : "default",
        };
    }

    /// <summary>How the server reads a table.</summary>
    /// <param name="path">Within the lake, <c>/</c> between its parts.</param>
    /// <param name="lake">The lake's folder.</param>
    internal string TableOf(string path, string lake) =>
        Tables
            .Replace("{table}", Inside(path), StringComparison.Ordinal)
            .Replace("{folder}", Inside(Path.GetFullPath(Path.Combine(lake, path))), StringComparison.Ordinal);

    private static string Inside(string text) => Statements.Text(text)[1..^1];

    /// <summary>Never the password.</summary>
    public override string ToString() => $"{User}@{Server.Authority}";
}
