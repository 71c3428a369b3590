using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Names below a plot in as many lines as their room takes: plotly.js slopes them, and then they lie upon a remark that stands below.</summary>
internal static class StraightNames
{
    private const int Line = 14;
    private const int MostLines = 3;

    /// <summary>Writes the names of a single panel's x axis straight where they fit, and moves the remarks down by the lines that it takes.</summary>
    public static void Write(JsonObject tree, JsonObject layout, double width)
    {
        var traces = (tree.List("data") ?? []).OfType<JsonObject>().ToArray();
        if (layout.At("xaxis2") is not null || layout.At("xaxis") is not JsonObject axis || axis.At("tickvals") is not null)
        {
            return;
        }

        var isNamed = axis.Text("type") == "category";
        var lists = traces.Select(trace => trace.List("x")).OfType<JsonArray>().ToArray();
        var isText = lists.Length == traces.Length && lists.All(list => list.All(item => item.Text() is not null));
        string[] names = [.. lists.SelectMany(list => list.Select(item => item.Text())).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (
            !isNamed
            || !isText
            || names.Length is 0 or > 12
            || names.Any(name => name.Contains("<br>", StringComparison.OrdinalIgnoreCase))
        )
        {
            return;
        }

        var room = (width / names.Length) - 6;
        string[][] lines = [.. names.Select(name => TextSize.Wrap(ReadValues.Untagged(name), room, Legend.Size, MostLines).ToArray())];
        if (lines.Any(of => of.Any(line => line.EndsWith('…') || TextSize.Width(line, Legend.Size) > room)))
        {
            return;
        }

        axis["tickmode"] = "array";
        axis["tickvals"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        axis["ticktext"] = new JsonArray([.. lines.Select(of => (JsonNode)string.Join("<br>", of.Select(PlotlyText.Escape)))]);
        axis["tickangle"] = 0;
        var more = (lines.Max(of => of.Length) - 1) * Line;
        JsonObject[] remarks = [.. ChartReader.Texts(layout).Where(note => note.Text("name") == "note")];
        if (more == 0 || remarks.Length == 0)
        {
            return;
        }

        foreach (var note in remarks)
        {
            note["yshift"] = (note.Number("yshift") ?? 0) - more;
        }

        if (layout.At("margin") is JsonObject margin)
        {
            margin["b"] = (margin.Number("b") ?? 44) + more;
        }
    }
}
