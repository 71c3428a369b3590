using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter.Wire;
using Analytics.Interactive.Jupyter.Zmtp;

namespace Analytics.Interactive.Jupyter;

/// <summary>Asks the client that sent the running cell for a line of input.</summary>
internal sealed class StdinChannel(WireFormat wire, Router router, IoPub output)
{
    private readonly Lock _oneAtATime = new();
    private volatile Request? _cell;
    private CancellationToken _interrupt;

    public void BeginCell(Request? cell, CancellationToken interrupt)
    {
        _interrupt = interrupt;
        _cell = cell;
    }

    /// <summary>The line typed. Throws when the client cannot ask (a headless run) or the cell is over.</summary>
    public string Ask(string prompt, bool isPassword)
    {
        var cell = _cell ?? throw new InvalidOperationException("input can only be asked for while a cell runs");
        if (!cell.Flag("allow_stdin", true) || cell.Flag("silent", false))
        {
            throw new InvalidOperationException("this client offers no input (a headless run?): give the value as a parameter instead");
        }

        lock (_oneAtATime)
        {
            output.Flush();
            while (router.ReceiveNow() is not null)
            {
                // An answer to a question of an interrupted cell.
            }
            router.Send(
                wire.Write(cell.Identities, "input_request", new JsonObject { ["prompt"] = prompt, ["password"] = isPassword }, cell)
            );
            while (router.Receive(_interrupt) is { } frames)
            {
                if (wire.Read(frames) is { Type: "input_reply" } reply)
                {
                    return reply.Text("value");
                }
            }
        }
        throw new OperationCanceledException("the kernel ended while it waited for input");
    }
}
