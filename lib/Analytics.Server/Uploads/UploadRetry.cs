using Analytics.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Uploads;

/// <summary>Once a minute: what could not be read is taken up again.</summary>
internal sealed class UploadRetry(Ingestion ingestion, TimeProvider time, ILogger<UploadRetry> log)
    : Repeating(TimeSpan.FromMinutes(1), time, log)
{
    protected override Task Again(CancellationToken stopping)
    {
        ingestion.TakeUpAgain();
        return Task.CompletedTask;
    }
}
