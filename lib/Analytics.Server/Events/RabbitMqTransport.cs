using System.Text;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using RabbitMQ.Client;

namespace Analytics.Server.Events;

/// <summary>
/// A broker carries the messages. Each is durable and confirmed before it counts as sent, acknowledged by hand when its effect is written down.
/// A connection that breaks is told to the caller, who begins again.
/// </summary>
internal sealed class RabbitMqTransport(ServerSettings settings, ServiceDatabase database, TimeProvider time)
    : IEventTransport,
        IAsyncDisposable
{
    private static readonly CreateChannelOptions s_confirmed = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true
    );

    private readonly RabbitMqConnections _connections = new(settings);
    private readonly Redeliveries _redeliveries = new(database, time);
    private (IConnection Connection, IChannel Channel)? _publisher;

    public string Name => "rabbitmq";

    public Task Publish(OutgoingMessage message, CancellationToken cancellation) =>
        AtTheBroker(
            async (channel, patience) =>
            {
                var properties = new BasicProperties
                {
                    Persistent = true,
                    ContentType = "application/json",
                    MessageId = message.Event,
                };
                // Returns when the broker has it on its disk, and fails where it refuses it or has no queue for a stage that follows.
                await channel
                    .BasicPublishAsync(
                        message.Queue is null ? RabbitMqTopology.Stages : "",
                        message.Queue is null ? $"{message.Stage}.{message.Domain}" : RabbitMqTopology.QueueOf(message.Queue),
                        mandatory: message.Queue is not null || StageOrder.After(message.Stage) is not null,
                        properties,
                        Encoding.UTF8.GetBytes(message.Text),
                        patience
                    )
                    .ConfigureAwait(false);
                return true;
            },
            cancellation
        );

    /// <summary>The queues that are not empty. What a worker holds counts for none: it is done in milliseconds, or was lost.</summary>
    public Task<IReadOnlySet<string>> MayHold(CancellationToken cancellation) =>
        AtTheBroker<IReadOnlySet<string>>(
            async (channel, patience) =>
            {
                var held = new HashSet<string>();
                foreach (var stage in StageOrder.Followers)
                {
                    if (await channel.MessageCountAsync(RabbitMqTopology.QueueOf(stage), patience).ConfigureAwait(false) > 0)
                    {
                        held.Add(stage);
                    }
                }

                return held;
            },
            cancellation
        );

    public async Task Consume(
        IReadOnlyList<string> queues,
        Func<TakenMessage, CancellationToken, Task> take,
        Action begun,
        CancellationToken cancellation
    )
    {
        IConnection? connection = null;
        try
        {
            (connection, var channel) = await _connections
                .Open(null, cancellation)
                .WaitAsync(3 * RabbitMqConnections.Patience, cancellation)
                .ConfigureAwait(false);
            using var subscription = new RabbitMqSubscription(channel, _redeliveries, take, cancellation);
            await subscription.Begin(queues).WaitAsync(3 * RabbitMqConnections.Patience, cancellation).ConfigureAwait(false);
            begun();
            var why = await subscription.End(queues, time).ConfigureAwait(false);
            throw new TransportException($"The connection to the broker has ended: {why}");
        }
        catch (Exception error) when (RabbitMqConnections.IsOfTheBroker(error, cancellation))
        {
            throw RabbitMqConnections.Told(error);
        }
        finally
        {
            await RabbitMqConnections.Close(connection).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync() => await Close().ConfigureAwait(false);

    /// <summary>Does something over the connection that publishes, in the time that the broker has for it; a connection that broke is let go.</summary>
    private async Task<T> AtTheBroker<T>(Func<IChannel, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(RabbitMqConnections.Patience);
        try
        {
            if (_publisher is not { Channel.IsOpen: true })
            {
                await Close().ConfigureAwait(false);
                _publisher = await _connections.Open(s_confirmed, patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
            }

            return await work(_publisher.Value.Channel, patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (RabbitMqConnections.IsOfTheBroker(error, cancellation))
        {
            await Close().ConfigureAwait(false);
            throw RabbitMqConnections.Told(error);
        }
    }

    private async Task Close()
    {
        var connection = _publisher?.Connection;
        _publisher = null;
        await RabbitMqConnections.Close(connection).ConfigureAwait(false);
    }
}
