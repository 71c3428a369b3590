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
    /// <summary>Whether a file holds what the notebook's last good run wrote and another run would write again.</summary>
    /// <param name="workspace">The repository.</param>
    /// <param name="notebook">The notebook that ran.</param>
    /// <param name="result">Where its outputs went: into itself or aside.</param>
    public static bool IsCurrent(Workspace workspace, string notebook, string result) =>
        Read(workspace, result) is { } record
        && File.Exists(result)
        && MultiLine.Read(record["notebook"]) == SessionInput.VersionOf(notebook)
        && MultiLine.Read(record["result"]) == SessionInput.VersionOf(result)
        && MultiLine.Read(record["snapshot"]) == workspace.Snapshot
        && MultiLine.Read(record["host"]) == Host.Mvid.ToString("N")
        && record["inputs"] is JsonObject inputs
        && inputs.All(i => MultiLine.Read(i.Value) == SessionInput.VersionOf(Path.Combine(workspace.Root, i.Key)));

    /// <summary>How long each cell took in the last good run; null when there was none.</summary>
    public static double[]? CellSeconds(Workspace workspace, string notebook) =>
        new[] { notebook, workspace.Aside(notebook) }
            .Select(result => Read(workspace, result)?["cell seconds"] as JsonArray)
            .FirstOrDefault(times => times is not null)
            is { } seconds
            ? [.. seconds.Select(each => (double)each!)]
            : null;

    public static void Write(Workspace workspace, string notebook, string result, RunResult run)
    {
        var path = PathOf(workspace, result);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        JsonObject inputs = [];
        foreach (SessionInput input in run.Inputs)
        {
            inputs[workspace.Name(input.Path)] = input.Version;
        }

        JsonObject record = new()
        {
            ["notebook"] = SessionInput.VersionOf(notebook),
            ["result"] = SessionInput.VersionOf(result),
            ["snapshot"] = workspace.Snapshot,
            ["host"] = Host.Mvid.ToString("N"),
            ["cells"] = run.CellsRun,
            ["seconds"] = Math.Round(run.Seconds, 3),
            ["cell seconds"] = new JsonArray([.. run.CellSeconds.Select(seconds => (JsonNode)Math.Round(seconds, 3))]),
            ["inputs"] = inputs,
        };
        File.WriteAllText(path, NotebookJson.Write(record), new UTF8Encoding(false));
    }

    private static JsonObject? Read(Workspace workspace, string result) =>
        PathOf(workspace, result) is var path && File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : null;

    private static string PathOf(Workspace workspace, string result) =>
        Path.Combine(
            workspace.Rendered,
            "runs",
            $"{Path.GetFileNameWithoutExtension(result)}-{Fnv.Hash(Encoding.UTF8.GetBytes(workspace.Name(result)))}.json"
        );
}
