using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter.Wire;
using Analytics.Interactive.Jupyter.Zmtp;

namespace Analytics.Interactive.Jupyter;

/// <summary>What every request goes through, whatever it asks: busy → work → reply → idle.</summary>
internal sealed class Dispatcher(WireFormat wire, IoPub output, IReadOnlyDictionary<string, Func<Request, JsonObject?>> handlers)
{
    /// <remarks><paramref name="answered"/> is called when the work is done and the client does not know it yet.</remarks>
    public void Handle(Request request, Router router, Action<JsonObject>? answered = null)
    {
        output.Status("busy", request);
        var reply = handlers.TryGetValue(request.Type, out var handler) ? Answer(handler, request) : null;
        output.Flush();
        if (reply is not null)
        {
            answered?.Invoke(reply);
            Send(request, reply, router);
        }
        output.Status("idle", request);
    }

    /// <summary>Declines a request that was queued behind a cell that failed.</summary>
    public void Abort(Request request, int count, Router router)
    {
        output.Status("busy", request);
        Send(request, new JsonObject { ["status"] = "aborted", ["execution_count"] = count }, router);
        output.Status("idle", request);
    }

    public void Send(Request request, JsonObject reply, Router router) =>
        router.Send(wire.Write(request.Identities, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), reply, request));

    private static JsonObject? Answer(Func<Request, JsonObject?> handler, Request request)
    {
        try
        {
            return handler(request);
        }
        catch (Exception e)
        {
            // A defect or a malformed request: the client gets an answer, and the next request works.
            return new JsonObject
            {
                ["status"] = "error",
                ["ename"] = e.GetType().Name,
                ["evalue"] = e.Message,
                ["traceback"] = new JsonArray([.. e.ToString().Split('\n').Select(l => JsonValue.Create(l.TrimEnd()))]),
            };
        }
    }
}
