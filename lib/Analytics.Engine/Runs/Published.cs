using Analytics.DuckDb;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>Opens a published snapshot for reading with SQL. Nothing that is done there reaches the lake.</summary>
public static class Published
{
    /// <summary>The tables of one domain as <c>silver.x</c> and <c>gold.y</c>.</summary>
    public static DuckDBConnection Open(Snapshot snapshot, Domain domain)
    {
        var db = Connect();
        db.Execute("CREATE SCHEMA silver; CREATE SCHEMA gold;");
        foreach (var name in snapshot.Tables.Keys.Select(TableName.Parse).Where(name => name.Domain == domain.Name))
        {
            db.Execute($"CREATE VIEW {name.Layer}.{Sql.Name(name.Table)} AS {snapshot.Sql($"{name}")}");
        }

        return db;
    }

    /// <summary>
    /// The tables of all domains, a schema per domain, for text that a person typed: it can only read, and only these tables.
    /// </summary>
    /// <param name="snapshot">The snapshot that is asked.</param>
    /// <param name="limits">Null for the defaults.</param>
    /// <param name="tables">Only these, by their full names; the schemas of all domains are there. Null for all.</param>
    /// <exception cref="QuestionException">A limit is not above 0.</exception>
    public static QuestionSession Questions(Snapshot snapshot, QuestionLimits? limits = null, IReadOnlyCollection<string>? tables = null)
    {
        var db = Connect();
        try
        {
            return Questions(db, snapshot, limits, tables ?? [.. snapshot.Tables.Keys]);
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <summary>The same on a connection of <see cref="Connect"/>, which the session takes over unless this throws.</summary>
    internal static QuestionSession Questions(
        DuckDBConnection db,
        Snapshot snapshot,
        QuestionLimits? limits,
        IReadOnlyCollection<string> tables
    )
    {
        MakeViews(db, snapshot, tables);
        return new QuestionSession(db, tables.SelectMany(snapshot.Files), limits);
    }

    /// <summary>The tables of all domains, a schema per domain: <c>crashes.hotspots</c>. A Gold table hides a Silver one of the same name, which stays as <c>crashes.silver_x</c>.</summary>
    /// <param name="snapshot">What is opened.</param>
    /// <param name="tables">Only these, by their full names; the schemas of all domains are there. Null for all.</param>
    public static DuckDBConnection Open(Snapshot snapshot, IReadOnlyCollection<string>? tables = null)
    {
        var db = Connect();
        MakeViews(db, snapshot, tables ?? [.. snapshot.Tables.Keys]);
        return db;
    }

    private static void MakeViews(DuckDBConnection db, Snapshot snapshot, IReadOnlyCollection<string> tables)
    {
        var domains = snapshot.Tables.Keys.Select(full => TableName.Parse(full).Domain).Distinct(StringComparer.Ordinal);
        db.Execute(string.Concat(domains.Select(domain => $"CREATE SCHEMA {Sql.Name(domain)};")));
        foreach (var full in tables)
        {
            db.Execute($"CREATE VIEW {Sql.Name(TableName.Parse(full).Domain)}.{Sql.Name(NameOf(snapshot, full))} AS {snapshot.Sql(full)}");
        }
    }

    /// <summary>What a published table is called in its domain's schema: a Silver one that a Gold one of the same name hides has <c>silver_</c> before it.</summary>
    /// <param name="snapshot">Where both are published.</param>
    /// <param name="full"><c>layer.domain.table</c>.</param>
    public static string NameOf(Snapshot snapshot, string full)
    {
        var name = TableName.Parse(full);
        return name.Layer == "silver" && snapshot.Tables.ContainsKey($"gold.{name.Domain}.{name.Table}")
            ? "silver_" + name.Table
            : name.Table;
    }

    internal static DuckDBConnection Connect() =>
        DuckDBConnection.InMemory(
            new Dictionary<string, string>
            {
                ["TimeZone"] = "UTC",
                ["autoinstall_known_extensions"] = "false",
                ["autoload_known_extensions"] = "false",
            }
        );
}
