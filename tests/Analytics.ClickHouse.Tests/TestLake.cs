using Analytics.DuckDb;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.ClickHouse.Tests;

/// <summary>A lake in a temporary folder, and the few words that tests say to it.</summary>
internal sealed class TestLake : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-").FullName;

    public TestLake() => Lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));

    public Analytics.Lake.Lake Lake { get; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string File(string name) => Path.Combine(_folder, name);

    public RunResult Rebuild(Domain domain, RunOptions? options = null, params IReadOnlyList<InputPath> inputs)
    {
        Landing.Land(Lake, domain, inputs, Time);
        return new Runner(Lake, Time, options ?? new RunOptions()).Run(domain);
    }

    public RunResult RebuildSample(Domain domain, long rows, int seed = 7)
    {
        var inputs = SampleWriter.Write(domain, new SampleOptions(rows, seed), File("samples"));
        return Rebuild(domain, null, inputs);
    }

    /// <summary>Queries the published snapshot: silver.x and gold.y of one domain.</summary>
    public Frame Query(Domain domain, string sql)
    {
        using var db = Published.Open(Lake.Head, domain);
        return db.Query(sql);
    }

    public double Number(Domain domain, string sql) => (double)Query(domain, $"SELECT ({sql})::DOUBLE AS n")["n"][0]!;

    public void Dispose()
    {
        Lake.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
