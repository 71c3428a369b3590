using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Interactive.Cells;
using Analytics.Interactive.Display;

namespace Analytics.Interactive.Notebooks;

/// <summary>Collects what a cell gives out as nbformat outputs, and keeps it small enough for a repository.</summary>
internal sealed class OutputList(JsonArray outputs, Action<string, JsonObject> replaceShown)
{
    /// <summary>Characters of printed text kept per cell.</summary>
    public const int MostText = 100_000;

    /// <summary>Characters of one form of a value.</summary>
    public const int LongestForm = 800_000;

    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private readonly Dictionary<JsonObject, string> ids = [];
    private string stream = "stdout";
    private long written;
    private bool clearBeforeNext;

    public void Write(string name, ReadOnlySpan<char> text)
    {
        lock (gate)
        {
            var room = MostText - written;
            written += text.Length;
            if (room <= 0 || text.IsEmpty)
            {
                return;
            }

            if (name != stream)
            {
                Flush();
            }

            stream = name;
            pending.Append(text[..(int)Math.Min(room, text.Length)]);
        }
    }

    public void Show(MimeBundle bundle, string? id, bool isUpdate)
    {
        lock (gate)
        {
            Flush();
            JsonObject data = Data(bundle);
            if (isUpdate && id is not null)
            {
                replaceShown(id, data);
                return;
            }

            JsonObject output = new()
            {
                ["output_type"] = "display_data",
                ["data"] = data,
                ["metadata"] = new JsonObject(),
            };
            if (id is not null)
            {
                ids[output] = id;
            }

            Add(output);
        }
    }

    /// <summary>Replaces in place what this cell showed with the id.</summary>
    public void Replace(string id, JsonObject data)
    {
        foreach (JsonObject output in ids.Where(p => p.Value == id).Select(p => p.Key))
        {
            output["data"] = data.DeepClone();
        }
    }

    public void Clear(bool wait)
    {
        lock (gate)
        {
            if (clearBeforeNext = wait)
            {
                return;
            }

            pending.Clear();
            outputs.Clear();
        }
    }

    /// <summary>The last outputs of the cell: its value or its error, and what was not kept of its text.</summary>
    public void End(Evaluation evaluation, int count)
    {
        lock (gate)
        {
            Flush();
            if (written > MostText)
            {
                Add(
                    Stream(
                        "stderr",
                        string.Create(CultureInfo.InvariantCulture, $"[output cut: {MostText:N0} of {written:N0} characters kept]\n")
                    )
                );
            }

            if (evaluation.Value is { } value)
            {
                Add(
                    new()
                    {
                        ["output_type"] = "execute_result",
                        ["execution_count"] = count,
                        ["data"] = Data(value),
                        ["metadata"] = new JsonObject(),
                    }
                );
            }

            if (evaluation.Failure is { } failure)
            {
                Add(Error(failure));
            }
        }
    }

    private static JsonObject Error(Failure failure) =>
        new()
        {
            ["output_type"] = "error",
            ["ename"] = failure.Name,
            ["evalue"] = failure.Message,
            ["traceback"] = new JsonArray([.. failure.Trace.Select(l => (JsonNode)l)]),
        };

    private static JsonObject Stream(string name, string text) =>
        new()
        {
            ["output_type"] = "stream",
            ["name"] = name,
            ["text"] = MultiLine.Write(text),
        };

    private static JsonObject Data(MimeBundle bundle)
    {
        JsonObject data = [];
        StringBuilder notes = new();
        foreach ((var mime, var value) in bundle.Data)
        {
            if (value.Length > LongestForm)
            {
                notes.Append(
                    CultureInfo.InvariantCulture,
                    $"\n[{mime} of {value.Length:N0} characters not kept: at most {LongestForm:N0} are]"
                );
            }
            else
            {
                data[mime] = mime.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(value) : MultiLine.Write(value);
            }
        }

        if (notes.Length > 0)
        {
            data[MimeBundle.PlainText] = MultiLine.Write(MultiLine.Read(data[MimeBundle.PlainText]) + notes);
        }

        return data;
    }

    private void Add(JsonObject output)
    {
        if (clearBeforeNext)
        {
            outputs.Clear();
        }

        clearBeforeNext = false;
        outputs.Add((JsonNode)output);
    }

    private void Flush()
    {
        if (pending.Length == 0)
        {
            return;
        }

        var text = pending.ToString();
        pending.Clear();
        // Jupyter joins neighbouring texts of one stream; the boundaries are chance.
        if (
            !clearBeforeNext
            && outputs.LastOrDefault() is JsonObject last
            && MultiLine.Read(last["output_type"]) == "stream"
            && MultiLine.Read(last["name"]) == stream
        )
        {
            last["text"] = MultiLine.Write(MultiLine.Read(last["text"]) + text);
        }
        else
        {
            Add(Stream(stream, text));
        }
    }
}
