using System.Text.RegularExpressions;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>Makes a table from other tables of the domain; where it is aligned, only the partitions whose inputs changed.</summary>
internal sealed partial class DerivedBuild(Workspace work, DerivedTable table)
{
    private readonly string _name = table.FullName(work.Domain);

    /// <summary>The tables that the SQL reads: every <c>silver.x</c> and <c>gold.y</c> outside of comments that the domain has.</summary>
    public static IReadOnlyList<Table> InputsOf(Domain domain, DerivedTable table)
    {
        var names = Names().Matches(Comments().Replace(table.Sql, "")).Select(match => match.Value.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        return [.. domain.Tables.Where(each => names.Contains($"{each.Layer.ToString().ToLowerInvariant()}.{each.Name}"))];
    }

    /// <param name="incremental">True when code, parameters and engine are those of the last run, so that unchanged partitions may stay.</param>
    public void Run(bool incremental)
    {
        var inputs = InputsOf(work.Domain, table);
        var partitions = incremental && table.Aligned && work.Has(_name) && IsBaseWhatTheLastRunSaw(inputs) ? Changed(inputs) : null;
        foreach (var input in inputs.Where(_ => partitions is not null))
            work.Publish(input, partitions);
        var staged = work.Writer.Stage(work.Db, _name, $"SELECT {Sql.Names(table.Contract.Fields.Select(field => field.Name))} FROM ({table.Sql})", new TableSchema(table.Contract.Columns, table.PartitionBy), table.PartitionBy, table.Contract.Key, work.Cancellation);
        foreach (var input in inputs.Where(_ => partitions is not null))
            work.Publish(input);
        if (partitions is null)
            work.Writer.Replace(staged);
        else
            work.Writer.ReplacePartitions(staged, partitions);
        work.Publish(table);
    }

    /// <summary>Silver may have been published on its own since: then the base does not tell which partitions this table has not seen.</summary>
    private bool IsBaseWhatTheLastRunSaw(IReadOnlyList<Table> inputs) =>
        work.Writer.Base.Steps.TryGetValue(_name, out var record)
        && inputs.Select(input => input.FullName(work.Domain)).All(input => work.Writer.Base.Tables.TryGetValue(input, out var published) && record.Inputs.GetValueOrDefault(input) == published.Sha);

    /// <summary>
    /// The partitions whose content differs between what the last run saw and now, over all partitioned inputs; null for all
    /// of them, when an input without partitions differs.
    /// </summary>
    private string[]? Changed(IReadOnlyList<Table> inputs)
    {
        if (inputs.Any(input => input.PartitionBy is null && work.Writer.Sha(input.FullName(work.Domain)) != work.Writer.Base.Tables[input.FullName(work.Domain)].Sha))
            return null;
        var changed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var input in inputs.Where(input => input.PartitionBy is not null))
        {
            var before = work.Writer.Base.PartitionShas(input.FullName(work.Domain));
            var now = work.Writer.PartitionShas(input.FullName(work.Domain));
            changed.UnionWith(before.Keys.Concat(now.Keys).Where(partition => before.GetValueOrDefault(partition) != now.GetValueOrDefault(partition)));
        }

        return [.. changed];
    }

    [GeneratedRegex(@"\b(?:silver|gold)\.[a-z_][a-z0-9_]*", RegexOptions.IgnoreCase)]
    private static partial Regex Names();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comments();
}
