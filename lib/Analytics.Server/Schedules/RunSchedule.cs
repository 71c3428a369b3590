using System.Text.Json.Nodes;

namespace Analytics.Server.Schedules;

/// <summary>What is done about times that passed while nobody looked. Either way many of them are one.</summary>
public enum Misfire
{
    /// <summary>It is run once, now.</summary>
    Once,

    /// <summary>It is left out; the next time counts.</summary>
    Skip,
}

/// <summary>A run that is asked for again and again.</summary>
/// <param name="Id">Its name: small letters, digits, hyphens.</param>
/// <param name="Cron">Five fields.</param>
/// <param name="Timezone">The zone that they are read in.</param>
/// <param name="Config">A run's request, or a job message.</param>
/// <param name="Enabled">Whether it is on.</param>
/// <param name="Misfire">What is done about missed times.</param>
/// <param name="BuiltIn">Whether it came with the program; such a one can be turned off, not deleted.</param>
/// <param name="LastRunAt">When it was due last and something was done, UTC.</param>
/// <param name="LastRun">The run of then.</param>
/// <param name="LastWord">What was done about it then.</param>
/// <param name="NextRunAt">When it is due next, UTC; null while it is off.</param>
public sealed record RunSchedule(
    string Id,
    string Cron,
    string Timezone,
    JsonNode Config,
    bool Enabled,
    Misfire Misfire,
    bool BuiltIn,
    DateTime? LastRunAt,
    long? LastRun,
    string LastWord,
    DateTime? NextRunAt
);
