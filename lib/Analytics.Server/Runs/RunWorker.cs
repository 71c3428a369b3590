using System.Text.Json.Nodes;
using Analytics.App;
using Analytics.App.Commands;
using Analytics.Engine;
using Analytics.Lake;
using Analytics.Server.Hosting;
using Analytics.Server.Monitoring;
using Analytics.Server.Records;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Runs;

/// <summary>
/// Does what was accepted, one run after the other: the lake has one writer. Of several servers on one lake one does it, the one that holds <c>service/WORKER</c>; the operating system
/// lets go of that when the process ends, however it ends, and another takes over.
/// </summary>
internal sealed class RunWorker(
    RunStore runs,
    ServiceDatabase database,
    Measuring measuring,
    ServerSettings settings,
    TimeProvider time,
    Pulse pulse,
    ILogger<RunWorker> log
) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lookForCancel = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];

    /// <summary>Whether this server does the runs and keeps the schedules of its lake.</summary>
    public bool IsInCharge { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Problem is { } problem)
        {
            log.LogWarning("{Problem}", problem);
            return;
        }

        try
        {
            // Not on the thread that starts the server.
            await Task.Yield();
            await using var charge = await TakeCharge(stoppingToken).ConfigureAwait(false);
            IsInCharge = true;
            await Trying(
                    () =>
                    {
                        runs.Recover(HeadId());
                        return Task.FromResult(true);
                    },
                    stoppingToken
                )
                .ConfigureAwait(false);
            while (true)
            {
                var next = pulse.Next;
                if (!await Trying(() => DoNext(stoppingToken), stoppingToken).ConfigureAwait(false))
                {
                    await pulse.Wait(next, s_look, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Stopped; what was accepted is run at the next start.");
        }
        finally
        {
            IsInCharge = false;
        }
    }

    private async Task<FileStream> TakeCharge(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(database.Folder, "WORKER"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    1
                );
            }
            catch (IOException error)
            {
                log.LogDebug("Another server does the runs: {Message}", error.Message);
            }

            await Task.Delay(s_look, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Does something with the database, again and again where that has no room or is busy: what was accepted must not be forgotten for it.</summary>
    private async Task<bool> Trying(Func<Task<bool>> work, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var result = await work().ConfigureAwait(false);
                database.Lost = null;
                return result;
            }
            catch (SqliteException error)
            {
                Miss(error);
                await Task.Delay(s_wait, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private void Miss(SqliteException error)
    {
        if (database.Lost is null)
        {
            log.LogError("What happens cannot be written down: {Message}", error.Message);
        }

        database.Lost = $"What happens in runs cannot be written down: {error.Message}";
    }

    /// <returns>Whether there was anything to do.</returns>
    private async Task<bool> DoNext(CancellationToken stopping)
    {
        if (OtherWriter() is { } writer)
        {
            return Waits(writer);
        }

        if (runs.TakeNext(HeadId()) is not { } run)
        {
            return false;
        }

        // From here on the run is taken: what follows is told until it is told, or the next start finds it running.
        var ended = await Do(run, stopping).ConfigureAwait(false);
        await Trying(
                () =>
                {
                    ended();
                    return Task.FromResult(true);
                },
                stopping
            )
            .ConfigureAwait(false);
        return true;
    }

    /// <summary>A script that writes is waited for; the first run in the queue says so.</summary>
    private bool Waits(string writer)
    {
        var first = runs.List(int.MaxValue, state: "accepted").Where(run => run.NotBefore <= Now).MinBy(run => run.Id);
        var reason = $"waits for {writer}";
        if (first is not null && first.Reason != reason)
        {
            runs.Waits(first.Id, reason);
        }

        return false;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<Action> Do(PipelineRun run, CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(settings.RunMinutes), time);
        using var wanted = new CancellationTokenSource();
        using var any = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token, wanted.Token);
        var watch = WatchForCancel(run.Id, wanted, any.Token);
        var hearing = Hear(run.Id);
        var (code, words) = await Task.Run(() => Work(run, hearing, any.Token), CancellationToken.None).ConfigureAwait(false);
        var (wasStopped, wasLate, cancelled) = (
            stopping.IsCancellationRequested,
            limit.IsCancellationRequested,
            wanted.IsCancellationRequested
        );
        await any.CancelAsync().ConfigureAwait(false);
        var who = await watch.ConfigureAwait(false);
        var (seconds, after) = (Math.Round(time.GetElapsedTime(began).TotalSeconds, 3), HeadId());
        if (code == 0)
        {
            return () =>
                runs.End(run.Id, RunState.Succeeded, 0, after == run.Before ? "done; nothing was to be published" : "done", seconds, after);
        }

        if (cancelled)
        {
            return () => runs.End(run.Id, RunState.Cancelled, 130, who ?? "cancelled", seconds, after);
        }

        if (wasStopped)
        {
            return run.Origin.StartsWith("schedule:", StringComparison.Ordinal)
                ? () => runs.Again(run.Id, TimeSpan.Zero, run.Attempt, "the server was stopped while it ran; it is run again")
                : () => runs.End(run.Id, RunState.Interrupted, 130, "the server was stopped while it ran", seconds, after);
        }

        if (wasLate)
        {
            return () =>
                runs.End(
                    run.Id,
                    RunState.Cancelled,
                    130,
                    Invariant($"it took longer than {settings.RunMinutes} minutes (the setting RunMinutes)"),
                    seconds,
                    after
                );
        }

        if (words.Length == 0)
        {
            words = LastWords(run.Id);
        }

        if (hearing.Error is { } error && MayPass(error) && run.Attempt < RunStore.MostAttempts)
        {
            var pause = Pause(run.Id, run.Attempt);
            return () => runs.Again(run.Id, pause, run.Attempt + 1, Invariant($"{words} It is tried again in {pause.TotalSeconds:0.0} s."));
        }

        return () => runs.End(run.Id, RunState.Failed, code, words, seconds, after);
    }

    private async Task<(int Code, string Words)> Work(PipelineRun run, Hearing hearing, CancellationToken cancellation)
    {
        var request = RunRequest.Kept(run.Config.ToJsonString());
        try
        {
            if (request.What is "quality" or "performance")
            {
                return (0, measuring.Measure(request, text => Say(run.Id, "log", new JsonObject { ["text"] = text }), cancellation));
            }

            return await CommandHost
                .RunWithin(request.What, request.Arguments(settings.Data, DateOnly.FromDateTime(Now)), hearing, cancellation)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (130, "Stopped.");
        }
        catch (Exception error)
        {
            if (error is not (RunException or UsageException or LakeException or IOException))
            {
                log.LogError(error, "Run {Id} ended in a way that nobody foresaw", run.Id);
            }

            return (1, error.Message);
        }
    }

    /// <summary>The pause before the next attempt: 2, 10, 30 s, each ±20 %, drawn from the run's number.</summary>
    internal static TimeSpan Pause(long run, int attempt) =>
        s_pauses[Math.Min(attempt, s_pauses.Length) - 1] * (0.8 + 0.4 * new SampleRandom((int)run, attempt).Uniform(0));

    /// <summary>Whether the same may go well a little later: a network, a lock, a disk. What gates and arguments say stays so.</summary>
    internal static bool MayPass(Exception error) =>
        error is IOException or HttpRequestException or TimeoutException or LakeLockedException or UnauthorizedAccessException;

    private async Task<string?> WatchForCancel(long id, CancellationTokenSource wanted, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                if (runs.WhoCancels(id) is { } who)
                {
                    await wanted.CancelAsync().ConfigureAwait(false);
                    return who;
                }
            }
            catch (SqliteException error)
            {
                Miss(error);
            }

            var next = pulse.Next;
            try
            {
                await pulse.Wait(next, s_lookForCancel, end).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return null;
            }
        }

        return null;
    }

    private Hearing Hear(long id)
    {
        var counted = (What: "", At: DateTime.MinValue);
        var counting = new Lock();
        return new Hearing(
            text =>
            {
                if (text.Trim().Length > 0)
                {
                    Say(id, "log", new JsonObject { ["text"] = Without(text) });
                }
            },
            step =>
                Say(
                    id,
                    "step",
                    new JsonObject
                    {
                        ["domain"] = step.Domain,
                        ["step"] = step.Step,
                        ["number"] = step.Number,
                        ["of"] = step.Of,
                        ["state"] = step.State.ToString().ToLowerInvariant(),
                        ["detail"] = Without(step.Detail),
                    }
                ),
            (what, done, of) =>
            {
                lock (counting)
                {
                    // Files land by the thousand: one line a second tells as much.
                    if (done < of && counted.What == what && Now - counted.At < s_look)
                    {
                        return;
                    }

                    counted = (what, Now);
                }

                Say(
                    id,
                    "count",
                    new JsonObject
                    {
                        ["what"] = what,
                        ["done"] = done,
                        ["of"] = of,
                    }
                );
            }
        );
    }

    /// <summary>A line that cannot be kept is lost, and that is said; the work goes on.</summary>
    private void Say(long id, string kind, JsonObject data)
    {
        try
        {
            runs.Tell(id, kind, data);
        }
        catch (SqliteException error)
        {
            Miss(error);
        }
    }

    /// <summary>The lake's place is nobody's business who has only a key.</summary>
    private string Without(string text) => text.Replace(settings.Data, "…", StringComparison.Ordinal);

    private string LastWords(long id)
    {
        try
        {
            return runs.Events(id, kind: "log") is { Count: > 0 } lines
                ? (string?)lines[^1].Data["text"] ?? ""
                : "it failed and said nothing";
        }
        catch (SqliteException error)
        {
            Miss(error);
            return "it failed; its log cannot be read";
        }
    }

    private string? OtherWriter()
    {
        using var lake = Analytics.Lake.Lake.OpenToVerify(settings.Data);
        return lake.Writer;
    }

    private string? HeadId()
    {
        using var lake = Analytics.Lake.Lake.OpenToVerify(settings.Data);
        try
        {
            return lake.HeadId;
        }
        catch (LakeException)
        {
            // Health says what is wrong with it; a rebuild may be what repairs it.
            return null;
        }
    }
}
