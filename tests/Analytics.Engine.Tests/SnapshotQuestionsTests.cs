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
