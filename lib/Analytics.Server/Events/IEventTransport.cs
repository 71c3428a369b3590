namespace Analytics.Server.Events;

/// <summary>Why a transport does not take or give messages now; it may later.</summary>
internal sealed class TransportException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Carries messages from the outbox to the inbox, at least once. Each following stage has a queue of its name.</summary>
internal interface IEventTransport
{
    /// <summary>How it is told, e.g. <c>embedded</c>.</summary>
    string Name { get; }

    /// <summary>Takes a message; when this returns it outlives the process.</summary>
    /// <exception cref="TransportException">It was not taken, or that is not known.</exception>
    Task Publish(OutgoingMessage message, CancellationToken cancellation);

    /// <summary>The queues in which messages may wait that nobody has taken yet; what was sent to another, is not taken and stays so was lost.</summary>
    /// <exception cref="TransportException">That is not known: it is away.</exception>
    Task<IReadOnlySet<string>> MayHold(CancellationToken cancellation);

    /// <summary>Gives the messages of queues until it is cancelled. One is done when <paramref name="take"/> returns; where that fails it comes again, to somebody.</summary>
    /// <param name="begun">Called when messages can come.</param>
    /// <exception cref="TransportException">It gives none any more: the caller begins again.</exception>
    Task Consume(
        IReadOnlyList<string> queues,
        Func<TakenMessage, CancellationToken, Task> take,
        Action begun,
        CancellationToken cancellation
    );
}
