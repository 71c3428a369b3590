using System.Globalization;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>Makes a table by another engine, and compares what came with DuckDB's rows.</summary>
internal sealed class EngineBuild(Workspace work, DerivedTable table, TableEngine engine)
{
    /// <summary>The gate that every table of another engine must pass.</summary>
    public const string Gate = "same rows as DuckDB";

    /// <summary>Rows of the partition that both engines compute, at the most where there is a choice.</summary>
    private const long ComparedRows = 200_000;

    private static int s_files;
    private readonly string _name = table.FullName(work.Domain);
    private readonly IReadOnlyList<Table> _inputs = DerivedBuild.InputsOf(work.Domain, table);

    /// <summary>The question whether an engine can make some tables, before any is made.</summary>
    public static void Rehearse(Workspace work, IEnumerable<DerivedTable> tables, TableEngine engine) =>
        engine.Rehearse([.. tables.Select(each => new EngineBuild(work, each, engine).Query(null, mayBeMissing: true))], work.Cancellation);

    /// <returns>Whether the rows are those that DuckDB makes, and by what that is known.</returns>
    public Verdict Run()
    {
        var rows = Rows(null);
        if (table.Compute is { } compute)
        {
            work.Db.Execute("DROP TABLE IF EXISTS temp.computed");
            work.Db.CreateTable("computed", compute.Of(work.Db.Query($"FROM {rows}", work.Cancellation)), isTemporary: true);
            rows = "temp.computed";
        }

        work.Writer.Replace(
            work.Writer.Stage(
                work.Db,
                _name,
                $"SELECT {Sql.Names(table.Contract.Fields.Select(field => field.Name))} FROM {rows}",
                new TableSchema(table.Contract.Columns, table.PartitionBy),
                table.PartitionBy,
                table.Contract.Key,
                work.Cancellation
            )
        );
        return Compare();
    }

    /// <summary>
    /// By all rows, where DuckDB made the published table of the same inputs with the same code; else by the rows that both make of one partition of the
    /// inputs, and of all rows of inputs without partitions.
    /// </summary>
    private Verdict Compare()
    {
        if (IsPublishedByDuckDb())
        {
            // Equal rows are equal bytes.
            var (mine, published) = (work.Writer.Sha(_name), work.Writer.Base.Tables[_name]);
            return mine == published.Sha
                ? Say(0, published.Rows, "all that DuckDB made of the same inputs")
                : Say(
                    Differing(work.Relation(_name), $"({work.Writer.Base.Sql(_name)})"),
                    published.Rows,
                    "all that DuckDB made of the same inputs"
                );
        }

        var partition = Partition();
        var theirs = Rows(partition);
        PublishInputs(partition);
        var columns = table.Compute is null ? Casts(table.Contract.Columns) : "*";
        var differing = Differing($"(SELECT {columns} FROM {theirs})", $"(SELECT {columns} FROM ({table.Sql}\n))");
        var count = work.Db.Scalar<long>($"SELECT count(*) FROM {theirs}");
        return Say(
            differing,
            count,
            partition is { } part
                ? $"made by both of the inputs' rows of {part.Column} {part.Value}"
                : "made by both of all rows of the inputs"
        );
    }

    private Verdict Say(long differing, long rows, string which) =>
        new(
            _name,
            Gate,
            Severity.Fail,
            differing == 0,
            differing,
            string.Create(CultureInfo.InvariantCulture, $"no differing row of {engine.Name} in {rows} {which}")
        );

    private bool IsPublishedByDuckDb() =>
        work.Writer.Base.Steps.TryGetValue(_name, out var record)
        && work.Writer.Base.Tables.ContainsKey(_name)
        && record.Engine == Fingerprint.Engine
        && record.Code == Fingerprint.CodeOf(work.Domain, table)
        && _inputs.All(input =>
            record.Inputs.GetValueOrDefault(input.FullName(work.Domain)) == work.Writer.Sha(input.FullName(work.Domain))
        );

    private long Differing(string left, string right) =>
        work.Db.Scalar<long>(
            $"""
            WITH l AS MATERIALIZED (FROM {left}), r AS MATERIALIZED (FROM {right})
            SELECT count(*) FROM ((FROM l EXCEPT ALL FROM r) UNION ALL (FROM r EXCEPT ALL FROM l))
            """
        );

    /// <summary>The largest partition of the inputs that is small enough for both, or the smallest; null where no input has any.</summary>
    private (string Column, string Value)? Partition()
    {
        if (
            _inputs.FirstOrDefault(input => input.PartitionBy is not null && work.Writer.Rows(input.FullName(work.Domain)) > 0)
            is not { } divided
        )
        {
            return null;
        }

        var column = divided.PartitionBy!;
        var found = work.Db.Query(
            $"""
            SELECT {Sql.Name(column)}::VARCHAR AS value FROM {work.Relation(divided.FullName(work.Domain))} WHERE {Sql.Name(
                column
            )} IS NOT NULL
            GROUP BY 1 ORDER BY count(*) > {ComparedRows}, CASE WHEN count(*) > {ComparedRows} THEN count(*) ELSE -count(*) END, 1 LIMIT 1
            """
        );
        return found.RowCount == 0 ? null : (column, (string)found["value"][0]!);
    }

    private void PublishInputs((string Column, string Value)? partition)
    {
        foreach (var input in _inputs)
        {
            work.Publish(input, partition is { } part && input.PartitionBy == part.Column ? [part.Value] : null);
        }
    }

    /// <summary>Asks the engine and gives the rows as a relation, each column in its declared type.</summary>
    private string Rows((string Column, string Value)? partition)
    {
        var file = Path.Combine(
            work.Stage,
            string.Create(CultureInfo.InvariantCulture, $"engine-{Interlocked.Increment(ref s_files)}.parquet")
        );
        engine.Run(Query(partition), file, work.Cancellation);
        var read = $"read_parquet({Sql.Text(file)}, hive_partitioning = false)";
        PublishInputs(null);
        var wanted = table.Compute is null ? table.Contract.Columns : Described($"({table.Sql}\n)");
        IReadOnlyList<string> came;
        try
        {
            came = [.. Described(read).Select(column => column.Name)];
        }
        catch (DuckDBException error)
        {
            throw new EngineException($"{engine.Name} did not give whole rows of {_name}: {error.Message}", error);
        }

        return came.SequenceEqual(wanted.Select(column => column.Name), StringComparer.Ordinal)
            ? $"(SELECT {Casts(wanted)} FROM {read})"
            : throw new EngineException(
                $"{engine.Name} gave the columns {string.Join(", ", came)} of {_name}; expected were {string.Join(", ", wanted.Select(column => column.Name))}."
            );
    }

    private EngineQuery Query((string Column, string Value)? partition, bool mayBeMissing = false) =>
        new(
            _name,
            table.Sql,
            [.. _inputs.Select(input => Input(input, partition, mayBeMissing))],
            table.Compute is null ? table.Contract.Columns : null
        );

    private EngineInput Input(Table input, (string Column, string Value)? partition, bool mayBeMissing)
    {
        var name = input.FullName(work.Domain);
        if (!work.Has(name))
        {
            return mayBeMissing
                ? new EngineInput(input.NameInDomain, name, input.Contract.Columns)
                : throw new EngineException($"step {_name} needs {name}, which does not exist.");
        }

        var version = work.Writer.Sha(name)!;
        var isPublished = work.Writer.Base.Tables.GetValueOrDefault(name)?.Sha == version;
        return new EngineInput(input.NameInDomain, name, isPublished ? work.Writer.Base.Schema(name).Columns : input.Contract.Columns)
        {
            Version = version,
            Rows = work.Writer.Rows(name),
            Lake = work.Lake,
            Files = isPublished ? [.. work.Writer.Base.Files(name).Select(file => Path.GetFileName(file))] : null,
            Write = isPublished ? null : () => Copy(name),
            Partition = partition is { } part && input.PartitionBy == part.Column ? part : null,
        };
    }

    private string Copy(string name)
    {
        var file = Path.Combine(
            work.Stage,
            string.Create(CultureInfo.InvariantCulture, $"engine-{Interlocked.Increment(ref s_files)}.parquet")
        );
        work.Db.Execute($"COPY (FROM {work.Relation(name)}) TO {Sql.Text(file)} (FORMAT parquet)", work.Cancellation);
        return file;
    }

    private IReadOnlyList<TableColumn> Described(string relation)
    {
        var found = work.Db.Query($"DESCRIBE FROM {relation}");
        return
        [
            .. Enumerable
                .Range(0, found.RowCount)
                .Select(row => new TableColumn((string)found["column_name"][row]!, (string)found["column_type"][row]!)),
        ];
    }

    private static string Casts(IReadOnlyList<TableColumn> columns) =>
        string.Join(", ", columns.Select(column => $"{Sql.Name(column.Name)}::{column.Type} AS {Sql.Name(column.Name)}"));
}
