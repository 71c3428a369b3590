using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;

namespace Analytics.DuckDb;

/// <summary>What the columns are.</summary>
public sealed partial class DuckDBDataReader : IDbColumnSchemaGenerator
{
    public override string GetName(int ordinal) => Current.Names[ordinal];

    /// <summary>The column's number by name: as written, else regardless of case.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such column; the message lists those there are.</exception>
    public override int GetOrdinal(string name)
    {
        var names = Current.Names;
        var index = Array.IndexOf(names, name);
        if (index < 0)
            index = Array.FindIndex(names, each => each.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw new IndexOutOfRangeException($"No column '{name}'. The result has: {string.Join(", ", names)}.");
    }

    /// <summary>The type as SQL writes it: <c>DECIMAL(9,2)</c>.</summary>
    public override string GetDataTypeName(int ordinal) => Current.Types[ordinal].ToString();

    public override Type GetFieldType(int ordinal) => VectorValue.TypeOf(Current.Types[ordinal].Id);

    public ReadOnlyCollection<DbColumn> GetColumnSchema() =>
        new([.. Enumerable.Range(0, FieldCount).Select(ordinal => (DbColumn)new ColumnSchema(this, ordinal, Current.Types[ordinal]))]);

    public override DataTable GetSchemaTable()
    {
        var table = new DataTable("SchemaTable") { Locale = System.Globalization.CultureInfo.InvariantCulture };
        var columns = new (string Name, Type Type, Func<DbColumn, object?> Value)[]
        {
            (SchemaTableColumn.ColumnName, typeof(string), column => column.ColumnName),
            (SchemaTableColumn.ColumnOrdinal, typeof(int), column => column.ColumnOrdinal),
            (SchemaTableColumn.ColumnSize, typeof(int), column => column.ColumnSize),
            (SchemaTableColumn.NumericPrecision, typeof(short), column => column.NumericPrecision),
            (SchemaTableColumn.NumericScale, typeof(short), column => column.NumericScale),
            (SchemaTableColumn.DataType, typeof(Type), column => column.DataType),
            ("DataTypeName", typeof(string), column => column.DataTypeName),
            (SchemaTableColumn.AllowDBNull, typeof(bool), column => column.AllowDBNull),
            (SchemaTableColumn.IsLong, typeof(bool), column => column.IsLong),
            (SchemaTableColumn.IsUnique, typeof(bool), column => column.IsUnique),
            (SchemaTableColumn.IsKey, typeof(bool), column => column.IsKey),
        };
        foreach (var (name, type, _) in columns)
            table.Columns.Add(name, type);
        foreach (var column in GetColumnSchema())
            table.Rows.Add(Array.ConvertAll(columns, each => each.Value(column) ?? DBNull.Value));
        return table;
    }

    private Result Current => _isClosed
        ? throw new InvalidOperationException("The reader is closed.")
        : _result ?? throw new InvalidOperationException("The statement gave no result with columns.");

    private sealed class ColumnSchema : DbColumn
    {
        public ColumnSchema(DuckDBDataReader reader, int ordinal, TypeInfo type)
        {
            ColumnName = reader.GetName(ordinal);
            ColumnOrdinal = ordinal;
            ColumnSize = -1;
            DataType = reader.GetFieldType(ordinal);
            DataTypeName = type.ToString();
            AllowDBNull = true;
            IsLong = false;
            IsUnique = false;
            IsKey = false;
            IsReadOnly = true;
            if (type.Id == DuckDBType.Decimal)
                (NumericPrecision, NumericScale) = (type.Width, type.Scale);
        }
    }
}
