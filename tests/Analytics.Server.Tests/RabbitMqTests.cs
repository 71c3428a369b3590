using System.Collections.Concurrent;
using System.Text;
using Analytics.Server.Events;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace Analytics.Server.Tests;

/// <summary>Events between stages by a real broker.</summary>
[Collection(nameof(RabbitMqServer))]
public sealed class RabbitMqTests : IAsyncLifetime
{
    private static readonly string[] s_queues = ["silver", "gold", "model"];

    private readonly RabbitMqServer _broker;
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-broker-").FullName;
    private readonly ServerSettings _settings;
    private readonly ServiceDatabase _database;
    private readonly Pulse _pulse = new(TimeProvider.System);
    private readonly RunStore _runs;
    private readonly Inbox _inbox;
    private readonly Outbox _outbox;
    private readonly DeadLetters _dead;
    private readonly CancellationTokenSource _end = new();
    private int _begun;
    private int _published;

    public RabbitMqTests(RabbitMqServer broker)
    {
        _broker = broker;
        _settings = new ServerSettings
        {
            Data = _folder,
            EventsRabbitMq = broker.Url,
            VisibilitySeconds = 5,
        };
        _database = new ServiceDatabase(_settings);
        _runs = new RunStore(_database, TimeProvider.System, _pulse);
        _inbox = new Inbox(_database, _runs, TimeProvider.System, _pulse);
        _outbox = new Outbox(_database, TimeProvider.System);
        _dead = new DeadLetters(_database, TimeProvider.System, _pulse);
    }

    public async Task InitializeAsync()
    {
        if (RabbitMqFactAttribute.Missing is null)
        {
            // What an earlier test left.
            await WithChannel(async channel =>
            {
                foreach (var queue in s_queues.Select(RabbitMqTopology.QueueOf))
                {
                    await channel.QueueDeleteAsync(queue);
                }
            });
        }
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WithChannel(Func<IChannel, Task> work)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_broker.Url) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await work(channel);
    }

    private EventDispatch Dispatch(IEventTransport transport) =>
        new(
            _outbox,
            transport,
            new Charge(_database, TimeProvider.System, NullLogger<Charge>.Instance),
            _database,
            _settings,
            TimeProvider.System,
            _pulse,
            NullLogger<EventDispatch>.Instance
        );

    /// <summary>Writes events down that are to be followed, as the ends of runs do.</summary>
    private void Publish(int count, string stage = "bronze")
    {
        for (var i = 0; i < count; i++)
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var message = StageMessage.Of("accidents", stage, null, true, now, new EventCause(null, null), Invariant($"{++_published}"));
            _database.Write(db => Outbox.Add(db, message, null, message.ToJson(), now));
        }
    }

    private int Followers(string what = "silver") => _runs.List(1000).Count(run => run.What == what && run.CausedBy is not null);

    /// <summary>Takes messages as a worker does, and begins again when the connection ends.</summary>
    private async Task Consume(IReadOnlyList<string> queues, Action<TakenMessage> take)
    {
        var cancellation = _end.Token;
        await using var transport = new RabbitMqTransport(_settings, _database, TimeProvider.System);
        while (true)
        {
            try
            {
                await transport.Consume(
                    queues,
                    (message, _) =>
                    {
                        take(message);
                        return Task.CompletedTask;
                    },
                    begun: () => Interlocked.Increment(ref _begun),
                    cancellation
                );
            }
            catch (TransportException)
            {
                await Task.Delay(100, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private Task Consume(Action<TakenMessage> take) => Consume(s_queues, take);

    [RabbitMqFact]
    public async Task Two_workers_share_the_messages_and_each_causes_one_run()
    {
        Publish(40);
        await using var transport = new RabbitMqTransport(_settings, _database, TimeProvider.System);
        var taken = new ConcurrentBag<int>();
        foreach (var worker in new[] { 1, 2 })
        {
            _ = Consume(message =>
            {
                taken.Add(worker);
                Thread.Sleep(20);
                _inbox.Take(message);
            });
        }

        // Both are there before the first message is.
        await Patience.Until(() => Volatile.Read(ref _begun) == 2, "two workers", 30);
        Assert.Equal(40, await Dispatch(transport).SendDue(default));
        await Patience.Until(() => Followers() == 40, $"40 runs, not {Followers()}", 30);
        await Task.Delay(500);
        Assert.Equal(40, Followers());
        Assert.Equal([1, 2], taken.Distinct().Order());
        Assert.Empty(_dead.List(10));
    }

    [RabbitMqFact]
    public async Task A_message_that_was_not_acknowledged_comes_again_and_has_no_second_effect()
    {
        Publish(1);
        await using var transport = new RabbitMqTransport(_settings, _database, TimeProvider.System);
        await Dispatch(transport).SendDue(default);
        var times = 0;
        _ = Consume(message =>
        {
            _inbox.Take(message);
            if (Interlocked.Increment(ref times) < 3)
            {
                throw new IOException("killed between the effect and its acknowledgement");
            }
        });
        await Patience.Until(() => Volatile.Read(ref times) == 3, "three deliveries", 30);
        await Task.Delay(500);
        Assert.Equal((3, 1), (times, Followers()));
        await WithChannel(async channel => Assert.Equal(0u, await channel.MessageCountAsync(RabbitMqTopology.QueueOf("silver"))));
    }

    [RabbitMqFact]
    public async Task A_message_that_ends_whoever_takes_it_is_given_up_after_five_times_and_told()
    {
        Publish(1);
        await using var transport = new RabbitMqTransport(_settings, _database, TimeProvider.System);
        await Dispatch(transport).SendDue(default);
        var times = 0;
        _ = Consume(message =>
        {
            if (message.Dead is null)
            {
                Interlocked.Increment(ref times);
                throw new InvalidOperationException("poison");
            }

            _inbox.Take(message);
        });
        await Patience.Until(() => _dead.Count() == 1, "a dead letter", 60);
        var letter = _dead.List(1).Single();
        Assert.Equal((EmbeddedTransport.MostDeliveries, "silver"), (times, letter.Queue));
        Assert.Contains("5 times", letter.Reason, StringComparison.Ordinal);
        Assert.Equal(0, Followers());
        // Whole as it came: replayed it runs.
        _dead.Replay(letter.Number);
        Assert.Equal(1, await Dispatch(transport).SendDue(default));
    }

    [RabbitMqFact]
    public async Task A_message_of_another_version_or_none_waits_for_somebody_and_what_is_behind_it_is_done()
    {
        Publish(1);
        await using var transport = new RabbitMqTransport(_settings, _database, TimeProvider.System);
        // Declares the queues.
        Assert.Equal(1, await Dispatch(transport).SendDue(default));
        byte[][] strange = ["""{"version":2,"id":"x"}"""u8.ToArray(), [0xFF, 0x00, 0xFE], new byte[TakenMessage.MostBytes + 1]];
        await WithChannel(async channel =>
        {
            foreach (var body in strange)
            {
                await channel.BasicPublishAsync(RabbitMqTopology.Stages, "bronze.crashes", body);
            }
        });
        Publish(1);
        Assert.Equal(1, await Dispatch(transport).SendDue(default));
        _ = Consume(message => _inbox.Take(message));
        await Patience.Until(() => Followers() == 2 && _dead.Count() == 3, "two runs and three dead letters", 30);
        var letters = _dead.List(10).Reverse().ToArray();
        Assert.Contains("version 2", letters[0].Reason, StringComparison.Ordinal);
        Assert.Equal([true, false, false], letters.Select(each => each.IsWhole));
    }

    [RabbitMqFact]
    public async Task However_often_the_broker_is_killed_behind_its_confirmation_each_event_has_the_effect_of_one_run()
    {
        await using var transport = new RabbitMqTransport(_settings, _database, TimeProvider.System);
        var dispatch = Dispatch(transport);
        _ = Consume(["silver"], message => _inbox.Take(message));
        await Patience.Until(() => Volatile.Read(ref _begun) == 1, "a worker", 30);
        for (var round = 1; round <= 5; round++)
        {
            // What is for gold stays with the broker while it is killed; of what is for silver it has confirmed all and delivered some.
            Publish(10, "silver");
            Publish(10);
            Assert.Equal(20, await dispatch.SendDue(default));
            await _broker.Kill();
            try
            {
                Publish(1);
                Assert.Equal(0, await dispatch.SendDue(default));
                Assert.Contains("wait", _database.EventsWait, StringComparison.Ordinal);
                Assert.DoesNotContain(
                    "guest",
                    _database.EventsWait + string.Concat(_outbox.List(1000).Select(each => each.Problem)),
                    StringComparison.Ordinal
                );
                Assert.Equal(1, _outbox.Waiting());
            }
            finally
            {
                await _broker.Begin();
            }

            await Patience.Until(
                async () =>
                {
                    await dispatch.Check(default);
                    await dispatch.SendDue(default);
                    return Followers();
                },
                runs => runs == 11 * round,
                runs => Invariant($"round {round}: {runs} runs; {_database.EventsWait}"),
                60
            );
            Assert.Null(_database.EventsWait);
        }

        _ = Consume(["gold"], message => _inbox.Take(message));
        await Patience.Until(
            async () =>
            {
                await dispatch.Check(default);
                await dispatch.SendDue(default);
                return Followers("gold");
            },
            runs => runs == 50,
            runs => Invariant($"{runs} runs of gold"),
            60
        );
        await Task.Delay(500);
        Assert.Equal((55, 50), (Followers(), Followers("gold")));
        Assert.Empty(_dead.List(10));
    }

    [RabbitMqFact]
    public async Task A_confirmed_message_that_the_broker_lost_is_sent_again_and_one_that_waits_there_is_not()
    {
        await using var transport = new RabbitMqTransport(_settings, _database, TimeProvider.System);
        var dispatch = Dispatch(transport);
        Publish(1);
        Publish(1, "silver");
        Assert.Equal(2, await dispatch.SendDue(default));
        await WithChannel(async channel => Assert.Equal(1u, await channel.QueuePurgeAsync(RabbitMqTopology.QueueOf("silver"))));
        await Task.Delay(TimeSpan.FromSeconds(_settings.VisibilitySeconds + 1));
        Assert.Equal(1, await dispatch.Check(default));
        Assert.Equal(1, await dispatch.SendDue(default));
        _ = Consume(message => _inbox.Take(message));
        await Patience.Until(() => Followers() == 1 && Followers("gold") == 1, "both", 30);
        await Task.Delay(TimeSpan.FromSeconds(_settings.VisibilitySeconds + 1));
        Assert.Equal(0, await dispatch.Check(default));
    }

    [RabbitMqFact]
    public async Task A_worker_whose_queue_is_deleted_declares_it_and_begins_again()
    {
        await using var transport = new RabbitMqTransport(_settings, _database, TimeProvider.System);
        _ = Consume(message => _inbox.Take(message));
        await Patience.Until(() => Volatile.Read(ref _begun) == 1, "a worker", 30);
        await WithChannel(async channel => await channel.QueueDeleteAsync(RabbitMqTopology.QueueOf("silver")));
        await Patience.Until(() => Volatile.Read(ref _begun) == 2, "it begins again", 30);
        Publish(1);
        Assert.Equal(1, await Dispatch(transport).SendDue(default));
        await Patience.Until(() => Followers() == 1, "a run", 30);
    }
}
