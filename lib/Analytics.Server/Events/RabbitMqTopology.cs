using RabbitMQ.Client;

namespace Analytics.Server.Events;

/// <summary>
/// What there is at the broker: the exchange <c>analytics.stages</c> (routing key stage.domain), to which anybody may bind a queue; and a queue
/// for each stage that follows. All of it is declared by whoever connects, so that nothing published is lost because nobody was there yet.
/// </summary>
internal static class RabbitMqTopology
{
    public const string Stages = "analytics.stages";

    /// <summary>The queue of a stage that follows.</summary>
    public static string QueueOf(string stage) => "analytics." + stage;

    public static async Task Declare(IChannel channel, CancellationToken cancellation)
    {
        await channel
            .ExchangeDeclareAsync(Stages, ExchangeType.Topic, durable: true, cancellationToken: cancellation)
            .ConfigureAwait(false);
        foreach (var (before, stage) in StageOrder.All.Zip(StageOrder.Followers))
        {
            // A classic queue: it answers as soon as its broker does. What a broker may lose the outbox sends again.
            await channel
                .QueueDeclareAsync(
                    QueueOf(stage),
                    durable: true,
                    exclusive: false,
                    autoDelete: false,
                    arguments: new Dictionary<string, object?> { ["x-queue-type"] = "classic" },
                    cancellationToken: cancellation
                )
                .ConfigureAwait(false);
            await channel.QueueBindAsync(QueueOf(stage), Stages, before + ".*", cancellationToken: cancellation).ConfigureAwait(false);
        }
    }
}
