namespace Analytics.Server.Schedules;

/// <summary>The schedules of the systems that this one replaces. Only what costs nothing is on.</summary>
internal static class BuiltInSchedules
{
    public static IReadOnlyList<(string Id, string Cron, string Config, bool Enabled)> All { get; } =
    [
        ("quality-daily", "0 1 * * *", """{"domain":"all","what":"quality"}""", true),
        ("performance-daily", "0 3 * * *", """{"domain":"all","what":"performance"}""", false),
        ("retrain-weekly", "0 2 * * 0", """{"domain":"all","what":"retrain","if_needed":true}""", false),
        ("archive-weekly", "0 5 * * 0", """{"domain":"all","what":"collect"}""", false),
        ("accidents-daily", "0 4 * * *", """{"domain":"accidents","what":"rebuild"}""", false),
        ("crashes-daily", "30 4 * * *", """{"domain":"crashes","what":"rebuild","fetch":true}""", false),
    ];
}
