using Analytics.Engine;

namespace Analytics.App;

/// <summary>
/// Sends spans (<see cref="Spans"/>) to a collector by OTLP, as the standard variables of the environment say. Without them nothing listens, and no library for it is loaded.
/// </summary>
public static class Traces
{
    /// <summary>Where signals go: switches traces on.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Where traces go, instead of <see cref="Endpoint"/>; used as it is written.</summary>
    public const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    /// <summary>Why the address of the environment cannot be used; null where it can, or there is none. The address is not repeated: somebody may have put a password in it.</summary>
    public static string? Problem =>
        Address is not { } address || Uri.TryCreate(address, UriKind.Absolute, out var read) && read.Scheme is "http" or "https"
            ? null
            : $"{(Of(TracesEndpoint) is null ? Endpoint : TracesEndpoint)} is no address that begins with http:// or https://.";

    private static string? Address => Of("OTEL_TRACES_EXPORTER") == "none" ? null : Of(TracesEndpoint) ?? Of(Endpoint);

    /// <summary>Begins to send until it is disposed.</summary>
    /// <param name="service">The name of the process in traces, unless OTEL_SERVICE_NAME gives another.</param>
    /// <param name="say">Receives a line when the collector does not take spans, and one when it does again.</param>
    /// <returns>Null where traces are not switched on.</returns>
    /// <exception cref="UsageException">The address cannot be used (<see cref="Problem"/>).</exception>
    public static IDisposable? FromEnvironment(string service, Action<string> say) =>
        Problem is { } problem ? throw new UsageException(problem)
        : Address is { } address ? TraceSender.Start(service, new Uri(address), Of(TracesEndpoint) is not null, say)
        : null;

    private static string? Of(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
