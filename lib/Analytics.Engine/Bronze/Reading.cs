using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>In what form a file writes its columns: what its object's description says of it.</summary>
/// <param name="By">What looked: equal texts come to equal decisions.</param>
/// <param name="Columns">The columns that are not plain.</param>
/// <param name="Refusal">Why the file cannot be read, with two of its lines; null where it can.</param>
internal sealed record Reading(string By, IReadOnlyDictionary<string, ColumnForm> Columns, string? Refusal = null)
{
    /// <summary>Raised when other decisions are made of the same values.</summary>
    private const int Version = 1;

    /// <summary>What is rewritten, and how; files of equal shape are read by one query.</summary>
    public string Shape { get; } =
        string.Join(
            '|',
            Columns
                .Where(column => column.Value.IsRewritten)
                .OrderBy(column => column.Key, StringComparer.Ordinal)
                .Select(column => $"{column.Key}={column.Value.Shape}")
        );

    /// <summary>Times of all columns whose hour could not be read.</summary>
    public long HoursLost => Columns.Values.Sum(column => column.HoursLost);

    /// <summary>The columns, as a file spells them, whose form nothing in it tells: <c>InvoiceDate (month first)</c>.</summary>
    public IEnumerable<string> Assumed(HeaderMatch match) =>
        Columns
            .Where(column => column.Value.IsAssumed)
            .OrderBy(column => column.Key, StringComparer.Ordinal)
            .Select(column => $"{match.Spelled.GetValueOrDefault(column.Key, column.Key)} ({column.Value.Assumption})");

    /// <summary>Names the rules by which a layout's files are looked at.</summary>
    public static string Rules(Layout layout) =>
        Fingerprint.Of([
            FormattableString.Invariant($"{Version}"),
            layout.Name,
            layout.DayFirst ? "day" : "month",
            layout.Zone ?? "",
            .. layout.Columns.Select(column => $"{column.Name} {column.Kind} {string.Join('|', column.Aliases)}"),
        ])[..12];

    /// <summary>As a description has it.</summary>
    public BronzeReading Described(string? encoding) =>
        new(By, encoding, Columns.ToDictionary(column => column.Key, column => column.Value.ToString(), StringComparer.Ordinal), Refusal);

    /// <summary>What a description says; null where it was written by other rules.</summary>
    public static Reading? Of(BronzeReading? described, Layout layout) =>
        described is not null && described.By == Rules(layout)
            ? new Reading(
                described.By,
                described.Columns.ToDictionary(column => column.Key, column => ColumnForm.Parse(column.Value), StringComparer.Ordinal),
                described.Refused
            )
            : null;
}
