using Analytics.Server.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Analytics.Server.Events;

/// <summary>
/// Makes connections to the broker, lets them go, and says what went wrong. No word of it holds the broker's address, which holds a password.
/// </summary>
internal sealed class RabbitMqConnections(ServerSettings settings)
{
    /// <summary>How long the broker may take for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(2);

    private readonly ConnectionFactory _factory = new()
    {
        Uri = new Uri(settings.EventsRabbitMq),
        ClientProvidedName = "analytics",
        // A broken connection is made again with all that belongs to it, by whoever uses it.
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedHeartbeat = Patience,
        RequestedConnectionTimeout = Patience,
        ContinuationTimeout = Patience,
    };

    /// <summary>A connection with a channel; what the exchange and the queues need is declared.</summary>
    public async Task<(IConnection Connection, IChannel Channel)> Open(CreateChannelOptions? options, CancellationToken cancellation)
    {
        var connection = await _factory.CreateConnectionAsync(cancellation).ConfigureAwait(false);
        try
        {
            var channel = await connection.CreateChannelAsync(options, cancellation).ConfigureAwait(false);
            await RabbitMqTopology.Declare(channel, cancellation).ConfigureAwait(false);
            return (connection, channel);
        }
        catch
        {
            await Close(connection).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets a connection go, with its channels. One that is broken has nothing to say and may never answer: it is not waited for long.</summary>
    public static async Task Close(IConnection? connection)
    {
        if (connection is not null)
        {
            var closed = Task.Run(() => connection.DisposeAsync().AsTask(), CancellationToken.None);
            await closed.WaitAsync(s_closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether an error is the broker's or of the way to it.</summary>
    public static bool IsOfTheBroker(Exception error, CancellationToken cancellation) =>
        error is RabbitMQClientException or IOException or System.Net.Sockets.SocketException or TimeoutException or ObjectDisposedException
        || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    /// <summary>What went wrong, without the broker's address.</summary>
    public static TransportException Told(Exception error) =>
        new(
            error switch
            {
                PublishReturnException => "The broker has no queue for the message.",
                PublishException => "The broker refused the message.",
                BrokerUnreachableException { InnerException: AuthenticationFailureException } =>
                    "The broker does not let this user in (EventsRabbitMq).",
                BrokerUnreachableException or OperationCanceledException or TimeoutException =>
                    "The broker is not reached or does not answer (EventsRabbitMq).",
                OperationInterruptedException interrupted => $"The broker ended it: {interrupted.ShutdownReason?.ReplyText}",
                _ => $"The connection to the broker broke: {error.GetType().Name}.",
            },
            error
        );
}
