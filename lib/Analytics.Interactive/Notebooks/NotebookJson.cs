using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Interactive.Notebooks;

/// <summary>
/// JSON as Jupyter writes notebooks: sorted keys, one space of indent, nothing escaped that need not be. The same content
/// is always the same bytes, whoever saved it last, so that a difference in git is a difference in the notebook.
/// </summary>
internal static class NotebookJson
{
    public static string Write(JsonNode node)
    {
        StringBuilder text = new();
        Append(text, node, 0);
        return text.Append('\n').ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject o:
                Items(
                    text,
                    '{',
                    '}',
                    depth,
                    o.OrderBy(p => p.Key, StringComparer.Ordinal),
                    p =>
                    {
                        Quote(text, p.Key);
                        text.Append(": ");
                        Append(text, p.Value, depth + 1);
                    }
                );
                break;
            case JsonArray a:
                Items(text, '[', ']', depth, a, item => Append(text, item, depth + 1));
                break;
            case JsonValue v when v.GetValueKind() == JsonValueKind.String:
                Quote(text, v.GetValue<string>());
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    private static void Items<T>(StringBuilder text, char open, char close, int depth, IEnumerable<T> items, Action<T> append)
    {
        text.Append(open);
        var separator = "\n";
        foreach (T item in items)
        {
            text.Append(separator).Append(' ', depth + 1);
            append(item);
            separator = ",\n";
        }

        text.Append('\n').Append(' ', depth).Append(close);
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
