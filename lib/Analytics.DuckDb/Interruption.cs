using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>
/// Interrupts a connection's statement when a token is cancelled, again and again until the statement has ended: DuckDB forgets an interrupt that comes
/// between preparing and running, and one would be lost for good.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly DuckDBNativeConnection _connection;
    private readonly CancellationTokenRegistration _registration;
    private readonly Lock _gate = new();
    private Timer? _timer;
    private bool _isOver;

    public Interruption(DuckDBNativeConnection connection, CancellationToken cancellation)
    {
        _connection = connection;
        _registration = cancellation.Register(Start);
    }

    private void Start()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _timer = new Timer(_ => Interrupt(), null, TimeSpan.Zero, s_pause);
            }
        }
    }

    private void Interrupt()
    {
        // Under the lock: an interrupt after the end would hit the connection's next statement.
        lock (_gate)
        {
            if (!_isOver)
            {
                _connection.Interrupt();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _timer?.Dispose();
        }

        _registration.Dispose();
    }
}
