using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Interactive.Notebooks;

/// <summary>A Jupyter notebook, format 4 of any minor version; written as 4.5 or what it was if later.</summary>
internal sealed class Notebook
{
    private const int Minor = 5;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };

    private readonly JsonObject root;

    private Notebook(JsonObject root, List<NotebookCell> cells) => (this.root, Cells) = (root, cells);

    public List<NotebookCell> Cells { get; }

    public JsonObject Metadata
    {
        get
        {
            if (root["metadata"] is not JsonObject metadata)
            {
                root["metadata"] = metadata = [];
            }

            return metadata;
        }
    }

    /// <summary>The language the notebook says it is in; empty when it does not say.</summary>
    public string Language =>
        MultiLine.Read(
            Metadata["kernelspec"] is JsonObject kernel && kernel["language"] is { } l
                ? l
                : (Metadata["language_info"] as JsonObject)?["name"]
        );

    public static Notebook Create(IEnumerable<NotebookCell> cells) => new(new() { ["metadata"] = new JsonObject() }, [.. cells]);

    /// <summary>Reads an <c>.ipynb</c>, or a <c>.dib</c> of .NET Interactive.</summary>
    /// <exception cref="NotebookException">Not a notebook of format 4; the message names the file and what to do.</exception>
    public static Notebook Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new NotebookException($"{path}: no such notebook");
        }

        return DibFormat.Is(path) ? DibFormat.Read(File.ReadAllText(path)) : Parse(File.ReadAllText(path), path);
    }

    /// <exception cref="NotebookException">Not a notebook of format 4.</exception>
    public static Notebook Parse(string text, string name)
    {
        JsonObject root;
        try
        {
            root =
                JsonNode.Parse(text, documentOptions: Reading) as JsonObject
                ?? throw new NotebookException($"{name} is not a notebook: expected a JSON object");
            _ = root.Count; // A key that stands twice shows only when an object is first used.
        }
        catch (JsonException e)
        {
            throw new NotebookException(
                Invariant(
                    $"{name}({e.LineNumber + 1},{e.BytePositionInLine + 1}) is not JSON: {e.Message.Split(" LineNumber:")[0]} A merge may have left conflict markers; see: git diff {name}"
                )
            );
        }
        catch (ArgumentException e)
        {
            throw new NotebookException($"{name} is not a notebook: {e.Message}");
        }

        var format = root["nbformat"] is JsonValue v && v.TryGetValue(out int f) ? f : 0;
        if (format != 4)
        {
            var found = format == 0 ? "no nbformat" : $"notebook format {format.ToString(CultureInfo.InvariantCulture)}";
            throw new NotebookException(
                $"{name} has {found}; expected format 4. Convert it with: jupyter nbconvert --to notebook --nbformat 4 {name}"
            );
        }

        if (root["cells"] is not JsonArray cells)
        {
            throw new NotebookException($"{name} is not a notebook: it has no list of cells");
        }

        List<NotebookCell> list = [];
        foreach (JsonNode? cell in cells)
        {
            if (cell is not JsonObject json || json["cell_type"] is not JsonValue type || type.GetValueKind() != JsonValueKind.String)
            {
                throw new NotebookException($"{name}: cell {(list.Count + 1).ToString(CultureInfo.InvariantCulture)} has no cell_type");
            }

            list.Add(new(json));
        }

        cells.Clear();
        Notebook notebook = new(root, list);
        notebook.CompleteIds();
        return notebook;
    }

    public string ToJson()
    {
        var minor = root["nbformat_minor"] is JsonValue v && v.TryGetValue(out int m) ? m : 0;
        JsonObject copy = new()
        {
            ["cells"] = new JsonArray([.. Cells.Select(c => Canonical(c).DeepClone())]),
            ["metadata"] = Metadata.DeepClone(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = Math.Max(Minor, minor),
        };
        foreach ((var key, JsonNode? value) in root.Where(p => !copy.ContainsKey(p.Key)).ToArray())
        {
            copy[key] = value?.DeepClone();
        }

        return NotebookJson.Write(copy);
    }

    /// <summary>Whole or not at all: a reader or a crash never sees half a notebook.</summary>
    public void Save(string path)
    {
        var part = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.part");
        File.WriteAllText(part, ToJson(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Text as lists of lines, as Jupyter itself saves it.</summary>
    private static JsonObject Canonical(NotebookCell cell)
    {
        cell.Source = cell.Source.ReplaceLineEndings("\n");
        _ = cell.Metadata;
        foreach (JsonObject output in cell.IsCode ? cell.Outputs.OfType<JsonObject>() : [])
        {
            if (output["text"] is { } text)
            {
                output["text"] = MultiLine.Write(MultiLine.Read(text));
            }

            if (output["data"] is not JsonObject data)
            {
                continue;
            }

            foreach ((var mime, JsonNode? value) in data.ToArray())
            {
                if (!mime.EndsWith("json", StringComparison.Ordinal))
                {
                    data[mime] = MultiLine.Write(MultiLine.Read(value));
                }
            }
        }

        return cell.Json;
    }

    /// <summary>Formats before 4.5 have no ids: each cell gets one from its place, which stays the same run by run.</summary>
    private void CompleteIds()
    {
        HashSet<string> taken = new(Cells.Select(c => c.Id), StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (var i = 0; i < Cells.Count; i++)
        {
            if (Cells[i].Id.Length > 0 && seen.Add(Cells[i].Id))
            {
                continue;
            }

            var id = string.Create(CultureInfo.InvariantCulture, $"cell-{i + 1}");
            for (var n = 2; !taken.Add(id); n++)
            {
                id = string.Create(CultureInfo.InvariantCulture, $"cell-{i + 1}-{n}");
            }

            Cells[i].Id = id;
            seen.Add(id);
        }
    }
}

/// <summary>A notebook cannot be used as asked; the message is for the person who asked.</summary>
internal sealed class NotebookException(string message) : Exception(message);
