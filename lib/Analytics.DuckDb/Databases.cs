namespace Analytics.DuckDb;

/// <summary>
/// Opens databases. Connections to one file within a process share one instance, as DuckDB demands; it closes with the last of them.
/// <c>:memory:</c> is always a new database, <c>:memory:name</c> a shared one.
/// </summary>
internal static class Databases
{
    private static readonly nint s_cache = Native.duckdb_create_instance_cache();

    public static DatabaseHandle Open(string path, IEnumerable<KeyValuePair<string, string>> settings)
    {
        Check(Native.duckdb_create_config(out var config) == 0, "DuckDB could not make a configuration.");
        try
        {
            foreach (var (name, value) in settings)
                Check(Native.duckdb_set_config(config, name, value) == 0, $"DuckDB has no setting '{name}' that takes '{value}'; see: select name, description from duckdb_settings()");
            if (Native.duckdb_get_or_create_from_cache(s_cache, path, out var database, config, out var error) == 0)
                return database;
            database.Dispose();
            throw DuckDBException.From(Native.TakeText(error));
        }
        finally
        {
            Native.duckdb_destroy_config(ref config);
        }
    }

    private static void Check(bool isGood, string message)
    {
        if (!isGood)
            throw new DuckDBException(DuckDBErrorType.InvalidConfiguration, message);
    }
}
