using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter.Languages;
using Analytics.Interactive.Jupyter.Messages;
using Analytics.Interactive.Jupyter.Wire;

namespace Analytics.Interactive.Jupyter;

/// <summary>Answers <c>execute_request</c>: counts, shows the input, runs the cell, shows its value or its error.</summary>
internal sealed class Execution(Language language, IoPub output, StdinChannel stdin, Interruption interruption, RunningMark mark)
{
    /// <summary>How many cells were counted.</summary>
    public int Count { get; private set; }

    public History History { get; } = new();

    /// <summary>The request whose cell runs now.</summary>
    public Request? Current { get; private set; }

    public JsonObject Execute(Request request)
    {
        var code = request.Text("code");
        var isSilent = request.Flag("silent", false);
        var isStored = request.Flag("store_history", !isSilent) && !isSilent && !string.IsNullOrWhiteSpace(code);
        if (isStored)
        {
            Count++;
        }
        // Before anybody hears that the cell began: a stop pressed then must find it.
        var interrupt = interruption.Begin();
        if (!isSilent)
        {
            output.Publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = Count }, request);
        }

        stdin.BeginCell(request, interrupt);
        output.BeginCell(request, isSilent);
        Current = request;
        mark.Set(Count, code);
        CellOutcome outcome;
        JsonObject expressions;
        try
        {
            outcome = string.IsNullOrWhiteSpace(code) ? new CellOutcome() : language.Run(new Cell(code, Count, isSilent, interrupt));
            expressions = outcome.Failure is null ? Expressions(request, interrupt) : [];
        }
        finally
        {
            mark.Clear();
            Current = null;
            interruption.End();
            stdin.BeginCell(null, default);
            output.EndCell();
        }
        if (isStored)
        {
            History.Add(Count, code, outcome.Value?.Data["text/plain"]?.GetValue<string>());
        }

        if (outcome.Failure is { } failure)
        {
            return Failed(request, failure, isSilent);
        }

        if (outcome.Value is { } value && !isSilent)
        {
            ShowResult(request, value.Trimmed());
        }

        return Reply("ok", expressions);
    }

    /// <summary>What the client is told when the process ends in the middle of a cell.</summary>
    public JsonObject Ended(string message) => WithError(Reply("error", []), new CellFailure("KernelEnded", message, [message]));

    private void ShowResult(Request request, Bundle value) =>
        output.Publish(
            "execute_result",
            new JsonObject
            {
                ["execution_count"] = Count,
                ["data"] = value.Data,
                ["metadata"] = value.Metadata.DeepClone(),
            },
            request
        );

    private JsonObject Failed(Request request, CellFailure failure, bool isSilent)
    {
        if (!isSilent)
        {
            output.Publish("error", WithError([], failure), request);
        }

        return WithError(Reply("error", []), failure);
    }

    private JsonObject Reply(string status, JsonObject expressions) =>
        new()
        {
            ["status"] = status,
            ["execution_count"] = Count,
            ["payload"] = new JsonArray(),
            ["user_expressions"] = expressions,
        };

    private static JsonObject WithError(JsonObject content, CellFailure failure)
    {
        content["ename"] = failure.Name;
        content["evalue"] = failure.Message;
        content["traceback"] = new JsonArray([.. failure.Trace.Select(l => JsonValue.Create(l))]);
        return content;
    }

    private JsonObject Expressions(Request request, CancellationToken interrupt)
    {
        var values = new JsonObject();
        if (!request.Content.TryGetProperty("user_expressions", out var asked) || asked.ValueKind != JsonValueKind.Object)
        {
            return values;
        }

        foreach (var expression in asked.EnumerateObject())
        {
            var code = expression.Value.ValueKind == JsonValueKind.String ? expression.Value.GetString()! : "";
            var outcome = language.Run(new Cell(code, Count, true, interrupt));
            values[expression.Name] = outcome switch
            {
                { Failure: { } failure } => WithError(new JsonObject { ["status"] = "error" }, failure),
                { Value: { } value } => Shown(value.Trimmed()),
                _ => Shown(Bundle.Plain("")),
            };
        }
        return values;
    }

    private static JsonObject Shown(Bundle value) =>
        new()
        {
            ["status"] = "ok",
            ["data"] = value.Data,
            ["metadata"] = value.Metadata.DeepClone(),
        };
}
