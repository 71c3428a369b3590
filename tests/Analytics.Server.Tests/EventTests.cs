using Analytics.Server.Events;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Server.Tests;

/// <summary>Events between stages over a database in a folder of their own and a clock that stands still.</summary>
public sealed class EventTests : IDisposable
{
    private static readonly string[] s_queues = ["silver", "gold", "model"];

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-events-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero));
    private readonly ServerSettings _settings;
    private readonly ServiceDatabase _database;
    private readonly Pulse _pulse;
    private readonly RunStore _runs;
    private readonly Outbox _outbox;
    private readonly Inbox _inbox;
    private readonly DeadLetters _dead;
    private readonly EmbeddedTransport _transport;

    public EventTests()
    {
        _settings = new ServerSettings { Data = _folder };
        _database = new ServiceDatabase(_settings);
        _pulse = new Pulse(_time);
        _runs = new RunStore(_database, _time, _pulse);
        _outbox = new Outbox(_database, _time);
        _inbox = new Inbox(_database, _runs, _time, _pulse);
        _dead = new DeadLetters(_database, _time, _pulse);
        _transport = new EmbeddedTransport(_database, _settings, _time, _pulse);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static RunTaker Taker(string name, params string[] whats) =>
        new(name, whats.Length == 0 ? null : whats, TimeSpan.FromSeconds(60));

    /// <summary>A run that was asked for and has succeeded.</summary>
    private PipelineRun Done(string what, string domain = "accidents", bool follow = true)
    {
        var (run, _) = _runs.Accept(
            new RunRequest
            {
                Domain = domain,
                What = what,
                Follow = follow,
            },
            "api",
            "somebody",
            null
        );
        Assert.Equal(run.Id, _runs.TakeNext("before", Taker("one"))!.Id);
        _runs.End(run.Id, RunState.Succeeded, 0, "done", 1, "after", "one");
        return _runs.Find(run.Id)!;
    }

    private EventDispatch Dispatch(IEventTransport transport) =>
        new(
            _outbox,
            transport,
            new Charge(_database, _time, NullLogger<Charge>.Instance),
            _database,
            _time,
            _pulse,
            NullLogger<EventDispatch>.Instance
        );

    private string Sent() => _outbox.Due().Single().Text;

    [Fact]
    public void What_a_run_has_published_is_written_down_with_its_end_or_the_run_has_not_ended()
    {
        var (run, _) = _runs.Accept(new RunRequest { Domain = "all", What = "silver" }, "api", "somebody", null);
        _runs.TakeNext("before", Taker("one"));
        using (var db = _database.Open())
        {
            // As a disk that is full in the middle of the transaction.
            db.Do("CREATE TRIGGER full BEFORE INSERT ON stage_events WHEN NEW.domain = 'crashes' BEGIN SELECT RAISE(ABORT, 'full'); END");
        }

        Assert.Throws<SqliteException>(() => _runs.End(run.Id, RunState.Succeeded, 0, "done", 1, "after", "one"));
        Assert.Equal(RunState.Running, _runs.Find(run.Id)!.State);
        Assert.Empty(_outbox.List(100));
        using (var db = _database.Open())
        {
            db.Do("DROP TRIGGER full");
        }

        _runs.End(run.Id, RunState.Succeeded, 0, "done", 1, "after", "one");
        Assert.Equal(
            Catalog.Domains.Select(each => (each.Name, "silver", "after", (long?)run.Id)).Order(),
            _outbox.List(100).Select(each => (each.Domain, each.Stage, each.Snapshot!, each.Run)).Order()
        );
        Assert.Equal(Catalog.Domains.Count, _outbox.List(100).Select(each => each.Event).Distinct().Count());
    }

    [Theory]
    [InlineData("bronze", "bronze")]
    [InlineData("gold", "gold")]
    [InlineData("train", "model")]
    [InlineData("retrain", "model")]
    [InlineData("rebuild", "bronze silver gold model")]
    [InlineData("verify", "")]
    [InlineData("quality", "")]
    public void A_run_tells_of_the_stages_that_it_publishes_and_of_no_other(string what, string stages)
    {
        Done(what, follow: false);
        Assert.Equal(stages.Split(' ', StringSplitOptions.RemoveEmptyEntries), _outbox.List(100).Select(each => each.Stage).Reverse());
    }

    [Theory]
    [InlineData(RunState.Failed)]
    [InlineData(RunState.Cancelled)]
    [InlineData(RunState.Interrupted)]
    public void A_run_that_did_not_succeed_tells_of_nothing(RunState state)
    {
        var (run, _) = _runs.Accept(new RunRequest { Domain = "accidents", What = "gold" }, "api", "somebody", null);
        _runs.TakeNext("before", Taker("one"));
        _runs.End(run.Id, state, 1, "why", 1, "before", "one");
        Assert.Empty(_outbox.List(100));
    }

    [Fact]
    public async Task Stage_follows_stage_to_the_model_each_caused_by_the_one_before_it_and_then_nothing_follows()
    {
        var first = Done("bronze");
        List<(string What, string Origin, string By)> ran = [];
        while (true)
        {
            Assert.Equal(1, await Dispatch(_transport).SendDue(default));
            if (_transport.Claim(s_queues) is not { } claimed)
            {
                break;
            }

            Assert.NotNull(_inbox.Take(claimed.Message));
            var run = _runs.TakeNext("before", Taker("one"))!;
            Assert.Equal("accidents", run.Domain);
            ran.Add((run.What, run.Origin, run.RequestedBy));
            _runs.End(run.Id, RunState.Succeeded, 0, "done", 1, "after", "one");
        }

        Assert.Equal(["silver", "gold", "retrain"], ran.Select(each => each.What));
        Assert.Equal(Invariant($"run {first.Id}"), ran[0].By);
        Assert.Equal(4, ran.Select(each => each.Origin).Append(first.Origin).Distinct().Count());
        Assert.Equal(["model", "gold", "silver", "bronze"], _outbox.List(100).Select(each => each.Stage));
    }

    [Fact]
    public void An_event_that_comes_again_causes_nothing_again_also_when_its_run_is_long_over()
    {
        Done("silver");
        var message = new TakenMessage("gold", Sent());
        var caused = _inbox.Take(message);
        Assert.NotNull(caused);
        Assert.Null(_inbox.Take(message));
        _runs.TakeNext("before", Taker("one"));
        _runs.End(caused.Value, RunState.Succeeded, 0, "done", 1, "after", "one");
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Null(_inbox.Take(message));
        Assert.Single(_runs.List(100), run => run.What == "gold");
        Assert.Empty(_dead.List(100));
    }

    [Fact]
    public void One_event_taken_by_many_at_once_causes_one_run()
    {
        Done("bronze");
        var message = new TakenMessage("silver", Sent());
        Parallel.For(0, 20, _ => _inbox.Take(message));
        Assert.Single(_runs.List(100), run => run.What == "silver");
    }

    [Fact]
    public void A_run_that_was_not_to_be_followed_is_told_and_causes_nothing()
    {
        Done("bronze", follow: false);
        Assert.Null(_inbox.Take(new TakenMessage("silver", Sent())));
        Assert.Single(_runs.List(100));
        Assert.Empty(_dead.List(100));
    }

    [Fact]
    public async Task A_message_whose_taker_ended_comes_again_after_the_visibility_limit_and_is_given_up_after_five_times()
    {
        Done("bronze");
        await Dispatch(_transport).SendDue(default);
        for (var times = 0; times < EmbeddedTransport.MostDeliveries; times++)
        {
            var taken = _transport.Claim(s_queues);
            Assert.Null(taken!.Value.Message.Dead);
            Assert.Null(_transport.Claim(s_queues));
            _time.Advance(TimeSpan.FromSeconds(_settings.VisibilitySeconds - 1));
            Assert.Null(_transport.Claim(s_queues));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var last = _transport.Claim(s_queues)!.Value.Message;
        Assert.Contains("5 times", last.Dead, StringComparison.Ordinal);
        Assert.Null(_inbox.Take(last));
        Assert.Contains("5 times", Assert.Single(_dead.List(10)).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(_runs.List(100), run => run.What == "silver");
    }

    [Fact]
    public async Task A_worker_takes_the_messages_of_its_stages_alone()
    {
        Done("bronze");
        await Dispatch(_transport).SendDue(default);
        Assert.Null(_transport.Claim(["gold", "model"]));
        Assert.Equal("silver", _transport.Claim(["silver"])!.Value.Message.Queue);
    }

    public static TheoryData<string, string> Unreadable =>
        new()
        {
            { """{"version":2,"id":"x","stages":[{"domain":"crashes"}]}""", "version 2" },
            { """{"version":"1"}""", "version" },
            { """{"id":"x","domain":"crashes"}""", "names no version" },
            { "backfill", "cannot be read" },
            { "[1]", "names no version" },
            { """{"version":1,"id":"x","domain":"crashes"}""", "cannot be read" },
            { Text("""{"version":1,"id":"","domain":"crashes","stage":"bronze","snapshot":null,AT}"""), "id is empty" },
            { Text("""{"version":1,"id":"x","domain":"planes","stage":"bronze","snapshot":null,AT}"""), "no domain 'planes'" },
            { Text("""{"version":1,"id":"x","domain":"crashes","stage":"iron","snapshot":null,AT}"""), "no stage 'iron'" },
            { Text("""{"version":1,"id":"x","domain":"crashes","stage":"gold","snapshot":null,AT}"""), "silver does not follow" },
        };

    private static string Text(string json) =>
        json.Replace(
            "AT",
            "\"follow\":true,\"at\":\"2026-01-05T10:00:00Z\",\"cause\":{\"run\":1,\"event\":null}",
            StringComparison.Ordinal
        );

    [Theory, MemberData(nameof(Unreadable))]
    public void A_message_that_cannot_be_taken_is_kept_with_its_reason_and_stays_so_when_it_is_replayed(string text, string reason)
    {
        Assert.Null(_inbox.Take(new TakenMessage("silver", text)));
        Assert.Null(_inbox.Take(new TakenMessage("silver", text)));
        var letter = Assert.Single(_dead.List(10));
        Assert.Equal((text, "silver", 2), (letter.Message, letter.Queue, letter.Times));
        Assert.Contains(reason, letter.Reason, StringComparison.Ordinal);
        Assert.Empty(_runs.List(10));

        _dead.Replay(letter.Number);
        Assert.Empty(_dead.List(10));
        var again = _outbox.Due().Single();
        Assert.Equal((text, "silver"), (again.Text, again.Queue));
        Assert.Null(_inbox.Take(new TakenMessage(again.Queue!, again.Text)));
        Assert.Contains(reason, Assert.Single(_dead.List(10)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_which_only_a_part_is_kept_is_not_replayed()
    {
        _inbox.Take(new TakenMessage("gold", "…", IsWhole: false));
        var letter = _dead.List(1).Single();
        Assert.Equal(409, Assert.Throws<Api.ProblemException>(() => _dead.Replay(letter.Number)).Status);
        Assert.Single(_dead.List(1));
        _dead.Drop(letter.Number);
        Assert.Equal(404, Assert.Throws<Api.ProblemException>(() => _dead.Drop(letter.Number)).Status);
        Assert.Empty(_dead.List(1));
    }

    [Fact]
    public void The_message_of_a_run_that_failed_is_a_dead_letter_and_replayed_runs_once_more()
    {
        Done("bronze");
        var message = new TakenMessage("silver", Sent());
        var failed = _inbox.Take(message)!.Value;
        _runs.TakeNext("before", Taker("one"));
        _runs.End(failed, RunState.Failed, 1, "a gate failed: hour", 1, "before", "one");
        var letter = Assert.Single(_dead.List(10));
        Assert.Equal(failed, letter.Run);
        Assert.Contains("a gate failed: hour", letter.Reason, StringComparison.Ordinal);
        // A copy that the transport repeats meanwhile changes nothing.
        Assert.Null(_inbox.Take(message));

        _dead.Replay(letter.Number);
        var again = new TakenMessage("silver", _outbox.Due().Last().Text);
        var second = _inbox.Take(again);
        Assert.NotNull(second);
        Assert.NotEqual(failed, second);
        Assert.Null(_inbox.Take(again));
        Assert.Equal(2, _runs.List(100).Count(run => run.What == "silver"));
    }

    [Fact]
    public void A_run_that_ends_its_worker_each_time_is_given_up_and_its_message_is_a_dead_letter()
    {
        Done("bronze");
        var run = _inbox.Take(new TakenMessage("silver", Sent()))!.Value;
        for (var attempt = 1; attempt <= RunStore.MostAttempts; attempt++)
        {
            Assert.Empty(_dead.List(10));
            Assert.Equal((run, attempt), (_runs.TakeNext("before", Taker("one"))!.Id, _runs.Find(run)!.Attempt));
            Assert.Equal(0, _runs.Recover("before", _ => false));
            Assert.Equal(1, _runs.Recover("before", worker => worker == "one"));
        }

        Assert.Equal(RunState.Interrupted, _runs.Find(run)!.State);
        Assert.Equal(run, Assert.Single(_dead.List(10)).Run);
    }

    [Fact]
    public void A_run_is_one_workers_until_its_lease_is_over_and_what_that_one_says_later_counts_no_more()
    {
        Done("bronze");
        var run = _inbox.Take(new TakenMessage("silver", Sent()))!.Value;
        var (other, _) = _runs.Accept(new RunRequest { Domain = "crashes", What = "gold" }, "api", "somebody", null);
        Assert.Equal(run, _runs.TakeNext("before", Taker("slow"))!.Id);
        // One at a time, whoever does it.
        Assert.Null(_runs.TakeNext("before", Taker("quick")));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(_runs.Renew(run, Taker("slow")));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, _runs.Recover("before"));
        Assert.Null(_runs.TakeNext("before", Taker("quick")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _runs.Recover("before"));
        Assert.Equal(run, _runs.TakeNext("before", Taker("quick"))!.Id);

        Assert.False(_runs.Renew(run, Taker("slow")));
        _runs.End(run, RunState.Succeeded, 0, "done", 1, "mine", "slow");
        _runs.Again(run, TimeSpan.Zero, 1, "again", "slow");
        Assert.Equal(RunState.Running, _runs.Find(run)!.State);
        Assert.DoesNotContain(_outbox.List(100), each => each.Stage == "silver");
        _runs.End(run, RunState.Succeeded, 0, "done", 1, "after", "quick");
        Assert.Equal("after", Assert.Single(_outbox.List(100), each => each.Stage == "silver").Snapshot);
        Assert.Equal(other.Id, _runs.TakeNext("before", Taker("slow"))!.Id);
    }

    [Fact]
    public void Many_workers_at_once_never_have_the_same_run_and_never_two_runs()
    {
        foreach (var _ in Enumerable.Range(0, 5))
        {
            _runs.Accept(new RunRequest { Domain = "accidents", What = "gold" }, "api", "somebody", null);
        }

        foreach (var expected in _runs.List(10).Select(run => run.Id).Reverse())
        {
            var taken = new System.Collections.Concurrent.ConcurrentBag<PipelineRun>();
            Parallel.For(
                0,
                12,
                number =>
                {
                    if (_runs.TakeNext("before", Taker(Invariant($"worker {number}"))) is { } run)
                    {
                        taken.Add(run);
                    }
                }
            );
            var one = Assert.Single(taken);
            Assert.Equal(expected, one.Id);
            _runs.End(one.Id, RunState.Succeeded, 0, "done", 1, "after", one.Worker);
        }
    }

    [Fact]
    public void A_worker_of_some_stages_leaves_the_runs_of_others()
    {
        foreach (var what in (string[])["rebuild", "gold", "retrain"])
        {
            _runs.Accept(new RunRequest { Domain = "accidents", What = what }, "api", "somebody", null);
        }

        var (bronze, model) = (StageOrder.RunsOf(["bronze", "silver"]), StageOrder.RunsOf(["model"]));
        Assert.Null(_runs.Next(new RunTaker("one", bronze, TimeSpan.FromMinutes(1))));
        Assert.Equal("retrain", _runs.Next(new RunTaker("one", model, TimeSpan.FromMinutes(1)))!.What);
        Assert.Null(StageOrder.RunsOf(StageOrder.All));
        Assert.Equal("rebuild", _runs.Next(Taker("one"))!.What);
    }

    [Fact]
    public async Task What_the_transport_does_not_take_waits_in_order_and_nothing_is_lost_or_passed()
    {
        Done("bronze");
        Done("silver");
        Done("gold");
        var broken = new BrokenTransport { Fails = 1 };
        var dispatch = Dispatch(broken);
        Assert.Equal(0, await dispatch.SendDue(default));
        Assert.Contains("the broker is away", _database.EventsWait, StringComparison.Ordinal);
        Assert.Equal((3, "the broker is away"), (_outbox.Waiting(), _outbox.List(10)[^1].Problem));
        _time.Advance(EventDispatch.Pause(1));
        Assert.Equal(3, await dispatch.SendDue(default));
        Assert.Null(_database.EventsWait);
        Assert.Equal(["bronze", "silver", "gold"], broken.Took);
        Assert.Equal(0, _outbox.Waiting());
        Assert.Equal(0, await dispatch.SendDue(default));
    }

    [Fact]
    public void Pauses_before_an_event_is_sent_again_double_up_to_a_minute()
    {
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(each => EventDispatch.Pause(each).TotalSeconds));
        Assert.Equal(60, EventDispatch.Pause(1_000_000).TotalSeconds);
    }

    [Fact]
    public void What_was_sent_long_ago_is_forgotten_and_what_waits_is_not()
    {
        Done("bronze");
        Done("silver");
        _outbox.Sent(_outbox.Due()[0].Number);
        _time.Advance(Outbox.Kept + TimeSpan.FromSeconds(1));
        _outbox.Forget();
        Assert.Equal(["silver"], _outbox.List(10).Select(each => each.Stage));
    }

    private sealed class BrokenTransport : IEventTransport
    {
        public int Fails { get; set; }

        public List<string> Took { get; } = [];

        public string Name => "broken";

        public Task Publish(OutgoingMessage message, CancellationToken cancellation)
        {
            if (Fails-- > 0)
            {
                throw new TransportException("the broker is away");
            }

            Took.Add(message.Stage);
            return Task.CompletedTask;
        }

        public Task Consume(
            IReadOnlyList<string> queues,
            Func<TakenMessage, CancellationToken, Task> take,
            CancellationToken cancellation
        ) => Task.CompletedTask;
    }
}
