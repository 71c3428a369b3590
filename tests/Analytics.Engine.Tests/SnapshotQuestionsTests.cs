using Analytics.DuckDb;
using Analytics.Lake;

namespace Analytics.Engine.Tests;

/// <summary>A question opens what it names, keeps it open, and is never told of another lake than the one it asks.</summary>
public sealed class SnapshotQuestionsTests : IDisposable
{
    private readonly ToyLake _lake = new();
    private readonly Toy _toy = new();

    public SnapshotQuestionsTests() =>
        _lake.LandAndRun(
            _toy,
            _lake.Items("a.csv", "1,plum,4,2026-01-01", "2,pear,5,2026-02-01"),
            _lake.Rates("r.csv", "plum,2", "pear,3")
        );

    public void Dispose() => _lake.Dispose();

    [Fact]
    public void Only_the_tables_that_a_question_names_are_opened()
    {
        Damage("silver", "rates");
        using var questions = new SnapshotQuestions(_lake.Lake.Head);

        Assert.Equal(9L, questions.Ask("SELECT sum(amount)::BIGINT AS n FROM Toy.\"ITEMS\"").Frame["n"][0]);
        Assert.Equal(2, questions.Ask("WITH items AS (FROM toy.by_month) FROM items").Frame.RowCount);
        Assert.Contains("rates", Assert.Throws<LakeException>(() => questions.Ask("FROM toy.rates")).Message, StringComparison.Ordinal);
        // And what was open stays so.
        Assert.Equal(2, questions.Ask("FROM toy.items").Frame.RowCount);
    }

    [Theory]
    [InlineData("SELECT 'toy.rates' AS rates FROM toy.items -- not toy.rates")]
    [InlineData("SELECT count(*) AS rates FROM toy.items /* toy.rates */")]
    [InlineData("WITH rates AS (FROM toy.items) FROM rates")]
    [InlineData("DESCRIBE toy.items")]
    [InlineData("SUMMARIZE toy.items")]
    [InlineData("EXPLAIN FROM toy.items")]
    [InlineData("EXPLAIN (FORMAT json) SELECT 'toy.rates' FROM toy.items")]
    [InlineData("EXPLAIN ANALYZE FROM toy.items")]
    [InlineData("FROM memory.toy.items")]
    [InlineData("SELECT (SELECT max(amount) FROM toy.items) AS most")]
    [InlineData("PIVOT toy.items ON name IN ('apple', 'pear') USING sum(amount)")]
    [InlineData("FROM toy.items WHERE EXISTS (FROM toy.by_month b WHERE b.month = items.month)")]
    public void What_stands_in_texts_comments_and_names_of_its_own_opens_no_table(string sql)
    {
        Damage("silver", "rates");
        using var questions = new SnapshotQuestions(_lake.Lake.Head);

        Assert.True(questions.Ask(sql).Frame.RowCount > 0);
    }

    [Theory]
    [InlineData("FROM histogram(toy.items, amount)")]
    [InlineData("SELECT count(*) AS n FROM query_table(['toy.items'])")]
    [InlineData("SELECT count(*) AS n FROM (SHOW ALL TABLES)")]
    [InlineData("SELECT name FROM sqlite_master ORDER BY name")]
    [InlineData("SELECT relname FROM pg_catalog.pg_class ORDER BY relname")]
    [InlineData("SELECT count(*) AS n FROM system.information_schema.columns")]
    [InlineData("FROM toy.items i SEMI JOIN toy.rated r USING (id) UNION ALL BY NAME FROM toy.rated ORDER BY ALL")]
    [InlineData("SELECT count(*) AS n FROM range((SELECT sum(items) FROM toy.by_month))")]
    [InlineData(
        "WITH RECURSIVE n AS (SELECT min(id) AS i FROM toy.items UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT max(id) FROM toy.rated)) FROM n ORDER BY i"
    )]
    public void A_question_is_answered_as_it_is_where_every_table_is_open(string sql)
    {
        using var questions = new SnapshotQuestions(_lake.Lake.Head);
        using var all = Published.Questions(_lake.Lake.Head);

        // Whatever that is: some of these are refused.
        Assert.Equal(Said(() => all.Ask(sql)), Said(() => questions.Ask(sql)));

        static string Said(Func<Answer> ask)
        {
            try
            {
                return ask().Frame.ToCsv();
            }
            catch (Exception error) when (error is QuestionException or DuckDBException)
            {
                return error.Message;
            }
        }
    }

    [Fact]
    public void Several_questions_have_the_tables_of_those_before_and_their_own()
    {
        using var questions = new SnapshotQuestions(_lake.Lake.Head);

        Assert.Equal(2, questions.Ask("FROM toy.items").Frame.RowCount);
        Assert.Equal(2, questions.Ask("FROM toy.rates").Frame.RowCount);
        Assert.Equal(2, questions.Ask("FROM toy.items i JOIN toy.rates r ON upper(i.name) = r.name").Frame.RowCount);
    }

    [Theory]
    [InlineData("SHOW ALL TABLES")]
    [InlineData("SELECT schema_name, view_name AS name FROM duckdb_views() WHERE NOT internal")]
    [InlineData("SELECT table_schema, table_name AS name FROM information_schema.tables")]
    public void Whoever_looks_into_the_catalog_sees_all_tables(string sql)
    {
        using var questions = new SnapshotQuestions(_lake.Lake.Head);
        using var all = Published.Questions(_lake.Lake.Head);

        questions.Ask("FROM toy.items");

        Assert.Equal(all.Ask(sql).Frame.RowCount, questions.Ask(sql).Frame.RowCount);
        Assert.True(_lake.Lake.Head.Tables.Count <= questions.Ask(sql).Frame.RowCount);
    }

    [Theory]
    [InlineData("FROM toy.item")]
    [InlineData("FROM items")]
    [InlineData("SELECT amounts FROM toy.items")]
    [InlineData("FROM query('FROM toy.' || 'item')")]
    public void An_error_says_what_it_says_where_every_table_is_open(string sql)
    {
        using var questions = new SnapshotQuestions(_lake.Lake.Head);
        using var all = Published.Questions(_lake.Lake.Head);

        Assert.Equal(
            Assert.ThrowsAny<Exception>(() => all.Ask(sql)).Message,
            Assert.ThrowsAny<Exception>(() => questions.Ask(sql)).Message
        );
    }

    [Fact]
    public void A_table_that_is_put_together_from_texts_is_found()
    {
        using var questions = new SnapshotQuestions(_lake.Lake.Head);

        Assert.Equal(2, questions.Ask("FROM query('FROM toy.it' || 'ems')").Frame.RowCount);
    }

    [Fact]
    public void A_file_that_is_damaged_while_its_table_is_open_answers_no_more()
    {
        using var questions = new SnapshotQuestions(_lake.Lake.Head);
        Assert.Equal(2, questions.Ask("FROM toy.items").Frame.RowCount);

        Damage("silver", "items");

        Assert.Contains("items", Assert.Throws<LakeException>(() => questions.Ask("FROM toy.items")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_file_beside_those_of_the_tables_is_read()
    {
        using var questions = new SnapshotQuestions(_lake.Lake.Head);
        questions.Ask("FROM toy.items");

        Assert.Throws<QuestionException>(() => questions.Ask($"FROM read_text('{Path.Combine(_lake.Data, "HEAD")}')"));
    }

    /// <summary>Changes one byte in the middle of each file of a table.</summary>
    private void Damage(string layer, string table)
    {
        var files = Directory.GetFiles(Path.Combine(_lake.Data, layer, "toy", table), "*.parquet", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
        }
    }
}
