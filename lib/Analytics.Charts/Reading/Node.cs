using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Looks into plotly JSON without ever failing: what is not there, or is of another kind, is null.</summary>
internal static class Node
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            node = node is JsonObject pairs && pairs.TryGetPropertyValue(key, out var found) ? found : null;
        }

        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static double? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? Double(value) : null;

    public static bool? Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value
            ? value.GetValueKind() switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            }
            : null;

    public static JsonArray? List(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    /// <summary>The numbers of a list, NaN where an entry is none.</summary>
    public static double[] Numbers(this JsonArray list) => [.. list.Select(item => item.Number() ?? double.NaN)];

    /// <summary>An entry as text, in invariant form; "" for null.</summary>
    public static string Word(this JsonNode? node) =>
        node switch
        {
            null => "",
            JsonValue value => value.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.Number => NumberText.Short(Double(value)),
                _ => value.ToJsonString(),
            },
            _ => node.ToJsonString(),
        };

    public static double Double(JsonValue value) =>
        value.TryGetValue<double>(out var number) ? number : double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
}
