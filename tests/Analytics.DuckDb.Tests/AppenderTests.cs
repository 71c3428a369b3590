namespace Analytics.DuckDb.Tests;

public sealed class AppenderTests : IDisposable
{
    private readonly DuckDBConnection _connection = DuckDBConnection.InMemory();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Rows_of_every_kind_of_value_arrive()
    {
        _connection.Execute("create schema s; create table s.t(i int, l bigint, d double, m decimal(10,3), s varchar, b boolean, f float, day date, t timestamp, u uuid, x blob, list int[], e enum('a', 'b'), dflt int default 9)");
        using (var appender = _connection.CreateAppender("s.t"))
        {
            appender.AppendRow(1, 2L, 3.5, 4.125m, "fünf", true, 6.5f, new DateOnly(2024, 2, 29), new DateTime(2024, 1, 1, 2, 3, 4, DateTimeKind.Utc),
                new Guid("00112233-4455-6677-8899-aabbccddeeff"), new byte[] { 1, 0 }, new[] { 1, 2 }, "b", null);
            appender.Append(2).Append(3L).Append(4.5).Append((object?)null).Append((string?)null).Append(false).Append(1f);
            for (var column = 7; column < 13; column++)
                appender.Append((object?)null);
            appender.AppendDefault().EndRow();
        }

        Assert.Equal(
            "1|2|3.5|4.125|fünf|true|6.5|2024-02-29|2024-01-01 02:03:04|00112233-4455-6677-8899-aabbccddeeff|\\x01\\x00|[1, 2]|b|null",
            _connection.Scalar<string>("select concat_ws('|', i, l, d, m, s, b, f, day, t, u, x, list, e, coalesce(dflt::varchar, 'null')) from s.t where i = 1"));
        Assert.Equal("2|3|4.5|false|1.0|9", _connection.Scalar<string>("select concat_ws('|', i, l, d, m, s, b, f, day, t, u, x, list, e, dflt) from s.t where i = 2"));
    }

    [Fact]
    public void A_value_of_the_wrong_kind_is_told_by_row_and_column_and_nothing_is_written()
    {
        _connection.Execute("create table t(a int, b int)");
        using (var appender = _connection.CreateAppender("t"))
        {
            appender.AppendRow(1, 2);
            var error = Assert.Throws<DuckDBException>(() => appender.AppendRow(1, "x"));
            Assert.StartsWith("Table 't', row 2, column 2: ", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, _connection.Query("from t").RowCount);
    }

    [Fact]
    public void A_broken_constraint_is_thrown_by_Close_and_nothing_is_written()
    {
        _connection.Execute("create table t(a int primary key)");
        using var appender = _connection.CreateAppender("t");
        appender.AppendRow(1);
        appender.AppendRow(1);
        Assert.Equal(DuckDBErrorType.Constraint, Assert.Throws<DuckDBException>(appender.Close).ErrorType);
        Assert.Equal(0, _connection.Query("from t").RowCount);
    }

    [Fact]
    public void Too_few_or_too_many_values_and_an_unknown_table_are_told()
    {
        _connection.Execute("create table t(a int, b int)");
        using var appender = _connection.CreateAppender("t");
        Assert.Contains("has 2 columns", Assert.Throws<ArgumentException>(() => appender.AppendRow(1)).Message, StringComparison.Ordinal);
        Assert.Contains("has 2 columns", Assert.Throws<ArgumentException>(() => appender.AppendRow(1, 2, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("nix", Assert.Throws<DuckDBException>(() => _connection.CreateAppender("nix")).Message, StringComparison.Ordinal);
        appender.AppendRow(1, 2);
        appender.Flush();
        Assert.Equal(1, _connection.Query("from t").RowCount);
    }
}
