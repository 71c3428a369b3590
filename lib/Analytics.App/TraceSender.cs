using System.Diagnostics;
using Analytics.Engine;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Analytics.App;

/// <summary>
/// OpenTelemetry's own sender with a word of what does not arrive. Spans wait in memory, at most 2,048 of them; what a collector that is away does not take is lost, and work waits for none of it.
/// </summary>
internal sealed class TraceSender : IDisposable
{
    // How long the end of a process may wait for the last spans.
    private const int LastMilliseconds = 2_000;

    private readonly TracerProvider _provider;

    private TraceSender(TracerProvider provider) => _provider = provider;

    public static TraceSender Start(string service, Uri address, bool isForTracesAlone, Action<string> say)
    {
        // Both read the other variables of the environment: protocol, headers, timeout; how long spans are gathered.
        var (options, batch) = (new OtlpExporterOptions(), new BatchExportActivityProcessorOptions());
        if (isForTracesAlone)
        {
            options.Endpoint = address;
        }

        var place = address.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped);
        var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(Spans.Prefix + "*")
            .ConfigureResource(resource =>
                resource.AddService(service, autoGenerateServiceInstanceId: true).AddEnvironmentVariableDetector()
            )
            .AddProcessor(
                new BatchActivityExportProcessor(
                    new Exporter(options, place, say),
                    batch.MaxQueueSize,
                    batch.ScheduledDelayMilliseconds,
                    batch.ExporterTimeoutMilliseconds,
                    batch.MaxExportBatchSize
                )
            )
            .Build();
        return new TraceSender(provider);
    }

    public void Dispose()
    {
        _provider.Shutdown(LastMilliseconds);
        _provider.Dispose();
    }

    /// <param name="place">The collector's address without what may be secret.</param>
    private sealed class Exporter(OtlpExporterOptions options, string place, Action<string> say) : OtlpTraceExporter(options)
    {
        private bool _isAway;

        public override ExportResult Export(in Batch<Activity> batch)
        {
            var result = base.Export(batch);
            var isAway = result != ExportResult.Success;
            if (isAway != _isAway)
            {
                _isAway = isAway;
                say(
                    isAway
                        ? $"The collector at {place} does not take traces; they are lost until it does. All else goes on."
                        : $"The collector at {place} takes traces again."
                );
            }

            return result;
        }
    }
}
