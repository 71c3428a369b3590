using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Alerts;

/// <summary>
/// Delivers what is to be told of alerts, at least once, and again after 10, 20, 40 … s, at most 10 minutes, until the receiver takes it: one that is down misses nothing.
/// </summary>
internal sealed class AlertDelivery(
    AlertStore alerts,
    WebHook webHook,
    AlertMail mail,
    Charge charge,
    ServiceDatabase database,
    TimeProvider time,
    ILogger<AlertDelivery> log
) : Repeating(s_between, time, log)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two attempts.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The pause after so many attempts failed.</summary>
    public static TimeSpan Pause(int attempts) => Pauses.Doubling(attempts, TimeSpan.FromSeconds(10), Longest);

    protected override async Task Again(CancellationToken stopping)
    {
        if (database.Problem is not null || !charge.IsHere)
        {
            return;
        }

        try
        {
            await DeliverDue(stopping).ConfigureAwait(false);
        }
        catch (DatabaseException error)
        {
            // What was not noted as delivered is delivered again.
            log.LogWarning("Alerts wait: {Message}", error.Message);
        }
    }

    /// <summary>Tries each message whose time has come once.</summary>
    public async Task DeliverDue(CancellationToken cancellation)
    {
        foreach (var each in alerts.Due())
        {
            var problem = each.Channel == "webhook" ? await webHook.Send(each, cancellation) : await mail.Send(each, cancellation);
            if (problem is null)
            {
                alerts.Delivered(each.Id);
                continue;
            }

            alerts.Failed(each.Id, Pause(each.Attempts + 1), problem);
            log.LogWarning("Alert {Alert} was not delivered by {Channel}: {Problem}", each.Alert.Id, each.Channel, problem);
        }
    }
}
