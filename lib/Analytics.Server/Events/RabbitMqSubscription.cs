using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Analytics.Server.Events;

/// <summary>
/// Takes the messages of queues over one channel, until that ends: the channel or its connection is closed, the broker takes a consumer away, a
/// message cannot be written down, or a queue holds messages and gives none.
/// </summary>
internal sealed class RabbitMqSubscription : IDisposable
{
    /// <summary>Messages that a worker holds at once: a message is done in milliseconds.</summary>
    private const ushort Prefetch = 8;

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(5);
    private static readonly UTF8Encoding s_strict = new(false, true);

    private readonly IChannel _channel;
    private readonly Redeliveries _redeliveries;
    private readonly Func<TakenMessage, CancellationToken, Task> _take;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _ending;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _came;
    private int _inHand;

    public RabbitMqSubscription(
        IChannel channel,
        Redeliveries redeliveries,
        Func<TakenMessage, CancellationToken, Task> take,
        CancellationToken cancellation
    )
    {
        (_channel, _redeliveries, _take, _cancellation) = (channel, redeliveries, take, cancellation);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _ending = _end.Token;
        channel.ChannelShutdownAsync += (_, why) => Ended(why.ReplyText);
        // What could not be written down was not acknowledged: it comes again, to somebody.
        channel.CallbackExceptionAsync += (_, why) => Ended(why.Exception.Message);
    }

    /// <summary>Asks the broker for the messages.</summary>
    public async Task Begin(IReadOnlyList<string> stages)
    {
        await _channel.BasicQosAsync(0, Prefetch, global: false, _cancellation).ConfigureAwait(false);
        foreach (var stage in stages)
        {
            var consumer = new AsyncEventingBasicConsumer(_channel);
            consumer.ReceivedAsync += (_, message) => Take(stage, message);
            // Also when the broker says so by itself, e.g. because somebody has deleted the queue.
            consumer.UnregisteredAsync += (_, _) => Ended("the broker sends no more of this queue");
            await _channel
                .BasicConsumeAsync(RabbitMqTopology.QueueOf(stage), autoAck: false, consumer, _cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Waits until it ends, and looks meanwhile whether messages wait that do not come.</summary>
    /// <returns>Why it has ended.</returns>
    public async Task<string> End(IReadOnlyList<string> stages, TimeProvider time)
    {
        try
        {
            var (seen, quiet) = (Interlocked.Read(ref _came), 0);
            while (true)
            {
                await Task.WhenAny(_ended.Task, Task.Delay(s_betweenLooks, time, _cancellation)).ConfigureAwait(false);
                _cancellation.ThrowIfCancellationRequested();
                if (_ended.Task.IsCompleted)
                {
                    return await _ended.Task.ConfigureAwait(false);
                }

                var waiting = await Waiting(stages).WaitAsync(2 * RabbitMqConnections.Patience, _cancellation).ConfigureAwait(false);
                var came = Interlocked.Read(ref _came);
                quiet = waiting && came == seen && Volatile.Read(ref _inHand) == 0 ? quiet + 1 : 0;
                seen = came;
                if (quiet == 3)
                {
                    return "messages wait and none came for 15 s";
                }
            }
        }
        finally
        {
            await _end.CancelAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task<bool> Waiting(IReadOnlyList<string> stages)
    {
        foreach (var stage in stages)
        {
            if (await _channel.MessageCountAsync(RabbitMqTopology.QueueOf(stage), _cancellation).ConfigureAwait(false) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private Task Ended(string why)
    {
        _ended.TrySetResult(why);
        return Task.CompletedTask;
    }

    private async Task Take(string stage, BasicDeliverEventArgs message)
    {
        Interlocked.Increment(ref _came);
        Interlocked.Increment(ref _inHand);
        try
        {
            // Behind one that failed the channel ends: the others come again with it, and are not to be counted as tried.
            if (_ended.Task.IsCompleted)
            {
                return;
            }

            // Counted before it is tried: it may end whoever tries.
            var again = message.Redelivered ? _redeliveries.Count(stage, message.Body.Span) : 0;
            var (text, isWhole) = Text(message.Body.Span);
            var dead = again >= EmbeddedTransport.MostDeliveries ? EmbeddedTransport.GivenUp : null;
            await _take(new TakenMessage(stage, text, isWhole, dead), _ending).ConfigureAwait(false);
            if (again > 0)
            {
                _redeliveries.Forget(stage, message.Body.Span);
            }

            await _channel.BasicAckAsync(message.DeliveryTag, multiple: false, _ending).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private static (string Text, bool IsWhole) Text(ReadOnlySpan<byte> body)
    {
        var isWhole = body.Length <= TakenMessage.MostBytes;
        var part = isWhole ? body : body[..TakenMessage.MostBytes];
        try
        {
            return (s_strict.GetString(part), isWhole);
        }
        catch (DecoderFallbackException)
        {
            return (Encoding.UTF8.GetString(part), false);
        }
    }
}
