using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter.Languages;
using Analytics.Interactive.Jupyter.Wire;
using Analytics.Interactive.Jupyter.Zmtp;
using Analytics.Interactive.Running;

namespace Analytics.Interactive.Jupyter;

/// <summary>
/// A Jupyter kernel (messaging protocol 5.5): five bound sockets around a <see cref="Language"/>. Requests on the shell socket
/// are worked off one by one; control (interrupt, shutdown) and heartbeat have threads of their own and answer at any time.
/// </summary>
internal sealed class JupyterKernel : IDisposable
{
    private readonly Language _language;
    private readonly WireFormat _wire;
    private readonly IoPub _output;
    private readonly Router _shell;
    private readonly Router _control;
    private readonly Router _stdin;
    private readonly Echo _heartbeat;
    private readonly Interruption _interruption = new(TimeSpan.FromSeconds(3));
    private readonly Execution _execution;
    private readonly Dispatcher _dispatcher;
    private readonly RunningMark _mark;
    private readonly StdinChannel _input;
    private readonly SpareMemory _memory = new();
    private readonly ManualResetEventSlim _end = new(false);

    /// <remarks><c>connectionFile</c>: Where <paramref name="connection"/> was read from, or null.</remarks>
    public JupyterKernel(ConnectionFile connection, Language language, TimeProvider time, string? connectionFile = null)
    {
        _language = language;
        _wire = new WireFormat(new Signer(connection.Scheme, connection.Key), time);
        _shell = new Router(connection.At(connection.Shell));
        _control = new Router(connection.At(connection.Control));
        _stdin = new Router(connection.At(connection.Stdin));
        _heartbeat = new Echo(connection.At(connection.Heartbeat));
        _output = new IoPub(_wire, connection.At(connection.IoPub));
        Connection = connection with
        {
            Shell = _shell.Port,
            Control = _control.Port,
            Stdin = _stdin.Port,
            Heartbeat = _heartbeat.Port,
            IoPub = _output.Socket.Port,
        };
        _mark = new RunningMark(connectionFile);
        _input = new StdinChannel(_wire, _stdin, _output);
        _execution = new Execution(language, _output, _input, _interruption, _mark);
        _dispatcher = new Dispatcher(_wire, _output, Handlers());
        language.Attach(_output, _input.Ask);
    }

    /// <summary>The connection with the ports that were bound.</summary>
    public ConnectionFile Connection { get; }

    public IoPub Output => _output;

    public StdinChannel Input => _input;

    /// <summary>Starts to answer; returns at once.</summary>
    public void Start()
    {
        foreach (var endpoint in (Endpoint[])[_shell, _control, _stdin, _heartbeat, _output.Socket])
        {
            endpoint.Start();
        }

        Thread("control", ServeControl);
        Thread("shell", ServeShell);
        Thread("warm up", _language.WarmUp);
    }

    /// <summary>Waits until a client asked for shutdown or <see cref="End"/> was called, and the last messages are out.</summary>
    public void WaitForEnd()
    {
        _end.Wait();
        foreach (var endpoint in (Endpoint[])[_output.Socket, _control, _shell])
        {
            endpoint.Flush(TimeSpan.FromSeconds(1));
        }
    }

    public void End() => _end.Set();

    /// <summary>Stops the running cell, as the stop button does.</summary>
    public void Interrupt() => _interruption.Request(TellThatItIsStuck);

    /// <summary>The process ends in the middle of a cell (Environment.Exit, a signal): the client is told before it is gone.</summary>
    public void TellThatTheProcessEnds()
    {
        if (_end.IsSet || _execution.Current is not { } request)
        {
            return;
        }

        _mark.Clear();
        const string Message =
            "The process of the kernel ended while this cell ran: Environment.Exit, or a signal. Variables are gone; restart the kernel.";
        var reply = _execution.Ended(Message);
        _output.Publish(
            "error",
            new JsonObject
            {
                ["ename"] = "KernelEnded",
                ["evalue"] = Message,
                ["traceback"] = new JsonArray(Message),
            },
            request
        );
        _dispatcher.Send(request, reply, _shell);
        _output.Status("idle", request);
        _shell.Flush(TimeSpan.FromSeconds(1));
        _output.Socket.Flush(TimeSpan.FromSeconds(1));
    }

    public void Dispose()
    {
        _end.Set();
        _mark.Clear();
        foreach (var endpoint in (IDisposable[])[_shell, _control, _stdin, _heartbeat, _output])
        {
            endpoint.Dispose();
        }
    }

    private Dictionary<string, Func<Request, JsonObject?>> Handlers()
    {
        var info = new KernelInfo(_language, _output, Connection);
        var questions = new CodeQuestions(_language);
        return new(StringComparer.Ordinal)
        {
            ["kernel_info_request"] = info.Info,
            ["connect_request"] = info.Connect,
            ["comm_info_request"] = info.CommInfo,
            ["comm_open"] = info.OpenComm,
            ["debug_request"] = info.Debug,
            ["execute_request"] = _execution.Execute,
            ["complete_request"] = questions.Complete,
            ["inspect_request"] = questions.Inspect,
            ["is_complete_request"] = questions.IsComplete,
            ["history_request"] = _execution.History.Reply,
            ["interrupt_request"] = _ =>
            {
                Interrupt();
                return new JsonObject { ["status"] = "ok" };
            },
            ["shutdown_request"] = r => new JsonObject { ["status"] = "ok", ["restart"] = r.Flag("restart", false) },
        };
    }

    private void ServeControl()
    {
        while (_control.Receive() is { } frames)
        {
            if (_wire.Read(frames) is { } request)
            {
                Handle(request, _control);
            }
        }
    }

    private void ServeShell()
    {
        var waiting = new Queue<Request>();
        while (waiting.Count > 0 || _shell.Receive() is { } first && Take(first, waiting))
        {
            if (!waiting.TryDequeue(out var request))
            {
                continue;
            }

            if (request.Type == "execute_request" && _mark.TakeLeft() is { } left)
            {
                _output.Publish("stream", new JsonObject { ["name"] = "stderr", ["text"] = left }, request);
            }

            var aborted = new List<Request>();
            Handle(
                request,
                _shell,
                reply =>
                {
                    if (
                        request.Type == "execute_request"
                        && reply["status"]?.GetValue<string>() != "ok"
                        && request.Flag("stop_on_error", true)
                    )
                    {
                        aborted.AddRange(CellsIn(waiting));
                    }
                }
            );
            foreach (var cell in aborted)
            {
                _dispatcher.Abort(cell, _execution.Count, _shell);
            }

            if (request.Type == "execute_request")
            {
                _memory.CellEnded();
            }
        }
    }

    private void Handle(Request request, Router router, Action<JsonObject>? answered = null)
    {
        _dispatcher.Handle(request, router, answered);
        if (request.Type != "shutdown_request")
        {
            return;
        }

        _output.Publish("shutdown_reply", new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", false) }, request);
        End();
    }

    private bool Take(byte[][] frames, Queue<Request> waiting)
    {
        if (_wire.Read(frames) is { } request)
        {
            waiting.Enqueue(request);
        }

        return true;
    }

    // Only what the client sent before it could know of the failure: a waiting window would decline the cell run next.
    private List<Request> CellsIn(Queue<Request> waiting)
    {
        _shell.Settle();
        while (_shell.ReceiveNow() is { } frames)
        {
            Take(frames, waiting);
        }

        List<Request> cells = [.. waiting.Where(r => r.Type == "execute_request")];
        List<Request> others = [.. waiting.Except(cells)];
        waiting.Clear();
        others.ForEach(waiting.Enqueue);
        return cells;
    }

    private void TellThatItIsStuck() =>
        _output.Write(
            "stderr",
            "\nThe cell has not stopped for 3 seconds: it is in native code or waits for a thread of its own. If it does not end soon, restart the kernel; variables will be lost.\n"
        );

    private static void Thread(string name, ThreadStart work) => new Thread(work) { IsBackground = true, Name = name }.Start();
}
