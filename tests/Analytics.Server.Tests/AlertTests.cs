using Analytics.Server.Alerts;
using Analytics.Server.Hosting;
using Analytics.Server.Monitoring;
using Analytics.Server.Records;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Server.Tests;

/// <summary>Alerts over a database in a folder of their own and a clock that stands still.</summary>
/// <param name="url">The address of a PostgreSQL database; null for SQLite.</param>
public abstract class AlertTests(string? url) : IDisposable
{
    private static readonly Violation s_disk = new("disk", "server", "critical", "the lake's disk is nearly full", 0.9, AtMost: 0.85);

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-alerts-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        _databases.ForEach(each => each.Dispose());
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private readonly List<ServiceDatabase> _databases = [];

    private AlertStore Store(ServerSettings settings)
    {
        _databases.Add(new ServiceDatabase(settings));
        return new AlertStore(_databases[^1], settings, _time);
    }

    private ServerSettings Settings => new() { Data = _folder, DatabasePostgreSql = url ?? "" };

    private static Readings Readings(
        IReadOnlyList<RunReading>? runs = null,
        double quality = 1,
        double age = 60,
        ModelReading? model = null,
        double p95 = 1,
        SystemReading? system = null
    ) =>
        new(
            DateTime.UnixEpoch,
            runs ?? [],
            [new DataReading("crashes", quality, age)],
            [model ?? new ModelReading("crashes", "severity", null, "auc", 0.7, 0.6, true, null)],
            [new StageReading("crashes", "gold", 10, 100, 10, 0.5, p95)],
            system ?? new SystemReading(0.1, 0.1, 0.1, 0.1),
            30
        );

    [DatabaseTheory]
    [InlineData(0.05, 1, "")]
    [InlineData(0.0500001, 1, "run_failures")]
    public void A_share_of_failed_runs_is_an_alert_above_its_limit_and_not_at_it(double share, int _, string rule)
    {
        var failed = (int)Math.Round(share * 10_000_000);
        var found = AlertRules.Judge(Readings(runs: [new RunReading("crashes", 10_000_000 - failed, failed)]));
        Assert.Equal(rule, string.Join(",", found.Select(each => each.Rule)));
    }

    public static TheoryData<string, string> Broken =>
        new()
        {
            { "data_quality", "crashes" },
            { "stale_domain", "crashes" },
            { "model_missing", "crashes/severity" },
            { "model_below_bar", "crashes/severity" },
            { "model_drift", "crashes/severity" },
            { "slow_stage", "crashes/gold" },
            { "cpu", "server" },
            { "memory", "server" },
            { "disk", "server" },
            { "slow_responses", "server" },
        };

    [DatabaseTheory]
    [MemberData(nameof(Broken))]
    public void Each_limit_opens_its_own_alert_and_what_is_just_within_it_none(string rule, string component)
    {
        ModelReading Model(double value = 0.7, string? problem = null, int? drifted = null) =>
            new("crashes", "severity", problem, "auc", value, 0.6, true, drifted);
        Readings Of(bool isBeyond) =>
            rule switch
            {
                "data_quality" => Readings(quality: isBeyond ? 0.949 : 0.95),
                "stale_domain" => Readings(age: 30 * 86400 + (isBeyond ? 1 : 0)),
                "model_missing" => Readings(model: Model(problem: isBeyond ? "damaged" : null)),
                "model_below_bar" => Readings(model: Model(isBeyond ? 0.599 : 0.6)),
                "model_drift" => Readings(model: Model(drifted: isBeyond ? 1 : 0)),
                "slow_stage" => Readings(p95: isBeyond ? 5.001 : 5),
                "cpu" => Readings(system: new SystemReading(isBeyond ? 0.851 : 0.85, 0, 0, null)),
                "memory" => Readings(system: new SystemReading(0, isBeyond ? 0.901 : 0.9, 0, null)),
                "disk" => Readings(system: new SystemReading(0, 0, isBeyond ? 0.851 : 0.85, null)),
                "slow_responses" => Readings(system: new SystemReading(0, 0, 0, isBeyond ? 10.1 : 10)),
                _ => throw new NotSupportedException(rule),
            };
        var found = Assert.Single(AlertRules.Judge(Of(true)));
        Assert.Equal((rule, component), (found.Rule, found.Component));
        Assert.Empty(AlertRules.Judge(Of(false)));
    }

    [DatabaseFact]
    public void An_error_is_above_its_bar_where_lower_is_better()
    {
        ModelReading Of(double value) => new("customers", "clv", null, "rmse", value, 1, HigherIsBetter: false, null);
        Assert.Equal(
            (1.1, 1.0, null),
            Assert.Single(AlertRules.Judge(Readings(model: Of(1.1)))) is var found ? (found.Value, found.AtMost, found.AtLeast) : default
        );
        Assert.Empty(AlertRules.Judge(Readings(model: Of(0.9))));
    }

    [DatabaseTheory]
    [InlineData(0.9, "Excellent")]
    [InlineData(0.8999, "Good")]
    [InlineData(0.8, "Good")]
    [InlineData(0.7999, "Warning")]
    [InlineData(0.7, "Warning")]
    [InlineData(0.6999, "Critical")]
    public void The_score_has_its_word(double score, string word) => Assert.Equal(word, HealthScore.WordOf(score));

    [DatabaseFact]
    public void The_score_weighs_its_four_parts()
    {
        // 0.4 · 3/4 + 0.3 · 0.5 + 0.2 · 0 + 0.1 · (1 + 1 + (1 - 0.925) / 0.15) / 3, by hand.
        var health = HealthScore.Of(
            Readings(
                runs: [new RunReading("crashes", 2, 1), new RunReading("all", 1, 0)],
                quality: 0.5,
                model: new ModelReading("crashes", "severity", "damaged", null, null, 0.6, true, null),
                system: new SystemReading(0.85, null, 0.925, null)
            )
        );
        Assert.Equal(0.3 + 0.15 + 0.1 * 2.5 / 3, health.Score, 0.0001);
        Assert.Equal("Critical", health.Word);
        Assert.Equal(["success", "quality", "model", "system"], health.Parts.Select(each => each.Name));
        Assert.Equal((1.0, "Excellent"), HealthScore.Of(Readings()) is var well ? (well.Score, well.Word) : default);
    }

    [DatabaseFact]
    public void An_alert_is_opened_once_goes_on_and_ends_and_what_comes_again_is_another()
    {
        var alerts = Store(Settings);
        Assert.Equal((1, 0), alerts.Take([s_disk]));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((0, 0), alerts.Take([s_disk with { Value = 0.95 }]));
        var open = Assert.Single(alerts.List(true, 10));
        Assert.Equal((0.95, TimeSpan.FromMinutes(1)), (open.Value, open.SeenAt - open.OpenedAt));
        Assert.Equal((0, 1), alerts.Take([]));
        Assert.Empty(alerts.List(true, 10));
        Assert.Equal(_time.GetUtcNow().UtcDateTime, Assert.Single(alerts.List(false, 10)).ResolvedAt);
        Assert.Equal((1, 0), alerts.Take([s_disk]));
        Assert.Equal(2, alerts.List(null, 10).Count);
    }

    [DatabaseFact]
    public void A_message_of_a_time_when_the_clock_was_a_day_ahead_is_due_once_it_is_right_again()
    {
        var alerts = Store(Settings with { AlertWebhook = "http://127.0.0.1:9/hook" });
        var right = _time.GetUtcNow();
        _time.AdjustTime(right.AddDays(1));
        alerts.Take([s_disk]);
        alerts.Failed(Assert.Single(alerts.Due()).Id, AlertDelivery.Longest, "nobody is there");
        Assert.Empty(alerts.Due());
        _time.AdjustTime(right);
        Assert.Single(alerts.Due());
    }

    [DatabaseFact]
    public async Task A_receiver_that_is_down_gets_every_message_once_it_is_back_in_order_and_again_when_it_did_not_say_that_it_took_it()
    {
        await using var receiver = await HookReceiver.Start();
        var settings = Settings with { AlertWebhook = receiver.Url };
        var alerts = Store(settings);
        using var hook = new WebHook(settings);
        var delivery = new AlertDelivery(
            alerts,
            hook,
            new AlertMail(settings, _time),
            null!,
            null!,
            _time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<AlertDelivery>.Instance
        );
        receiver.Status = 503;
        alerts.Take([s_disk]);
        await delivery.DeliverDue(default);
        alerts.Take([]);
        // Not before its pause is over, and the end not before the beginning.
        await delivery.DeliverDue(default);
        Assert.Equal("opened", Assert.Single(receiver.Got).Body.GetProperty("event").GetString());
        var (channel, waiting, attempts, problem) = Assert.Single(alerts.Waiting());
        Assert.Equal(("webhook", 2, 1, "the receiver answered 503"), (channel, waiting, attempts, problem));

        _time.Advance(AlertDelivery.Pause(1));
        receiver.Status = 204;
        await delivery.DeliverDue(default);
        await delivery.DeliverDue(default);
        await delivery.DeliverDue(default);
        Assert.Equal(
            [(503, "alert-1-opened"), (204, "alert-1-opened"), (204, "alert-1-resolved")],
            receiver.Got.Select(each => (each.Status, each.Key))
        );
        var alert = receiver.Got.Last().Body.GetProperty("alert");
        Assert.Equal("critical", alert.GetProperty("severity").GetString());
        Assert.Equal(0.85, alert.GetProperty("at_most").GetDouble());
        Assert.Equal("2026-01-05T10:00:00Z", alert.GetProperty("resolved_at").GetString());
        Assert.Empty(alerts.Waiting());

        // Nobody listens any more: no address in what is said of it.
        await receiver.DisposeAsync();
        alerts.Take([s_disk]);
        await delivery.DeliverDue(default);
        var gone = Assert.Single(alerts.Waiting()).Problem;
        Assert.Contains("cannot be reached", gone, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-place", gone, StringComparison.Ordinal);
    }

    [DatabaseFact]
    public void Pauses_double_from_ten_seconds_to_ten_minutes() =>
        Assert.Equal([10, 20, 40, 320, 600, 600], new[] { 1, 2, 3, 6, 7, 1000 }.Select(tries => AlertDelivery.Pause(tries).TotalSeconds));

    [DatabaseFact]
    public async Task An_alert_goes_to_everybody_by_mail_and_again_when_the_mail_server_did_not_take_it()
    {
        await using var receiver = new MailReceiver();
        var settings = (
            Settings with
            {
                AlertTo = "ops@example.org, boss@example.org",
                AlertFrom = "analytics@example.org",
                SmtpHost = "127.0.0.1",
                SmtpPort = receiver.Port,
                SmtpSecurity = "none",
            }
        ).Checked();
        var alerts = Store(settings);
        using var hook = new WebHook(settings);
        var delivery = new AlertDelivery(
            alerts,
            hook,
            new AlertMail(settings, _time),
            null!,
            null!,
            _time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<AlertDelivery>.Instance
        );
        // What came from data cannot add a header.
        alerts.Take([s_disk with { Component = "server\r\nBcc: other@example.org" }]);
        receiver.IsRefusing = true;
        await delivery.DeliverDue(default);
        Assert.Contains("not now", Assert.Single(alerts.Waiting()).Problem, StringComparison.Ordinal);
        Assert.Empty(receiver.Got);

        receiver.IsRefusing = false;
        _time.Advance(TimeSpan.FromSeconds(10));
        await delivery.DeliverDue(default);
        var (from, to, text) = Assert.Single(receiver.Got);
        Assert.Equal("analytics@example.org", from);
        Assert.Equal(["ops@example.org", "boss@example.org"], to);
        Assert.DoesNotMatch("(?m)^Bcc:", text.Split(Environment.NewLine + Environment.NewLine)[0]);
        Assert.Contains("the lake's disk is nearly full", text, StringComparison.Ordinal);
        Assert.Contains("Value 0.9, wanted at most 0.85", text, StringComparison.Ordinal);
        Assert.Matches("(?m)^Message-Id: <alert-1-opened-", text);
        Assert.Empty(alerts.Waiting());
    }
}

public sealed class SqliteAlertTests() : AlertTests(null);

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlAlertTests(PostgreSqlServer server) : AlertTests(server.NewDatabase());
