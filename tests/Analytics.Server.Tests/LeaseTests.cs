using Analytics.Server.Events;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Server.Tests;

/// <summary>Who does a run: one worker at a time, as long as it says that it is at it.</summary>
public abstract class LeaseTests(string? database) : EventFixture(database)
{
    [DatabaseFact]
    public void A_run_that_ends_its_worker_each_time_is_given_up_and_its_message_is_a_dead_letter()
    {
        Done("bronze");
        var run = Inbox.Take(new TakenMessage("silver", Sent()))!.Value;
        for (var attempt = 1; attempt <= RunStore.MostAttempts; attempt++)
        {
            Assert.Empty(Dead.List(10));
            Assert.Equal((run, attempt), (Runs.TakeNext("before", Taker("one"))!.Id, Runs.Find(run)!.Attempt));
            Assert.Equal(0, Runs.Recover("before", _ => false));
            Assert.Equal(1, Runs.Recover("before", worker => worker == "one"));
        }

        Assert.Equal(RunState.Interrupted, Runs.Find(run)!.State);
        Assert.Equal(run, Assert.Single(Dead.List(10)).Run);
    }

    [DatabaseFact]
    public void A_run_is_one_workers_until_its_lease_is_over_and_what_that_one_says_later_counts_no_more()
    {
        Done("bronze");
        var run = Inbox.Take(new TakenMessage("silver", Sent()))!.Value;
        var (other, _) = Runs.Accept(new RunRequest { Domain = "crashes", What = "gold" }, "api", "somebody", null);
        Assert.Equal(run, Runs.TakeNext("before", Taker("slow"))!.Id);
        // One at a time, whoever does it.
        Assert.Null(Runs.TakeNext("before", Taker("quick")));
        Time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(Runs.Renew(run, Taker("slow")));
        Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, Runs.Recover("before"));
        Assert.Null(Runs.TakeNext("before", Taker("quick")));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Runs.Recover("before"));
        Assert.Equal(run, Runs.TakeNext("before", Taker("quick"))!.Id);

        Assert.False(Runs.Renew(run, Taker("slow")));
        Runs.End(run, RunState.Succeeded, 0, "done", 1, "mine", "slow");
        Runs.Again(run, TimeSpan.Zero, 1, "again", "slow");
        Assert.Equal(RunState.Running, Runs.Find(run)!.State);
        Assert.DoesNotContain(Outbox.List(100), each => each.Stage == "silver");
        Runs.End(run, RunState.Succeeded, 0, "done", 1, "after", "quick");
        Assert.Equal("after", Assert.Single(Outbox.List(100), each => each.Stage == "silver").Snapshot);
        Assert.Equal(other.Id, Runs.TakeNext("before", Taker("slow"))!.Id);
    }

    [DatabaseFact]
    public void A_run_whose_taking_was_written_down_but_not_answered_is_taken_when_its_worker_asks_again()
    {
        var (run, _) = Runs.Accept(new RunRequest { Domain = "accidents", What = "gold" }, "api", "somebody", null);
        Assert.Equal(run.Id, Runs.TakeNext("before", Taker("one"))!.Id);
        Assert.Equal(run.Id, Runs.Next(Taker("one"))!.Id);
        Assert.Equal(run.Id, Runs.TakeNext("later", Taker("one"))!.Id);
        Assert.Null(Runs.Next(Taker("two")));
        Assert.Equal("before", Runs.Find(run.Id)!.Before);
        Assert.Equal(2, Runs.Events(run.Id).Count);
    }

    [DatabaseFact]
    public void Many_workers_at_once_never_have_the_same_run_and_never_two_runs()
    {
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Runs.Accept(new RunRequest { Domain = "accidents", What = "gold" }, "api", "somebody", null);
        }

        foreach (var expected in Runs.List(10).Select(run => run.Id).Reverse())
        {
            var taken = new System.Collections.Concurrent.ConcurrentBag<PipelineRun>();
            Parallel.For(
                0,
                12,
                number =>
                {
                    if (Runs.TakeNext("before", Taker(Invariant($"worker {number}"))) is { } run)
                    {
                        taken.Add(run);
                    }
                }
            );
            var one = Assert.Single(taken);
            Assert.Equal(expected, one.Id);
            Runs.End(one.Id, RunState.Succeeded, 0, "done", 1, "after", one.Worker);
        }
    }

    [DatabaseFact]
    public void A_worker_of_some_stages_leaves_the_runs_of_others()
    {
        foreach (var what in (string[])["rebuild", "gold", "retrain"])
        {
            Runs.Accept(new RunRequest { Domain = "accidents", What = what }, "api", "somebody", null);
        }

        var (bronze, model) = (StageOrder.RunsOf(["bronze", "silver"]), StageOrder.RunsOf(["model"]));
        Assert.Null(Runs.Next(new RunTaker("one", bronze, TimeSpan.FromMinutes(1))));
        Assert.Equal("retrain", Runs.Next(new RunTaker("one", model, TimeSpan.FromMinutes(1)))!.What);
        Assert.Null(StageOrder.RunsOf(StageOrder.All));
        Assert.Equal("rebuild", Runs.Next(Taker("one"))!.What);
    }

    [DatabaseFact]
    public void A_run_says_that_nobody_is_there_who_does_it_as_long_as_nobody_is()
    {
        var (run, _) = Runs.Accept(new RunRequest { Domain = "accidents", What = "gold" }, "api", "somebody", null);
        using var seer = Presence("bronze");
        using var watch = new WorkerWatch(Runs, seer, Time, NullLogger<WorkerWatch>.Instance);
        seer.Show();
        watch.Look();
        Assert.Contains("none is there", Runs.Find(run.Id)!.Reason, StringComparison.Ordinal);

        using (var worker = Presence("gold"))
        {
            worker.Show();
            watch.Look();
            Assert.Equal("", Runs.Find(run.Id)!.Reason);
            // What somebody else says of it is not this one's to take back.
            Runs.Waits(run.Id, "waits for a script");
            watch.Look();
            Assert.Equal("waits for a script", Runs.Find(run.Id)!.Reason);
        }

        watch.Look();
        Assert.Contains("none is there", Runs.Find(run.Id)!.Reason, StringComparison.Ordinal);
    }

    [DatabaseFact]
    public void A_worker_that_could_not_say_what_it_does_says_it_when_it_tries_again()
    {
        using var worker = Presence("gold");
        var does = Path.Combine(Database.Folder, "workers", worker.Taker.Worker + ".does");
        Directory.CreateDirectory(does);
        Assert.ThrowsAny<Exception>(worker.Show);
        Directory.Delete(does);

        worker.Show();
        Assert.True(worker.IsDone("gold"));
        Assert.False(worker.IsDone("train"));
    }

    private WorkerPresence Presence(string stages) => new(Database, Settings with { Stages = stages }, Time);
}

public sealed class SqliteLeaseTests() : LeaseTests(null);

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlLeaseTests(PostgreSqlServer server) : LeaseTests(server.NewDatabase());
