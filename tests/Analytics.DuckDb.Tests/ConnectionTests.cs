using System.Data;

namespace Analytics.DuckDb.Tests;

public sealed class ConnectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("duckdb-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_files_whose_names_differ_in_case_are_never_taken_for_each_other()
    {
        var (small, large) = (Path.Combine(_folder, "a.duckdb"), Path.Combine(_folder, "A.duckdb"));
        using (var first = DuckDBConnection.OpenFile(small))
        {
            first.Execute("create table t as select 1 as v");
            if (OperatingSystem.IsLinux())
            {
                Assert.Contains(
                    $"while '{small}' is open",
                    Assert.Throws<IOException>(() => DuckDBConnection.OpenFile(large)).Message,
                    StringComparison.Ordinal
                );
            }
        }

        using var second = DuckDBConnection.OpenFile(large);
        Assert.Equal(OperatingSystem.IsLinux() ? 0 : 1, second.Scalar<long>("select count(*) from duckdb_tables()"));
    }

    [Fact]
    public void A_file_keeps_what_was_written_and_two_connections_share_it()
    {
        var path = Path.Combine(_folder, "a b;c=d.duckdb");
        using (var one = DuckDBConnection.OpenFile(path))
        using (var two = DuckDBConnection.OpenFile(path))
        {
            one.Execute("create table t as select 42 a");
            Assert.Equal(42, two.Scalar<int>("select a from t"));
            Assert.Equal(path, two.DataSource);
        }

        using var again = DuckDBConnection.OpenFile(path, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        Assert.Equal(42, again.Scalar<int>("select a from t"));
        Assert.Equal(DuckDBErrorType.InvalidInput, Assert.Throws<DuckDBException>(() => again.Execute("drop table t")).ErrorType);
    }

    [Fact]
    public void Two_databases_in_memory_know_nothing_of_each_other_but_a_duplicate_does()
    {
        using var one = DuckDBConnection.InMemory();
        using var two = DuckDBConnection.InMemory();
        using var same = one.OpenAnother();
        one.Execute("create table t(a int)");
        Assert.Equal(0, same.Query("from t").RowCount);
        Assert.Throws<DuckDBException>(() => two.Query("from t"));
    }

    [Fact]
    public void A_duplicate_keeps_the_time_zone_can_be_duplicated_and_outlives_its_original()
    {
        using var one = DuckDBConnection.InMemory(new Dictionary<string, string> { ["TimeZone"] = "Asia/Kathmandu" });
        one.Execute("create table t as select 42 as a");
        using var two = one.OpenAnother();
        using var three = two.OpenAnother();
        one.Dispose();
        two.Dispose();
        Assert.Equal("Asia/Kathmandu 42", three.Scalar<string>("select current_setting('TimeZone') || ' ' || a from t"));
    }

    [Fact]
    public void Settings_reach_DuckDB_and_an_unknown_one_is_told()
    {
        using var connection = DuckDBConnection.OpenFile(
            ":memory:",
            new Dictionary<string, string>
            {
                ["threads"] = "1",
                ["memory_limit"] = "512MB",
                ["TimeZone"] = "Asia/Kathmandu",
            }
        );
        Assert.Equal(
            "1/488.2 MiB/Asia/Kathmandu",
            connection.Scalar<string>(
                "select current_setting('threads') || '/' || current_setting('memory_limit') || '/' || current_setting('TimeZone')"
            )
        );
        var error = Assert.Throws<InvalidOperationException>(() =>
            DuckDBConnection.OpenFile(":memory:", new Dictionary<string, string> { ["nix"] = "1" })
        );
        Assert.Contains("nix", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_cannot_be_opened_is_told_with_DuckDBs_words()
    {
        var error = Assert.Throws<DuckDBException>(() =>
            DuckDBConnection.OpenFile(Path.Combine(_folder, "no", "such", "folder", "x.duckdb"))
        );
        Assert.Equal(DuckDBErrorType.Io, error.ErrorType);
        Assert.Contains("no/such", error.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "text.duckdb"), "this is no database, but it is long enough to be read as if it were one");
        Assert.Contains(
            "not a valid DuckDB database",
            Assert.Throws<DuckDBException>(() => DuckDBConnection.OpenFile(Path.Combine(_folder, "text.duckdb"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_closed_connection_says_so_and_opens_again()
    {
        using var connection = new DuckDBConnection($"Data Source={Path.Combine(_folder, "x.duckdb")}");
        Assert.Equal(ConnectionState.Closed, connection.State);
        Assert.Throws<InvalidOperationException>(() => connection.Execute("select 1"));
        connection.Open();
        connection.Execute("create table t(a int)");
        connection.Close();
        Assert.Throws<InvalidOperationException>(() => connection.Query("from t"));
        connection.Open();
        Assert.Throws<InvalidOperationException>(connection.Open);
        Assert.Equal(0, connection.Query("from t").RowCount);
    }

    [Fact]
    public void A_scalar_of_no_row_of_null_or_of_another_kind_is_told()
    {
        using var connection = DuckDBConnection.InMemory();
        Assert.Contains(
            "gave no row",
            Assert.Throws<InvalidOperationException>(() => connection.Scalar<int>("select 1 where false")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "holds NULL",
            Assert.Throws<InvalidOperationException>(() => connection.Scalar<int>("select null::int a")).Message,
            StringComparison.Ordinal
        );
        Assert.Null(connection.Scalar<int?>("select null::int a"));
        Assert.Equal(
            "Column 'a' holds String x, which is no Int32.",
            Assert.Throws<InvalidCastException>(() => connection.Scalar<int>("select 'x' a")).Message
        );
        Assert.Equal(5L, connection.Scalar<long>("select 5::hugeint"));
    }

    [Fact]
    public void Names_and_text_are_quoted_against_injection()
    {
        using var connection = DuckDBConnection.InMemory();
        const string Hostile = "x\"; drop table t; --'";
        connection.Execute($"create table {DuckDBConnection.Quote(Hostile)} as select {DuckDBConnection.Literal(Hostile)} a");
        Assert.Equal(Hostile, connection.Scalar<string>($"select a from {DuckDBConnection.Quote(Hostile)}"));
    }
}
