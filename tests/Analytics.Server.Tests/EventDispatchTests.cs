using Analytics.Server.Events;

namespace Analytics.Server.Tests;

/// <summary>How events leave the outbox: in order, again where the transport is away or has lost them, and not for ever.</summary>
public abstract class EventDispatchTests(string? database) : EventFixture(database)
{
    [DatabaseFact]
    public async Task What_the_transport_lost_is_sent_again_until_it_is_taken_and_what_it_holds_or_nobody_awaits_is_not()
    {
        Done("bronze");
        Done("silver", follow: false);
        Done("train");
        var transport = new BrokenTransport();
        var dispatch = Dispatch(transport);
        Assert.Equal(3, await dispatch.SendDue(default));
        Time.Advance(TimeSpan.FromSeconds(Settings.VisibilitySeconds - 1));
        Assert.Equal(0, await dispatch.Check(default));
        Time.Advance(TimeSpan.FromSeconds(1));
        transport.Holds.Add("silver");
        Assert.Equal(0, await dispatch.Check(default));
        transport.Holds.Clear();
        // Lost again and again: sent again and again.
        for (var times = 0; times < 3; times++)
        {
            Assert.Equal(1, await dispatch.Check(default));
            Assert.Equal(1, await dispatch.SendDue(default));
            Assert.Equal("bronze", transport.Took[^1]);
            Assert.Equal(0, await dispatch.Check(default));
            Time.Advance(TimeSpan.FromSeconds(Settings.VisibilitySeconds));
        }

        var text = transport.Texts[^1];
        Assert.NotNull(Inbox.Take(new TakenMessage("silver", text)));
        Assert.Equal(0, await dispatch.Check(default));
        // The copies come after all.
        Assert.Null(Inbox.Take(new TakenMessage("silver", text)));
        Assert.Single(Runs.List(10), run => run.CausedBy is not null);
    }

    [DatabaseFact]
    public async Task A_message_that_is_a_dead_letter_was_taken_and_a_replayed_one_is_awaited_again()
    {
        Done("bronze");
        var transport = new BrokenTransport();
        var dispatch = Dispatch(transport);
        await dispatch.SendDue(default);
        Inbox.Take(new TakenMessage("silver", transport.Texts[0], Dead: "poison"));
        Time.Advance(TimeSpan.FromSeconds(Settings.VisibilitySeconds));
        Assert.Equal(0, await dispatch.Check(default));
        Dead.Replay(Dead.List(1).Single().Number);
        Assert.Equal(1, await dispatch.SendDue(default));
        Time.Advance(TimeSpan.FromSeconds(Settings.VisibilitySeconds));
        Assert.Equal(1, await dispatch.Check(default));
        await dispatch.SendDue(default);
        Inbox.Take(new TakenMessage("silver", transport.Texts[^1], Dead: "poison"));
        Dead.Drop(Dead.List(1).Single().Number);
        Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await dispatch.Check(default));
    }

    [DatabaseFact]
    public async Task What_the_transport_does_not_take_waits_in_order_and_nothing_is_lost_or_passed()
    {
        Done("bronze");
        Done("silver");
        Done("gold");
        var broken = new BrokenTransport { Fails = 1 };
        var dispatch = Dispatch(broken);
        Assert.Equal(0, await dispatch.SendDue(default));
        Assert.Contains("the broker is away", Database.EventsWait, StringComparison.Ordinal);
        Assert.Equal((3, "the broker is away"), (Outbox.Waiting(), Outbox.List(10)[^1].Problem));
        Time.Advance(EventDispatch.Pause(1));
        Assert.Equal(3, await dispatch.SendDue(default));
        Assert.Null(Database.EventsWait);
        Assert.Equal(["bronze", "silver", "gold"], broken.Took);
        Assert.Equal(0, Outbox.Waiting());
        Assert.Equal(0, await dispatch.SendDue(default));
    }

    [DatabaseFact]
    public void Pauses_before_an_event_is_sent_again_double_up_to_a_minute()
    {
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(each => EventDispatch.Pause(each).TotalSeconds));
        Assert.Equal(60, EventDispatch.Pause(1_000_000).TotalSeconds);
    }

    [DatabaseFact]
    public void What_was_sent_and_taken_long_ago_is_forgotten_and_what_waits_is_not()
    {
        Done("bronze");
        Done("silver");
        Done("gold");
        var due = Outbox.Due();
        Outbox.Sent(due[0].Number);
        Outbox.Sent(due[2].Number);
        Inbox.Take(new TakenMessage("silver", due[0].Text));
        Time.Advance(Outbox.Kept + TimeSpan.FromSeconds(1));
        Outbox.Forget();
        Assert.Equal(["gold", "silver"], Outbox.List(10).Select(each => each.Stage));
    }

    private sealed class BrokenTransport : IEventTransport
    {
        public int Fails { get; set; }

        public List<string> Took { get; } = [];

        public List<string> Texts { get; } = [];

        public string Name => "broken";

        public Task Publish(OutgoingMessage message, CancellationToken cancellation)
        {
            if (Fails-- > 0)
            {
                throw new TransportException("the broker is away");
            }

            Took.Add(message.Stage);
            Texts.Add(message.Text);
            return Task.CompletedTask;
        }

        public HashSet<string> Holds { get; } = [];

        public Task<IReadOnlySet<string>> MayHold(CancellationToken cancellation) => Task.FromResult<IReadOnlySet<string>>(Holds);

        public Task Consume(
            IReadOnlyList<string> queues,
            Func<TakenMessage, CancellationToken, Task> take,
            Action begun,
            CancellationToken cancellation
        ) => Task.CompletedTask;
    }
}

public sealed class SqliteEventDispatchTests() : EventDispatchTests(null);

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlEventDispatchTests(PostgreSqlServer server) : EventDispatchTests(server.NewDatabase());
