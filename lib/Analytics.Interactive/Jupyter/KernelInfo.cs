using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter.Languages;
using Analytics.Interactive.Jupyter.Wire;

namespace Analytics.Interactive.Jupyter;

/// <summary>Answers who the kernel is and what it does not do: no debugger, no comms (widgets).</summary>
internal sealed class KernelInfo(Language language, IoPub output, ConnectionFile connection)
{
    public JsonObject Info(Request request) =>
        new()
        {
            ["status"] = "ok",
            ["protocol_version"] = Header.Version,
            ["implementation"] = "analytics-csharp",
            ["implementation_version"] = typeof(KernelInfo).Assembly.GetName().Version!.ToString(3),
            ["language_info"] = language.Info.DeepClone(),
            ["banner"] = language.Banner,
            ["debugger"] = false,
            ["supported_features"] = new JsonArray(),
            ["help_links"] = new JsonArray(
                new JsonObject { ["text"] = "C# reference", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" }
            ),
        };

    public JsonObject Connect(Request request) =>
        new()
        {
            ["status"] = "ok",
            ["shell_port"] = connection.Shell,
            ["iopub_port"] = connection.IoPub,
            ["stdin_port"] = connection.Stdin,
            ["control_port"] = connection.Control,
            ["hb_port"] = connection.Heartbeat,
        };

    public JsonObject CommInfo(Request request) => new() { ["status"] = "ok", ["comms"] = new JsonObject() };

    /// <summary>Nothing here has a comm target, so each is closed at once, as the protocol asks.</summary>
    public JsonObject? OpenComm(Request request)
    {
        output.Publish("comm_close", new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() }, request);
        return null;
    }

    public JsonObject Debug(Request request) =>
        new()
        {
            ["type"] = "response",
            ["request_seq"] = request.Number("seq", 0),
            ["seq"] = 0,
            ["success"] = false,
            ["command"] = request.Text("command"),
            ["message"] = "this kernel has no debugger; attach one of your editor to the process instead",
        };
}
