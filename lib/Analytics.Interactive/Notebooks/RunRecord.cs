using System.Text;
using System.Text.Json.Nodes;
using Analytics.Interactive.Loading;
using Analytics.Interactive.Sessions;

namespace Analytics.Interactive.Notebooks;

/// <summary>
/// The side file of a notebook's last good run: from what it was made, and how long it took. It lives in the artifacts
/// folder, so the notebook itself holds no clock, and a fresh checkout runs everything once.
/// </summary>
internal static class RunRecord
{
    /// <summary>Whether the notebook on disk is what the last run wrote and would be written again.</summary>
    public static bool IsCurrent(Workspace workspace, string notebook)
    {
        string path = PathOf(workspace, notebook);
        if (!File.Exists(path) || JsonNode.Parse(File.ReadAllText(path)) is not JsonObject record)
            return false;
        return MultiLine.Read(record["notebook"]) == SessionInput.VersionOf(notebook)
            && MultiLine.Read(record["snapshot"]) == workspace.Snapshot
            && MultiLine.Read(record["host"]) == Host.Mvid.ToString("N")
            && record["inputs"] is JsonObject inputs
            && inputs.All(i => MultiLine.Read(i.Value) == SessionInput.VersionOf(Path.Combine(workspace.Root, i.Key)));
    }

    public static void Write(Workspace workspace, string notebook, RunResult result)
    {
        string path = PathOf(workspace, notebook);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        JsonObject inputs = [];
        foreach (SessionInput input in result.Inputs)
            inputs[workspace.Name(input.Path)] = input.Version;
        JsonObject record = new()
        {
            ["notebook"] = SessionInput.VersionOf(notebook),
            ["snapshot"] = workspace.Snapshot,
            ["host"] = Host.Mvid.ToString("N"),
            ["cells"] = result.CellsRun,
            ["seconds"] = Math.Round(result.Seconds, 3),
            ["inputs"] = inputs,
        };
        File.WriteAllText(path, NotebookJson.Write(record), new UTF8Encoding(false));
    }

    private static string PathOf(Workspace workspace, string notebook) =>
        Path.Combine(workspace.Rendered, "runs", $"{Path.GetFileNameWithoutExtension(notebook)}-{Fnv.Hash(Encoding.UTF8.GetBytes(workspace.Name(notebook)))}.json");
}
