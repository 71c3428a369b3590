using Analytics.Frames;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>One step of a plan.</summary>
/// <param name="Step">The table's full name.</param>
/// <param name="Reason">Why it runs, or that it need not.</param>
public sealed record PlannedStep(string Step, Reason Reason);

/// <summary>What a run would do and why, in order.</summary>
[TypeFormatterSource(typeof(SummaryFormatterSource))]
public sealed record Plan(string Domain, IReadOnlyList<PlannedStep> Steps) : ISummarised
{
    public bool IsFresh => Steps.All(step => !step.Reason.Runs);

    public string Summary =>
        IsFresh ? $"{Domain}: everything is fresh" : $"{Domain}: {Steps.Count(step => step.Reason.Runs)} of {Steps.Count} steps run";

    /// <summary>Columns Step, Reason.</summary>
    public Frame ToFrame() => Frame.FromRecords(Steps.Select(step => new Line(step.Step, step.Reason.ToString())));

    /// <summary>Plans a domain against a snapshot and the objects that count; nothing is read but their hashes.</summary>
    /// <param name="domain">What is planned.</param>
    /// <param name="snapshot">What is published.</param>
    /// <param name="objects">Source → hashes of its objects (<see cref="Landing.Hashes"/>).</param>
    /// <param name="options">How.</param>
    internal static Plan Of(
        Domain domain,
        Snapshot snapshot,
        IReadOnlyDictionary<string, IReadOnlyList<string>> objects,
        RunOptions options
    )
    {
        var steps = new List<PlannedStep>();
        var stale = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in domain.Tables.Where(table => options.Layers.Contains(table.Layer)))
        {
            var name = table.FullName(domain);
            var reason =
                table is DerivedTable derived
                && DerivedBuild.InputsOf(domain, derived).FirstOrDefault(input => stale.Contains(input.FullName(domain))) is { } input
                && snapshot.Steps.ContainsKey(name)
                && !options.Force
                    ? Reason.Input(input.FullName(domain))
                    : ReasonOf(
                        domain,
                        table,
                        snapshot,
                        InputsOf(domain, table, full => snapshot.Tables.GetValueOrDefault(full)?.Sha, objects),
                        options
                    );
            steps.Add(new PlannedStep(name, reason));
            if (reason.Runs)
            {
                stale.Add(name);
            }
        }

        return new Plan(domain.Name, steps);
    }

    /// <summary>The versions of all that a table is made of: objects for Silver, tables for the rest.</summary>
    internal static IReadOnlyDictionary<string, string> InputsOf(
        Domain domain,
        Table table,
        Func<string, string?> shaOf,
        IReadOnlyDictionary<string, IReadOnlyList<string>> objects
    )
    {
        var inputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (table is SilverTable silver)
        {
            foreach (var source in SourcesOf(domain, silver))
            {
                foreach (var sha in objects.GetValueOrDefault(source.Name) ?? [])
                {
                    inputs[NameOf(source, sha)] = "";
                }
            }
        }
        else if (table is DerivedTable derived)
        {
            foreach (var input in DerivedBuild.InputsOf(domain, derived))
            {
                inputs[input.FullName(domain)] = shaOf(input.FullName(domain)) ?? "";
            }
        }

        return inputs;
    }

    /// <summary>An object as the name of a step's input.</summary>
    internal static string NameOf(ObjectInput each) => NameOf(each.Source, each.Sha);

    internal static string NameOf(Source source, string sha) => $"bronze.{source.Name}/{sha}";

    internal static IEnumerable<Source> SourcesOf(Domain domain, SilverTable table) =>
        domain.Sources.Where(source => source.Layouts.Any(layout => table.Feeds.Any(feed => feed.Layout == layout.Name)));

    /// <summary>The sources that a table answers for: it is the first one that reads them, so what cannot be read of them counts there.</summary>
    internal static IEnumerable<Source> OwnedBy(Domain domain, SilverTable table) =>
        SourcesOf(domain, table)
            .Where(source =>
                domain.Tables.OfType<SilverTable>().First(each => SourcesOf(domain, each).Any(other => other.Name == source.Name)).Name
                == table.Name
            );

    internal static Reason ReasonOf(
        Domain domain,
        Table table,
        Snapshot snapshot,
        IReadOnlyDictionary<string, string> inputs,
        RunOptions options
    )
    {
        var name = table.FullName(domain);
        if (options.Force)
        {
            return new Reason(ReasonKind.Forced);
        }

        if (!snapshot.Steps.TryGetValue(name, out var record) || !snapshot.Tables.ContainsKey(name))
        {
            return new Reason(ReasonKind.New);
        }

        if (record.Code != Fingerprint.CodeOf(domain, table))
        {
            return new Reason(ReasonKind.Code);
        }

        if (record.Engine != Fingerprint.EngineOf(table, options))
        {
            return new Reason(ReasonKind.Engine);
        }

        if (
            options.Replay
            && table is SilverTable silver
            && snapshot.Tables.GetValueOrDefault(silver.QuarantineName(domain)) is { Rows: > 0 }
        )
        {
            return new Reason(ReasonKind.Replay);
        }

        var changed = inputs
            .Keys.Union(record.Inputs.Keys)
            .Where(key => inputs.GetValueOrDefault(key) != record.Inputs.GetValueOrDefault(key))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return changed is null ? Reason.Fresh : Reason.Input(changed.Split('/')[0]);
    }

    private sealed record Line(string Step, string Reason);
}
