namespace Analytics.ClickHouse.Tests;

public sealed class TranslatorTests
{
    [Theory]
    [InlineData("SELECT a / b // c % d", "SELECT (intDiv((duck_double(a) / duck_double(b)), nullIf(c, 0)) % nullIf(d, 0))")]
    [InlineData("SELECT a - b * c ^ 2", "SELECT a - (b * pow(c, 2))")]
    [InlineData("SELECT count(*) / 2, t.*", "SELECT (duck_double(count(*)) / duck_double(2)) , t.*")]
    [InlineData("SELECT x::DOUBLE, (x + 1)::INTEGER", "SELECT duck_double(x) , duck_whole((x + 1), 'Nullable(Int32)')")]
    [InlineData("SELECT x::DECIMAL(18,2)", "SELECT duck_decimal(x, 2, '0.01')")]
    [InlineData("SELECT NULL::BOOLEAN", "SELECT CAST(NULL AS Nullable(Bool))")]
    [InlineData("SELECT 0.5, 1e6, 12", "SELECT toDecimal128('0.5', 1) , 1e6 , 12")]
    [InlineData("SELECT 'a\\', 'b''c' -- no 'text'", "SELECT 'a\\\\' , 'b''c'")]
    [InlineData("SELECT /* a ( */ 1", "SELECT 1")]
    [InlineData("SELECT round(a / b, 3)", "SELECT duck_round((duck_double(a) / duck_double(b)), 3)")]
    [InlineData("SELECT strftime(t, '%Y-%m %M')", "SELECT formatDateTime(t, '%Y-%m %i')")]
    [InlineData(
        "SELECT sum(x) FILTER (WHERE a // 2 = 1) OVER last3",
        "SELECT sum(x) FILTER (WHERE intDiv(a, nullIf(2, 0)) = 1) OVER last3"
    )]
    [InlineData(
        "SELECT CASE WHEN a / b > 1 THEN 'x' ELSE CASE WHEN c THEN 'y' END END",
        "SELECT CASE WHEN (duck_double(a) / duck_double(b)) > 1 THEN 'x' ELSE CASE WHEN c THEN 'y' END END"
    )]
    [InlineData("SELECT unnest(range(a, b, c)) AS m", "SELECT arrayJoin(duck_range(a, b, c)) AS m")]
    [InlineData("SELECT * FROM silver.trips", "SELECT * FROM \"silver.trips\" AS trips")]
    [InlineData("SELECT a FROM silver.trips t WHERE silver", "SELECT a FROM \"silver.trips\" t WHERE silver")]
    [InlineData("SELECT t.a, x.b AS c FROM silver.trips t", "SELECT t.a AS a , x.b AS c FROM \"silver.trips\" t")]
    [InlineData("SELECT t.* REPLACE (1 AS b) FROM silver.trips t", "SELECT t.\"a\" AS \"a\" , 1 AS b FROM \"silver.trips\" t")]
    [InlineData(
        "WITH m AS (SELECT t.*, 2 AS c FROM silver.trips t) SELECT m.* FROM m",
        "WITH m AS (SELECT t.\"a\" AS \"a\" , t.\"b\" AS \"b\" , 2 AS c FROM \"silver.trips\" t) SELECT m.\"a\" AS \"a\" , m.\"b\" AS \"b\" , m.\"c\" AS \"c\" FROM m"
    )]
    [InlineData("SELECT a FROM silver.trips ORDER BY a", "SELECT a FROM \"silver.trips\" AS trips")]
    public void What_differs_is_said_otherwise(string duck, string clickHouse) => Assert.Equal(clickHouse, Translate(duck).Sql);

    [Fact]
    public void The_counts_of_all_columns_are_written_out() =>
        Assert.Equal(
            """
            SELECT n FROM (SELECT total, pair.1 AS n, pair.2 AS v
            FROM (SELECT count(*) AS total, [('b', count("b"))] AS pairs FROM "silver.trips") ARRAY JOIN pairs AS pair)
            """,
            Translate(
                "SELECT n FROM (UNPIVOT (SELECT count(*) AS total, COUNT(COLUMNS(* EXCLUDE (a))) FROM silver.trips) ON COLUMNS(* EXCLUDE total) INTO NAME n VALUE v)"
            ).Sql
        );

    [Fact]
    public void The_order_stays_where_it_matters() =>
        Assert.EndsWith(
            "ORDER BY a",
            Translator.Of("SELECT a FROM silver.trips ORDER BY a", _ => [], isOrdered: true).Sql,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_tables_are_told_once_each() =>
        Assert.Equal(["silver.trips", "gold.windows"], Translate("SELECT 1 FROM silver.trips, gold.windows w, silver.trips t").Tables);

    [Theory]
    [InlineData("SELECT regexp_matches(a, 'b')", "regexp_matches() with 2 arguments has no translation")]
    [InlineData("SELECT strftime(t, '%A')", "the format '%A' of a time holds %A, which has no translation")]
    [InlineData("SELECT unnest(names)", "unnest() of anything but a range")]
    [InlineData("SELECT x::UUID", "the type UUID has no translation")]
    [InlineData("SELECT x::DECIMAL(18,2", "'(' is never closed")]
    [InlineData("SELECT x)", "')' at character 9 closes nothing")]
    [InlineData("SELECT string_agg(x ORDER BY y)", "ORDER BY in its brackets")]
    [InlineData("FROM a ASOF JOIN b", "ASOF has no translation")]
    [InlineData("SELECT a FROM (UNPIVOT t ON a INTO NAME n VALUE v)", "UNPIVOT of anything but")]
    [InlineData("SELECT a IN (1, NULL)", "IN with NULL")]
    [InlineData("SELECT a IN (SELECT b)", "IN with NULL or SELECT")]
    [InlineData("SELECT len(a)", "len() of anything")]
    [InlineData("SELECT $1", "'$' at character 8")]
    [InlineData("SELECT CASE WHEN a THEN 1", "a CASE has no END")]
    [InlineData("SELECT 'open", "''' at character 8")]
    public void What_has_no_translation_is_refused(string duck, string why) =>
        Assert.Contains(why, Assert.Throws<UntranslatableException>(() => Translate(duck)).Message, StringComparison.Ordinal);

    private static TranslatedQuery Translate(string sql) => Translator.Of(sql, _ => ["a", "b"]);
}
