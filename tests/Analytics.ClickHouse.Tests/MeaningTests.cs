using Analytics.Engine;
using Analytics.Lake;
using Analytics.Tests;

namespace Analytics.ClickHouse.Tests;

/// <summary>What the translated functions, casts and signs give is what DuckDB gives, over values at the edges of each rule.</summary>
public sealed class MeaningTests(ChdbServer server) : IClassFixture<ChdbServer>
{
    private const string Rows = """
        SELECT k::INTEGER AS k, x::DOUBLE AS x, m::DECIMAL(9,3) AS m, n::BIGINT AS n, t::TIMESTAMP AS t, b::BOOLEAN AS b, w::VARCHAR AS w FROM (VALUES
          (1, 0.125, 0.125, 7, '2024-02-29 23:59:59.999999', true, 'a b'), (2, -0.125, -0.125, -7, '1969-12-31 23:00:00', false, ''),
          (3, 2.5, 2.5, 0, '2023-01-01 00:00:00', NULL, 'back\slash'), (4, 3.5, 3.5, 12, '2023-01-01 23:30:00', true, 'it''s'),
          (5, NULL, NULL, NULL, NULL, NULL, NULL), (6, 0.03125, 99999.999, 9007199254740993, '2100-12-31 12:00:00', false, 'ÄÖ €'),
          (7, 1e300, -99999.999, 100, '2024-03-31 02:30:00', true, 'a  b'), (8, -0.0, 0.0005, 3, '2024-12-30 00:00:00', false, 'c'),
          (9, 0.49999999999999994, 1.0005, 5, '2021-01-03 10:00:00', true, 'd')) v(k, x, m, n, t, b, w)
        """;

    [NodeTheory("chdb")]
    [InlineData("round(x, 2)")]
    [InlineData("round(x)")]
    [InlineData("round(m, 2)::DOUBLE")]
    [InlineData("round(n / 8, 2)")]
    [InlineData("round((sum(m) OVER () / count(m) OVER ())::DOUBLE, 4)")]
    [InlineData("CASE WHEN abs(x) < 1e6 THEN x::INTEGER END")]
    [InlineData("m::BIGINT")]
    [InlineData("CASE WHEN abs(x) < 1e6 THEN x::DECIMAL(18,4) END")]
    [InlineData("CASE WHEN abs(x) < 1e6 THEN x::DECIMAL(9,0) END")]
    [InlineData("m::DECIMAL(9,2)")]
    [InlineData("m::DECIMAL(9,0)")]
    [InlineData("(m * m)::DOUBLE")]
    [InlineData("(m * m) / 3")]
    [InlineData("(-m * m)::DOUBLE")]
    [InlineData("n::VARCHAR || '/' || w")]
    [InlineData("b::INTEGER")]
    [InlineData("n / 2")]
    [InlineData("(n / nullif(k - 4, 0))::BIGINT + (k / nullif(k - 3, 0))::DECIMAL(18,3)::DOUBLE")]
    [InlineData("n / 0")]
    [InlineData("n // 4")]
    [InlineData("n // nullif(n, 7)")]
    [InlineData("(7 // 0)::INTEGER")]
    [InlineData("n % 4")]
    [InlineData("x > 0.03")]
    [InlineData("m = 0.125")]
    [InlineData("x BETWEEN 0.03125 AND 0.125")]
    [InlineData("(n + 0.5) * 0.00225")]
    [InlineData("least(x, 1)")]
    [InlineData("greatest(n, 3, NULL)")]
    [InlineData("coalesce(b, false)::INTEGER + coalesce(n > 5, false)::INTEGER")]
    [InlineData("NOT b OR n > 5")]
    [InlineData("n IN (7, 12)")]
    [InlineData("hour(t)::INTEGER * 10000 + isodow(t)::INTEGER * 100 + month(t)::INTEGER")]
    [InlineData("strftime(t, '%Y-%m-%d %H:%M:%S')")]
    [InlineData("date_diff('day', t, TIMESTAMP '2024-03-01 00:30:00')")]
    [InlineData("date_diff('hour', t, TIMESTAMP '2024-03-01 00:30:00') / 24")]
    [InlineData("date_diff('month', DATE '2020-01-31', t::DATE)")]
    [InlineData("t - INTERVAL 30 DAY")]
    [InlineData("t + to_days((n % 100)::INTEGER)")]
    [InlineData("len(string_split(w, ' '))")]
    [InlineData("lpad(k::VARCHAR, 7, '0') || w")]
    [InlineData("printf('%d/%d', k, -k)")]
    [InlineData("w = 'back\\slash' OR w = 'it''s'")]
    [InlineData("row_number() OVER (PARTITION BY b ORDER BY n DESC, k)")]
    [InlineData("lag(n) OVER (PARTITION BY b ORDER BY k)")]
    [InlineData("ntile(4) OVER (ORDER BY n, k)::INTEGER")]
    [InlineData("sum(m) OVER (ORDER BY k ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)::DOUBLE")]
    [InlineData("round(ln(1 + abs(m)), 6)")]
    [InlineData("(SELECT quantile_disc(n, 0.75) FROM silver.t)")]
    [InlineData("(SELECT quantile_disc(m, 0.5) FROM silver.t WHERE k < 5)")]
    [InlineData("(SELECT quantile_disc(m, 0.5) FROM silver.t WHERE k > 50)")]
    [InlineData("(SELECT arg_max(m, k) - arg_min(m, k) FROM silver.t)::DOUBLE")]
    [InlineData("(SELECT count(b) FILTER (WHERE x > 0) FROM silver.t)")]
    [InlineData("(SELECT coalesce(sum(n), 0)::BIGINT FROM silver.t WHERE k > 50)")]
    [InlineData("(SELECT max(k) FROM silver.t WHERE k > 50)")]
    public void An_expression_means_the_same(string expression) => Same($"SELECT k, {expression} AS y FROM silver.t");

    [NodeTheory("chdb")]
    [InlineData("SELECT DISTINCT k, unnest(range(n, n + 30, k * 7)) AS y FROM silver.t")]
    [InlineData("SELECT coalesce(w, 'none') AS w, count(*) AS n, sum(n)::BIGINT AS total, count(DISTINCT b) AS y FROM silver.t GROUP BY 1")]
    [InlineData("SELECT a.k, b.k AS other, b.n IS NULL AS y FROM silver.t a LEFT JOIN silver.t b ON b.k = a.n")]
    [InlineData(
        "SELECT k, round(sum(n) / count(n) / 24, 4) AS y, (sum(m) / count(m))::DECIMAL(18,4) AS d, (sum(x) / count(x) / 1e300)::INTEGER AS i FROM silver.t GROUP BY k"
    )]
    [InlineData("SELECT b, count(*) AS y FROM silver.t GROUP BY b HAVING count(*) > 2")]
    [InlineData("SELECT k, n FROM silver.t QUALIFY row_number() OVER (PARTITION BY b ORDER BY n, k) = 1")]
    [InlineData("SELECT b, round((count(*) / sum(count(*)) OVER ())::DOUBLE, 5) AS y FROM silver.t GROUP BY b")]
    public void A_query_means_the_same(string sql) => Same(sql);

    [NodeFact("chdb")]
    public void A_text_of_a_fraction_is_refused() =>
        Assert.Contains(
            "Texts of fractions",
            Assert.Throws<EngineException>(() => Same("SELECT x::VARCHAR AS y FROM silver.t")).Message,
            StringComparison.Ordinal
        );

    private void Same(string sql)
    {
        var folder = Directory.CreateTempSubdirectory("analytics-").FullName;
        try
        {
            using var db = DuckDBConnection.InMemory();
            db.Execute($"CREATE SCHEMA silver; CREATE TABLE silver.t AS {Rows}");
            var columns = db.Query("DESCRIBE silver.t");
            using var engine = server.Connect();
            var (file, sent) = (Path.Combine(folder, "came.parquet"), Path.Combine(folder, "sent.parquet"));
            var input = new EngineInput(
                "silver.t",
                "silver.test.t",
                [
                    .. Enumerable
                        .Range(0, columns.RowCount)
                        .Select(row => new TableColumn((string)columns["column_name"][row]!, (string)columns["column_type"][row]!)),
                ]
            )
            {
                Rows = 9,
                Write = () =>
                {
                    db.Execute($"COPY silver.t TO '{sent}' (FORMAT parquet)");
                    return sent;
                },
            };

            engine.Run(new EngineQuery("gold.test.t", sql, [input], null), file, default);

            var types = db.Query($"DESCRIBE {sql}");
            var casts = string.Join(
                ", ",
                Enumerable
                    .Range(0, types.RowCount)
                    .Select(row => $"\"{types["column_name"][row]}\"::{types["column_type"][row]} AS \"{types["column_name"][row]}\"")
            );
            var differing = db.Query(
                $"""
                WITH came AS (SELECT {casts} FROM '{file}'), ours AS ({sql})
                SELECT 'ours' AS whose, * FROM (FROM ours EXCEPT ALL FROM came) UNION ALL SELECT 'came', * FROM (FROM came EXCEPT ALL FROM ours)
                """
            );
            Assert.True(differing.RowCount == 0, differing.ToCsv());
            Assert.True(db.Scalar<long>($"SELECT count(*) FROM ({sql})") > 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
