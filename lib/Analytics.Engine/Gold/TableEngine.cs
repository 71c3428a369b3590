using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>Another database that runs the SQL of derived tables in DuckDB's place, e.g. one that is spread over many machines.</summary>
/// <remarks>It gives rows, and nothing else: they are judged by the gates, compared with DuckDB's and published as ever.</remarks>
public abstract class TableEngine
{
    /// <summary>What it is called in messages, with its version.</summary>
    public abstract string Name { get; }

    /// <summary>Name, version, and how it reads our SQL: part of the fingerprint of what it makes.</summary>
    public abstract string Identity { get; }

    /// <summary>Asks, before anything is made, whether each of the queries could be run.</summary>
    /// <exception cref="EngineException">One cannot; the message names each and why.</exception>
    public abstract void Rehearse(IReadOnlyList<EngineQuery> queries, CancellationToken cancellation);

    /// <summary>Runs a query and writes its rows as a Parquet file.</summary>
    /// <exception cref="EngineException">The engine refuses, is gone, answers rubbish or takes too long. What the file then holds does not matter.</exception>
    public abstract void Run(EngineQuery query, string file, CancellationToken cancellation);
}

/// <summary>One table's SQL and what it reads.</summary>
/// <param name="Table">Full name of the table.</param>
/// <param name="Sql">As DuckDB understands it, over <c>silver.x</c> and <c>gold.y</c>.</param>
/// <param name="Inputs">Every table that it names.</param>
/// <param name="Columns">The columns that are asked for, in the types of the contract; null for those that the SQL gives, in its order of rows.</param>
public sealed record EngineQuery(string Table, string Sql, IReadOnlyList<EngineInput> Inputs, IReadOnlyList<TableColumn>? Columns);

/// <summary>A table that a query reads.</summary>
/// <param name="Name">As the SQL names it: <c>silver.crashes</c>.</param>
/// <param name="FullName">Its name in the lake: <c>silver.crashes.crashes</c>.</param>
/// <param name="Columns">Names and DuckDB's types.</param>
public sealed record EngineInput(string Name, string FullName, IReadOnlyList<TableColumn> Columns)
{
    /// <summary>Hash of its content.</summary>
    public string Version { get; init; } = "";

    public long Rows { get; init; }

    /// <summary>The lake's folder.</summary>
    public string Lake { get; init; } = "";

    /// <summary>Its folder within the lake, <c>/</c> between the parts.</summary>
    public string Path => FullName.Replace('.', '/');

    /// <summary>Names, without folders, of the files in force, where it is published; null where this run has made it.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>Writes its rows to a Parquet file and gives that, which is the caller's to remove. Set where <see cref="Files"/> is not.</summary>
    public Func<string>? Write { get; init; }

    /// <summary>The one partition that counts; null for all rows.</summary>
    public (string Column, string Value)? Partition { get; init; }
}

/// <summary>Another database did not do what was asked of it; exit code 1. The published lake is as it was.</summary>
public sealed class EngineException(string message, Exception? inner = null) : RunException(message, inner)
{
    /// <summary>Whether it understood and refused, as it would the next time.</summary>
    public bool IsRefusal { get; init; }
}
