using System.Data.Common;

namespace Analytics.Server.Records;

/// <summary>What is different between the databases that can hold what the server remembers; all else is SQL that they share.</summary>
internal abstract class DatabaseProvider : IDisposable
{
    /// <summary>What it is called in errors.</summary>
    public abstract string Name { get; }

    /// <summary>What must be there before the first connection.</summary>
    public virtual void Begin() { }

    /// <summary>A connection of its own, to be disposed. Each of its commits is on the disk when it returns.</summary>
    /// <exception cref="DatabaseException">There is none to be had.</exception>
    public abstract DbConnection Connect();

    /// <summary>Begins a transaction that is alone in writing; others wait until it ends.</summary>
    public abstract void BeginWriting(DbConnection db);

    /// <summary>Lets go of connections that are of no more use.</summary>
    public abstract void Clear(DbConnection db);

    /// <summary>The version of the schema; 0 in a database that is new.</summary>
    /// <exception cref="RunException">The database is another lake's.</exception>
    public abstract long Version(DbConnection db);

    public abstract void SetVersion(DbConnection db, long version);

    /// <summary>The schema in its own words.</summary>
    /// <param name="sql">In SQLite's.</param>
    public virtual string Schema(string sql) => sql;

    public virtual void Dispose() { }
}
