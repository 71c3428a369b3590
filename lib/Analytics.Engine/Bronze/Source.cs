namespace Analytics.Engine;

/// <summary>A raw input of a domain, in one or more layouts that are told apart by their header.</summary>
/// <param name="Name">The word used with <c>--input name=path</c> and the folder under Bronze.</param>
/// <param name="Layouts">Tried in order; the first whose required columns the header has is taken.</param>
public sealed record Source(string Name, IReadOnlyList<Layout> Layouts)
{
    public Source(string name, params Layout[] layouts)
        : this(name, (IReadOnlyList<Layout>)layouts) { }
}

/// <summary>The explicit contract of one kind of raw file: nothing is sniffed in a stage.</summary>
/// <param name="Name">Unique in the domain; a Silver feed names it.</param>
/// <param name="Columns">Every column that is read, under its canonical name. A file may have more; they stay in Bronze.</param>
public sealed record Layout(string Name, IReadOnlyList<RawColumn> Columns)
{
    public Layout(string name, params RawColumn[] columns)
        : this(name, (IReadOnlyList<RawColumn>)columns) { }

    /// <summary>Code page of the file when it is not UTF-8, e.g. <c>windows-1250</c>. Default: UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>False for a file without a header line: the columns are then matched by position. Default true.</summary>
    public bool Header { get; init; } = true;

    /// <summary>True when data rows may end with a delimiter that the header lacks; the first row of a file tells whether its rows do. Default false.</summary>
    public bool TrailingDelimiter { get; init; }

    /// <summary>
    /// Whether <c>1/2/2024</c> is the first of February where a file's own values, and what else it holds, do not tell. Default false: the
    /// second of January. A date that was read so is told with a warning.
    /// </summary>
    public bool DayFirst { get; init; }

    /// <summary>The zone of the file's local times, to which times with an offset or <c>Z</c> are converted. Null: no single one, such times are refused. Default <c>UTC</c>.</summary>
    public string? Zone { get; init; } = "UTC";

    /// <summary>
    /// Answers of a survey that mean "no answer", as numbers or as other texts: null in every column of kind <see cref="ColumnKind.Number"/> or
    /// <see cref="ColumnKind.Flag"/> and in <see cref="Coded"/> ones; a feed reads as <c>_unanswered</c> how many of a row's. Default none.
    /// </summary>
    public IReadOnlyList<string> NoAnswer { get; init; } = [];

    /// <summary>Columns of text that hold codes of a questionnaire, <see cref="NoAnswer"/> among them. Default none.</summary>
    public IReadOnlyList<string> Coded { get; init; } = [];

    /// <summary>Columns about a person that quarantine must not repeat in clear: a broken record shows there only that they were filled. Default none.</summary>
    public IReadOnlyList<string> Personal { get; init; } = [];
}

/// <summary>What the values of a raw column are, which decides how they are made plain before a feed sees them.</summary>
public enum ColumnKind
{
    /// <summary>Words: as they came.</summary>
    Text,

    /// <summary>An id, key or code: text, never a number. <c>1200.0</c> is <c>1200</c> only where a tool wrote the column as floats.</summary>
    Id,

    /// <summary>A number, in any style that one file uses throughout: it comes to the feed with a decimal point and nothing else.</summary>
    Number,

    /// <summary>A day or a time: it comes to the feed as ISO 8601 without a zone, or as a spreadsheet's serial number.</summary>
    Time,

    /// <summary>A time of day in a column of its own: one that is none costs the hour and is counted.</summary>
    Clock,

    /// <summary>Yes or no.</summary>
    Flag,
}

/// <summary>A column of a raw file, read as text.</summary>
/// <param name="Name">The canonical name, used in Silver SQL.</param>
/// <param name="Aliases">
/// Other header spellings. Case, surrounding blanks and repeated blanks never matter; <c>name#2</c> is the second column of that
/// name; <c>/engine/rpm</c> is a member of an object within a JSON record (as RFC 6901 points to it).
/// </param>
/// <param name="Required">A file without it does not match the layout.</param>
public sealed record RawColumn(string Name, IReadOnlyList<string> Aliases, bool Required)
{
    /// <summary>The SQL type of a text.</summary>
    public const string Text = "VARCHAR";

    /// <summary>
    /// The SQL type that JSON is read as at once, e.g. <c>DOUBLE</c>: several times as fast as by way of text. A file that holds
    /// anything else there is read again as text, so the feed must take both. Default: text.
    /// </summary>
    public string JsonType { get; init; } = Text;

    /// <summary>What the values are. Default text.</summary>
    public ColumnKind Kind { get; init; }

    /// <summary>Whether it names members within the objects of JSON records.</summary>
    internal bool IsNested => Aliases.Any(alias => alias.StartsWith('/'));

    /// <summary><c>"name"</c>, <c>"name|alias|other"</c>; a leading <c>!</c> makes it required, <c>name:id</c>, <c>:number</c>, <c>:time</c>, <c>:clock</c> or <c>:flag</c> says its kind.</summary>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static implicit operator RawColumn(string text)
    {
        var names = text.TrimStart('!').Split('|');
        var (name, kind) = names[0].Split(':') is [var before, var word] ? (before, KindOf(word)) : (names[0], ColumnKind.Text);
        return new RawColumn(name, names[1..], text.StartsWith('!')) { Kind = kind };
    }

    private static ColumnKind KindOf(string word) =>
        word switch
        {
            "id" => ColumnKind.Id,
            "number" => ColumnKind.Number,
            "time" => ColumnKind.Time,
            "clock" => ColumnKind.Clock,
            "flag" => ColumnKind.Flag,
            _ => throw new ArgumentException($"'{word}' is no kind of column: id, number, time, clock or flag."),
        };
}
