using System.Data;
using System.Data.Common;

namespace Analytics.DuckDb.Tests;

/// <summary>Code that knows DbConnection only: micro-ORMs, DataTable, DbDataAdapter-like loops.</summary>
public sealed class AdoTests : IDisposable
{
    private readonly DbConnection _connection = new DuckDBConnection("Data Source=:memory:;threads=2");

    public AdoTests()
    {
        _connection.Open();
        Execute("create table people(id integer primary key, name varchar, born date, height decimal(5,2)); insert into people values (1, 'Ada', '1815-12-10', 165.5), (2, null, null, null)");
    }

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void A_DataTable_loads_with_types_and_nulls()
    {
        using var command = Command("select * from people order by id");
        using var reader = command.ExecuteReader();
        using var table = new DataTable();
        table.Load(reader);
        Assert.Equal([typeof(int), typeof(string), typeof(DateOnly), typeof(decimal)], table.Columns.Cast<DataColumn>().Select(column => column.DataType));
        Assert.Equal([1, "Ada", new DateOnly(1815, 12, 10), 165.50m], table.Rows[0].ItemArray);
        Assert.Equal([2, DBNull.Value, DBNull.Value, DBNull.Value], table.Rows[1].ItemArray);
    }

    [Fact]
    public void The_schema_names_each_column_its_type_and_its_precision()
    {
        using var command = Command("select * from people");
        using var reader = command.ExecuteReader();
        var schema = reader.GetColumnSchema();
        Assert.Equal(["INTEGER", "VARCHAR", "DATE", "DECIMAL(5,2)"], schema.Select(column => column.DataTypeName));
        Assert.Equal((5, 2), (schema[3].NumericPrecision, schema[3].NumericScale));
        Assert.Equal("height", reader.GetSchemaTable()!.Rows[3][SchemaTableColumn.ColumnName]);
        Assert.Equal("DECIMAL(5,2)", reader.GetDataTypeName(3));
        Assert.Equal(3, reader.GetOrdinal("HEIGHT"));
        Assert.Contains("id, name, born, height", Assert.Throws<IndexOutOfRangeException>(() => reader.GetOrdinal("nix")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_getters_give_exact_types_widen_and_refuse_what_does_not_fit()
    {
        using var command = Command("select 1::tinyint, 2::bigint, 3.5::decimal(4,1), 300::integer, 'x', null, 5::hugeint, date '2024-01-01', [1], interval 2 day, 'true', 1.5::float");
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        Assert.Equal((1, 1L, 1.0, (short)1), (reader.GetInt32(0), reader.GetInt64(0), reader.GetDouble(0), reader.GetInt16(0)));
        Assert.Equal((2, 3.5, 3.5m, 5L, 5m), (reader.GetInt32(1), reader.GetDouble(2), reader.GetDecimal(2), reader.GetInt64(6), reader.GetDecimal(6)));
        Assert.Equal(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), reader.GetDateTime(7));
        Assert.Equal((TimeSpan.FromDays(2), 'x', "[1]", 1.5), (reader.GetFieldValue<TimeSpan>(9), reader.GetChar(4), reader.GetString(8), reader.GetDouble(11)));
        Assert.Null(reader.GetFieldValue<int?>(5));
        Assert.Null(reader.GetFieldValue<string?>(5));
        Assert.Contains("holds Int32 300, which is no Byte", Assert.Throws<InvalidCastException>(() => reader.GetByte(3)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidCastException>(() => reader.GetInt32(4));
        Assert.Throws<InvalidCastException>(() => reader.GetBoolean(10));
        Assert.Contains("holds NULL", Assert.Throws<InvalidOperationException>(() => reader.GetInt32(5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.GetValue(12));
    }

    [Fact]
    public void Bytes_and_characters_are_read_in_parts()
    {
        using var command = Command("select '\\x01\\x02\\x03\\x04'::blob, 'abcdef'");
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        var (bytes, letters) = (new byte[3], new char[3]);
        Assert.Equal((4, 2, 0), (reader.GetBytes(0, 0, null, 0, 0), reader.GetBytes(0, 2, bytes, 1, 3), reader.GetBytes(0, 9, bytes, 0, 3)));
        Assert.Equal([0, 3, 4], bytes);
        Assert.Equal(3, reader.GetChars(1, 2, letters, 0, 3));
        Assert.Equal("cde", new string(letters));
    }

    [Fact]
    public void Values_are_there_only_between_Read_and_the_end()
    {
        using var command = Command("select 1 a where $x");
        AddParameter(command, "x", true);
        using var reader = command.ExecuteReader();
        Assert.True(reader.HasRows);
        Assert.Contains("Call Read()", Assert.Throws<InvalidOperationException>(() => reader.GetInt32(0)).Message, StringComparison.Ordinal);
        Assert.True(reader.Read());
        Assert.Equal(1, reader["a"]);
        Assert.False(reader.Read());
        Assert.False(reader.Read());
        Assert.Throws<InvalidOperationException>(() => reader.GetInt32(0));
        reader.Close();
        Assert.Throws<ObjectDisposedException>(() => reader.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Several_results_follow_each_other(bool isStreaming)
    {
        using var command = (DuckDBCommand)Command("select i from range(5000) t(i); create table x(a int); insert into x values (1), (2); select 'end' where false; delete from x; select count(*) from x");
        command.UseStreaming = isStreaming;
        using var reader = command.ExecuteReader();
        var rows = 0;
        while (reader.Read())
            Assert.Equal(rows++, reader.GetInt64(0));
        Assert.Equal((5000, -1), (rows, reader.RecordsAffected));
        Assert.True(reader.NextResult());
        Assert.False(reader.HasRows);
        Assert.Equal(2, reader.RecordsAffected);
        Assert.True(reader.NextResult());
        Assert.True(reader.Read());
        Assert.Equal((0L, 4), (reader.GetInt64(0), reader.RecordsAffected));
        Assert.False(reader.NextResult());
        Assert.Equal(0, reader.FieldCount);
    }

    [Fact]
    public void A_streaming_reader_starts_before_the_query_is_through()
    {
        using var command = (DuckDBCommand)Command("select i from range(100000000000) t(i)");
        command.UseStreaming = true;
        using var reader = command.ExecuteReader();
        for (var row = 0; row < 10000; row++)
            Assert.True(reader.Read());
        Assert.Equal(9999, reader.GetInt64(0));
    }

    [Fact]
    public void An_error_on_the_way_of_a_streaming_query_is_thrown_by_Read()
    {
        using var command = (DuckDBCommand)Command("select if(i = 900000, 'x', '1')::int from range(1000000) t(i)");
        command.UseStreaming = true;
        using var reader = command.ExecuteReader();
        var error = Assert.Throws<DuckDBException>(() =>
        {
            while (reader.Read())
            {
            }
        });
        Assert.Equal(DuckDBErrorType.Conversion, error.ErrorType);
    }

    [Fact]
    public void Named_parameters_bind_whatever_their_order_and_mark()
    {
        using var command = Command("select $b || '-' || $a");
        AddParameter(command, "@a", "1");
        AddParameter(command, "$b", "2");
        Assert.Equal("2-1", command.ExecuteScalar());
        Assert.True(command.Parameters.Contains("b"));
        command.Parameters.RemoveAt("b");
        Assert.Contains("given 1 of them", Assert.Throws<DuckDBException>(command.ExecuteScalar).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_rows_are_counted_and_other_statements_say_minus_one()
    {
        Assert.Equal(2, Execute("update people set name = 'x'"));
        Assert.Equal(-1, Execute("create table y(a int)"));
        Assert.Equal(-1, Execute("select 1"));
        Assert.Null(Command("select 1 where false").ExecuteScalar());
        Assert.Equal(DBNull.Value, Command("select null").ExecuteScalar());
    }

    [Fact]
    public void A_transaction_commits_or_leaves_nothing()
    {
        using (var transaction = _connection.BeginTransaction())
        {
            Execute("delete from people");
            transaction.Rollback();
        }

        using (_connection.BeginTransaction(IsolationLevel.Snapshot))
            Execute("delete from people");
        Assert.Equal(2L, Command("select count(*) from people").ExecuteScalar());
        using (var transaction = _connection.BeginTransaction())
        {
            Execute("delete from people where id = 2");
            transaction.Commit();
            Assert.Throws<InvalidOperationException>(transaction.Commit);
        }

        Assert.Equal(1L, Command("select count(*) from people").ExecuteScalar());
        Assert.Throws<ArgumentException>(() => _connection.BeginTransaction(IsolationLevel.ReadUncommitted));
    }

    [Fact]
    public async Task Commands_run_asynchronously_and_are_cancelled()
    {
        using var command = Command("select sum(a.i * b.i) from range(1000000) a(i), range(1000000) b(i)");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.ExecuteScalarAsync(source.Token));
        using var next = Command("select 7");
        Assert.Equal(7, await next.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Cancel_from_another_thread_interrupts_the_command()
    {
        using var command = Command("select sum(a.i * b.i) from range(1000000) a(i), range(1000000) b(i)");
        var running = Task.Run(command.ExecuteScalar);
        while (!running.IsCompleted)
        {
            command.Cancel();
            await Task.WhenAny(running, Task.Delay(20));
        }

        Assert.Equal(DuckDBErrorType.Interrupt, (await Assert.ThrowsAsync<DuckDBException>(() => running)).ErrorType);
    }

    [Fact]
    public void A_command_over_its_time_out_says_so()
    {
        using var command = Command("select sum(a.i * b.i) from range(1000000) a(i), range(1000000) b(i)");
        command.CommandTimeout = 1;
        Assert.Contains("CommandTimeout of 1 s", Assert.Throws<DuckDBException>(command.ExecuteScalar).Message, StringComparison.Ordinal);
    }

    private DbCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static void AddParameter(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private int Execute(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteNonQuery();
    }
}
