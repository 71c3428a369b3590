using System.Data.Common;

namespace Analytics.DuckDb;

/// <summary>An error that DuckDB reported, with its kind and its own words.</summary>
public sealed class DuckDBException : DbException
{
    public DuckDBException(DuckDBErrorType errorType, string message)
        : base(message) => ErrorType = errorType;

    public DuckDBErrorType ErrorType { get; }

    /// <summary>Another try may succeed: the network or the disk was at fault, not the statement.</summary>
    public override bool IsTransient => ErrorType is DuckDBErrorType.Network or DuckDBErrorType.Http;

    internal static DuckDBException From(nint message) => From(Native.Text(message));

    internal static DuckDBException From(AppenderHandle appender)
    {
        var error = Native.duckdb_appender_error_data(appender);
        var exception = new DuckDBException((DuckDBErrorType)Native.duckdb_error_data_error_type(error), Native.Text(Native.duckdb_error_data_message(error)));
        Native.duckdb_destroy_error_data(ref error);
        return exception;
    }

    /// <summary>Only results and appenders carry the error's type; elsewhere its name stands before the message: <c>Binder Error: …</c>.</summary>
    internal static DuckDBException From(string message)
    {
        var end = message.IndexOf(" Error: ", StringComparison.Ordinal);
        var type = end > 0 ? Array.IndexOf(s_prefixes, message[..end]) : -1;
        return new DuckDBException(type < 0 ? DuckDBErrorType.Invalid : (DuckDBErrorType)type, message);
    }

    // In the order of the enum: the names DuckDB prints.
    private static readonly string[] s_prefixes =
    [
        "Invalid", "Out of Range", "Conversion", "Unknown Type", "Decimal", "Mismatch Type", "Divide by Zero", "Object Size", "Invalid type",
        "Serialization", "TransactionContext", "Not implemented", "Expression", "Catalog", "Parser", "Planner", "Scheduler", "Executor",
        "Constraint", "Index", "Stat", "Connection", "Syntax", "Settings", "Binder", "Network", "Optimizer", "NullPointer", "IO", "INTERRUPT",
        "FATAL", "INTERNAL", "Invalid Input", "Out of Memory", "Permission", "Parameter Not Resolved", "Parameter Not Allowed", "Dependency",
        "HTTP", "Missing Extension", "Extension Autoloading", "Sequence", "Invalid Configuration",
    ];
}
