using System.Globalization;

namespace Analytics.Engine;

/// <summary>Why rows were refused, in words for a person who sees that a gate stopped a run.</summary>
internal static class Causes
{
    private const int Commonest = 3;
    private const int LongestRecord = 200;

    /// <summary>The commonest reasons in the Silver tables that the gates stopped at (in all of them, where none is): how often, and one row with file, line and value.</summary>
    /// <returns>Lines that begin with a line break; empty where nothing was refused.</returns>
    public static string Of(Workspace work, IReadOnlyList<Verdict> blocking)
    {
        var tables = work.Domain.Tables.OfType<SilverTable>().Where(table => work.Has(table.QuarantineName(work.Domain))).ToArray();
        var stopped = tables.Where(table => blocking.Any(verdict => verdict.Table == table.FullName(work.Domain))).ToArray();
        if (tables.Length == 0)
        {
            return "";
        }

        var rows = string.Join(
            " UNION ALL ",
            (stopped.Length > 0 ? stopped : tables).Select(table =>
                $"SELECT {Sql.Text(table.Name)} AS name, origin, line, reasons, coalesce(record, '') AS record, rows FROM {work.Relation(table.QuarantineName(work.Domain))}"
            )
        );
        var found = work.Db.Query(
            $"""
            SELECT name, sum(rows)::BIGINT AS n, arg_min(origin, (origin, line)) AS origin, arg_min(line, (origin, line)) AS line, arg_min(reasons, (origin, line)) AS reasons, arg_min(record, (origin, line)) AS record
            FROM ({rows}) GROUP BY name, {Kind("reasons")} ORDER BY n DESC, name, origin, line LIMIT {Commonest.ToString(
                CultureInfo.InvariantCulture
            )}
            """
        );
        if (found.RowCount == 0)
        {
            return "";
        }

        var lines = Enumerable
            .Range(0, found.RowCount)
            .Select(row =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {found["name"][row]}: {found["n"][row]:N0} {(Equals(found["n"][row], 1L) ? "row" : "rows")}, first in {Place((string)found["origin"][row]!, (long)found["line"][row]!)}: {found["reasons"][row]}{Shown((string)found["record"][row]!)}"
                )
            );
        return $"\nThe commonest reasons:\n{string.Join('\n', lines)}\nThe rest: dotnet script scripts/quarantine.csx {work.Domain.Name}";
    }

    /// <summary>SQL that leaves the value out of a reason, so that reasons of one kind count together.</summary>
    public static string Kind(string reasons) =>
        $"regexp_replace({reasons}, '(^sheet ''.*?'': |, got [^;]*|unknown word \"[^;]*)', '', 'g')";

    private static string Place(string origin, long line) =>
        line == 0 ? origin : string.Create(CultureInfo.InvariantCulture, $"{origin}:{line}");

    private static string Shown(string record) =>
        record.Length == 0
            ? ""
            : $"\n    {(record.Length <= LongestRecord ? record : record[..LongestRecord] + "…")}"
                .ReplaceLineEndings(" ")
                .Replace("     {", "\n    {", StringComparison.Ordinal);
}
