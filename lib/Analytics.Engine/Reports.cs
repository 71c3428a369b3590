using Analytics.Charts;
using Analytics.DuckDb;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>What a report is drawn from: a published snapshot, its tables as <c>silver.x</c> and <c>gold.y</c>.</summary>
public sealed record ReportInput(DuckDBConnection Db)
{
    public Frame Query(string sql) => Db.Query(sql);

    /// <summary>One number; NaN where the query gives null or no row.</summary>
    public double Number(string sql)
    {
        var frame = Db.Query($"SELECT ({sql})::DOUBLE AS n");
        return frame.RowCount == 0 || frame["n"].IsNull(0) ? double.NaN : (double)frame["n"][0]!;
    }
}

/// <summary>Findings in order.</summary>
public sealed record Report(string Title, IReadOnlyList<Finding> Findings)
{
    /// <summary>A finding by its name.</summary>
    public Finding this[string name] =>
        Findings.FirstOrDefault(finding => finding.Name == name)
        ?? throw new KeyNotFoundException(
            $"No finding '{name}'. The report has: {string.Join(", ", Findings.Select(finding => finding.Name))}."
        );
}

/// <summary>A question, its answer in words, the numbers behind it, and a picture.</summary>
/// <param name="Name">Short, lower-case, for notebooks: <c>by-hour</c>.</param>
/// <param name="Question">As a person would ask it.</param>
/// <param name="Answer">In words, with the numbers that matter.</param>
/// <param name="Numbers">The table behind it.</param>
/// <param name="Figure">The picture, where one says more than the table.</param>
[TypeFormatterSource(typeof(FindingFormatterSource))]
public sealed record Finding(string Name, string Question, string Answer, Frame Numbers, Figure? Figure = null)
{
    public Finding(string name, string question, Claim claim, Frame numbers, Figure? figure = null)
        : this(name, question, claim.Text, numbers, figure) => IsFound = claim.IsFound;

    /// <summary>Whether the answer claims a difference that a test found; false where the test found none, null where the answer only describes.</summary>
    public bool? IsFound { get; init; }
}
