using System.Runtime.InteropServices;

namespace Analytics.DuckDb;

/// <summary>A pointer that DuckDB gave and that must go back exactly once, whatever happens in between.</summary>
internal abstract class DuckDBHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}

internal sealed class DatabaseHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        Native.duckdb_close(ref handle);
        return true;
    }
}

internal sealed class ConnectionHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        Native.duckdb_disconnect(ref handle);
        return true;
    }
}

internal sealed class ExtractedHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        Native.duckdb_destroy_extracted(ref handle);
        return true;
    }
}

internal sealed class StatementHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        Native.duckdb_destroy_prepare(ref handle);
        return true;
    }
}

internal sealed class PendingHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        Native.duckdb_destroy_pending(ref handle);
        return true;
    }
}

internal sealed class ChunkHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        Native.duckdb_destroy_data_chunk(ref handle);
        return true;
    }
}

internal sealed class LogicalTypeHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        Native.duckdb_destroy_logical_type(ref handle);
        return true;
    }
}

internal sealed class AppenderHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        // Destroying flushes what is left; its failure was reported by Close, or there was none to hear it.
        Native.duckdb_appender_destroy(ref handle);
        return true;
    }
}

/// <summary>Owns the memory of a duckdb_result as well as what it points at.</summary>
internal sealed unsafe class ResultHandle : DuckDBHandle
{
    public ResultHandle() => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));

    /// <summary>The struct by value, as some functions want it. Valid while this handle is open.</summary>
    public NativeResult Struct => IsClosed ? throw new ObjectDisposedException(nameof(ResultHandle)) : *(NativeResult*)handle;

    protected override bool ReleaseHandle()
    {
        Native.duckdb_destroy_result(handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
