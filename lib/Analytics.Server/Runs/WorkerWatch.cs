using Analytics.Server.Events;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Runs;

/// <summary>Tells of runs that wait because no worker is there who does them, four times a minute.</summary>
internal sealed class WorkerWatch(RunStore runs, WorkerPresence presence, TimeProvider time, ILogger<WorkerWatch> log)
    : Repeating(TimeSpan.FromSeconds(15), time, log)
{
    protected override Task Again(CancellationToken stopping)
    {
        try
        {
            Look();
        }
        catch (DatabaseException error) when (error.IsAway)
        {
            log.LogDebug("The database is away, which others tell: {Message}", error.Message);
        }
        catch (Exception error) when (error is DatabaseException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Whether workers are there could not be seen: {Message}", error.Message);
        }

        return Task.CompletedTask;
    }

    /// <summary>Says it of the runs that wait now, and takes it back once a worker is there.</summary>
    internal void Look()
    {
        foreach (var kind in runs.Waiting().GroupBy(run => run.What))
        {
            var reason = Reason(kind.Key);
            var isDone = presence.IsDone(kind.Key);
            foreach (var run in kind.Where(run => (run.Reason == reason) == isDone))
            {
                runs.Waits(run.Id, isDone ? "" : reason);
            }
        }
    }

    private static string Reason(string what)
    {
        var stage = StageOrder.All.FirstOrDefault(stage => StageOrder.RunsOf([stage])!.Contains(what));
        var stages = stage is null ? "" : $" --stages {stage}";
        return $"waits for a worker that does {what}; none is there. Start one: dotnet script scripts/serve.csx --role worker{stages}";
    }
}
