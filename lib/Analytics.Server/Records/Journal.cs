using Analytics.Server.Security;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Records;

/// <summary>Notes who changed what, in the log and in the service database.</summary>
internal sealed class Journal(ServiceDatabase database, TimeProvider time, ILoggerFactory logs)
{
    private readonly ILogger _log = logs.CreateLogger(Audit.Category);

    public void Note(HttpContext http, string what)
    {
        var who = Audit.Who(http);
        _log.LogInformation("{Who} {What}", who, what);
        database.Audit(time.GetUtcNow().UtcDateTime, who, what);
    }
}
