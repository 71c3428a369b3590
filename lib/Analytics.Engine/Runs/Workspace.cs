using Analytics.DuckDb;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>What a step works with: the database, the lake's writer, and its siblings as views <c>silver.x</c> and <c>gold.y</c>.</summary>
internal sealed class Workspace : IDisposable
{
    private const int SnapshotsForBaselines = 20;

    private static readonly string s_macros = ReadMacros();
    private IReadOnlyList<Snapshot>? _history;

    public Workspace(Domain domain, Lake.Lake lake, LakeWriter writer, RunOptions options, CancellationToken cancellation)
    {
        Domain = domain;
        Lake = lake;
        Writer = writer;
        Options = options;
        Cancellation = cancellation;
        Stage = Directory.CreateDirectory(Path.Combine(writer.StageFolder, domain.Name)).FullName;
        Db = DuckDBConnection.InMemory(Settings(options, Stage));
        Define();
    }

    /// <summary>The same with a connection of its own, for another thread.</summary>
    /// <param name="other">The workspace.</param>
    /// <param name="apart">Name of a catalog with views of its own, which may be redefined; null to read those of the other.</param>
    private Workspace(Workspace other, string? apart)
    {
        Domain = other.Domain;
        Lake = other.Lake;
        Writer = other.Writer;
        Options = other.Options;
        Cancellation = other.Cancellation;
        Stage = apart is null ? other.Stage : Directory.CreateDirectory(Path.Combine(other.Stage, apart)).FullName;
        Db = other.Db.Duplicate();
        if (apart is null)
        {
            _history = other.History;
        }
        else
        {
            Db.Execute($"ATTACH ':memory:' AS {apart}; USE {apart}");
            Define();
        }
    }

    public Domain Domain { get; }

    public Lake.Lake Lake { get; }

    public LakeWriter Writer { get; }

    public RunOptions Options { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>The published snapshots, newest first, as far back as baselines look.</summary>
    public IReadOnlyList<Snapshot> History => _history ??= Lake.History(SnapshotsForBaselines);

    public DuckDBConnection Db { get; }

    /// <summary>Folder for unpacked, transcoded and spilled files; on the lake's disk, gone after the run.</summary>
    public string Stage { get; }

    /// <summary>Text that every step's fingerprint holds: a change of the macros changes all Silver tables.</summary>
    public static string MacroText => s_macros;

    /// <summary>Whether the table exists, published or staged.</summary>
    public bool Has(string fullName) => Writer.Sha(fullName) is not null;

    /// <summary>How SQL reads a table as it stands now, staged changes included.</summary>
    public string Relation(string fullName) => $"({Writer.Sql(fullName)})";

    /// <summary>(Re)defines the view of a table, with only some partitions where those are given.</summary>
    public void Publish(Table table, IReadOnlyCollection<string>? partitions = null)
    {
        var name = table.FullName(Domain);
        if (!Has(name))
            return;
        var filter = partitions is null || table.PartitionBy is null ? "" : $" WHERE {Sql.Name(table.PartitionBy)} IN ({Sql.Texts(partitions.DefaultIfEmpty(""))})";
        Db.Execute($"CREATE OR REPLACE VIEW {table.Layer.ToString().ToLowerInvariant()}.{Sql.Name(table.Name)} AS SELECT * FROM {Relation(name)}{filter}");
    }

    /// <summary>How many things may be done at once.</summary>
    public int Threads => Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;

    /// <summary>Does so many things, as many at once as there are threads, each thread on a connection of its own.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isApart">Whether each thread has views of its own; otherwise they only read.</param>
    /// <param name="act">Is given the 0-based number of the thing and where to do it.</param>
    public void SideBySide(int count, bool isApart, Action<int, Workspace> act)
    {
        var others = Enumerable.Range(1, Math.Min(count, Threads)).Select(number => new Workspace(this, isApart ? FormattableString.Invariant($"apart{number}") : null)).ToArray();
        var next = -1;
        try
        {
            Task.WhenAll(others.Select(other => Task.Run(() =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) < count;)
                    act(i, other);
            }))).GetAwaiter().GetResult();
        }
        finally
        {
            foreach (var other in others)
                other.Dispose();
        }
    }

    public void Dispose() => Db.Dispose();

    private void Define()
    {
        Db.Execute(s_macros);
        Db.Execute("CREATE SCHEMA silver; CREATE SCHEMA gold;");
    }

    private static Dictionary<string, string> Settings(RunOptions options, string stage)
    {
        var settings = new Dictionary<string, string>
        {
            ["temp_directory"] = Directory.CreateDirectory(Path.Combine(stage, "spill")).FullName,
            // The place of a raw row tells its line, and a table that is sorted once is written in that order.
            ["preserve_insertion_order"] = "true",
            ["TimeZone"] = "UTC",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        };
        if (options.MemoryLimit is not null)
            settings["memory_limit"] = options.MemoryLimit;
        if (options.Threads > 0)
            settings["threads"] = options.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return settings;
    }

    private static string ReadMacros()
    {
        using var stream = typeof(Workspace).Assembly.GetManifestResourceStream("Analytics.Engine.Bronze.Macros.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
