using System.Text.Json.Nodes;

namespace Analytics.Interactive.Notebooks;

/// <summary>One cell: a view of its JSON, so that what this program does not know survives reading and writing.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    public const string Code = "code";
    public const string Markdown = "markdown";

    public JsonObject Json { get; } = json;

    public string Type => Json["cell_type"]!.GetValue<string>();

    public bool IsCode => Type == Code;

    public string Id
    {
        get => Json["id"] is JsonValue v ? v.GetValue<string>() : "";
        set => Json["id"] = value;
    }

    public string Source
    {
        get => MultiLine.Read(Json["source"]);
        set => Json["source"] = MultiLine.Write(value);
    }

    public JsonObject Metadata
    {
        get
        {
            if (Json["metadata"] is not JsonObject metadata)
            {
                Json["metadata"] = metadata = [];
            }

            return metadata;
        }
    }

    public int? ExecutionCount
    {
        get => Json["execution_count"] is JsonValue v && v.TryGetValue(out int count) ? count : null;
        set => Json["execution_count"] = value;
    }

    /// <summary>The outputs of a code cell, to be changed in place.</summary>
    public JsonArray Outputs
    {
        get
        {
            if (Json["outputs"] is not JsonArray outputs)
            {
                Json["outputs"] = outputs = [];
            }

            return outputs;
        }
    }

    /// <summary>
    /// What a kernel is given: the source, under <c>#!name</c> where only the metadata says that the cell is in another language than C#, as notebooks of
    /// .NET Interactive do.
    /// </summary>
    public string Submission =>
        Metadata["polyglot_notebook"] is JsonObject polyglot
        && MultiLine.Read(polyglot["kernelName"]) is { Length: > 0 } name and not "csharp"
        && !Source.TrimStart().StartsWith("#!", StringComparison.Ordinal)
            ? $"#!{name}\n{Source}"
            : Source;

    /// <summary>Tells VS Code by which language to colour a cell that begins with <c>#!name</c>; nothing for C#, which is the notebook's own.</summary>
    public void MarkLanguage()
    {
        var first = Source.Split('\n')[0].Trim();
        var name = first.StartsWith("#!", StringComparison.Ordinal) ? first[2..].Split(' ')[0] : "";
        if (IsCode && name is "sql" or "html" or "markdown")
        {
            Metadata["vscode"] = new JsonObject { ["languageId"] = name };
        }
    }

    public IReadOnlyList<string> Tags => Metadata["tags"] is JsonArray tags ? [.. tags.Select(t => MultiLine.Read(t))] : [];

    public bool HasTag(string tag) => Tags.Contains(tag, StringComparer.Ordinal);

    public static NotebookCell Create(string type, string id, string source, params string[] tags)
    {
        JsonObject metadata = [];
        if (tags.Length > 0)
        {
            metadata["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]);
        }

        JsonObject json = new()
        {
            ["cell_type"] = type,
            ["id"] = id,
            ["metadata"] = metadata,
            ["source"] = MultiLine.Write(source),
        };
        if (type == Code)
        {
            json["execution_count"] = null;
            json["outputs"] = new JsonArray();
        }

        return new(json);
    }

    /// <summary>No outputs and no count, as before the first run.</summary>
    public void Clear()
    {
        if (!IsCode)
        {
            return;
        }

        ExecutionCount = null;
        Outputs.Clear();
    }
}
