using System.CommandLine;
using Analytics.ClickHouse;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>The options that say what runs the SQL of Gold tables.</summary>
internal static class EngineOptions
{
    private static readonly Option<string> s_engine = new("--engine")
    {
        Description = "duckdb, in this process, or clickhouse, on a server. Default: duckdb.",
        DefaultValueFactory = _ => "duckdb",
    };

    private static readonly Option<string?> s_connect = new("--connect")
    {
        Description =
            $"With --engine clickhouse: http[s]://[user@]host[:port][/database] of its HTTP interface. The password is read from {ClickHouseOptions.PasswordVariable}.",
    };

    private static readonly Option<string?> s_tables = new("--tables")
    {
        Description =
            $"With --engine clickhouse: the table function by which the server reads a table of the lake; {{table}} stands for its path, e.g. silver/crashes/crashes, {{folder}} for its folder on this machine. Default: {ClickHouseOptions.LocalTables}.",
    };

    private static readonly Option<int> s_timeout = new Option<int>("--timeout")
    {
        Description = "With --engine clickhouse: seconds that one query may take. Default: 1800.",
        DefaultValueFactory = _ => 1800,
    }.AtLeast(1);

    public static IReadOnlyList<Option> All { get; } = [s_engine, s_connect, s_tables, s_timeout];

    /// <summary>Connects to the engine that a command line asks for; null for DuckDB.</summary>
    /// <exception cref="UsageException">Options are given that belong to another engine, or one is missing.</exception>
    public static TableEngine? Open(ParseResult parsed)
    {
        switch (parsed.GetValue(s_engine))
        {
            case "clickhouse":
                return OpenClickHouse(parsed);
            case "duckdb":
                break;
            case var other:
                throw new UsageException($"--engine takes duckdb or clickhouse, not '{other}'.");
        }

        return All.Skip(1).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } lost
            ? throw new UsageException($"{lost.Name} belongs to --engine clickhouse. Add that, or leave it out.")
            : null;
    }

    // By itself, so that no other script loads the driver.
    private static ClickHouseEngine OpenClickHouse(ParseResult parsed)
    {
        if (parsed.GetValue(s_connect) is not { Length: > 0 } url)
        {
            throw new UsageException("--engine clickhouse needs --connect, e.g. --connect http://localhost:8123.");
        }

        var options = ClickHouseOptions.Parse(url, Environment.GetEnvironmentVariable(ClickHouseOptions.PasswordVariable));
        return ClickHouseEngine.Connect(
            options with
            {
                Tables = parsed.GetValue(s_tables) ?? options.Tables,
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(s_timeout)),
            }
        );
    }
}
