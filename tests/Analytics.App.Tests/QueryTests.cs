namespace Analytics.App.Tests;

/// <summary>What query.csx answers and refuses.</summary>
public sealed class QueryTests
{
    [Theory]
    [InlineData("COPY (SELECT 1) TO '@/HEAD'", "cannot access file")]
    [InlineData("EXPLAIN ANALYZE COPY (SELECT 1) TO '@/HEAD' (USE_TMP_FILE false)", "cannot access file")]
    [InlineData("FROM read_text('@/HEAD')", "cannot access file")]
    [InlineData("FROM '/etc/passwd.csv'", "cannot access file")]
    [InlineData("ATTACH '@/gold/warehouse.duckdb' AS w", "this is ATTACH")]
    [InlineData("SELECT 1; SELECT 2", "one statement")]
    [InlineData("INSTALL httpfs", "this is LOAD")]
    [InlineData("DROP VIEW crashes.crashes", "this is DROP")]
    public void A_query_reads_the_published_tables_and_nothing_else(string sql, string why)
    {
        using var temp = new TempData().Filled();
        var before = Content(temp.Data);
        Script.Run("query", sql.Replace("@", temp.Data, StringComparison.Ordinal), "--data", temp.Data).Refused(1, why);
        Assert.Equal(before, Content(temp.Data));
    }

    [Fact]
    public void A_snapshots_own_files_cannot_be_written_either()
    {
        using var temp = new TempData().Filled();
        var before = Content(temp.Data);
        var file = Directory
            .GetFiles(Path.Combine(temp.Data, "gold"), "*.parquet", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .First();
        Script
            .Run("query", $"EXPLAIN ANALYZE COPY (SELECT 1) TO '{file}' (USE_TMP_FILE false)", "--data", temp.Data)
            .Refused(1, "what is to be explained is COPY");
        Assert.Equal(before, Content(temp.Data));
    }

    [Fact]
    public void An_answer_over_its_limit_says_how_to_raise_it()
    {
        using var temp = new TempData().Filled();
        Script.Run("query", "from crashes.crashes", "--rows", "10", "--data", temp.Data).Refused(1, "more than 10 rows", "--rows");
        Assert.Equal(0, Script.Run("query", "from crashes.crashes", "--rows", "1000", "--data", temp.Data).Code);
        Script
            .Run("query", "select sum(a.range * b.range) from range(1000000) a, range(1000000) b", "--seconds", "1", "--data", temp.Data)
            .Refused(1, "1 seconds", "--seconds");
        Script.Run("query", "select 1", "--seconds", "0", "--data", temp.Data).Refused(1, "above 0");
    }

    private const string Special =
        "select timestamp '2024-07-01 12:30:00' as at, timestamptz '2024-07-01 12:30:00+02' as instant, [1, null] as list, {'a': 'x', 'b': [true]} as struct, map {'k': 1.5} as map, null::int[] as none, '[1]' as text, 'inf'::double as much";

    [Fact]
    public void Special_values_are_printed_as_what_they_are()
    {
        using var temp = new TempData().Filled();

        var json = Script
            .Run("query", Special, "--format", "json", "--data", temp.Data)
            .Out.Replace(" ", "", StringComparison.Ordinal)
            .ReplaceLineEndings("");
        Assert.Equal(
            """[{"at":"2024-07-01T12:30:00","instant":"2024-07-01T10:30:00Z","list":[1,null],"struct":{"a":"x","b":[true]},"map":{"k":1.5},"none":null,"text":"[1]","much":null}]""",
            json
        );

        var csv = Script.Run("query", Special, "--format", "csv", "--data", temp.Data).Out;
        Assert.Contains("\n2024-07-01T12:30:00,2024-07-01T10:30:00Z,\"[1,null]\",", csv, StringComparison.Ordinal);

        var table = Script.Run("query", Special, "--data", temp.Data).Out;
        Assert.Contains("2024-07-01 12:30:00", table, StringComparison.Ordinal);
        Assert.DoesNotContain("Z", table, StringComparison.Ordinal);
        Assert.Contains("[1,null]", table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_time_of_a_published_table_has_no_zone()
    {
        using var temp = new TempData().Filled();
        var csv = Script
            .Run("query", "select crash_date from crashes.crashes order by all limit 1", "--format", "csv", "--data", temp.Data)
            .Out.Trim();
        Assert.Matches("^crash_date\\s+\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$", csv);
    }

    private static string[] Content(string folder) =>
        [
            .. Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => file + " " + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        ];
}
