using Analytics.Frames;

namespace Analytics.DuckDb.Tests;

public sealed class QueryTests : IDisposable
{
    private readonly DuckDBConnection _connection = DuckDBConnection.InMemory();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void The_pinned_version_is_loaded() => Assert.Equal("v1.5.6", _connection.ServerVersion);

    [Fact]
    public void A_query_over_many_chunks_gives_every_row_with_its_nulls()
    {
        var frame = _connection.Query(
            "select i::integer as i, case when i % 3 = 0 then null else i * 2 end as twice, 'w' || (i % 7) as word from range(10001) t(i)"
        );
        Assert.Equal(10001, frame.RowCount);
        var (numbers, twice, words) = (frame.Column<int>("i"), frame.Column<long>("twice"), frame.Text("word"));
        Assert.Equal(3334, twice.NullCount);
        Assert.Equal(7, words.Dictionary.Count);
        for (var row = 0; row < frame.RowCount; row++)
        {
            Assert.Equal(row, numbers.Values[row]);
            Assert.Equal(row % 3 == 0 ? null : row * 2L, twice.At(row));
            Assert.Equal($"w{row % 7}", words.At(row));
        }
    }

    [Fact]
    public void An_empty_result_keeps_its_columns()
    {
        var frame = _connection.Query("select 1 as a, 'x' as b where false");
        Assert.Equal(0, frame.RowCount);
        Assert.Equal(["a", "b"], frame.Names);
        Assert.Equal([ColumnType.Int32, ColumnType.Text], frame.Columns.Select(column => column.Type));
    }

    [Fact]
    public void Names_that_repeat_are_numbered() =>
        Assert.Equal(["a", "a_2", "a_1", "a_3"], _connection.Query("select 1 a, 2 a_2, 3 a_1, 4 a").Names);

    [Fact]
    public void Parameters_bind_by_position_and_by_name()
    {
        Assert.Equal(7, _connection.Scalar<int>("select $1 + $2", 3, 4));
        Assert.Equal(7, _connection.Scalar<int>("select ? + ?", 3, 4));
        Assert.Equal(-1, _connection.Scalar<int>("select $a - $b", new DuckDBParameter("b", 4), new DuckDBParameter("$a", 3)));
    }

    [Fact]
    public void A_parameter_too_few_or_too_many_is_told_with_their_names()
    {
        var few = Assert.Throws<DuckDBException>(() => _connection.Query("select $1 + $2", 3));
        Assert.Contains("takes 2 parameters ($1, $2) and was given 1", few.Message, StringComparison.Ordinal);
        Assert.Throws<DuckDBException>(() => _connection.Query("select $1", 3, 4));
        var unknown = Assert.Throws<DuckDBException>(() => _connection.Query("select $a", new DuckDBParameter("b", 4)));
        Assert.Contains("no parameter $b", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_statements_run_in_order_and_the_last_answers()
    {
        Assert.Equal(
            3,
            _connection
                .Query("create table t(a int); insert into t values (1), (2); select sum(a)::bigint s from t")
                .Column<long>("s")
                .Values[0]
        );
        Assert.Equal(2, _connection.Execute("update t set a = a + 1"));
    }

    [Theory]
    [InlineData("selec 1", DuckDBErrorType.Parser)]
    [InlineData("select nix", DuckDBErrorType.Binder)]
    [InlineData("select * from nix", DuckDBErrorType.Catalog)]
    [InlineData("select 'x'::int", DuckDBErrorType.Conversion)]
    [InlineData("select x::int from (values ('1'), ('x')) t(x)", DuckDBErrorType.Conversion)]
    [InlineData("select 9223372036854775807 + 1", DuckDBErrorType.OutOfRange)]
    [InlineData("select * from read_csv('/nowhere.csv')", DuckDBErrorType.Io)]
    [InlineData("create table c(a int primary key); insert into c values (1), (1)", DuckDBErrorType.Constraint)]
    [InlineData("", DuckDBErrorType.InvalidInput)]
    [InlineData("-- nothing", DuckDBErrorType.InvalidInput)]
    public void Errors_have_DuckDBs_type_and_text(string sql, DuckDBErrorType type)
    {
        var error = Assert.Throws<DuckDBException>(() => _connection.Execute(sql));
        Assert.Equal(type, error.ErrorType);
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void A_frame_becomes_a_table_and_comes_back_the_same()
    {
        var frame = _connection.Query(
            """
            select i::integer as i, i * 10000000000 as l, i / 7 as d, (i / 7)::float as f, i % 2 = 0 as b, (i * 1.25)::decimal(9,2) as m, (i * 1e20)::decimal(38,4) as wide,
                   date '2024-02-28' + i::integer as day, timestamp '2024-02-28 12:34:56.789' + interval (i) minute as t, if(i % 5 = 0, null, 'ü' || i) as s, null::double as empty
            from range(5000) t(i)
            """
        );
        _connection.CreateTable("again", frame);
        Assert.Equal(frame, _connection.Query("from again"));
        Assert.Equal("DECIMAL(18,2)", _connection.Scalar<string>("select typeof(m) from again limit 1"));
    }

    [Fact]
    public void Appending_a_frame_matches_columns_by_name()
    {
        _connection.Execute("create schema s; create table s.t(a int, b varchar default 'd', c double)");
        Assert.Equal(2, _connection.Append("s.t", new Frame(new Column<double>("c", [1.5, 2.5]), new Column<int>("a", [1, 2]))));
        Assert.Equal("1/d/1.5", _connection.Scalar<string>("select a || '/' || b || '/' || c from s.t order by a"));
        Assert.Throws<DuckDBException>(() => _connection.Append("s.t", new Frame(new Column<int>("nix", [1]))));
        Assert.Equal(2, _connection.Append("s.t", new Frame(new Column<int>("a", [3, 4]))));
    }
}
