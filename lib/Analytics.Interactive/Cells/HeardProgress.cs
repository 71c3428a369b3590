using System.Diagnostics;

namespace Analytics.Interactive.Cells;

/// <summary>
/// Hears libraries say how far long work is, by name like formatters: a <see cref="DiagnosticListener"/> whose name ends in <c>.Progress</c> writes the tuple
/// <c>(string work, string part, double done, double of)</c>. It hears as long as it is not disposed.
/// </summary>
internal sealed class HeardProgress : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string NameEnd = ".Progress";

    private readonly Lock _one = new();
    private readonly List<IDisposable> _heard = [];
    private readonly Action<string, string, double, double> _report;
    private readonly IDisposable _all;

    public HeardProgress(Action<string, string, double, double> report)
    {
        _report = report;
        _all = DiagnosticListener.AllListeners.Subscribe(this);
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name.EndsWith(NameEnd, StringComparison.Ordinal))
        {
            var heard = value.Subscribe(this);
            lock (_one)
            {
                _heard.Add(heard);
            }
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is (string work, string part, double done, double of))
        {
            _report(work, part, done, of);
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose()
    {
        _all.Dispose();
        lock (_one)
        {
            _heard.ForEach(each => each.Dispose());
            _heard.Clear();
        }
    }
}
