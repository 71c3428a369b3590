using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Analytics.Interactive.Jupyter.Wire;

namespace Analytics.Interactive.Jupyter;

/// <summary>The cells this kernel ran with <c>store_history</c>: session 1, numbered by execution count. Kept in memory only.</summary>
internal sealed class History
{
    private const int Session = 1;
    private readonly List<(int Number, string Code, string? Output)> _cells = [];

    public void Add(int number, string code, string? output) => _cells.Add((number, code, output));

    public JsonObject Reply(Request request)
    {
        IEnumerable<(int Number, string Code, string? Output)> found = request.Text("hist_access_type") switch
        {
            "range" => Range(request.Number("session", 0), request.Number("start", 0), request.Number("stop", int.MaxValue)),
            "search" => Search(request.Text("pattern", "*"), request.Flag("unique", false), request.Number("n", int.MaxValue)),
            _ => Last(_cells, request.Number("n", 10)),
        };
        var withOutput = request.Flag("output", false);
        var history = new JsonArray();
        foreach (var (number, code, output) in found)
        {
            history.Add(new JsonArray(Session, number, withOutput ? new JsonArray(code, output) : code));
        }

        return new JsonObject { ["status"] = "ok", ["history"] = history };
    }

    // Session 0 is this one, -1 the one before it, of which nothing is kept.
    private IEnumerable<(int Number, string Code, string? Output)> Range(int session, int start, int stop) =>
        session is 0 or Session ? _cells.Where(c => c.Number >= start && c.Number < stop) : [];

    private IEnumerable<(int Number, string Code, string? Output)> Search(string glob, bool isUnique, int count)
    {
        var pattern = "^" + Regex.Escape(glob).Replace("\\*", ".*").Replace("\\?", ".") + "$";
        var regex = new Regex(pattern, RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        var found = _cells.Where(c => regex.IsMatch(c.Code)).ToList();
        if (isUnique)
        {
            found = [.. found.GroupBy(c => c.Code, StringComparer.Ordinal).Select(g => g.Last()).OrderBy(c => c.Number)];
        }

        return Last(found, count);
    }

    private static IEnumerable<(int Number, string Code, string? Output)> Last(List<(int, string, string?)> cells, int count) =>
        cells.Skip(Math.Max(0, cells.Count - Math.Max(0, count)));
}
