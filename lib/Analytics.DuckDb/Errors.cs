using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>
/// Makes DuckDB.NET's exception, whose constructors are its own alone, so that whoever catches <see cref="DuckDBException"/> catches the errors of
/// statements that run here too. Its <c>ErrorType</c> is always there, also for errors of preparing, where DuckDB.NET leaves it out.
/// </summary>
internal static class Errors
{
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern DuckDBException Of(string message, DuckDBErrorType type);

    public static DuckDBException InvalidInput(string message) => Of(message, DuckDBErrorType.InvalidInput);

    /// <summary>Only results and appenders carry the error's type; elsewhere its name stands before the message: <c>Binder Error: …</c>.</summary>
    public static DuckDBException Of(string message)
    {
        var end = message.IndexOf(" Error: ", StringComparison.Ordinal);
        return Of(message, end > 0 ? (DuckDBErrorType)Math.Max(Array.IndexOf(s_prefixes, message[..end]), 0) : DuckDBErrorType.Invalid);
    }

    // In the order of the enum: the names DuckDB prints.
    private static readonly string[] s_prefixes =
    [
        "Invalid",
        "Out of Range",
        "Conversion",
        "Unknown Type",
        "Decimal",
        "Mismatch Type",
        "Divide by Zero",
        "Object Size",
        "Invalid type",
        "Serialization",
        "TransactionContext",
        "Not implemented",
        "Expression",
        "Catalog",
        "Parser",
        "Planner",
        "Scheduler",
        "Executor",
        "Constraint",
        "Index",
        "Stat",
        "Connection",
        "Syntax",
        "Settings",
        "Binder",
        "Network",
        "Optimizer",
        "NullPointer",
        "IO",
        "INTERRUPT",
        "FATAL",
        "INTERNAL",
        "Invalid Input",
        "Out of Memory",
        "Permission",
        "Parameter Not Resolved",
        "Parameter Not Allowed",
        "Dependency",
        "HTTP",
        "Missing Extension",
        "Extension Autoloading",
        "Sequence",
    ];
}
