using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Interactive.Notebooks;

/// <summary>nbformat keeps long text as a list of lines, each with its line end; a plain string is allowed too.</summary>
internal static class MultiLine
{
    public static string Read(JsonNode? node) =>
        node switch
        {
            null => "",
            JsonArray lines => string.Concat(
                lines.Select(l => l is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : "")
            ),
            JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>(),
            _ => node.ToJsonString(),
        };

    public static JsonArray Write(string text)
    {
        JsonArray lines = [];
        for (var start = 0; start < text.Length; )
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }

        return lines;
    }
}
