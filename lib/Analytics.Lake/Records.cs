namespace Analytics.Lake;

/// <summary>A table as a manifest holds it.</summary>
/// <param name="Table"><c>layer.domain.table</c>.</param>
/// <param name="Version">Version in the table's Delta log.</param>
/// <param name="Sha">Hash over the schema and the ordered, hash-named files: equal means the same bytes.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Log">Chained hash of the log's entries up to the version, without their times; null in manifests of format 1.</param>
public sealed record TableVersion(string Table, long Version, string Sha, long Rows, string? Log = null);

/// <summary>What a step was made of when it last ran; the next plan compares it part by part to give its reason.</summary>
/// <param name="Fingerprint">Hash over everything below.</param>
/// <param name="Code">Hash of the step's SQL and code version.</param>
/// <param name="Engine">Version of DuckDB and of the lake format.</param>
/// <param name="Inputs">Input name → version (a table's or an object list's hash).</param>
/// <param name="Parameters">Parameter name → value.</param>
/// <param name="Outputs">Table → content hash that came out.</param>
public sealed record StepRecord(
    string Fingerprint,
    string Code,
    string Engine,
    IReadOnlyDictionary<string, string> Inputs,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Outputs
);

/// <summary>What a gate found. A manifest keeps the last verdict per table and gate.</summary>
/// <param name="Table">The table checked.</param>
/// <param name="Gate">The gate's name, e.g. <c>key crash_record_id</c>.</param>
/// <param name="Severity"><c>warn</c> or <c>fail</c>.</param>
/// <param name="Passed">Whether the table passed.</param>
/// <param name="Observed">The figure measured, for baselines; null when the gate measures none.</param>
/// <param name="Detail">One line for people.</param>
public sealed record VerdictRecord(string Table, string Gate, string Severity, bool Passed, double? Observed = null, string? Detail = null);

/// <summary>Something in the lake that is not as it was written.</summary>
/// <param name="Path">File, relative to the lake's folder.</param>
/// <param name="Table">The table it belongs to, or null.</param>
/// <param name="What">What was expected and what was found.</param>
public sealed record Damage(string Path, string? Table, string What)
{
    public override string ToString() => Table is null ? $"{Path}: {What}" : $"{Path} ({Table}): {What}";
}

/// <summary>Rows that differ between two snapshots of a table, matched by key.</summary>
/// <param name="Table">The table.</param>
/// <param name="Added">Keys only in the second.</param>
/// <param name="Removed">Keys only in the first.</param>
/// <param name="Changed">Keys in both with a difference in some column.</param>
/// <param name="Columns">Column → in how many of the changed rows it differs; columns that never differ are left out.</param>
/// <param name="ColumnsAdded">Columns that only the second has.</param>
/// <param name="ColumnsRemoved">Columns that only the first has.</param>
public sealed record TableDiff(
    string Table,
    long Added,
    long Removed,
    long Changed,
    IReadOnlyDictionary<string, long> Columns,
    IReadOnlyList<string> ColumnsAdded,
    IReadOnlyList<string> ColumnsRemoved
)
{
    /// <summary>Keys in both whose rows differ only in where they came from; none of them is among <see cref="Changed"/>.</summary>
    public long Moved { get; init; }

    public bool IsEmpty => Added == 0 && Removed == 0 && Changed == 0 && Moved == 0 && ColumnsAdded.Count == 0 && ColumnsRemoved.Count == 0;
}

/// <summary>What <see cref="Lake.Collect"/> removed, or would remove.</summary>
/// <param name="Paths">Relative to the lake's folder, ordinal order.</param>
/// <param name="Bytes">Their size together.</param>
public sealed record Collected(IReadOnlyList<string> Paths, long Bytes);
