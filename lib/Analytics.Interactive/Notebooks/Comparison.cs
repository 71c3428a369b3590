using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Interactive.Display;

namespace Analytics.Interactive.Notebooks;

/// <summary>What changed in the outputs of a notebook, in lines that a person reads.</summary>
internal static class Comparison
{
    /// <summary>Cells so tagged show what may differ from run to run, such as times: only the kinds of their outputs are compared.</summary>
    public const string VariesTag = "varies";

    private const int MostLines = 24;

    /// <summary>Empty when both have the same outputs. Both hold the same cells; the second was run just now.</summary>
    public static IReadOnlyList<string> Differences(Notebook kept, Notebook now)
    {
        List<string> lines = [];
        NotebookCell[] before = [.. kept.Cells.Where(c => c.IsCode && !c.HasTag(Parameters.InjectedTag))];
        NotebookCell[] after = [.. now.Cells.Where(c => c.IsCode && !c.HasTag(Parameters.InjectedTag))];
        foreach ((NotebookCell a, NotebookCell b) in before.Zip(after))
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"cell {b.ExecutionCount ?? 0} ({a.Id})");
            if (a.ExecutionCount != b.ExecutionCount && b.ExecutionCount is not null)
            {
                lines.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{where}: kept with count {a.ExecutionCount?.ToString(CultureInfo.InvariantCulture) ?? "none"}, runs as {b.ExecutionCount}"
                    )
                );
            }

            Compare(where, Compared(a), Compared(b), lines, kindsOnly: a.HasTag(VariesTag) && b.HasTag(VariesTag));
        }

        return lines;
    }

    /// <summary>A notebook saved by hand keeps what is left of its bars; a headless run draws none.</summary>
    private static JsonObject[] Compared(NotebookCell cell) =>
        [.. cell.Outputs.OfType<JsonObject>().Where(output => !ProgressMark.IsOn(output))];

    private static void Compare(string where, JsonObject[] before, JsonObject[] after, List<string> lines, bool kindsOnly)
    {
        if (before.Length != after.Length)
        {
            lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{where}: {before.Length} outputs kept, {after.Length} now ({string.Join(", ", after.Select(Kind))})"
                )
            );
        }

        foreach ((JsonObject a, JsonObject b) in before.Zip(after))
        {
            SortedDictionary<string, string> old = Forms(a);
            SortedDictionary<string, string> fresh = Forms(b);
            foreach (var form in old.Keys.Union(fresh.Keys).Order(StringComparer.Ordinal))
            {
                var was = old.GetValueOrDefault(form, "");
                var becomes = fresh.GetValueOrDefault(form, "");
                if (was == becomes || (kindsOnly && was.Length > 0 && becomes.Length > 0))
                {
                    continue;
                }

                lines.Add($"{where}: {form} differs");
                lines.AddRange(Show(form, was, becomes).Select(l => "  " + l));
            }
        }
    }

    private static IEnumerable<string> Show(string form, string was, string becomes)
    {
        if (form.StartsWith("image/", StringComparison.Ordinal) || form.EndsWith("json", StringComparison.Ordinal))
        {
            return
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{was.Length:N0} characters kept, {becomes.Length:N0} now; first difference at {Common(was, becomes):N0}: …{Around(was, becomes)}"
                ),
            ];
        }

        List<string> all = [.. LineDiff.Of(was.Split('\n'), becomes.Split('\n'))];
        return all.Count <= MostLines
            ? all
            : all.Take(MostLines).Append(string.Create(CultureInfo.InvariantCulture, $"… {all.Count - MostLines:N0} more lines"));
    }

    private static int Common(string a, string b) => a.AsSpan().CommonPrefixLength(b);

    private static string Around(string a, string b)
    {
        var at = Math.Max(0, Common(a, b) - 20);
        return $"{Piece(a)} → {Piece(b)}";
        string Piece(string text) =>
            text.Substring(Math.Min(at, text.Length), Math.Min(50, text.Length - Math.Min(at, text.Length))).ReplaceLineEndings(" ");
    }

    private static string Kind(JsonObject output) =>
        MultiLine.Read(output["output_type"]) is "error"
            ? $"error {MultiLine.Read(output["ename"])}"
            : MultiLine.Read(output["output_type"]);

    private static SortedDictionary<string, string> Forms(JsonObject output)
    {
        SortedDictionary<string, string> forms = new(StringComparer.Ordinal);
        if (output["text"] is { } text)
        {
            forms[MultiLine.Read(output["name"])] = MultiLine.Read(text);
        }

        if (output["ename"] is not null)
        {
            forms["error"] = string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(MultiLine.Read));
        }

        foreach ((var mime, JsonNode? value) in output["data"] as JsonObject ?? [])
        {
            forms[mime] = mime.EndsWith("json", StringComparison.Ordinal)
                ? NotebookJson.Write(value ?? new JsonObject())
                : MultiLine.Read(value);
        }

        return forms;
    }
}
