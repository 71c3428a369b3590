using Analytics.Frames;

namespace Analytics.DuckDb.Tests;

/// <summary>A question reads the files under its views, whatever its text says.</summary>
public sealed class QuestionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-question-").FullName;
    private readonly QuestionSession _questions;

    public QuestionTests()
    {
        using (var db = DuckDBConnection.InMemory())
        {
            db.Execute(
                $"COPY (SELECT range::INT AS id, 'w' || range % 3 AS word FROM range(1000)) TO '{Own}'; COPY (SELECT 1 AS id) TO '{PathOf("other.parquet")}'"
            );
            db.Execute($"ATTACH '{PathOf("other.duckdb")}' AS o; CREATE TABLE o.t AS SELECT 1 AS a");
        }

        File.WriteAllText(PathOf("HEAD"), "abc");
        File.WriteAllText(PathOf("secret.csv"), "a,b\n1,2\n");
        _questions = Session();
    }

    private string Own => PathOf("own.parquet");

    private string PathOf(string name) => Path.Combine(_folder, name);

    private QuestionSession Session(QuestionLimits? limits = null)
    {
        var db = DuckDBConnection.InMemory();
        db.Execute($"CREATE SCHEMA s; CREATE VIEW s.t AS SELECT * FROM read_parquet(['{Own}'])");
        return new QuestionSession(db, [Own], limits);
    }

    public void Dispose()
    {
        _questions.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static object? Variable(string name) =>
        name switch
        {
            "limit" => 3,
            "word" => "w1'; DROP VIEW s.t; --",
            "mine" => Frame.FromRecords([new { id = 1, note = "one" }, new { id = 2, note = "two" }]),
            _ => null,
        };

    [Fact]
    public void A_question_sees_variables_as_values_and_frames_as_tables()
    {
        Assert.Equal(3, _questions.Ask("FROM s.t LIMIT $limit", variables: Variable).Frame.RowCount);
        Assert.Equal(0, _questions.Ask("FROM s.t WHERE word = $word", variables: Variable).Frame.RowCount);
        var joined = _questions.Ask("SELECT m.note, t.word FROM mine m JOIN s.t t USING (id) ORDER BY id", variables: Variable).Frame;
        Assert.Equal("one two", $"{joined.Text("note").At(0)} {joined.Text("note").At(1)}");
        Assert.Equal(1, _questions.Ask("EXPLAIN FROM mine WHERE id = $limit", variables: Variable).Frame.RowCount);
        // A frame is lent for one question; what the question itself calls so comes first.
        Assert.Contains(
            "mine",
            Assert.Throws<DuckDB.NET.Data.DuckDBException>(() => _questions.Ask("FROM mine")).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(7, _questions.Ask("WITH mine AS (SELECT 7 AS id) FROM mine", variables: Variable).Frame["id"].ToDoubles()[0]);
        Assert.Equal(2, _questions.Ask("FROM mine", variables: Variable).Frame.RowCount);
    }

    [Fact]
    public void A_variable_that_is_not_there_is_named() =>
        Assert.Contains(
            "$nowhere, and no variable of that name",
            Assert.Throws<QuestionException>(() => _questions.Ask("FROM s.t LIMIT $nowhere", variables: Variable)).Message,
            StringComparison.Ordinal
        );

    /// <summary>@ is the folder beside the lake's one file, own.parquet.</summary>
    public static TheoryData<string> WaysOut =>
        [
            "COPY (SELECT 1) TO '@/HEAD'",
            "COPY (SELECT 1) TO '@/own.parquet'",
            "COPY (SELECT 1) TO '@/own.parquet' (USE_TMP_FILE false)",
            "COPY s.t TO '@/new' (FORMAT parquet, PARTITION_BY (word))",
            "COPY s.t TO STDOUT",
            "COPY s.t FROM '@/secret.csv'",
            "EXPLAIN ANALYZE COPY (SELECT 1) TO '@/own.parquet' (USE_TMP_FILE false)",
            "EXPLAIN (ANALYZE, FORMAT json) COPY (SELECT 1) TO '@/own.parquet' (USE_TMP_FILE false)",
            "explain /* ( */ analyze -- select\n copy (select 1) to '@/own.parquet' (use_tmp_file false)",
            "EXPLAIN ANALYZE CREATE TABLE made AS SELECT 1",
            "EXPLAIN ANALYZE SELECT * FROM enable_logging('QueryLog', storage := 'file', storage_config = {'path': '@/log'})",
            "EXPORT DATABASE '@/export'",
            "IMPORT DATABASE '@'",
            "PRAGMA import_database('@')",
            "ATTACH '@/other.duckdb' AS o",
            "ATTACH '@/made.duckdb' AS o",
            "ATTACH ':memory:' AS m",
            "DETACH memory",
            "USE s",
            "SELECT 1; SELECT 2",
            "SELECT 1; COPY (SELECT 1) TO '@/HEAD'",
            "FROM read_text('/etc/passwd')",
            "FROM read_blob('@/HEAD')",
            "FROM read_csv('@/secret.csv')",
            "FROM read_json('@/secret.csv')",
            "FROM read_ndjson('@/secret.csv')",
            "FROM read_json_objects('@/secret.csv')",
            "FROM read_parquet('@/other.parquet')",
            "FROM read_parquet('@/*.parquet')",
            "FROM read_duckdb('@/other.duckdb')",
            "FROM sniff_csv('@/secret.csv')",
            "FROM glob('@/*')",
            "FROM parquet_metadata('@/other.parquet')",
            "FROM parquet_schema('@/other.parquet')",
            "FROM parquet_file_metadata('@/other.parquet')",
            "FROM parquet_kv_metadata('@/other.parquet')",
            "FROM parquet_bloom_probe('@/other.parquet', 'id', 1)",
            "FROM '@/secret.csv'",
            "FROM '@/other.parquet'",
            "FROM '@/./other.parquet'",
            "FROM '/etc/passwd.csv'",
            "FROM 'https://example.com/a.parquet'",
            "FROM 's3://bucket/a.parquet'",
            "FROM read_csv('file:///etc/passwd')",
            "SELECT (SELECT content FROM read_text('/etc/passwd'))",
            "SELECT * FROM range(2) r(i), LATERAL (SELECT * FROM read_text('/etc/passwd'))",
            "WITH a AS (FROM read_text('/etc/passwd')) FROM a",
            "FROM query('FROM read_text(''/etc/passwd'')')",
            "FROM query('COPY (SELECT 1) TO ''@/HEAD''')",
            "FROM query_table('@/other.parquet')",
            "FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM read_text(''/etc/passwd'')'))",
            "SUMMARIZE '@/secret.csv'",
            "DESCRIBE FROM '@/secret.csv'",
            "SELECT getenv('HOME')",
            "INSTALL httpfs",
            "FORCE INSTALL httpfs",
            "LOAD httpfs",
            "LOAD '@/made.duckdb_extension'",
            "UPDATE EXTENSIONS",
            "SET enable_external_access = true",
            "RESET lock_configuration",
            "SET memory_limit = '1GB'",
            "SET VARIABLE a = 1",
            "SET log_query_path = '@/log'",
            "PRAGMA memory_limit = '1GB'",
            "PRAGMA enable_profiling = 'json'",
            "PRAGMA database_list",
            "CALL pragma_version()",
            "CALL enable_logging(storage = 'file', storage_path = '@/log')",
            "FROM enable_logging()",
            "FROM enable_logging('QueryLog', storage := 'file', storage_config = {'path': '@/log'})",
            "SELECT count(*) FROM s.t WHERE EXISTS (FROM system.main.enable_logging())",
            "FROM query('FROM enable_logging()')",
            "FROM enable_profiling()",
            "FROM checkpoint()",
            "FROM truncate_duckdb_logs()",
            "PREPARE p AS SELECT 1",
            "EXECUTE p",
            "DEALLOCATE p",
            "CREATE TABLE made AS SELECT 1",
            "CREATE TEMP TABLE made AS SELECT 1",
            "CREATE VIEW made AS SELECT 1",
            "CREATE MACRO made() AS TABLE FROM read_text('/etc/passwd')",
            "CREATE TYPE made AS ENUM ('a')",
            "CREATE SEQUENCE made",
            "CREATE SECRET made (TYPE s3)",
            "CREATE PERSISTENT SECRET made (TYPE http)",
            "CREATE OR REPLACE VIEW s.t AS SELECT 1 AS id",
            "DROP VIEW s.t",
            "ALTER VIEW s.t RENAME TO u",
            "COMMENT ON VIEW s.t IS 'x'",
            "INSERT INTO s.t VALUES (1, 'a')",
            "UPDATE s.t SET id = 0",
            "DELETE FROM s.t",
            "MERGE INTO s.t USING s.t AS u ON false WHEN NOT MATCHED THEN INSERT VALUES (1, 'a')",
            "WITH a AS (INSERT INTO s.t VALUES (1, 'a') RETURNING id) FROM a",
            "SELECT * INTO made FROM s.t",
            "BEGIN",
            "COMMIT",
            "CHECKPOINT",
            "VACUUM",
            "ANALYZE",
            "",
            " -- nothing",
            ";",
        ];

    [Theory]
    [MemberData(nameof(WaysOut))]
    public void No_way_leads_out(string text)
    {
        var before = Content();

        var error = Assert.ThrowsAny<Exception>(() => _questions.Ask(text.Replace("@", _folder, StringComparison.Ordinal)));

        Assert.True(
            error is QuestionException || (error is DuckDBException && !error.Message.Contains("Permission", StringComparison.Ordinal)),
            error.ToString()
        );
        // DuckDB's own words for a mistake point at its place; a refusal of ours is one line.
        Assert.True(error is DuckDBException || error.Message.IndexOf('\n') < 0, error.Message);
        Assert.Equal(before, Content());
        // The session is as it was, for the next question.
        Assert.Equal(1000L, _questions.Ask("SELECT count(*) AS n FROM s.t").Frame["n"][0]);
        Assert.Empty(Rows("made"));
    }

    private IEnumerable<int> Rows(string name) =>
        Enumerable.Range(
            0,
            _questions
                .Ask(
                    $"SELECT 1 FROM duckdb_tables() WHERE table_name = '{name}' UNION ALL SELECT 1 FROM duckdb_views() WHERE view_name = '{name}' UNION ALL SELECT 1 FROM duckdb_functions() WHERE function_name = '{name}'"
                )
                .Frame.RowCount
        );

    private string[] Content() =>
        [
            .. Directory
                .GetFiles(_folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => file + " " + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        ];

    [Theory]
    [InlineData("SELECT * FROM s.t", 1000)]
    [InlineData("FROM s.t LIMIT 3;", 3)]
    [InlineData("-- what\nFROM s.t /* first */ LIMIT 3; -- three", 3)]
    [InlineData("VALUES (1), (2)", 2)]
    [InlineData("TABLE s.t", 1000)]
    [InlineData("WITH a AS MATERIALIZED (FROM s.t) SELECT word, count(*) FROM a GROUP BY ALL ORDER BY ALL", 3)]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 4) FROM r", 4)]
    [InlineData("PIVOT (SELECT id % 2 AS odd, word FROM s.t) ON word IN ('w0', 'w1') USING count(*)", 2)]
    [InlineData("SELECT unnest([1, 2, 3])", 3)]
    [InlineData("FROM range(5)", 5)]
    [InlineData("FROM query('FROM s.t LIMIT 2')", 2)]
    [InlineData("FROM json_each('[1, 2]')", 2)]
    [InlineData(
        "SELECT id, row_number() OVER (PARTITION BY word ORDER BY id) FROM s.t QUALIFY row_number() OVER (PARTITION BY word ORDER BY id) = 1",
        3
    )]
    [InlineData("DESCRIBE s.t", 2)]
    [InlineData("DESCRIBE SELECT 1 AS a", 1)]
    [InlineData("FROM (DESCRIBE s.t)", 2)]
    [InlineData("SUMMARIZE s.t", 2)]
    [InlineData("SHOW ALL TABLES", 1)]
    [InlineData("SHOW TABLES", 0)]
    [InlineData("SELECT database_name FROM duckdb_databases() WHERE NOT internal", 1)]
    [InlineData("EXPLAIN SELECT * FROM s.t", 1)]
    [InlineData("EXPLAIN ANALYZE SELECT * FROM s.t", 1)]
    [InlineData("explain (analyze, format json) (select * from s.t)", 1)]
    [InlineData("EXPLAIN (SELECT 1)", 1)]
    public void A_question_is_answered(string text, int rows) => Assert.Equal(rows, _questions.Ask(text).Frame.RowCount);

    [Theory]
    [InlineData("COPY (SELECT 1) TO '@/own.parquet'", "this is COPY")]
    [InlineData("EXPLAIN ANALYZE CREATE TABLE made AS SELECT 1", "what is to be explained is CREATE")]
    [InlineData("FROM read_text('/etc/passwd')", "cannot access file \"/etc/passwd\"")]
    [InlineData("SELECT 1; SELECT 2; SELECT 3", "holds 3")]
    [InlineData("FROM enable_logging()", "'enable_logging'")]
    [InlineData("FROM s.tt", "Did you mean")]
    public void A_refusal_says_why(string text, string words) =>
        Assert.Contains(
            words,
            Assert.ThrowsAny<Exception>(() => _questions.Ask(text.Replace("@", _folder, StringComparison.Ordinal))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_question_stops_at_its_time_and_the_next_one_is_answered()
    {
        using var session = Session(new QuestionLimits { Seconds = 1 });
        var error = Assert.Throws<QuestionException>(() =>
            session.Ask("SELECT sum(a.range * b.range) AS n FROM range(1000000) a, range(1000000) b")
        );
        Assert.Contains("1 seconds", error.Message, StringComparison.Ordinal);
        Assert.Contains("--seconds", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, session.Ask("SELECT 1 AS n").Frame["n"][0]);
    }

    [Theory]
    [InlineData("FROM range(1000000000)", "more than 5000 rows", "--rows")]
    [InlineData("SELECT repeat('x', 100000) AS x FROM range(1500)", "larger than 100 MB", "--memory")]
    [InlineData("SELECT list(range) AS x FROM range(20000000)", "MB", "--memory")]
    public void An_answer_that_is_too_large_is_refused_before_it_is_held(string text, string why, string how)
    {
        using var session = Session(new QuestionLimits { Rows = 5000, Megabytes = 100 });
        var error = Assert.Throws<QuestionException>(() => session.Ask(text));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains(how, error.Message, StringComparison.Ordinal);
        Assert.Equal(5000, session.Ask("FROM range(5000)").Frame.RowCount);
    }

    [Fact]
    public void A_question_can_be_cancelled()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            _questions.Ask("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b", source.Token)
        );
    }

    [Fact]
    public void Limits_are_above_zero() => Assert.Throws<QuestionException>(() => Session(new QuestionLimits { Rows = 0 }).Dispose());

    [Fact]
    public void Times_without_a_zone_have_none_and_nested_values_are_known_as_json()
    {
        var answer = _questions.Ask(
            """
            SELECT TIMESTAMP '2024-07-01 12:30:00' AS local, TIMESTAMPTZ '2024-07-01 12:30:00+02' AS instant, TIMESTAMP_MS '2024-07-01 12:30:00.5' AS millis,
                [1, NULL, 3] AS list, {'a': 'x', 'b': [true]} AS struct, MAP {'k': 1.5} AS map, '[1]' AS text
            """
        );
        Assert.Equal(
            "local,instant,millis,list,struct,map,text\n2024-07-01T12:30:00,2024-07-01T10:30:00Z,2024-07-01T12:30:00.5,\"[1,null,3]\",\"{\"\"a\"\":\"\"x\"\",\"\"b\"\":[true]}\",\"{\"\"k\"\":1.5}\",[1]\n",
            answer.Frame.ToCsv()
        );
        Assert.Equal([false, false, false, true, true, true, false], answer.IsJson);
    }
}
