using Analytics.DuckDb;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>The measures of a table that later runs compare with.</summary>
/// <param name="Rows">Rows kept.</param>
/// <param name="NullShare">Column → share of nulls.</param>
/// <param name="Groups">Watched column → its words in ordinal order.</param>
public sealed record TableProfile(
    long Rows,
    IReadOnlyDictionary<string, double> NullShare,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Groups
);

/// <summary>A table as it would be published, for the gates to look at.</summary>
/// <param name="Table">Full name.</param>
/// <param name="Relation">How SQL reads it.</param>
/// <param name="Db">Where its siblings are views <c>silver.x</c> and <c>gold.y</c>, and it itself is <c>candidate</c>.</param>
/// <param name="Profile">Its measures.</param>
/// <param name="Recent">The measures of recent good runs, newest first.</param>
/// <param name="Lost">Rows that refer to nothing, for each reference of its contract.</param>
internal sealed record Candidate(
    string Table,
    string Relation,
    DuckDBConnection Db,
    TableProfile Profile,
    IReadOnlyList<TableProfile> Recent,
    IReadOnlyDictionary<Reference, long> Lost
)
{
    /// <summary>Where all rows of the table went, over all runs; zeros for a derived table.</summary>
    public required Account Account { get; init; }

    /// <summary>The files that this run read.</summary>
    public required IReadOnlyList<Delivery> Deliveries { get; init; }

    /// <summary>What is in quarantine in all.</summary>
    public required Refusals Refusals { get; init; }

    public double Number(string sql)
    {
        // SUM of integers comes back as HUGEINT; a gate compares plain numbers.
        var frame = Db.Query($"SELECT ({sql})::DOUBLE AS n");
        return frame["n"].IsNull(0) ? 0 : (double)frame["n"][0]!;
    }

    public static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
