using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Analytics.Interactive.Display;

namespace Analytics.Interactive.Notebooks;

/// <summary>
/// What a person's editor leaves in a notebook and a reviewer does not want to see, after nbdev's rules: editor state,
/// durations, versions, addresses of objects, gaps in the counts. Outputs stay: here they are what reviewers read.
/// </summary>
internal static partial class Cleaning
{
    private static readonly string[] KeptCellMetadata = ["tags", "title", "name", "slideshow"];

    public static void Apply(Notebook notebook)
    {
        notebook.Cells.RemoveAll(c => c.HasTag(HeadlessRun.ErrorTag));
        while (notebook.Cells.Count > 0 && notebook.Cells[^1] is { IsCode: true } last && last.Source.Trim().Length == 0)
        {
            notebook.Cells.RemoveAt(notebook.Cells.Count - 1);
        }

        KeepOnly(notebook.Metadata, "kernelspec", "language_info", "title");
        if (notebook.Metadata["language_info"] is JsonObject language)
        {
            KeepOnly(language, "name", "file_extension");
        }

        if (notebook.Language is "" or "C#" or "csharp")
        {
            notebook.Metadata["kernelspec"] = new JsonObject
            {
                ["display_name"] = "C# (Analytics)",
                ["language"] = "C#",
                ["name"] = "analytics-csharp",
            };
        }

        var count = 0;
        foreach (NotebookCell cell in notebook.Cells)
        {
            KeepOnly(cell.Metadata, KeptCellMetadata);
            if (!cell.IsCode)
            {
                cell.Json.Remove("outputs");
                cell.Json.Remove("execution_count");
                continue;
            }

            var before = cell.ExecutionCount;
            cell.ExecutionCount = before is null ? null : ++count;
            foreach (JsonObject output in cell.Outputs.OfType<JsonObject>())
            {
                Clean(output, cell.ExecutionCount);
            }
        }
    }

    private static void Clean(JsonObject output, int? count)
    {
        output.Remove("transient");
        if (output.ContainsKey("execution_count"))
        {
            output["execution_count"] = count;
        }

        if (output["metadata"] is JsonObject metadata)
        {
            metadata.Clear();
        }

        if (output["data"] is JsonObject data && data[MimeBundle.PlainText] is { } text)
        {
            data[MimeBundle.PlainText] = MultiLine.Write(Address().Replace(MultiLine.Read(text), ""));
        }
    }

    private static void KeepOnly(JsonObject json, params string[] keys)
    {
        foreach (var key in json.Select(p => p.Key).Where(k => !keys.Contains(k, StringComparer.Ordinal)).ToArray())
        {
            json.Remove(key);
        }
    }

    [GeneratedRegex(@" at 0x[0-9a-fA-F]{6,}")]
    private static partial Regex Address();
}
