using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Analytics.Interactive.Notebooks;

/// <summary>
/// A notebook as a C# script with `// %%` lines between cells (the percent format of Spyder and jupytext): good to edit and
/// to review, without outputs. Markdown is commented out, and so are cells with magic lines, which C# would not read. The
/// marker line carries what the cell has beyond its text, as JSON; there and back again gives the same.
/// </summary>
internal static partial class PercentFormat
{
    private const string Magic = "magic";

    public static string Write(Notebook notebook)
    {
        StringBuilder text = new();
        if (notebook.Metadata.Count > 0)
        {
            text.Append("// notebook ").Append(Line(notebook.Metadata)).Append("\n\n");
        }

        foreach (NotebookCell cell in notebook.Cells)
        {
            if (!ReferenceEquals(cell, notebook.Cells[0]))
            {
                text.Append('\n');
            }

            var kind =
                !cell.IsCode ? cell.Type
                : MagicLine().IsMatch(cell.Source) ? Magic
                : "";
            text.Append("// %%").Append(kind.Length > 0 ? $" [{kind}]" : "");
            JsonObject extra = new() { ["id"] = cell.Id };
            if (cell.Metadata.Count > 0)
            {
                extra["metadata"] = cell.Metadata.DeepClone();
            }

            text.Append(' ').Append(Line(extra)).Append('\n');
            if (cell.Source.Length > 0)
            {
                text.AppendJoin('\n', cell.Source.Split('\n').Select(l => kind.Length > 0 ? Comment(l) : Escape(l))).Append('\n');
            }
        }

        return text.ToString();
    }

    public static Notebook Read(string text)
    {
        text = text.ReplaceLineEndings("\n");
        var lines = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        JsonObject? metadata = null;
        var start = 0;
        if (lines[0].StartsWith("// notebook {", StringComparison.Ordinal))
        {
            metadata = Json(lines[0]["// notebook ".Length..]);
            start = 1;
        }

        List<NotebookCell> cells = [];
        Match? marker = null;
        List<string> body = [];
        foreach (var line in lines.Skip(start))
        {
            if (Marker().Match(line) is { Success: true } next)
            {
                Close(next);
                continue;
            }

            body.Add(line);
        }

        Close(null);
        var notebook = Notebook.Create(cells);
        foreach ((var key, JsonNode? value) in metadata?.ToArray() ?? [])
        {
            notebook.Metadata[key] = value?.DeepClone();
        }
        // Through the reader once more: hand-made cells get their ids there.
        return Notebook.Parse(notebook.ToJson(), "percent script");

        void Close(Match? next)
        {
            // The one empty line before a marker parts the cells; it belongs to none.
            if (next is not null && body.Count > 0 && body[^1].Length == 0)
            {
                body.RemoveAt(body.Count - 1);
            }

            if (marker is not null || body.Any(l => l.Trim().Length > 0))
            {
                cells.Add(Cell(marker, body));
            }

            marker = next;
            body.Clear();
        }
    }

    private static NotebookCell Cell(Match? marker, List<string> body)
    {
        var kind = marker?.Groups["kind"].Value ?? "";
        var rest = marker?.Groups["rest"].Value.Trim() ?? "";
        IEnumerable<string> lines = body.Select(l => kind.Length > 0 ? Uncomment(l) : Unescape(l));
        var cell = NotebookCell.Create(kind is "" or Magic ? NotebookCell.Code : kind, "", string.Join('\n', lines));
        JsonObject? extra = rest.StartsWith('{') ? Json(rest) : null;
        if (extra?["id"] is { } id)
        {
            cell.Id = MultiLine.Read(id);
        }

        if (extra?["metadata"] is JsonObject metadata)
        {
            cell.Json["metadata"] = metadata.DeepClone();
        }
        else if (extra is null && rest.Length > 0)
        {
            cell.Metadata["title"] = rest;
        }

        return cell;
    }

    private static string Line(JsonNode node) =>
        node.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static JsonObject? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null; // A title that begins with a brace.
        }
    }

    private static string Comment(string line) => line.Length == 0 ? "//" : "// " + line;

    private static string Uncomment(string line) =>
        line.StartsWith("// ", StringComparison.Ordinal) ? line[3..]
        : line.StartsWith("//", StringComparison.Ordinal) ? line[2..]
        : line;

    /// <summary>A line of code that looks like a marker gets a backslash, and one that has backslashes gets one more.</summary>
    private static string Escape(string line) => Escaped().IsMatch(line) ? line.Insert(3, "\\") : line;

    private static string Unescape(string line) => Escaped().IsMatch(line) && line[3] == '\\' ? line.Remove(3, 1) : line;

    [GeneratedRegex(@"^// %%(?:\s+\[(?<kind>[a-z]+)\])?(?<rest>.*)$")]
    private static partial Regex Marker();

    [GeneratedRegex(@"^// \\*%%")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"^\s*#!", RegexOptions.Multiline)]
    private static partial Regex MagicLine();
}
