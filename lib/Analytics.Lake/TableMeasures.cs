namespace Analytics.Lake;

/// <summary>What was counted in a table when it was made; later runs compare with it and count on from it.</summary>
/// <param name="Rows">Rows kept.</param>
public sealed record TableMeasures(long Rows)
{
    private static readonly SortedDictionary<string, long> s_noNulls = [];
    private static readonly SortedDictionary<string, IReadOnlyList<string>> s_noGroups = [];
    private static readonly SortedDictionary<string, LostRows> s_noLost = [];

    /// <summary>Column → rows where it is null.</summary>
    public IReadOnlyDictionary<string, long> Nulls { get; init; } = s_noNulls;

    /// <summary>Watched column → its words, in ordinal order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Groups { get; init; } = s_noGroups;

    /// <summary>Name of a reference's gate → the rows that refer to nothing.</summary>
    public IReadOnlyDictionary<string, LostRows> Lost { get; init; } = s_noLost;
}

/// <summary>Rows of a table that refer to nothing in another, and the contents that this holds for.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Of">Content hash of the referring table.</param>
/// <param name="To">Content hash of the other; null where it is no table of the lake.</param>
public sealed record LostRows(long Rows, string? Of, string? To);
