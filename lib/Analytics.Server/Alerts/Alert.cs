namespace Analytics.Server.Alerts;

/// <summary>An alert as it is told.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Rule">Which rule opened it.</param>
/// <param name="Component">Of what: a domain, <c>domain/model</c>, <c>server</c>.</param>
/// <param name="Severity"><c>warning</c> or <c>critical</c>.</param>
/// <param name="Summary">In words.</param>
/// <param name="Value">What was read last while it was open.</param>
/// <param name="AtMost">The limit that was passed; null where it is one that was not reached.</param>
/// <param name="AtLeast">The limit that was not reached.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="SeenAt">When it was last found to be so, UTC.</param>
/// <param name="ResolvedAt">When it was first found to be so no more, UTC; null while it is open.</param>
/// <param name="Waiting">Messages about it that have not been delivered yet.</param>
public sealed record Alert(
    long Id,
    string Rule,
    string Component,
    string Severity,
    string Summary,
    double Value,
    double? AtMost,
    double? AtLeast,
    DateTime OpenedAt,
    DateTime SeenAt,
    DateTime? ResolvedAt,
    int Waiting
);

/// <summary>A message about an alert that is to be delivered.</summary>
/// <param name="Event"><c>opened</c> or <c>resolved</c>.</param>
/// <param name="Channel"><c>webhook</c> or <c>email</c>.</param>
/// <param name="Alert">As it was then.</param>
/// <param name="Attempts">How often it was tried.</param>
internal sealed record Delivery(long Id, string Event, string Channel, Alert Alert, int Attempts);
