namespace Analytics.Frames;

/// <summary>Rows as records, and records as rows.</summary>
public sealed partial class Frame
{
    /// <summary>
    /// One <typeparamref name="T"/> per row: columns go to the constructor's parameters, or to settable properties, of the same name;
    /// case and underscores do not count (<c>injuries_total</c> fills <c>InjuriesTotal</c>). Columns that T does not know are ignored.
    /// </summary>
    /// <exception cref="InvalidOperationException">A parameter has no column (the message lists the columns), or a type does not fit.</exception>
    /// <exception cref="InvalidCastException">A value is null or too large where T cannot hold it; row and column are named.</exception>
    public IReadOnlyList<T> Records<T>() => RecordReader<T>.Read(this);

    /// <summary>One column per public property of <typeparamref name="T"/>, in the order of declaration, under the property's name.</summary>
    /// <remarks>
    /// Properties may be bool, any integer up to long, float, double, decimal, string, an enum (as its word), DateOnly, DateTime or DateTimeOffset (as UTC),
    /// each nullable too.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A property is of another type.</exception>
    public static Frame FromRecords<T>(IEnumerable<T> records) =>
        RecordWriter.Write(records as IReadOnlyCollection<T> ?? records.ToArray());
}
