using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>What one raw file brought to one Silver table in a run.</summary>
/// <param name="Source">The source it came under.</param>
/// <param name="Origin">Its name.</param>
/// <param name="Rows">Rows of this table, broken ones included; those of other tables of the source and unreadable records are not.</param>
/// <param name="Broken">Of those, rows in quarantine.</param>
public sealed record Delivery(string Source, string Origin, long Rows, long Broken)
{
    /// <summary>Of the broken ones, those that are refused for nothing but what the source is known for; see <see cref="ExpectedShare"/>.</summary>
    public long Expected { get; init; }

    /// <summary>Records of the file, unreadable ones included. Only where the table answers for the source, 0 elsewhere: each record is counted once.</summary>
    public long Records { get; init; }

    /// <summary>Of those, records that could not be read; in a file that was refused whole, all of its lines.</summary>
    public long Unreadable { get; init; }

    /// <summary>Why the file was refused whole, with the headers expected and seen; null for one that was read.</summary>
    public string? Refused { get; init; }

    /// <summary>Columns that the layout knows and some table reads, but the file does not have.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>Columns of the file that no layout reads.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Columns, as the file spells them, whose order of day and month or decimal mark nothing in the file tells, with what was taken for granted.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>Times whose day could be read and whose hour could not: they keep the day.</summary>
    public long HoursLost { get; init; }

    /// <summary>Whether there is something to tell of its columns.</summary>
    internal bool IsRemarkable => Refused is not null || Lacks.Count > 0 || Unread.Count > 0 || Assumed.Count > 0 || HoursLost > 0;
}

/// <summary>What is in quarantine of a table in all, for the gates.</summary>
/// <param name="Files">Files that were refused whole.</param>
/// <param name="Unreadable">Records that could not be read, the lines of those files included.</param>
/// <param name="Broken">Rows that broke the contract, but for those that are the only one of their file and for the expected ones.</param>
/// <param name="Expected">Rows refused for nothing but what the source is known for.</param>
internal sealed record Refusals(long Files, long Unreadable, long Broken, long Expected);

/// <summary>What making a Silver table gave.</summary>
internal sealed record SilverResult(Account Account, IReadOnlyList<Delivery> Deliveries);
