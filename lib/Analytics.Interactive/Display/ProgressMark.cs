using System.Text.Json.Nodes;

namespace Analytics.Interactive.Display;

/// <summary>The metadata by which an output is known that says how far work is. Only cells that somebody watches have it.</summary>
internal static class ProgressMark
{
    public const string Name = "progress";

    public static bool IsOn(JsonObject output) => output["metadata"] is JsonObject metadata && metadata.ContainsKey(Name);
}
