using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter.Languages;
using Analytics.Interactive.Jupyter.Messages;
using Analytics.Interactive.Jupyter.Wire;

namespace Analytics.Interactive.Jupyter;

/// <summary>Answers what editors ask about code without running it.</summary>
internal sealed class CodeQuestions(Language language)
{
    public JsonObject Complete(Request request)
    {
        var code = request.Text("code");
        var found = language.Complete(code, Cursor(request, code));
        var start = CodePoints.FromUtf16(code, found.Start);
        var end = CodePoints.FromUtf16(code, found.End);
        var matches = new JsonArray();
        var typed = new JsonArray();
        foreach (var item in found.Items)
        {
            matches.Add(item.Text);
            typed.Add(
                new JsonObject
                {
                    ["start"] = start,
                    ["end"] = end,
                    ["text"] = item.Text,
                    ["type"] = item.Kind,
                    ["signature"] = item.Signature,
                }
            );
        }
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = matches,
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = typed },
        };
    }

    public JsonObject Inspect(Request request)
    {
        var code = request.Text("code");
        var found = language.Inspect(code, Cursor(request, code), request.Number("detail_level", 0) > 0);
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = found is not null,
            ["data"] = found?.Data.DeepClone() ?? new JsonObject(),
            ["metadata"] = found?.Metadata.DeepClone() ?? new JsonObject(),
        };
    }

    public JsonObject IsComplete(Request request)
    {
        var answer = language.IsComplete(request.Text("code"));
        var reply = new JsonObject { ["status"] = answer.Status };
        if (answer.Status == "incomplete")
        {
            reply["indent"] = answer.Indent;
        }

        return reply;
    }

    private static int Cursor(Request request, string code) =>
        CodePoints.ToUtf16(code, Math.Max(0, request.Number("cursor_pos", int.MaxValue)));
}
