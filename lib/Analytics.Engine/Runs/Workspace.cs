using Analytics.DuckDb;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>What a step works with: the database, the lake's writer, and its siblings as views <c>silver.x</c> and <c>gold.y</c>.</summary>
internal sealed class Workspace : IDisposable
{
    private const int SnapshotsForBaselines = 20;

    private static readonly string s_macros = ReadMacros();
    private readonly Lazy<IReadOnlyList<Snapshot>> _history;

    public Workspace(Domain domain, Lake.Lake lake, LakeWriter writer, RunOptions options, CancellationToken cancellation)
    {
        Domain = domain;
        Writer = writer;
        Objects = lake.Objects;
        Lake = lake.Folder;
        Options = options;
        Cancellation = cancellation;
        Stage = Directory.CreateDirectory(Path.Combine(writer.StageFolder, domain.Name)).FullName;
        _history = new(() => lake.History(SnapshotsForBaselines));
        Db = DuckDBConnection.InMemory(Settings(options, Stage));
        Define();
    }

    /// <summary>Another on the same database for another thread, with a connection, views and a folder of its own.</summary>
    private Workspace(Workspace other, string name)
    {
        Domain = other.Domain;
        Writer = other.Writer;
        Objects = other.Objects;
        Lake = other.Lake;
        Options = other.Options;
        Cancellation = other.Cancellation;
        Stage = Directory.CreateDirectory(Path.Combine(other.Stage, name)).FullName;
        _history = other._history;
        Db = other.Db.OpenAnother();
        Db.Execute($"ATTACH ':memory:' AS {name}; USE {name}");
        Define();
    }

    public Domain Domain { get; }

    public LakeWriter Writer { get; }

    /// <summary>The landed files.</summary>
    public Objects Objects { get; }

    /// <summary>The lake's folder.</summary>
    public string Lake { get; }

    public RunOptions Options { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>The published snapshots, newest first, as far back as baselines look.</summary>
    public IReadOnlyList<Snapshot> History => _history.Value;

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
        {
            return;
        }

        var filter =
            partitions is null || table.PartitionBy is null
                ? ""
                : $" WHERE {Sql.Name(table.PartitionBy)} IN ({Sql.Texts(partitions.DefaultIfEmpty(""))})";
        Db.Execute(
            $"CREATE OR REPLACE VIEW {table.Layer.ToString().ToLowerInvariant()}.{Sql.Name(table.Name)} AS SELECT * FROM {Relation(name)}{filter}"
        );
    }

    /// <summary>How many things may be done at once.</summary>
    public int Threads => Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;

    /// <summary>Lets some threads do the same, each in a workspace of its own.</summary>
    public void SideBySide(int threads, Action<Workspace> act)
    {
        var others = Enumerable
            .Range(1, threads)
            .Select(number => new Workspace(this, FormattableString.Invariant($"side{number}")))
            .ToArray();
        try
        {
            Task.WhenAll(others.Select(other => Task.Run(() => act(other)))).GetAwaiter().GetResult();
        }
        finally
        {
            foreach (var other in others)
            {
                other.Dispose();
            }
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
        {
            settings["memory_limit"] = options.MemoryLimit;
        }

        if (options.Threads > 0)
        {
            settings["threads"] = options.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return settings;
    }

    private static string ReadMacros()
    {
        return Text("Macros.sql") + Text("Forms.sql");

        static string Text(string name)
        {
            using var stream = typeof(Workspace).Assembly.GetManifestResourceStream("Analytics.Engine.Bronze." + name)!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
