using Analytics.Server.Events;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Server.Tests;

/// <summary>Events between stages, from the outbox to the inbox and the dead letters.</summary>
public abstract class EventTests(string? database) : EventFixture(database)
{
    private static readonly string[] s_queues = ["silver", "gold", "model"];

    [DatabaseTheory]
    [InlineData("\0")]
    [InlineData("a\0b\u0001\u007f\u2028'; DROP TABLE dead_letters; --")]
    [InlineData("")]
    [InlineData("{\"version\":\"1\",\"id\":\"\\u0000\"}")]
    public void A_message_of_any_text_and_length_is_kept_once_and_counted(string text)
    {
        foreach (var message in new[] { text, text + new string('ä', 400_000), text + string.Concat(Enumerable.Range(0, 100_000)) })
        {
            Inbox.Take(new TakenMessage("gold", message));
            Inbox.Take(new TakenMessage("gold", message));
            var letter = Dead.List(1).Single();
            Assert.Equal((message.Replace('\0', '\uFFFD'), 2), (letter.Message, letter.Times));
        }

        Assert.Equal(3, Dead.Count());
    }

    [DatabaseFact]
    public void What_a_run_has_published_is_written_down_with_its_end_or_the_run_has_not_ended()
    {
        var (run, _) = Runs.Accept(new RunRequest { Domain = "all", What = "silver" }, "api", "somebody", null);
        Runs.TakeNext("before", Taker("one"));
        using (var db = Database.Open())
        {
            // As a disk that is full in the middle of the transaction.
            db.Do(
                IsPostgreSql
                    ? "ALTER TABLE stage_events ADD CONSTRAINT no_room CHECK (domain <> 'crashes')"
                    : "CREATE TRIGGER no_room BEFORE INSERT ON stage_events WHEN NEW.domain = 'crashes' BEGIN SELECT RAISE(ABORT, 'full'); END"
            );
        }

        Assert.Throws<DatabaseException>(() => Runs.End(run.Id, RunState.Succeeded, 0, "done", 1, "after", "one"));
        Assert.Equal(RunState.Running, Runs.Find(run.Id)!.State);
        Assert.Empty(Outbox.List(100));
        using (var db = Database.Open())
        {
            db.Do(IsPostgreSql ? "ALTER TABLE stage_events DROP CONSTRAINT no_room" : "DROP TRIGGER no_room");
        }

        Runs.End(run.Id, RunState.Succeeded, 0, "done", 1, "after", "one");
        Assert.Equal(
            Catalog.Domains.Select(each => (each.Name, "silver", "after", (long?)run.Id)).Order(),
            Outbox.List(100).Select(each => (each.Domain, each.Stage, each.Snapshot!, each.Run)).Order()
        );
        Assert.Equal(Catalog.Domains.Count, Outbox.List(100).Select(each => each.Event).Distinct().Count());
    }

    [DatabaseTheory]
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
        Assert.Equal(stages.Split(' ', StringSplitOptions.RemoveEmptyEntries), Outbox.List(100).Select(each => each.Stage).Reverse());
    }

    [DatabaseTheory]
    [InlineData(RunState.Failed)]
    [InlineData(RunState.Cancelled)]
    [InlineData(RunState.Interrupted)]
    public void A_run_that_did_not_succeed_tells_of_nothing(RunState state)
    {
        var (run, _) = Runs.Accept(new RunRequest { Domain = "accidents", What = "gold" }, "api", "somebody", null);
        Runs.TakeNext("before", Taker("one"));
        Runs.End(run.Id, state, 1, "why", 1, "before", "one");
        Assert.Empty(Outbox.List(100));
    }

    [DatabaseFact]
    public async Task Stage_follows_stage_to_the_model_each_caused_by_the_one_before_it_and_then_nothing_follows()
    {
        var first = Done("bronze");
        List<(string What, string Origin, string By)> ran = [];
        while (true)
        {
            Assert.Equal(1, await Dispatch(Transport).SendDue(default));
            if (Transport.Claim(s_queues) is not { } claimed)
            {
                break;
            }

            Assert.NotNull(Inbox.Take(claimed.Message));
            var run = Runs.TakeNext("before", Taker("one"))!;
            Assert.Equal("accidents", run.Domain);
            ran.Add((run.What, run.Origin, run.RequestedBy));
            Runs.End(run.Id, RunState.Succeeded, 0, "done", 1, "after", "one");
        }

        Assert.Equal(["silver", "gold", "retrain"], ran.Select(each => each.What));
        Assert.Equal(Invariant($"run {first.Id}"), ran[0].By);
        Assert.Equal(4, ran.Select(each => each.Origin).Append(first.Origin).Distinct().Count());
        Assert.Equal(["model", "gold", "silver", "bronze"], Outbox.List(100).Select(each => each.Stage));
    }

    [DatabaseFact]
    public void An_event_that_comes_again_causes_nothing_again_also_when_its_run_is_long_over()
    {
        Done("silver");
        var message = new TakenMessage("gold", Sent());
        var caused = Inbox.Take(message);
        Assert.NotNull(caused);
        Assert.Null(Inbox.Take(message));
        Runs.TakeNext("before", Taker("one"));
        Runs.End(caused.Value, RunState.Succeeded, 0, "done", 1, "after", "one");
        Time.Advance(TimeSpan.FromDays(30));
        Assert.Null(Inbox.Take(message));
        Assert.Single(Runs.List(100), run => run.What == "gold");
        Assert.Empty(Dead.List(100));
    }

    [DatabaseFact]
    public void One_event_taken_by_many_at_once_causes_one_run()
    {
        Done("bronze");
        var message = new TakenMessage("silver", Sent());
        Parallel.For(0, 20, _ => Inbox.Take(message));
        Assert.Single(Runs.List(100), run => run.What == "silver");
    }

    [DatabaseFact]
    public void A_run_that_was_not_to_be_followed_is_told_and_causes_nothing()
    {
        Done("bronze", follow: false);
        Assert.Null(Inbox.Take(new TakenMessage("silver", Sent())));
        Assert.Single(Runs.List(100));
        Assert.Empty(Dead.List(100));
    }

    [DatabaseFact]
    public async Task A_message_whose_taker_ended_comes_again_after_the_visibility_limit_and_is_given_up_after_five_times()
    {
        Done("bronze");
        await Dispatch(Transport).SendDue(default);
        for (var times = 0; times < EmbeddedTransport.MostDeliveries; times++)
        {
            var taken = Transport.Claim(s_queues);
            Assert.Null(taken!.Value.Message.Dead);
            Assert.Null(Transport.Claim(s_queues));
            Time.Advance(TimeSpan.FromSeconds(Settings.VisibilitySeconds - 1));
            Assert.Null(Transport.Claim(s_queues));
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var last = Transport.Claim(s_queues)!.Value.Message;
        Assert.Contains("5 times", last.Dead, StringComparison.Ordinal);
        Assert.Null(Inbox.Take(last));
        Assert.Contains("5 times", Assert.Single(Dead.List(10)).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Runs.List(100), run => run.What == "silver");
    }

    [DatabaseTheory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00-and-more", null)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", null)]
    [InlineData("of nobody", null)]
    [InlineData(null, null)]
    public void The_trace_of_a_message_goes_on_with_the_run_that_it_causes_and_anything_else_there_is_left_behind(
        string? sent,
        string? kept
    )
    {
        var message = StageMessage.Of("accidents", "bronze", "s", true, DateTime.UnixEpoch, new EventCause(1, null), "1") with
        {
            Trace = sent,
        };
        var run = Inbox.Take(new TakenMessage("silver", message.ToJson()))!.Value;
        Assert.Equal(kept, Runs.Find(run)!.Trace);
        Assert.Equal(sent is not null, message.ToJson().Contains("trace", StringComparison.Ordinal));
    }

    [DatabaseFact]
    public async Task What_was_written_down_while_the_clock_was_a_day_ahead_waits_for_nothing_once_it_is_right_again()
    {
        var right = Time.GetUtcNow();
        Time.AdjustTime(right.AddDays(1));
        Done("bronze");
        var (waiting, _) = Runs.Accept(new RunRequest { Domain = "crashes", What = "gold" }, "api", "somebody", null);
        var failing = Runs.TakeNext(null, Taker("one"))!;
        Runs.Again(failing.Id, TimeSpan.FromSeconds(30), 2, "a network was away", "one");
        Assert.Null(Runs.Next(Taker("one")));
        Time.AdjustTime(right);

        await Dispatch(Transport).SendDue(default);
        Time.AdjustTime(right.AddDays(1));
        // Taken, and its taker ended.
        Assert.NotNull(Transport.Claim(s_queues));
        Time.AdjustTime(right);
        Assert.NotNull(Transport.Claim(s_queues));
        Assert.Null(Transport.Claim(s_queues));
        Assert.Equal(waiting.Id, Runs.TakeNext(null, Taker("one"))!.Id);
    }

    [DatabaseFact]
    public async Task A_worker_takes_the_messages_of_its_stages_alone()
    {
        Done("bronze");
        await Dispatch(Transport).SendDue(default);
        Assert.Null(Transport.Claim(["gold", "model"]));
        Assert.Equal("silver", Transport.Claim(["silver"])!.Value.Message.Queue);
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
        Assert.Null(Inbox.Take(new TakenMessage("silver", text)));
        Assert.Null(Inbox.Take(new TakenMessage("silver", text)));
        var letter = Assert.Single(Dead.List(10));
        Assert.Equal((text, "silver", 2), (letter.Message, letter.Queue, letter.Times));
        Assert.Contains(reason, letter.Reason, StringComparison.Ordinal);
        Assert.Empty(Runs.List(10));

        Dead.Replay(letter.Number);
        Assert.Empty(Dead.List(10));
        var again = Outbox.Due().Single();
        Assert.Equal((text, "silver"), (again.Text, again.Queue));
        Assert.Null(Inbox.Take(new TakenMessage(again.Queue!, again.Text)));
        Assert.Contains(reason, Assert.Single(Dead.List(10)).Reason, StringComparison.Ordinal);
    }

    [DatabaseFact]
    public void A_message_of_which_only_a_part_is_kept_is_not_replayed()
    {
        Inbox.Take(new TakenMessage("gold", "…", IsWhole: false));
        var letter = Dead.List(1).Single();
        Assert.Equal(409, Assert.Throws<Api.ProblemException>(() => Dead.Replay(letter.Number)).Status);
        Assert.Single(Dead.List(1));
        Dead.Drop(letter.Number);
        Assert.Equal(404, Assert.Throws<Api.ProblemException>(() => Dead.Drop(letter.Number)).Status);
        Assert.Empty(Dead.List(1));
    }

    [DatabaseFact]
    public void The_message_of_a_run_that_failed_is_a_dead_letter_and_replayed_runs_once_more()
    {
        Done("bronze");
        var message = new TakenMessage("silver", Sent());
        var failed = Inbox.Take(message)!.Value;
        Runs.TakeNext("before", Taker("one"));
        Runs.End(failed, RunState.Failed, 1, "a gate failed: hour", 1, "before", "one");
        var letter = Assert.Single(Dead.List(10));
        Assert.Equal(failed, letter.Run);
        Assert.Contains("a gate failed: hour", letter.Reason, StringComparison.Ordinal);
        // A copy that the transport repeats meanwhile changes nothing.
        Assert.Null(Inbox.Take(message));

        Dead.Replay(letter.Number);
        var again = new TakenMessage("silver", Outbox.Due().Last().Text);
        var second = Inbox.Take(again);
        Assert.NotNull(second);
        Assert.NotEqual(failed, second);
        Assert.Null(Inbox.Take(again));
        Assert.Equal(2, Runs.List(100).Count(run => run.What == "silver"));
    }
}

public sealed class SqliteEventTests() : EventTests(null);

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlEventTests(PostgreSqlServer server) : EventTests(server.NewDatabase());
