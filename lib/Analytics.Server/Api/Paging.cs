using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Frames;

namespace Analytics.Server.Api;

/// <summary>A part of a table in the order of its key: <c>limit</c> rows (default 100, maximum 1,000) <c>after</c> the one where the part before ended.</summary>
/// <param name="Limit">1…1,000.</param>
/// <param name="After">The key's values of the last row before; null for the beginning.</param>
internal sealed record Paging(int Limit, IReadOnlyList<string>? After)
{
    private const int Most = 1000;

    /// <exception cref="ProblemException">A parameter is not what it takes.</exception>
    public static Paging Of(HttpRequest request, int keys)
    {
        var limit = 100;
        if (
            request.Query["limit"] is [{ } typed]
            && !(int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= Most)
        )
        {
            throw ProblemException.Field("limit", Invariant($"a whole number from 1 to {Most}"), typed);
        }

        return new Paging(limit, request.Query["after"] is [{ } after] ? Read(after, keys) : null);
    }

    /// <summary>SQL of the page: one row more than asked for, which tells whether there is another page; and the parameters.</summary>
    /// <param name="source">A table, or a query in parentheses.</param>
    /// <param name="key">Its unique key.</param>
    /// <param name="where">A condition that takes the first parameters; null for none.</param>
    /// <param name="values">Those parameters.</param>
    public (string Sql, object?[] Parameters) Sql(string source, IReadOnlyList<string> key, string? where, params object?[] values)
    {
        var names = string.Join(", ", key.Select(name => DuckDBConnection.Quote(name)));
        // Compared as text and ordered as text: the same order for every type.
        var texts = string.Join(", ", key.Select(name => DuckDBConnection.Quote(name) + "::VARCHAR"));
        var conditions = new List<string>();
        if (where is not null)
        {
            conditions.Add($"({where})");
        }

        if (After is not null)
        {
            conditions.Add($"({texts}) > ({string.Join(", ", key.Select((_, i) => Invariant($"${values.Length + i + 1}::VARCHAR")))})");
        }

        return (
            $"SELECT * FROM {source}{(conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions))} ORDER BY {(names.Length > 0 ? texts : "ALL")} LIMIT {(Limit + 1).ToString(CultureInfo.InvariantCulture)}",
            [.. values, .. After ?? []]
        );
    }

    /// <summary>Takes the row too many off, and names the page after in a Link header.</summary>
    public Frame Cut(HttpContext http, Frame rows, IReadOnlyList<string> key)
    {
        if (rows.RowCount <= Limit)
        {
            return rows;
        }

        var page = rows.Take([.. Enumerable.Range(0, Limit)]);
        var after = Write([.. key.Select(name => Text(page[name][Limit - 1]))]);
        var query = http
            .Request.Query.Where(each => each.Key is not "after")
            .SelectMany(each => each.Value.Select(value => $"{Uri.EscapeDataString(each.Key)}={Uri.EscapeDataString(value ?? "")}"));
        http.Response.Headers.Link =
            $"<{http.Request.Path.ToUriComponent()}?{string.Join('&', query.Append("after=" + after))}>; rel=\"next\"";
        return page;
    }

    private static string Text(object? value) =>
        value switch
        {
            DateTime time => time.ToString(
                time.TimeOfDay.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.FFFFFF",
                CultureInfo.InvariantCulture
            ),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    private static string Write(string[] values) =>
        System.Buffers.Text.Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));

    private static IReadOnlyList<string> Read(string after, int keys)
    {
        try
        {
            if (
                JsonSerializer.Deserialize<string[]>(System.Buffers.Text.Base64Url.DecodeFromChars(after)) is { } values
                && values.Length == keys
                && keys > 0
                && !values.Contains(null)
            )
            {
                return values;
            }
        }
        catch (Exception error) when (error is JsonException or FormatException or DecoderFallbackException)
        {
            throw ProblemException.Field("after", "what the Link header of the page before said", after);
        }

        throw ProblemException.Field("after", "what the Link header of the page before said", after);
    }
}
