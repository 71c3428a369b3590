namespace Analytics.Engine;

/// <summary>How a run is done; none of it changes what comes out.</summary>
public sealed record RunOptions
{
    /// <summary>Remake every step, whatever the plan says. Default false.</summary>
    public bool Force { get; init; }

    /// <summary>Only tables of these layers. Default: all.</summary>
    public IReadOnlyList<Layer> Layers { get; init; } = [Layer.Silver, Layer.Gold];

    /// <summary>Remake the Silver tables that have rows in quarantine. Default false.</summary>
    public bool Replay { get; init; }

    /// <summary>
    /// Whether files that were refused whole are fine. Default false: a run that reads nothing else stops, and the scripts end
    /// with code 1 where it goes on.
    /// </summary>
    public bool AcceptRefused { get; init; }

    /// <summary>DuckDB's memory limit, e.g. <c>512MB</c>. Default: DuckDB's own, 80 % of the machine.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>Threads of DuckDB, and steps of a small run that go side by side. Default 0: all cores.</summary>
    public int Threads { get; init; }

    /// <summary>What runs the SQL of Gold tables. Default null: DuckDB, in this process.</summary>
    public TableEngine? Engine { get; init; }

    /// <summary>The engine that makes a table; null for DuckDB, which makes all of Silver.</summary>
    internal TableEngine? EngineOf(Table table) => table is DerivedTable { Layer: Layer.Gold } ? Engine : null;
}
