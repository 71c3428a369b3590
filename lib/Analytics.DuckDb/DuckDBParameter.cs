using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Analytics.DuckDb;

/// <summary>A value for <c>?</c>, <c>$1</c> or <c>$name</c>. DuckDB's type follows from the value's .NET type.</summary>
public sealed class DuckDBParameter : DbParameter
{
    public DuckDBParameter()
    {
    }

    public DuckDBParameter(object? value) => Value = value;

    /// <param name="name">With or without its <c>$</c>.</param>
    /// <param name="value">The value; null and DBNull are NULL.</param>
    public DuckDBParameter(string name, object? value)
    {
        ParameterName = name;
        Value = value;
    }

    public override object? Value { get; set; }

    [AllowNull]
    public override string ParameterName { get; set => field = value ?? ""; } = "";

    /// <summary>Accepted for generic code; DuckDB goes by the value.</summary>
    public override DbType DbType { get; set; } = DbType.Object;

    /// <exception cref="NotSupportedException">Set to anything but Input.</exception>
    public override ParameterDirection Direction
    {
        get => ParameterDirection.Input;
        set
        {
            if (value != ParameterDirection.Input)
                throw new NotSupportedException("DuckDB has input parameters only.");
        }
    }

    public override bool IsNullable { get; set; } = true;

    [AllowNull]
    public override string SourceColumn { get; set => field = value ?? ""; } = "";

    public override bool SourceColumnNullMapping { get; set; }

    public override int Size { get; set; }

    public override void ResetDbType() => DbType = DbType.Object;
}
