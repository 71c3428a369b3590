using System.Text.RegularExpressions;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Data.Sqlite;

namespace Analytics.Server.Tests;

/// <summary>The tables of older programs are brought up.</summary>
public sealed class SchemaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-schema-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private ServerSettings Settings => new() { Data = _folder };

    /// <summary>A database as a program of that version left it.</summary>
    private void Old(int version, string rows)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "service"));
        using var old = new SqliteConnection($"Data Source={Path.Combine(_folder, "service", "service.db")};Pooling=False");
        old.Open();
        for (var each = 1; each <= version; each++)
        {
            var name = each == 1 ? "schema.sql" : Invariant($"schema-{each}.sql");
            using var schema = new StreamReader(typeof(ServiceDatabase).Assembly.GetManifestResourceStream(name)!);
            old.Do(schema.ReadToEnd());
        }

        old.Do(Invariant($"PRAGMA user_version = {version}"));
        old.Do(rows);
    }

    [Fact]
    public void A_database_of_the_first_version_is_brought_up_and_what_it_held_stays()
    {
        Old(1, "INSERT INTO step_times VALUES ('20260101T000000000-crashes', 1, 'crashes', 'gold.crashes.hotspots', 'new', 1.5, 3)");
        using var database = new ServiceDatabase(Settings);
        Assert.Null(database.Problem);
        using var db = database.Open();
        Assert.Equal("20260101T000000000-crashes", db.Scalar<string>("SELECT record FROM run_records"));
        Assert.Equal(1.5, db.Scalar<double>("SELECT seconds FROM step_times"));
        Assert.Equal(0, db.Scalar<long>("SELECT count(*) FROM stage_events"));
        Assert.Equal(6, db.Scalar<long>("PRAGMA user_version"));
    }

    [Fact]
    public void What_version_5_read_out_of_requests_is_in_columns_afterwards_and_nothing_is_lost()
    {
        static string Run(string what, string config) =>
            $"INSERT INTO pipeline_runs (domain, what, config, origin, requested_by, state, accepted_at, not_before, started_at, ended_at) VALUES ('crashes', '{what}', '{config}', 'api', 'x', 'failed', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z');";
        Old(
            5,
            // As version 2 made it; it stands in the way of what comes.
            """
            CREATE VIEW ended_runs AS SELECT id, coalesce(config ->> 'fetch', 0) AS fetch FROM pipeline_runs;
            INSERT INTO run_totals VALUES ('crashes', 'bronze', 1, 'failed', 'extract', 7);
            INSERT INTO dead_letters (queue, message, is_whole, reason, times, at) VALUES ('gold', 'x', 1, 'why', 3, '2026-01-01T00:00:00.000Z');
            """
                + Run("rebuild", """{"domain":"crashes","what":"rebuild","fetch":true}""")
                + Run("rebuild", """{"domain":"crashes","what":"rebuild","models":false}""")
                + Run("train", """{"domain":"crashes","what":"train","study":"severity"}""")
                + Run("bronze", """{"domain":"crashes","what":"bronze"}""")
        );
        using var database = new ServiceDatabase(Settings);
        Assert.Null(database.Problem);
        using (var db = database.Open())
        {
            Assert.Equal(
                [(1L, 1L, null), (0L, 0L, null), (0L, 1L, "severity"), (0L, 0L, null)],
                db.All(
                    row => (row.GetInt64(0), row.GetInt64(1), row.TextOrNull(2)),
                    "SELECT is_fetch, trains, study FROM pipeline_runs ORDER BY id"
                )
            );
            Assert.Equal(7, db.Scalar<long>("SELECT runs FROM run_totals WHERE is_fetch = 1"));
            Assert.Equal("extract", db.Scalar<string>("SELECT failed_in FROM ended_runs WHERE id = 1"));
        }

        var (time, pulse) = (TimeProvider.System, new Pulse(TimeProvider.System));
        var runs = new RunStore(database, time, pulse);
        Assert.Equal(3, runs.LastTraining("crashes", "severity")!.Id);
        Assert.Equal(1, runs.LastTraining("crashes", "another")!.Id);
        Assert.Equal(1, Assert.Single(runs.List(10, isFetch: true)).Id);
        var letter = Assert.Single(new Events.DeadLetters(database, time, pulse).List(10));
        Assert.Equal(("gold", "x", true, 3), (letter.Queue, letter.Message, letter.IsWhole, letter.Times));
    }
}

/// <summary>The tables of PostgreSQL beside those of SQLite.</summary>
[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlSchemaTests(PostgreSqlServer server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-schema-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [DatabaseFact]
    public void PostgreSql_has_the_tables_of_SQLite_column_by_column()
    {
        var settings = new ServerSettings { Data = _folder };
        using var sqlite = new ServiceDatabase(settings);
        using var postgres = new ServiceDatabase(settings with { DatabasePostgreSql = server.NewDatabase() });
        Assert.Null(postgres.Problem);
        string[] expected,
            found;
        using (var db = sqlite.Open())
        {
            expected =
            [
                .. db.All(
                    row => Invariant($"{row.GetString(0)}.{row.GetString(1)} {Kind(row.GetString(2))} {row.GetInt64(3) == 1}"),
                    """
                    SELECT t.name, c.name, c.type, max(c."notnull", c.pk > 0)
                    FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c
                    WHERE t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite_%' AND NOT (t.type = 'view' AND c.name IN ('failed_in', 'runs'))
                    ORDER BY t.name, c.cid
                    """
                ),
            ];
        }

        using (var db = postgres.Open())
        {
            found =
            [
                .. db.All(
                    row => $"{row.GetString(0)}.{row.GetString(1)} {Kind(row.GetString(2))} {row.GetString(3) == "NO"}",
                    """
                    SELECT c.table_name, c.column_name, c.data_type, c.is_nullable
                    FROM information_schema.columns AS c
                    WHERE c.table_schema = 'analytics' AND c.table_name <> 'service_database'
                        AND NOT (c.table_name = 'ended_runs' AND c.column_name IN ('failed_in', 'runs'))
                    ORDER BY c.table_name COLLATE "C", c.ordinal_position
                    """
                ),
            ];
            Assert.Equal(
                0,
                db.Scalar<long>(
                    "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'analytics' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' AND table_name NOT IN ('service_database', 'ended_runs')"
                )
            );
        }

        Assert.True(expected.Length > 100, $"{expected.Length} columns");
        Assert.Equal(expected, found);
    }

    private static string Kind(string type) =>
        type.ToLowerInvariant() switch
        {
            "bigint" => "integer",
            "double precision" => "real",
            var same => same,
        };
}
