using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plotly.NET;

namespace Analytics.Charts;

/// <summary>
/// The plotly JSON of a chart, made fit for a notebook: no encoded arrays, null for what is no number, no empty objects, the bins of
/// histograms and the scales of colours written down, so that the still picture and the interactive one show the same.
/// </summary>
internal static class PlotlyTree
{
    public static JsonObject Of(GenericChart chart)
    {
        var tree = JsonNode.Parse(GenericChart.toFigureJson(chart)) as JsonObject ?? [];
        tree.Remove("frames");
        Clean(tree);
        var traces = (tree.List("data") ?? []).OfType<JsonObject>().ToArray();
        foreach (
            var bins in traces
                .Where(trace => trace.Text("type") == "histogram")
                .GroupBy(trace => (trace.Text("xaxis"), trace.Text("yaxis")))
        )
        {
            SharedBins.Write([.. bins]);
        }

        foreach (var marker in traces.Select(trace => trace.At("marker")).OfType<JsonObject>())
        {
            if (marker.List("color") is { Count: > 0 } colors && colors.All(color => color is null || color.Number() is not null))
            {
                marker["showscale"] ??= true;
            }
        }

        // plotly.js calls a layer without a name "trace 3".
        foreach (
            var unnamed in traces.Where(trace =>
                traces.Length > 1 && trace.Text("name") is null && trace.Text("type") is not ("pie" or "heatmap")
            )
        )
        {
            unnamed["showlegend"] ??= false;
        }

        tree["config"] ??= new JsonObject { ["displaylogo"] = false };
        return tree;
    }

    /// <summary>Keys in ordinal order, numbers of 6 significant digits, whole numbers as they are.</summary>
    public static string ToText(JsonObject tree) => ((PlotlyObject)Plain(tree)!).ToJson();

    private static object? Plain(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject pairs:
                var target = new PlotlyObject();
                foreach (var (key, item) in pairs)
                {
                    target[key] = Plain(item);
                }

                return target;
            case JsonArray items:
                return items.Select(Plain).ToArray();
            case JsonValue value:
                return value.GetValueKind() switch
                {
                    JsonValueKind.String => value.GetValue<string>(),
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => Node.Double(value),
                };
            default:
                return null;
        }
    }

    private static void Clean(JsonNode node)
    {
        if (node is JsonArray list)
        {
            Clean(list);
            return;
        }

        if (node is not JsonObject pairs)
        {
            return;
        }

        foreach (var (key, item) in pairs.ToArray())
        {
            if (item is JsonObject encoded && encoded.Text("bdata") is { } data)
            {
                pairs[key] = Decode(data, encoded.Text("dtype") ?? "f8", encoded.Text("shape"));
            }
            else if (item is not null)
            {
                Clean(item);
            }

            if (pairs[key] is JsonObject { Count: 0 } && key != "layout")
            {
                pairs.Remove(key);
            }
        }
    }

    /// <summary>Newtonsoft writes what is no number as a text; among numbers it means that there is none.</summary>
    private static void Clean(JsonArray list)
    {
        var isNumeric = list.All(item => item is null || item.Number() is not null || item.Text() is "NaN" or "Infinity" or "-Infinity");
        for (var i = 0; i < list.Count; i++)
        {
            if (isNumeric && list[i].Text() is not null)
            {
                list[i] = null;
            }
            else if (list[i] is { } item)
            {
                Clean(item);
            }
        }
    }

    private static JsonArray Decode(string data, string type, string? shape)
    {
        var bytes = Convert.FromBase64String(data);
        var numbers = type switch
        {
            "f4" => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(value => (double)value)],
            "i1" => [.. bytes.Select(value => (double)(sbyte)value)],
            "u1" or "u1c" => [.. bytes.Select(value => (double)value)],
            "i2" => [.. MemoryMarshal.Cast<byte, short>(bytes).ToArray().Select(value => (double)value)],
            "u2" => [.. MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(value => (double)value)],
            "i4" => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(value => (double)value)],
            "u4" => [.. MemoryMarshal.Cast<byte, uint>(bytes).ToArray().Select(value => (double)value)],
            _ => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        };
        var flat = numbers.Select(value => double.IsFinite(value) ? (JsonNode?)JsonValue.Create(value) : null).ToArray();
        var sides = shape?.Split(',') ?? [];
        return
            sides.Length == 2 && int.TryParse(sides[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var columns) && columns > 0
            ? new JsonArray([.. flat.Chunk(columns).Select(row => (JsonNode)new JsonArray(row))])
            : new JsonArray(flat);
    }
}
