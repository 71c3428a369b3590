namespace Analytics.Engine;

/// <summary>
/// Shares of small groups drawn towards the share of all, so that a ranking is not led by luck: each group is counted together with so many rows of an
/// average one as fit how far the groups differ.
/// </summary>
public static class Shrinkage
{
    /// <summary>
    /// So many rows of an average group fit to each: few where groups differ much, infinite where they differ no more than chance gives. The moments of
    /// the beta-binomial distribution (J. C. Kleinman, 1973), weighted by rows.
    /// </summary>
    /// <returns>A positive number, or infinity.</returns>
    public static double PriorRows(this IReadOnlyList<Group> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var counted = groups.Where(group => group.Rows > 0).ToArray();
        var rows = counted.Sum(group => group.Rows);
        var share = counted.Sum(group => group.Hits) / rows;
        var free = counted.Length - 1;
        if (free < 1 || share is <= 0 or >= 1)
        {
            return double.PositiveInfinity;
        }

        var spread = counted.Sum(group => group.Rows * (group.Share - share) * (group.Share - share)) / (share * (1 - share));
        var alike = (spread - free) / (rows - (counted.Sum(group => group.Rows * group.Rows) / rows) - free);
        return alike > 0 ? Math.Max(0, (1 / Math.Min(alike, 1)) - 1) : double.PositiveInfinity;
    }

    /// <summary>Each group together with <paramref name="priorRows"/> rows of an average one, in the order given; its share is the shrunk one.</summary>
    /// <param name="groups">At least one row in all.</param>
    /// <param name="priorRows">Rows added to each. Default: <see cref="PriorRows"/>; where that is infinite all get the share of all.</param>
    public static IReadOnlyList<Group> Shrunk(this IReadOnlyList<Group> groups, double? priorRows = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var all = groups.Sum(group => group.Rows);
        var share = groups.Sum(group => group.Hits) / all;
        var added = priorRows ?? groups.PriorRows();
        return double.IsInfinity(added)
            ? [.. groups.Select(group => new Group(group.Name, share * all, all))]
            : [.. groups.Select(group => new Group(group.Name, group.Hits + (added * share), group.Rows + added))];
    }
}
