using System.Diagnostics;
using System.Text;
using Analytics.Tests;
using Npgsql;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Analytics.Server.Tests;

/// <summary>Debian's PostgreSQL on a free port of this machine, in a folder of its own, as a user that is not root; ended by its id.</summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    /// <summary>A word of no other text, so that one is found where it does not belong.</summary>
    public const string Password = "topsecret-31415";

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-postgresql-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly StringBuilder _said = new();
    private Process? _server;
    private int _databases;

    /// <summary>The newest that is installed.</summary>
    private static string? Programs { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
                .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            : null;

    /// <summary>Why tests that need it skip; null where it is there.</summary>
    internal static string? Missing { get; } =
        Programs is null ? "Not installed: postgresql (Debian)."
        : Environment.IsPrivilegedProcess && OutsideTools.Find("setpriv") is null
            ? "Not installed: setpriv (Debian: util-linux), by which root starts postgresql as another user."
        : null;

    /// <summary>The address of a database.</summary>
    public string Url(string database, string user = "analytics", string password = Password) =>
        Invariant($"postgresql://{user}:{password}@127.0.0.1:{_port}/{database}");

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its address.</returns>
    public string NewDatabase()
    {
        var name = Invariant($"lake{Interlocked.Increment(ref _databases)}");
        Do("postgres", $"CREATE DATABASE {name}");
        return Url(name);
    }

    /// <summary>Runs statements as the server's owner.</summary>
    public void Do(string database, string sql)
    {
        using var db = Connect(database);
        using var command = db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async Task InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        var secret = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(secret, Password);
        if (Environment.IsPrivilegedProcess)
        {
            var (owned, _, problem) = OutsideTools.Run("chown", "-R", "nobody", _folder);
            Assert.True(owned == 0, problem);
        }

        var (program, arguments) = AsSomebody(
            "initdb",
            "--username=analytics",
            "--auth=scram-sha-256",
            "--pwfile=" + secret,
            "--no-sync",
            "--locale=C.UTF-8",
            "-D",
            Path.Combine(_folder, "data")
        );
        var (code, said, error) = OutsideTools.RunIn(_folder, TimeSpan.FromMinutes(2), program, arguments);
        Assert.True(code == 0, said + error);
        await Begin();
    }

    /// <summary>Starts the server, with what its folder holds, and waits until it lets clients in.</summary>
    public async Task Begin()
    {
        var (program, arguments) = AsSomebody(
            "postgres",
            "-D",
            Path.Combine(_folder, "data"),
            "-p",
            Invariant($"{_port}"),
            "-h",
            "127.0.0.1",
            "-c",
            "unix_socket_directories=",
            // Each test has a pool of its own.
            "-c",
            "max_connections=300"
        );
        _server = OutsideServer.Start(_folder, _said, program, arguments);
        await Patience.Until(
            () =>
            {
                try
                {
                    using var db = Connect("postgres");
                    return Task.FromResult(true);
                }
                catch (NpgsqlException)
                {
                    return Task.FromResult(false);
                }
            },
            isReady => isReady,
            _ =>
            {
                lock (_said)
                {
                    return $"PostgreSQL is not ready: {_said}";
                }
            },
            60
        );
    }

    /// <summary>As kill -9 of the server and of the processes that it runs in; what it has not flushed is lost.</summary>
    public async Task Kill()
    {
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await Kill();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private NpgsqlConnection Connect(string database)
    {
        var db = new NpgsqlConnection(
            Invariant($"Host=127.0.0.1;Port={_port};Database={database};Username=analytics;Password={Password};Pooling=False;Timeout=2")
        );
        db.Open();
        return db;
    }

    /// <summary>PostgreSQL does not run as root.</summary>
    private static (string Program, string[] Arguments) AsSomebody(string name, params string[] arguments)
    {
        var program = Path.Combine(Programs!, name);
        return Environment.IsPrivilegedProcess
            ? (OutsideTools.Find("setpriv")!, ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments])
            : (program, arguments);
    }
}

[CollectionDefinition(nameof(PostgreSqlServer))]
public sealed class PostgreSqlServerCollection : ICollectionFixture<PostgreSqlServer>, ICollectionFixture<SampleLake>;

/// <summary>A fact of the service database. In a class that is called PostgreSql… it needs Debian's PostgreSQL and says so when that is not there.</summary>
[XunitTestCaseDiscoverer("Analytics.Server.Tests.DatabaseFactDiscoverer", "Analytics.Server.Tests")]
public sealed class DatabaseFactAttribute : FactAttribute;

/// <summary>As <see cref="DatabaseFactAttribute"/>, for each row.</summary>
[XunitTestCaseDiscoverer("Analytics.Server.Tests.DatabaseTheoryDiscoverer", "Analytics.Server.Tests")]
public sealed class DatabaseTheoryAttribute : TheoryAttribute;

internal sealed class DatabaseFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    ) => new DatabaseTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), testMethod, null);
}

internal sealed class DatabaseTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo theoryAttribute,
        object[] dataRow
    ) => [new DatabaseTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), testMethod, dataRow)];
}

internal sealed class DatabaseTestCase : XunitTestCase
{
    [Obsolete("Called by the runner when it reads a test case from another process.", error: false)]
    public DatabaseTestCase() { }

    public DatabaseTestCase(IMessageSink sink, TestMethodDisplay display, ITestMethod method, object[]? row)
        : base(sink, display, TestMethodDisplayOptions.None, method, row) { }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.ToRuntimeType().Name.StartsWith("PostgreSql", StringComparison.Ordinal)
        && PostgreSqlServer.Missing is { } missing
            ? missing
            : base.GetSkipReason(factAttribute);
}
