using System.Text.RegularExpressions;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>Makes a table from other tables of the domain; where it is aligned, only the partitions whose inputs changed.</summary>
internal sealed partial class DerivedBuild(Workspace work, DerivedTable table)
{
    private const long RowsAtOnce = 100_000;

    private readonly string _name = table.FullName(work.Domain);

    /// <summary>The tables that its SQL reads.</summary>
    public static IReadOnlyList<Table> InputsOf(Domain domain, DerivedTable table) => TablesIn(domain, table.Sql);

    /// <summary>Every <c>silver.x</c> and <c>gold.y</c> outside of comments that the domain has.</summary>
    public static IReadOnlyList<Table> TablesIn(Domain domain, string sql)
    {
        var names = Names()
            .Matches(Comments().Replace(sql, ""))
            .Select(match => match.Value.ToLowerInvariant())
            .ToHashSet(StringComparer.Ordinal);
        return [.. domain.Tables.Where(each => names.Contains(each.NameInDomain))];
    }

    /// <param name="incremental">True when code, parameters and engine are those of the last run, so that unchanged partitions may stay.</param>
    public void Run(bool incremental)
    {
        var inputs = InputsOf(work.Domain, table);
        var partitions = incremental && table.Aligned && work.Has(_name) && IsBaseWhatTheLastRunSaw(inputs) ? Changed(inputs) : null;
        var bites = table.Aligned && table.PartitionBy is not null ? BitesOf(inputs, partitions) : [];
        if (partitions is not null)
        {
            foreach (var bite in bites)
            {
                work.Writer.ReplacePartitions(Make(inputs, bite), bite);
            }
        }
        else
        {
            work.Writer.Replace(Make(inputs, bites.Count > 1 ? bites[0] : null));
            foreach (var bite in bites.Skip(1))
            {
                work.Writer.Append(Make(inputs, bite));
            }
        }
    }

    /// <summary>Computes the rows of some partitions, or of all.</summary>
    private StagedTable Make(IReadOnlyList<Table> inputs, string[]? partitions)
    {
        foreach (var input in inputs)
        {
            work.Publish(input, partitions);
        }

        var rows = table.Compute is null ? $"({table.Sql})" : Computed(table.Compute);
        var sql = $"SELECT {Sql.Names(table.Contract.Fields.Select(field => field.Name))} FROM {rows}";
        return work.Writer.Stage(
            work.Db,
            _name,
            sql,
            new TableSchema(table.Contract.Columns, table.PartitionBy),
            table.PartitionBy,
            table.Contract.Key,
            work.Cancellation,
            table.PartitionBy is not null && partitions is [var only] ? only : null
        );
    }

    /// <summary>Runs the table's own code over the rows of its SQL.</summary>
    /// <returns>The temporary table of the result.</returns>
    private string Computed(Computation compute)
    {
        const string Name = "computed";
        work.Db.Execute($"DROP TABLE IF EXISTS temp.{Name}");
        work.Db.CreateTable(Name, compute.Of(work.Db.Query(table.Sql, work.Cancellation)), isTemporary: true);
        return "temp." + Name;
    }

    /// <summary>
    /// Divides partitions into groups of about <see cref="RowsAtOnce"/> input rows. An aggregate that gathers lists holds all
    /// its groups in memory and cannot spill; a partition at a time it never holds much.
    /// </summary>
    private IReadOnlyList<string[]> BitesOf(IReadOnlyList<Table> inputs, string[]? wanted)
    {
        var counts = inputs
            .Where(input => input.PartitionBy is not null && work.Has(input.FullName(work.Domain)))
            .Select(input =>
                $"SELECT {Sql.Name(input.PartitionBy!)}::VARCHAR AS p, count(*) AS n FROM {work.Relation(input.FullName(work.Domain))} GROUP BY 1"
            )
            .ToArray();
        return counts.Length == 0 ? [] : Bites.Of(work, string.Join(" UNION ALL ", counts), RowsAtOnce, wanted);
    }

    /// <summary>Silver may have been published on its own since: then the base does not tell which partitions this table has not seen.</summary>
    private bool IsBaseWhatTheLastRunSaw(IReadOnlyList<Table> inputs) =>
        work.Writer.Base.Steps.TryGetValue(_name, out var record)
        && inputs
            .Select(input => input.FullName(work.Domain))
            .All(input =>
                work.Writer.Base.Tables.TryGetValue(input, out var published) && record.Inputs.GetValueOrDefault(input) == published.Sha
            );

    /// <summary>
    /// The partitions whose content differs between what the last run saw and now, over all partitioned inputs; null for all
    /// of them, when an input without partitions differs.
    /// </summary>
    private string[]? Changed(IReadOnlyList<Table> inputs)
    {
        if (
            inputs.Any(input =>
                input.PartitionBy is null
                && work.Writer.Sha(input.FullName(work.Domain)) != work.Writer.Base.Tables[input.FullName(work.Domain)].Sha
            )
        )
        {
            return null;
        }

        var changed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var input in inputs.Where(input => input.PartitionBy is not null))
        {
            changed.UnionWith(work.Writer.ChangedPartitions(input.FullName(work.Domain)));
        }

        return [.. changed];
    }

    [GeneratedRegex(@"\b(?:silver|gold)\.[a-z_][a-z0-9_]*", RegexOptions.IgnoreCase)]
    private static partial Regex Names();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comments();
}
