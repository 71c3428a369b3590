namespace Analytics.Engine;

/// <summary>A fetch from a domain's public source into Bronze.</summary>
/// <param name="Lake">Where the pages land.</param>
/// <param name="From">First day; null continues after the last fetch.</param>
/// <param name="To">Last day; null is today.</param>
/// <param name="Time">Clock, also for pauses between tries.</param>
/// <param name="Progress">Receives what was fetched, done and of how many.</param>
public sealed record FetchRequest(Lake.Lake Lake, DateOnly? From, DateOnly? To, TimeProvider Time, Action<string, int, int> Progress);
