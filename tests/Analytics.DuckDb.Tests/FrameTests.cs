using Analytics.Frames;

namespace Analytics.DuckDb.Tests;

/// <summary>Large results: several threads read them, and nobody must notice.</summary>
public sealed class FrameTests : IDisposable
{
    private readonly DuckDBConnection _connection = DuckDBConnection.InMemory();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Chunks_of_odd_sizes_and_several_text_columns_come_together_in_order()
    {
        // A filter over several row groups leaves chunks that do not end at a word of the validity bitmap.
        _connection.Execute(
            "create table t as select i, if(i % 3 = 0, null, i * 2) n, 'a' || (i % 1000) s, if(i % 7 = 0, null, md5(i::varchar)) h, i % 11 = 0 b from range(700000) t(i)"
        );
        var frame = _connection.Query("select * from t where i % 13 <> 5 and i % 2048 > 100");
        var expected = Enumerable.Range(0, 700000).Where(i => i % 13 != 5 && i % 2048 > 100).ToArray();
        Assert.Equal(expected.Select(i => (long)i), frame.Column<long>("i").Values.ToArray());
        Assert.Equal(
            expected.Select(i => i % 3 == 0 ? null : (long?)i * 2),
            Enumerable.Range(0, frame.RowCount).Select(frame.Column<long>("n").At)
        );
        Assert.Equal(expected.Select(i => $"a{i % 1000}"), Enumerable.Range(0, frame.RowCount).Select(frame.Text("s").At));
        Assert.Equal(expected.Select(i => i % 11 == 0), frame.Column<bool>("b").Values.ToArray());
        Assert.Equal(expected.Count(i => i % 7 == 0), frame["h"].NullCount);
        // The dictionary is in order of first appearance, so the codes are the same in every run.
        Assert.Equal(expected.Take(900).Select(i => $"a{i % 1000}"), frame.Text("s").Dictionary.Take(900));
    }

    [Fact]
    public void The_same_query_gives_the_same_bytes_every_time()
    {
        const string Sql =
            "select i, if(i % 5 = 0, null, i / 3) d, if(i % 17 = 0, null, hash(i)::varchar) s from range(300000) t(i) where i % 31 > 2";
        var first = _connection.Query(Sql);
        for (var repeat = 0; repeat < 5; repeat++)
        {
            var again = _connection.Query(Sql);
            Assert.Equal(first.Text("s").Codes.ToArray(), again.Text("s").Codes.ToArray());
            Assert.Equal(first.Text("s").Dictionary, again.Text("s").Dictionary);
            Assert.Equal(first.Column<double>("d").Validity.ToArray(), again.Column<double>("d").Validity.ToArray());
            Assert.Equal(first.Column<double>("d").Values.ToArray(), again.Column<double>("d").Values.ToArray());
        }
    }

    [Fact]
    public void Of_several_values_that_do_not_fit_the_first_is_told()
    {
        for (var repeat = 0; repeat < 5; repeat++)
        {
            var error = Assert.Throws<InvalidCastException>(() =>
                _connection.Query(
                    "select i, if(i > 90000, date '10000-01-01' + i::int, null) d, if(i > 50000, 1e30::hugeint, null) h from range(200000) t(i)"
                )
            );
            Assert.StartsWith("Column 'h' (HUGEINT), rows 49153-51200", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Words_whose_hashes_share_a_slot_stay_apart()
    {
        var table = new WordTable();
        var words = Enumerable.Range(0, 50_000).Select(i => $"{i:x}{new string('y', i % 40)}").ToArray();
        Assert.Equal(Enumerable.Range(0, words.Length), words.Select(word => table.CodeOf(System.Text.Encoding.UTF8.GetBytes(word))));
        Assert.Equal(Enumerable.Range(0, words.Length), words.Select(word => table.CodeOf(System.Text.Encoding.UTF8.GetBytes(word))));
        Assert.Equal(words, table.ToArray());
    }

    [Fact]
    public void A_frame_of_a_million_rows_becomes_a_table_and_comes_back_the_same()
    {
        var frame = _connection.Query(
            "select i, if(i % 9 = 0, null, 'word ' || (i % 5000)) s, if(i % 4 = 0, null, i * 0.25::decimal(10,2)) m, make_timestamp(i * 1000003) t from range(1000000) t(i)"
        );
        _connection.CreateTable("again", frame);
        Assert.Equal(frame, _connection.Query("from again order by i"));
    }

    [Fact]
    public void A_table_is_made_in_a_schema_or_for_the_connection_only()
    {
        _connection.Execute("create schema \"my schema\"");
        var frame = new Frame(new Column<int>("a \"b\"", [1, 2]));
        _connection.CreateTable("my schema.x", frame);
        _connection.CreateTable("y", frame, isTemporary: true);
        Assert.Equal(frame, _connection.Query("from \"my schema\".x"));
        Assert.Equal(frame, _connection.Query("from temp.y"));
        using var other = _connection.OpenAnother();
        Assert.Equal(2, other.Query("from \"my schema\".x").RowCount);
        Assert.Equal(DuckDBErrorType.Catalog, Assert.Throws<DuckDBException>(() => other.Query("from y")).ErrorType);
        Assert.Throws<DuckDBException>(() => _connection.CreateTable("my schema.x", frame));
        Assert.Throws<ArgumentException>(() => _connection.CreateTable("z", new Frame()));
    }

    [Fact]
    public void Decimals_of_mixed_scales_keep_their_values()
    {
        var frame = new Frame(Column<decimal>.FromNullable("m", [1.5m, null, -0.0001m, 12345678901234567890m, 0m]));
        _connection.CreateTable("m", frame);
        Assert.Equal(frame, _connection.Query("from m"));
        var wide = new Frame(new Column<decimal>("m", [decimal.MaxValue, 0.0000000000000000000000000001m]));
        Assert.Contains(
            "29 digits before the point and 28 behind",
            Assert.Throws<ArgumentException>(() => _connection.CreateTable("w", wide)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_cancelled_query_ends_soon_and_the_connection_goes_on()
    {
        // Left alone, the query would run for hours.
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            _connection.Query("select sum(a.i * b.i) from range(1000000) a(i), range(1000000) b(i)", source.Token)
        );
        Assert.ThrowsAny<OperationCanceledException>(() => _connection.Query("select 1", source.Token));
        Assert.Equal(1, _connection.Scalar<int>("select 1"));
    }
}
