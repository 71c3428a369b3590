namespace Analytics.Engine;

/// <summary>A raw input of a domain, in one or more layouts that are told apart by their header.</summary>
/// <param name="Name">The word used with <c>--input name=path</c> and the folder under Bronze.</param>
/// <param name="Layouts">Tried in order; the first whose required columns the header has is taken.</param>
public sealed record Source(string Name, IReadOnlyList<Layout> Layouts)
{
    public Source(string name, params Layout[] layouts)
        : this(name, (IReadOnlyList<Layout>)layouts)
    {
    }
}

/// <summary>The explicit contract of one kind of raw file: nothing is sniffed in a stage.</summary>
/// <param name="Name">Unique in the domain; a Silver feed names it.</param>
/// <param name="Columns">Every column that is read, under its canonical name. A file may have more; they stay in Bronze.</param>
public sealed record Layout(string Name, IReadOnlyList<RawColumn> Columns)
{
    public Layout(string name, params RawColumn[] columns)
        : this(name, (IReadOnlyList<RawColumn>)columns)
    {
    }

    /// <summary>Code page of the file when it is not UTF-8, e.g. <c>windows-1250</c>. Default: UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>False for a file without a header line: the columns are then matched by position. Default true.</summary>
    public bool Header { get; init; } = true;

    /// <summary>True when data rows may end with a delimiter that the header lacks; the first row of a file tells whether its rows do. Default false.</summary>
    public bool TrailingDelimiter { get; init; }

    /// <summary>Columns about a person that quarantine must not repeat in clear: a broken record shows there only that they were filled. Default none.</summary>
    public IReadOnlyList<string> Personal { get; init; } = [];
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

    /// <summary>Whether it names members within the objects of JSON records.</summary>
    internal bool IsNested => Aliases.Any(alias => alias.StartsWith('/'));

    /// <summary><c>"name"</c>, <c>"name|alias|other"</c>; a leading <c>!</c> makes it required.</summary>
    public static implicit operator RawColumn(string text)
    {
        var names = text.TrimStart('!').Split('|');
        return new RawColumn(names[0], names[1..], text.StartsWith('!'));
    }
}
