namespace Analytics.Frames;

/// <summary>What a column holds. Times are UTC; text is dictionary-encoded.</summary>
public enum ColumnType
{
    Bool,
    Int32,
    Int64,
    Single,
    Double,
    Decimal,
    Text,
    Date,
    Timestamp,
}
