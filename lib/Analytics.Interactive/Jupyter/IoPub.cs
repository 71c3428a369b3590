using System.Text;
using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter.Messages;
using Analytics.Interactive.Jupyter.Wire;
using Analytics.Interactive.Jupyter.Zmtp;

namespace Analytics.Interactive.Jupyter;

/// <summary>
/// Everything the kernel publishes, in order. Text of a cell is collected for about 50 ms and sent before anything else that
/// is published; a cell that writes without end is cut off with a note.
/// </summary>
internal sealed class IoPub : IDisposable
{
    /// <summary>Characters of printed text shown per cell.</summary>
    public const int MostText = 1_000_000;

    private const int MostPending = 64 * 1024;
    private readonly object _gate = new();
    private readonly WireFormat _wire;
    private readonly Publisher _publisher;
    private readonly StringBuilder _pending = new();
    private string _stream = "stdout";
    private Request? _parent;
    private bool _isSilent;
    private long _written;
    private bool _hasGreeted;
    private bool _isClosed;

    public IoPub(WireFormat wire, Address address)
    {
        _wire = wire;
        _publisher = new Publisher(address, Greet);
        new Thread(FlushNowAndThen, 256 * 1024) { IsBackground = true, Name = "iopub flush" }.Start();
    }

    public Publisher Socket => _publisher;

    public void Status(string state, Request? parent) => Publish("status", new JsonObject { ["execution_state"] = state }, parent);

    /// <summary>Publishes a message caused by <paramref name="parent"/>, after the text written so far.</summary>
    public void Publish(string type, JsonObject content, Request? parent, JsonObject? metadata = null)
    {
        // In a finally block, which an abort of the cell does not enter: a message is sent whole or not at all.
        try { }
        finally
        {
            lock (_gate)
            {
                FlushPending();
                Send(type, content, parent, metadata);
            }
        }
    }

    /// <summary>From now on output belongs to this request.</summary>
    public void BeginCell(Request parent, bool isSilent)
    {
        lock (_gate)
        {
            FlushPending();
            _parent = parent;
            _isSilent = isSilent;
            _written = 0;
        }
    }

    /// <summary>Sends what is left of the cell's text, and how much of it was not shown.</summary>
    public void EndCell()
    {
        lock (_gate)
        {
            FlushPending();
            if (_written > MostText && !_isSilent)
            {
                SendText("stderr", FormattableString.Invariant($"[{_written - MostText:N0} characters of output were not shown]\n"));
            }

            _written = 0;
            _isSilent = false;
        }
    }

    /// <summary>Adds text to the cell's "stdout" or "stderr".</summary>
    public void Write(string stream, ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            if (_isSilent || text.Length == 0)
            {
                return;
            }

            var room = MostText - _written;
            _written += text.Length;
            if (room < 0)
            {
                return;
            }

            if (stream != _stream)
            {
                FlushPending();
                _stream = stream;
            }
            if (text.Length <= room)
            {
                if (_pending.Length == 0)
                {
                    Monitor.PulseAll(_gate);
                }

                _pending.Append(text);
                if (_pending.Length >= MostPending)
                {
                    FlushPending();
                }

                return;
            }
            _pending.Append(text[..(int)room]);
            FlushPending();
            SendText("stderr", FormattableString.Invariant($"\n[output cut after {MostText:N0} characters; the cell runs on]\n"));
        }
    }

    public void Flush()
    {
        lock (_gate)
        {
            FlushPending();
        }
    }

    /// <summary>Shows a bundle; with an id it can be replaced later by <see cref="Update"/>.</summary>
    public void Display(Bundle bundle, string? id = null) => Show("display_data", bundle, id);

    public void Update(Bundle bundle, string id) => Show("update_display_data", bundle, id);

    /// <remarks><c>wait</c>: True: clear only when the next output comes, so that an animation does not flicker.</remarks>
    public void Clear(bool wait)
    {
        lock (_gate)
        {
            if (_isSilent)
            {
                return;
            }
        }

        Publish("clear_output", new JsonObject { ["wait"] = wait }, _parent);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
        _publisher.Dispose();
    }

    private void Show(string type, Bundle bundle, string? id)
    {
        lock (_gate)
        {
            if (_isSilent)
            {
                return;
            }
        }

        var sent = bundle.Trimmed();
        var content = new JsonObject
        {
            ["data"] = sent.Data,
            ["metadata"] = sent.Metadata.DeepClone(),
            ["transient"] = id is null ? new JsonObject() : new JsonObject { ["display_id"] = id },
        };
        Publish(type, content, _parent);
    }

    private void Greet(string topic)
    {
        lock (_gate)
        {
            // Published at the real start nobody would hear it.
            if (!_hasGreeted)
            {
                Send("status", new JsonObject { ["execution_state"] = "starting" }, null, null);
            }

            _hasGreeted = true;
            Send("iopub_welcome", new JsonObject { ["subscription"] = topic }, null, null);
        }
    }

    private void Send(string type, JsonObject content, Request? parent, JsonObject? metadata) =>
        _publisher.Send(_wire.Write([Encoding.ASCII.GetBytes($"kernel.{_wire.Session}.{type}")], type, content, parent, metadata));

    private void SendText(string stream, string text) =>
        Send("stream", new JsonObject { ["name"] = stream, ["text"] = text }, _parent, null);

    private void FlushPending()
    {
        if (_pending.Length == 0)
        {
            return;
        }

        var length = _pending.Length;
        // Half a surrogate pair waits for its other half, unless it has none.
        var keep = length > 1 && char.IsHighSurrogate(_pending[length - 1]) ? 1 : 0;
        var text = _pending.ToString(0, length - keep);
        _pending.Remove(0, length - keep);
        SendText(_stream, text);
    }

    private void FlushNowAndThen()
    {
        while (true)
        {
            lock (_gate)
            {
                while (_pending.Length == 0 && !_isClosed)
                {
                    Monitor.Wait(_gate);
                }

                if (_isClosed)
                {
                    return;
                }
            }
            Thread.Sleep(50);
            Flush();
        }
    }
}
