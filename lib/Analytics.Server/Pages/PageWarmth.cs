using Analytics.App;
using Analytics.Lake;
using Analytics.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Pages;

/// <summary>Makes the reports of every new snapshot before somebody asks for them, one after the other, so that requests keep their share of the processor.</summary>
internal sealed class PageWarmth(Snapshots.Snapshots snapshots, TimeProvider time, ILogger<PageWarmth> log)
    : Repeating(s_between, time, log)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    private string _made = "";

    protected override async Task Again(CancellationToken stopping)
    {
        // Models first: without them nothing can be predicted.
        if (snapshots.IsWarm && snapshots.Current.Id != _made)
        {
            _made = await Task.Run(() => Make(stopping), stopping).ConfigureAwait(false);
        }
    }

    private string Make(CancellationToken stopping)
    {
        var served = snapshots.Enter();
        try
        {
            foreach (var domain in Catalog.Domains.TakeWhile(_ => snapshots.Current == served))
            {
                stopping.ThrowIfCancellationRequested();
                try
                {
                    new ReportKey("explore", domain.Name).Read(served);
                }
                catch (Exception error) when (error is RunException or UsageException or LakeException or DuckDBException)
                {
                    // The page says it to whoever looks; nobody has asked yet.
                    log.LogDebug(error, "No report of {Domain}", domain.Name);
                }
            }

            return served.Id;
        }
        finally
        {
            served.Leave();
        }
    }
}
