using System.Text.RegularExpressions;
using Analytics.DuckDb;
using Analytics.Frames;

namespace Analytics.Engine;

public enum Layer
{
    Silver,
    Gold,
}

/// <summary>A table that a step makes.</summary>
/// <param name="Name">Its name in the domain's schema.</param>
/// <param name="Layer">Silver holds entities, Gold answers and features.</param>
/// <param name="Contract">Columns, rules and gates.</param>
public abstract record Table(string Name, Layer Layer, Contract Contract)
{
    /// <summary>What one row is, in a sentence.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>A text column whose values divide the table into files that are rewritten on their own; null for one file.</summary>
    public string? PartitionBy { get; init; }

    /// <summary>The name within its domain, as SQL, gates and studies write it: <c>silver.vehicles</c>.</summary>
    public string NameInDomain => $"{Layer.ToString().ToLowerInvariant()}.{Name}";

    /// <summary>The name in the lake: <c>silver.crashes.vehicles</c>.</summary>
    public string FullName(Domain domain) => $"{Layer.ToString().ToLowerInvariant()}.{domain.Name}.{Name}";
}

/// <summary>Rows of one raw layout, as rows of a Silver table.</summary>
/// <param name="Layout">The layout that <c>bronze</c> stands for in the query.</param>
/// <param name="Sql">
/// <c>SELECT typed columns, COLUMNS('^_') FROM bronze</c>. The columns that start with an underscore carry the raw values
/// and the lineage along.
/// </param>
public sealed partial record Feed(string Layout, string Sql)
{
    /// <summary>Whether records must be numbered as they are read: asked for, or because the query does not keep their order, by which their lines would be found.</summary>
    internal bool IsReadWithNumbers => Numbered || Reordering().IsMatch(Sql);

    /// <summary>Whether a row of a file does not depend on which other files are read with it.</summary>
    internal bool IsReadTogether(DuckDBConnection db) => !Joining().IsMatch(Sql) && FeedColumns.Of(db, this).DividesByObject;

    /// <summary>
    /// True when the place of a row in its file means something, as in a log without a clock: <c>bronze</c> then also has
    /// <c>_line</c>, the 1-based number of the record among those of its file that could be split, and <c>_origin</c>, the
    /// file's name. Files are read together where every window of the query is divided by <c>_object</c>, else one after the other.
    /// Default false.
    /// </summary>
    public bool Numbered { get; init; }

    /// <summary>
    /// SQL over the raw columns that is true for rows that belong to another table. The query itself gives a row for every
    /// row of <c>bronze</c>, so that none is lost unseen: it has no WHERE. Default null: all rows belong to this table.
    /// </summary>
    public string? Elsewhere { get; init; }

    [GeneratedRegex(@"\b(OVER|JOIN|GROUP\s+BY|ORDER\s+BY|SELECT\s+DISTINCT|UNION)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Reordering();

    [GeneratedRegex(@"\b(JOIN|GROUP\s+BY|SELECT\s+DISTINCT|UNION|LIMIT|EXISTS)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Joining();
}

/// <summary>A table typed from Bronze: one row per key, the latest received wins, broken rows in <c>name_quarantine</c>.</summary>
public sealed record SilverTable(string Name, Contract Contract, IReadOnlyList<Feed> Feeds) : Table(Name, Layer.Silver, Contract)
{
    /// <summary>The lineage column that every such table ends with: the Bronze object that a row came from.</summary>
    public const string ObjectColumn = "_object";

    /// <summary>
    /// A number of the key that tells rows apart which one file gives under one key with different content, e.g. the lines of a
    /// purchase. Default null: such rows are refused, all of them, for none is known to be the later one.
    /// </summary>
    public string? TellApart { get; init; }

    /// <summary>
    /// A column of the key that names what must never be divided, e.g. a trip: all of its rows, those of earlier runs too, get the
    /// least partition that one of them says. Default null: each row stays in the partition that it says.
    /// </summary>
    public string? Entity { get; init; }

    public string QuarantineName(Domain domain) => FullName(domain) + "_quarantine";

    /// <summary>The table of files that lacked columns, had some that nobody reads, or were refused.</summary>
    public string DeliveriesName(Domain domain) => FullName(domain) + "_deliveries";
}

/// <summary>A table computed from other tables of the domain, named in the SQL as <c>silver.x</c> and <c>gold.y</c>.</summary>
public sealed record DerivedTable(string Name, Layer Layer, Contract Contract, string Sql) : Table(Name, Layer, Contract)
{
    /// <summary>
    /// True when a row depends only on input rows of the same partition: then only the partitions that changed are computed.
    /// All partitioned inputs must share the partition column's name.
    /// </summary>
    public bool Aligned { get; init; }

    /// <summary>
    /// What SQL cannot say, such as finding groups: makes the table's rows from those of <see cref="Sql"/>, which come in the order it asks for.
    /// A function of its argument alone. Null where the SQL gives the rows itself.
    /// </summary>
    public Computation? Compute { get; init; }
}

/// <summary>Rows made in code.</summary>
/// <param name="Version">Raised whenever the code makes other rows of the same input; part of the step's fingerprint.</param>
/// <param name="Of">Gives a frame with the table's columns; of no rows, where there are none to work on.</param>
public sealed record Computation(int Version, Func<Frame, Frame> Of);
