using Analytics.Server.Events;
using Analytics.Server.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Runs;

/// <summary>Tells of runs that wait because no worker is there who does them, four times a minute.</summary>
internal sealed class WorkerWatch(RunStore runs, WorkerPresence presence, TimeProvider time, ILogger<WorkerWatch> log)
    : Repeating(TimeSpan.FromSeconds(15), time, log)
{
    private const int Most = 1000;

    protected override Task Again(CancellationToken stopping)
    {
        try
        {
            foreach (var run in runs.List(Most, state: "accepted").Where(run => run.NotBefore <= Time.GetUtcNow().UtcDateTime))
            {
                if (!presence.IsDone(run.What))
                {
                    runs.Waits(run.Id, Reason(run.What));
                }
            }
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Whether workers are there could not be seen: {Message}", error.Message);
        }

        return Task.CompletedTask;
    }

    private static string Reason(string what)
    {
        var stage = StageOrder.All.FirstOrDefault(stage => StageOrder.RunsOf([stage])!.Contains(what));
        return $"waits for a worker that does {what}; none is there. Start one: dotnet script scripts/serve.csx --role worker{(stage is null ? "" : $" --stages {stage}")}";
    }
}
