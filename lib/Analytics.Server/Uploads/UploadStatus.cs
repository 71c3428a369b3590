using Analytics.Engine;

namespace Analytics.Server.Uploads;

/// <summary>How far an upload is.</summary>
public enum UploadState
{
    /// <summary>It lies on the disk, whole.</summary>
    Received,

    /// <summary>It is being read as the lake would.</summary>
    Validating,

    /// <summary>It has landed; the next rebuild publishes it.</summary>
    Accepted,

    /// <summary>It cannot be read, or too many of its rows are refused; it has not landed.</summary>
    Rejected,

    /// <summary>Its rows are in the published tables.</summary>
    Published,
}

/// <summary>What was found in an upload.</summary>
/// <param name="IsValid">Whether at most 5 % of its rows were refused.</param>
/// <param name="Received">Rows that were read.</param>
/// <param name="Kept">Rows that are good.</param>
/// <param name="Quarantined">Rows that are refused.</param>
/// <param name="Superseded">Rows that a later one of the same key replaces.</param>
/// <param name="ShareFailed">0…1.</param>
/// <param name="Reasons">Why rows were refused, the commonest first.</param>
/// <param name="Warnings">What is unusual and kept.</param>
public sealed record ValidationResults(
    bool IsValid,
    long Received,
    long Kept,
    long Quarantined,
    long Superseded,
    double ShareFailed,
    IReadOnlyList<CheckedReason> Reasons,
    IReadOnlyList<CheckedReason> Warnings
);

/// <summary>An upload as a client sees it, and as it is kept on the disk.</summary>
/// <param name="IngestionId">First half of the SHA-256 of its bytes: the same bytes are the same upload.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Message">In words.</param>
/// <param name="RecordsProcessed">Rows that were read.</param>
/// <param name="ValidationResults">Null until it was read.</param>
/// <param name="ProcessingTimeSeconds">What reading took; null until then.</param>
/// <param name="Timestamp">When it came, UTC.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Format">By its content: csv, json, jsonl, parquet, xlsx, xls; with <c>.gz</c> where it is compressed.</param>
/// <param name="Object">The hash of what landed; null until then.</param>
public sealed record UploadStatus(
    string IngestionId,
    UploadState Status,
    string Message,
    long RecordsProcessed,
    ValidationResults? ValidationResults,
    double? ProcessingTimeSeconds,
    DateTime Timestamp,
    long Bytes,
    string Format,
    string? Object
);
