using Analytics.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Records;

/// <summary>Tries again, every 2 s, to reach a service database that cannot be used, and tells when it cannot and when it can again.</summary>
internal sealed class DatabaseWatch(ServiceDatabase database, TimeProvider time, ILogger<DatabaseWatch> log)
    : Repeating(TimeSpan.FromSeconds(2), time, log)
{
    private string? _told;

    protected override Task Begin(CancellationToken stopping) => Again(stopping);

    protected override Task Again(CancellationToken stopping)
    {
        database.Look();
        if (database.Problem is { } problem && _told is null)
        {
            log.LogWarning("{Problem}", problem);
        }
        else if (database.Problem is null && _told is not null)
        {
            log.LogWarning("The service database can be used again.");
        }

        _told = database.Problem;
        return Task.CompletedTask;
    }
}
