namespace Analytics.Lake;

/// <summary>What is known about raw bytes when they land.</summary>
/// <param name="Origin">Where they came from: a file's name or a URL, without secrets.</param>
/// <param name="ReceivedAt">When; decides which of two versions of a row is the later one.</param>
/// <param name="Extension">File extension without a dot (<c>csv</c>, <c>json</c>, <c>jsonl</c>, <c>parquet</c>); null takes it from the path or origin.</param>
/// <param name="Rows">Number of rows, when the source says so.</param>
/// <param name="From">Begin of the time window that was asked for, as the source writes it.</param>
/// <param name="To">Its end.</param>
/// <param name="IngestionId">Ties together the objects of one fetch.</param>
/// <param name="Place">Tells the folder that a file came from, without naming it; null where that is not known.</param>
public sealed record BronzeInfo(
    string Origin,
    DateTimeOffset ReceivedAt,
    string? Extension = null,
    long? Rows = null,
    string? From = null,
    string? To = null,
    string? IngestionId = null,
    string? Place = null
)
{
    /// <summary>How the file is read; null as long as no step has read it.</summary>
    public BronzeReading? Reading { get; init; }
}

/// <summary>How a raw file is read, decided once from all of its values.</summary>
/// <param name="By">The rules that decided; others decide again.</param>
/// <param name="Encoding">Its code page, as IANA calls it; null where it has none, as Parquet.</param>
/// <param name="Columns">The columns that are not written plainly, and in what form, e.g. <c>day first</c> or <c>decimal comma</c>.</param>
/// <param name="Refused">Why it cannot be read; null where it can.</param>
public sealed record BronzeReading(string By, string? Encoding, IReadOnlyDictionary<string, string> Columns, string? Refused);

/// <summary>One landed raw file: immutable, named by the hash of its bytes.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Source">The source within the domain.</param>
/// <param name="Sha">SHA-256 of the bytes as they lie there.</param>
/// <param name="Path">Absolute path of the bytes.</param>
/// <param name="Bytes">Their number.</param>
/// <param name="Info">What was known when they landed first.</param>
/// <param name="IsNew">Whether this landing brought them; false when the same bytes were there already. Not stored.</param>
public sealed record BronzeObject(string Domain, string Source, string Sha, string Path, long Bytes, BronzeInfo Info, bool IsNew = false)
{
    public bool IsCompressed => Path.EndsWith(".gz", StringComparison.Ordinal);
}
