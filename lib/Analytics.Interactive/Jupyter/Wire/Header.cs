using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Interactive.Jupyter.Wire;

/// <summary>The header of a Jupyter message (jupyter-client.readthedocs.io, "Messaging in Jupyter").</summary>
internal sealed record Header(string Id, string Type, string Session, string Username, string Date)
{
    /// <summary>The version of the messaging protocol this kernel speaks.</summary>
    public const string Version = "5.5";

    public static Header? From(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Text(json, "msg_id") is not { } id || Text(json, "msg_type") is not { } type)
        {
            return null;
        }

        return new Header(id, type, Text(json, "session") ?? "", Text(json, "username") ?? "", Text(json, "date") ?? "");
    }

    public JsonObject ToJson() =>
        new()
        {
            ["msg_id"] = Id,
            ["msg_type"] = Type,
            ["session"] = Session,
            ["username"] = Username,
            ["date"] = Date,
            ["version"] = Version,
        };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
