namespace Analytics.DuckDb.Tests;

/// <summary>Tests that look at the whole process's memory and so run after all others, one at a time.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class AloneCollection;

[Collection("Alone")]
public sealed class LeakTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("duckdb-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Ten_thousand_connections_leave_nothing_behind()
    {
        // One more connection keeps the file open, so that each cycle costs a fraction of a millisecond; whole databases are the next test's.
        var path = Path.Combine(_folder, "many.duckdb");
        using var keeper = DuckDBConnection.OpenFile(path);
        Cycle(1000, path);
        var before = ResidentBytes();
        Cycle(10_000, path);
        var grown = ResidentBytes() - before;
        // A leaked connection is some 10 KB at the least, which would be 100 MB.
        Assert.True(grown < 40L << 20, $"The process grew by {grown >> 20} MB over 10,000 connections.");
    }

    [Fact]
    public void Databases_leave_nothing_behind()
    {
        // Warm-up: DuckDB's allocator and the runtime take what they keep.
        Cycle(100, ":memory:");
        var before = ResidentBytes();
        Cycle(400, ":memory:");
        var grown = ResidentBytes() - before;
        // A database with its catalog is more than 1 MB.
        Assert.True(grown < 100L << 20, $"The process grew by {grown >> 20} MB over 400 databases.");
    }

    [Fact]
    public void Results_readers_and_appenders_leave_nothing_behind()
    {
        using var connection = DuckDBConnection.InMemory();
        connection.Execute("create table t(a int, s varchar)");
        Statements(connection, 100);
        var before = ResidentBytes();
        Statements(connection, 1000);
        var grown = ResidentBytes() - before;
        // A leak of one chunk of two columns (40 KB) per round would be 40 MB.
        Assert.True(grown < 25L << 20, $"The process grew by {grown >> 20} MB over 1,000 rounds.");
    }

    private static void Cycle(int count, string path)
    {
        for (var i = 0; i < count; i++)
        {
            using var connection = DuckDBConnection.OpenFile(path);
            Assert.Equal(i, connection.Scalar<int>("select $1", i));
        }
    }

    private static void Statements(DuckDBConnection connection, int count)
    {
        for (var i = 0; i < count; i++)
        {
            connection.Query("select i, 'some longer word ' || i s, [i] l from range(3000) t(i) where i % $1 = 0", 2 + i % 3);
            using (var command = new DuckDBCommand("select i, {'a': i} from range(3000) t(i)", connection))
            using (var reader = command.ExecuteReader())
            {
                reader.Read();
            }

            using (var appender = connection.CreateAppender("t"))
            {
                appender.CreateRow().AppendValue(1).AppendValue("x").EndRow();
            }

            connection.Execute("truncate t");
            Assert.Throws<DuckDBException>(() => connection.Query("select 'x'::int"));
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
