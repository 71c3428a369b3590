using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>
/// Letters in cells that read on their colour. plotly.js writes dark grey on colours of a middle brightness, with a contrast near 3 : 1, and takes one
/// colour for all letters of a layer: cells that need black letters and cells that need white ones become a layer each.
/// </summary>
internal static class ReadableCells
{
    public static void Part(JsonObject tree)
    {
        if (tree.List("data") is not { } data)
        {
            return;
        }

        for (var i = data.Count - 1; i >= 0; i--)
        {
            if (data[i] is JsonObject trace && trace.Text("type") == "heatmap" && trace.Text("texttemplate") is not null && IsPlain(trace))
            {
                Part(data, trace, i);
            }
        }
    }

    /// <summary>A matrix in a scale of ours, whose letters nobody has coloured.</summary>
    private static bool IsPlain(JsonObject trace) =>
        trace.At("textfont", "color") is null
        && trace.At("coloraxis") is null
        && (trace.At("colorscale") is null || trace.Number("zmid") is not null)
        && trace.List("z") is { Count: > 0 } rows
        && rows.All(row => row is JsonArray);

    private static void Part(JsonArray data, JsonObject trace, int index)
    {
        var z = ReadValues.Matrix(trace.List("z"));
        var values = z.Cast<double>().Where(double.IsFinite).ToArray();
        if (values.Length == 0)
        {
            return;
        }

        var (low, high) = (trace.Number("zmin") ?? values.Min(), trace.Number("zmax") ?? values.Max());
        if (trace.Number("zmid") is { } middle)
        {
            var reach = Math.Max(Math.Abs(low - middle), Math.Abs(high - middle));
            (low, high) = (middle - reach, middle + reach);
        }

        var scale = trace.Number("zmid") is null ? ColorScale.Blues : ColorScale.Diverging;
        bool IsDark(int row, int column) =>
            double.IsFinite(z[row, column])
            && Palette.At(scale, high > low ? (z[row, column] - low) / (high - low) : 0.5).Ink() == "#ffffff";
        (trace["zmin"], trace["zmax"]) = (low, high);
        trace.Remove("zmid");
        var white = (JsonObject)trace.DeepClone();
        var isShown = trace.At("showscale");
        white["showscale"] = false;
        (Font(trace)["color"], Font(white)["color"]) = ("#000000", "#ffffff");
        var (isAnyBlack, isAnyWhite) = (false, false);
        for (var row = 0; row < z.GetLength(0); row++)
        {
            for (var column = 0; column < z.GetLength(1); column++)
            {
                var isDark = IsDark(row, column);
                isAnyWhite |= isDark;
                isAnyBlack |= !isDark && double.IsFinite(z[row, column]);
                var other = isDark ? trace : white;
                Empty(other.List("z"), row, column);
                Empty(other.List("text"), row, column);
            }
        }

        // A layer without a cell would have no key of the colours.
        if (isAnyWhite && isAnyBlack)
        {
            data.Insert(index + 1, white);
        }
        else if (isAnyWhite)
        {
            white["showscale"] = isShown?.DeepClone();
            data[index] = white;
        }
    }

    private static void Empty(JsonArray? rows, int row, int column)
    {
        if (rows?.ElementAtOrDefault(row) is JsonArray cells && column < cells.Count)
        {
            cells[column] = cells[column] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? "" : null;
        }
    }

    private static JsonObject Font(JsonObject trace)
    {
        if (trace.At("textfont") is not JsonObject font)
        {
            trace["textfont"] = font = [];
        }

        return font;
    }
}
