namespace Analytics.Frames;

/// <summary>What a column holds. Times of kind Utc are instants, others have no zone; text is dictionary-encoded.</summary>
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
