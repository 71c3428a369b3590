using System.Globalization;
using Analytics.Frames;

namespace Analytics.Server.Pages;

/// <summary>Which rows of a table a page shows: it stands in the address, so that a view can be kept and sent.</summary>
/// <param name="Path">The page's path.</param>
/// <param name="Query">Other parts of the address that stay, e.g. a filter.</param>
/// <param name="Sort">A column; null for the table's own order.</param>
/// <param name="IsDown">Whether the greatest come first.</param>
/// <param name="Page">1-based.</param>
public sealed record TableView(string Path, IReadOnlyList<KeyValuePair<string, string>> Query, string? Sort, bool IsDown, int Page)
{
    /// <summary>Rows of a page.</summary>
    public const int Size = 50;

    public int Skip => (Page - 1) * Size;

    /// <summary>The view that a request asks for. A page that is none is the first.</summary>
    public static TableView Of(HttpContext http)
    {
        var query = http.Request.Query;
        var sort = query["sort"].ToString();
        var page =
            int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1_000_000
                ? number
                : 1;
        return new TableView(
            http.Request.Path,
            [
                .. query
                    .Where(each => each.Key is not ("sort" or "page"))
                    .Select(each => KeyValuePair.Create(each.Key, each.Value.ToString()))
                    .Where(each => each.Value.Length > 0),
            ],
            sort.TrimStart('-') is { Length: > 0 } name ? name : null,
            sort.StartsWith('-'),
            page
        );
    }

    /// <summary>One of the other parts of the address; empty where it is not there.</summary>
    public string this[string name] => Query.FirstOrDefault(each => each.Key == name).Value ?? "";

    public string ToPage(int page) => Address(Sort, IsDown, page);

    /// <summary>Sorted by a column: up, then down, then as the table is.</summary>
    public string ToSort(string column) =>
        Sort != column ? Address(column, false, 1)
        : IsDown ? Address(null, false, 1)
        : Address(column, true, 1);

    /// <summary>The same rows as a file.</summary>
    public string ToCsv(string path) => path + Parts(Sort, IsDown, 1);

    /// <summary>The page's rows of a table that is in memory. A column that it does not have sorts nothing.</summary>
    public Frame Of(Frame all)
    {
        var rows = Sort is not null && all.TryGet(Sort, out _) ? all.Sort(new Frames.SortKey(Sort, IsDown)) : all;
        return rows.Take([.. Enumerable.Range(0, rows.RowCount).Skip(Skip).Take(Size)]);
    }

    private string Address(string? sort, bool isDown, int page) => Path + Parts(sort, isDown, page);

    private string Parts(string? sort, bool isDown, int page)
    {
        var parts = Query.ToList();
        if (sort is not null)
        {
            parts.Add(KeyValuePair.Create("sort", (isDown ? "-" : "") + sort));
        }

        if (page > 1)
        {
            parts.Add(KeyValuePair.Create("page", page.ToString(CultureInfo.InvariantCulture)));
        }

        return parts.Count == 0
            ? ""
            : "?" + string.Join('&', parts.Select(each => $"{Uri.EscapeDataString(each.Key)}={Uri.EscapeDataString(each.Value)}"));
    }
}
