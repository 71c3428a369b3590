using Analytics.DuckDb;
using Analytics.Frames;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>A study's table as columns, hashed before it was read.</summary>
/// <param name="Frame">Key, target, split column and features; one row per labelled entity, in the order of the key.</param>
/// <param name="Unlabelled">Rows left out because nobody knows their target yet.</param>
/// <param name="Table">The table in the lake.</param>
/// <param name="Snapshot">The snapshot that it was read from.</param>
internal sealed record Examples(Frame Frame, int Unlabelled, TableVersion Table, Snapshot Snapshot)
{
    /// <summary>The least rows that are worth a model.</summary>
    public const int Fewest = 60;

    /// <summary>The rows of a study that finds groups.</summary>
    /// <inheritdoc cref="Load(Snapshot, Domain, PredictionStudy)"/>
    public static Examples Load(Snapshot snapshot, Domain domain, ClusterStudy study)
    {
        var examples = Load(snapshot, domain, study, [study.Key, .. study.Features, .. study.ToldBy]);
        return examples.Frame.RowCount >= Fewest
            ? examples
            : throw new UntrainableException(
                Invariant(
                    $"{domain.Name}/{study.Name}: {examples.Table.Table} has {examples.Frame.RowCount} rows, and {Fewest} at least are needed to find groups. Land more input: dotnet script scripts/rebuild.csx {domain.Name} --input …"
                )
            );
    }

    /// <exception cref="RunException">The table is not there, is damaged, lacks a column, or holds too little.</exception>
    public static Examples Load(Snapshot snapshot, Domain domain, PredictionStudy study)
    {
        var name = study.TableIn(domain);
        // What is known too late is looked at by the leak guard, where it stands in the table.
        var late = snapshot.Tables.ContainsKey(name)
            ? study.KnownTooLate.Intersect(snapshot.Schema(name).Columns.Select(column => column.Name), StringComparer.Ordinal)
            : [];
        var examples = Load(
            snapshot,
            domain,
            study,
            [
                study.Key,
                study.Target,
                .. study.Split.By is { } by ? [by] : Array.Empty<string>(),
                .. study.Features,
                .. study.Original?.Features ?? [],
                .. study.Yardstick?.Columns ?? [],
                .. late,
            ]
        );
        examples = examples with { Frame = LateContent.Joined(examples, domain, study) };
        var target = examples.Frame[study.Target];
        int[] labelled = [.. Enumerable.Range(0, target.Count).Where(row => !target.IsNull(row))];
        var frame = labelled.Length == target.Count ? examples.Frame : examples.Frame.Take(labelled);
        if (frame.RowCount < Fewest)
        {
            throw new UntrainableException(
                Invariant(
                    $"{domain.Name}/{study.Name}: {examples.Table.Table} has {frame.RowCount} rows with a known '{study.Target}', and {Fewest} at least are needed to train and to judge. Land more input: dotnet script scripts/rebuild.csx {domain.Name} --input …"
                )
            );
        }

        if (
            frame[study.Target] is { IsNumeric: true } numbers
            && Array.FindIndex(numbers.ToDoubles(), value => !double.IsFinite(value)) is >= 0 and var bad
        )
        {
            throw new RunException(
                $"{domain.Name}/{study.Name}: target '{study.Target}' is {numbers[bad]} for {study.Key} {frame[study.Key][bad]}; a finite number was expected. Correct the SQL of {examples.Table.Table}."
            );
        }

        return examples with
        {
            Frame = frame,
            Unlabelled = target.Count - labelled.Length,
        };
    }

    /// <summary>Reads some columns of a study's table.</summary>
    public static Examples Load(Snapshot snapshot, Domain domain, Study study, IEnumerable<string> columns)
    {
        var name = study.TableIn(domain);
        if (!snapshot.Tables.TryGetValue(name, out var version))
        {
            throw new RunException(
                $"{domain.Name}/{study.Name}: there is no table {name} to learn from yet. Run: dotnet script scripts/gold.csx {domain.Name}"
            );
        }

        string[] wanted = [.. columns.Distinct(StringComparer.Ordinal)];
        string[] has = [.. snapshot.Schema(name).Columns.Select(column => column.Name)];
        if (wanted.Except(has, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            throw new RunException(
                $"{domain.Name}/{study.Name}: table {name} has no column '{missing}'; it has: {string.Join(", ", has)}. Remake it (dotnet script scripts/gold.csx {domain.Name} --force) or correct the study."
            );
        }

        using var db = Published.Open(snapshot, domain);
        var frame = db.Query(
            $"SELECT {string.Join(", ", wanted.Select(DuckDBConnection.Quote))} FROM {study.Table} ORDER BY {DuckDBConnection.Quote(study.Key)}"
        );
        return new Examples(frame, 0, version, snapshot);
    }
}
