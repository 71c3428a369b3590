using Analytics.Charts;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Engine;

/// <summary>Shares of groups with their intervals and n, as charts that a notebook goes on from: <c>groups.DotInterval().WithTitle(…)</c>.</summary>
public static class GroupCharts
{
    /// <summary>A dot with its interval per group, the highest share on top, n behind its name; groups of fewer than 30 rows are grey.</summary>
    public static GenericChart DotInterval(this IReadOnlyList<Group> groups, bool sort = true) =>
        Chart.DotInterval(
            groups.Select(group => group.Name),
            groups.Select(group => group.Share),
            Lower(groups),
            Upper(groups),
            Counts: groups.Select(group => (long)group.Rows),
            Sort: sort
        );

    /// <summary>Bars from zero with intervals in the order given, for groups along an order; groups of fewer than 30 rows are grey.</summary>
    public static GenericChart ColumnInterval(this IReadOnlyList<Group> groups) =>
        Chart.ColumnInterval(
            groups.Select(group => Invariant($"{group.Name}<br>n\u00a0=\u00a0{group.Rows:N0}")),
            groups.Select(group => group.Share),
            Lower(groups),
            Upper(groups),
            Counts: groups.Select(group => (long)group.Rows),
            Percent: true
        );

    /// <summary>A line with its band, for groups along an axis.</summary>
    /// <param name="groups">In the axis' order.</param>
    /// <param name="x">Where each group stands.</param>
    public static GenericChart LineInterval<T>(this IReadOnlyList<Group> groups, IEnumerable<T> x) =>
        Chart.LineInterval(x, groups.Select(group => group.Share), Lower(groups), Upper(groups));

    private static IEnumerable<double> Lower(IReadOnlyList<Group> groups) => groups.Select(group => group.Interval.Lower);

    private static IEnumerable<double> Upper(IReadOnlyList<Group> groups) => groups.Select(group => group.Interval.Upper);
}
