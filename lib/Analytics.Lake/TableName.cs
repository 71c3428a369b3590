namespace Analytics.Lake;

/// <summary>
/// Names a table as <c>layer.domain.table</c>, e.g. <c>silver.crashes.people</c>; its folder is <c>silver/crashes/people</c>.
/// Each part is <c>[a-z_][a-z0-9_]*</c>, so a name can neither leave the lake nor need quoting.
/// </summary>
public sealed record TableName
{
    private TableName(string layer, string domain, string table) => (Layer, Domain, Table) = (layer, domain, table);

    /// <summary><c>silver</c> or <c>gold</c>.</summary>
    public string Layer { get; }

    public string Domain { get; }

    public string Table { get; }

    /// <exception cref="LakeException">The text is not such a name.</exception>
    public static TableName Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3 || parts[0] is not ("silver" or "gold") || !IsPart(parts[1]) || !IsPart(parts[2]))
        {
            throw new LakeException(
                $"'{text}' is not a table's name. Expected layer.domain.table with layer silver or gold and lower-case letters, digits and _, e.g. silver.crashes.people."
            );
        }

        return new TableName(parts[0], parts[1], parts[2]);
    }

    public override string ToString() => $"{Layer}.{Domain}.{Table}";

    internal string FolderIn(string lake) => Path.Combine(lake, Layer, Domain, Table);

    internal static bool IsPart(ReadOnlySpan<char> part) =>
        part.Length is > 0 and <= 100 && part.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789_") < 0 && !char.IsAsciiDigit(part[0]);
}
