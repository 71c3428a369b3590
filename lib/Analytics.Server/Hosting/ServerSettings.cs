using System.Collections;
using System.Globalization;
using System.Net;
using Analytics.App;
using Analytics.Server.Security;

namespace Analytics.Server.Hosting;

/// <summary>How to serve. Every property is a key of the settings file and, with <c>Analytics__</c> before it, of the environment.</summary>
public sealed record ServerSettings
{
    /// <summary>The lake's folder.</summary>
    public string Data { get; init; } = Repository.Data;

    /// <summary>The address to listen on: a loopback one, or any other once there are keys.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0…65535; 0 takes any that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Who may come in; none lets everybody in who is on this machine.</summary>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    /// <summary>The address of an OpenID Connect provider whose bearer tokens let callers in, beside keys; empty for none. Without TLS only on this machine.</summary>
    public string OidcAuthority { get; init; } = "";

    /// <summary>For whom a token must be (<c>aud</c>).</summary>
    public string OidcAudience { get; init; } = "analytics";

    /// <summary>The claim that names the role: reader, operator or admin, one or several.</summary>
    public string OidcRoleClaim { get; init; } = "roles";

    /// <summary>
    /// What this process does: <c>all</c>; <c>api</c>: everything but runs; <c>worker</c>: runs, with <c>/health</c> and <c>/metrics</c> alone. Whichever of a lake's processes is first
    /// keeps the schedules.
    /// </summary>
    public string Role { get; init; } = "all";

    /// <summary>The stages that this process does, with commas between. Only one that does all four does rebuild, verify, collect, quality and performance too.</summary>
    public string Stages { get; init; } = "bronze,silver,gold,model";

    /// <summary>Seconds after which a message or a run is another worker's when the one that took it is not heard of, and a lost message is sent again. 5…3600.</summary>
    public int VisibilitySeconds { get; init; } = 60;

    /// <summary>
    /// The broker that carries events between stages, amqp:// or amqps:// with user, password and virtual host; empty for the service database
    /// itself. From the environment only: it holds a password. Also written <c>Events:RabbitMq</c>. One virtual host per lake.
    /// </summary>
    public string EventsRabbitMq { get; init; } = "";

    /// <summary>
    /// The PostgreSQL database that remembers runs, schedules and measurements, postgresql://user:password@host:5432/database; empty for SQLite in the lake's folder. From the
    /// environment only: it holds a password. Also written <c>Database:PostgreSql</c>. One database per lake.
    /// </summary>
    public string DatabasePostgreSql { get; init; } = "";

    /// <summary>Megabytes (10^6 bytes) of a body that is held in memory: predictions, queries.</summary>
    public int BodyMegabytes { get; init; } = 10;

    /// <summary>Megabytes of an uploaded file, which goes to the disk as it comes.</summary>
    public int UploadMegabytes { get; init; } = 2_000;

    /// <summary>Megabytes that an uploaded file may be once it is decompressed.</summary>
    public int UnpackedMegabytes { get; init; } = 10_000;

    /// <summary>Requests per second and client address, with bursts of ten times as many; 0 for no limit.</summary>
    public int RequestsPerSecond { get; init; }

    /// <summary>Seconds until a query is stopped.</summary>
    public int QuerySeconds { get; init; } = 10;

    /// <summary>Rows that a query's answer may have.</summary>
    public int QueryRows { get; init; } = 100_000;

    /// <summary>Megabytes for a query's work, and as many for its answer; also for reading an upload.</summary>
    public int QueryMegabytes { get; init; } = 1_000;

    /// <summary>Queries that may run at once; more wait their turn.</summary>
    public int Queries { get; init; } = 2;

    /// <summary><c>text</c>: lines for a person at a terminal. <c>json</c>: an object per line, of each run its beginning, steps and end too, with run, domain, snapshot and trace.</summary>
    public string LogFormat { get; init; } = "text";

    /// <summary>Minutes that a run may take; then it is cancelled with that as its reason.</summary>
    public int RunMinutes { get; init; } = 720;

    /// <summary>Runs that are remembered one by one; of older ones only how many ended how. Least 10.</summary>
    public int RunsKept { get; init; } = 1000;

    /// <summary>Days after which a domain whose tables did not change is stale; 0 for never.</summary>
    public int StaleDays { get; init; } = 30;

    /// <summary>Where alerts are posted as JSON, an address that begins with https:// (or http://); empty for nowhere. From the environment only: such addresses often hold a secret.</summary>
    public string AlertWebhook { get; init; } = "";

    /// <summary>Who gets alerts by e-mail, addresses with commas between; empty for nobody.</summary>
    public string AlertTo { get; init; } = "";

    /// <summary>The sender of alerts.</summary>
    public string AlertFrom { get; init; } = "";

    /// <summary>The mail server (SMTP).</summary>
    public string SmtpHost { get; init; } = "";

    public int SmtpPort { get; init; } = 587;

    /// <summary><c>starttls</c>, <c>tls</c>, or <c>none</c>, which is for a mail server on this machine.</summary>
    public string SmtpSecurity { get; init; } = "starttls";

    /// <summary>Who logs in at the mail server; empty for nobody.</summary>
    public string SmtpUser { get; init; } = "";

    /// <summary>His password. From the environment only.</summary>
    public string SmtpPassword { get; init; } = "";

    /// <summary>Whether only this machine can reach the server.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether callers must show who they are.</summary>
    internal bool IsClosed => Keys.Count > 0 || OidcAuthority.Length > 0;

    /// <summary>Settings from a file, over it the environment, over that what was typed.</summary>
    /// <param name="file">Null for appsettings.json in the repository, which need not be there.</param>
    /// <param name="environment">Name → value; only names that begin with <c>Analytics__</c> count.</param>
    /// <param name="typed">Key → value; null for not typed.</param>
    /// <exception cref="UsageException">A key is unknown, a value is not what the key takes, or the whole is not safe.</exception>
    public static ServerSettings Read(string? file, IDictionary environment, IReadOnlyDictionary<string, string?> typed)
    {
        var settings = SettingsText
            .Of(file, environment)
            .Concat(
                typed
                    .Where(each => each.Value is not null)
                    .Select(each => new Setting(each.Key, each.Value!, "--" + each.Key.ToLowerInvariant()))
            )
            .Aggregate(new ServerSettings(), (all, each) => all.With(each));
        return settings.Checked();
    }

    /// <summary>The same settings, if they can be served with.</summary>
    /// <exception cref="UsageException">The address is none, or reachable from elsewhere without keys.</exception>
    public ServerSettings Checked()
    {
        if (Host != "localhost" && !IPAddress.TryParse(Host, out _))
        {
            throw new UsageException(
                $"'{Host}' is no address to listen on. Type an IP address, e.g. --host 127.0.0.1, or 0.0.0.0 for all of this machine's."
            );
        }

        if (
            OidcAuthority.Length > 0
            && !(
                Uri.TryCreate(OidcAuthority, UriKind.Absolute, out var provider)
                && (provider.Scheme == "https" || provider is { Scheme: "http", IsLoopback: true })
            )
        )
        {
            throw new UsageException(
                $"OidcAuthority '{OidcAuthority}' is no address of a provider. Give one that begins with https://; http:// is for this machine's own."
            );
        }

        if (!IsLoopback && !IsClosed)
        {
            throw new UsageException(
                $"On {Host} other machines can reach the server, so it needs keys or an OpenID provider (OidcAuthority). Make a key: dotnet script scripts/serve.csx --new-key admin"
            );
        }

        if (
            AlertWebhook.Length > 0
            && !(
                Uri.TryCreate(AlertWebhook, UriKind.Absolute, out var hook) && hook.Scheme is "https" or "http" && hook.UserInfo.Length == 0
            )
        )
        {
            throw new UsageException("AlertWebhook is no address that begins with https:// or http:// and holds no password.");
        }

        if (Role is not ("all" or "api" or "worker"))
        {
            throw new UsageException($"Role takes all, api or worker, not '{Role}'.");
        }

        if (LogFormat is not ("text" or "json"))
        {
            throw new UsageException($"LogFormat takes text or json, not '{LogFormat}'.");
        }

        if (StageList.Count == 0 || StageList.FirstOrDefault(each => !Events.StageOrder.All.Contains(each)) is not null)
        {
            throw new UsageException(
                $"Stages takes one or more of {string.Join(", ", Events.StageOrder.All)}, with commas between, not '{Stages}'."
            );
        }

        if (
            EventsRabbitMq.Length > 0
            && !(Uri.TryCreate(EventsRabbitMq, UriKind.Absolute, out var broker) && broker.Scheme is "amqp" or "amqps")
        )
        {
            throw new UsageException("EventsRabbitMq is no address that begins with amqp:// or amqps://.");
        }

        if (DatabasePostgreSql.Length > 0)
        {
            _ = Records.PostgreSqlUrl.Parse(DatabasePostgreSql);
        }

        if (AlertTo.Length > 0 && (SmtpHost.Length == 0 || AlertFrom.Length == 0))
        {
            throw new UsageException("AlertTo names who gets alerts by e-mail; that needs SmtpHost and AlertFrom too.");
        }

        foreach (var address in Recipients.Append(AlertFrom).Where(each => each.Length > 0))
        {
            if (!MimeKit.MailboxAddress.TryParse(address, out _))
            {
                throw new UsageException($"'{address}' is no e-mail address (AlertTo, AlertFrom).");
            }
        }

        if (SmtpSecurity is not ("starttls" or "tls" or "none"))
        {
            throw new UsageException($"SmtpSecurity takes starttls, tls or none, not '{SmtpSecurity}'.");
        }

        return SmtpSecurity != "none" || SmtpHost.Length == 0 || SmtpHost is "localhost" or "127.0.0.1" or "::1"
            ? this
            : throw new UsageException(
                "SmtpSecurity none is for a mail server on this machine (SmtpHost localhost): alerts would cross the network in clear text."
            );
    }

    /// <summary>The stages that this process does, in their order.</summary>
    internal IReadOnlyList<string> StageList =>
        [
            .. Stages
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct()
                .OrderBy(each => Events.StageOrder.All.Index().FirstOrDefault(stage => stage.Item == each).Index),
        ];

    /// <summary>Whether this process does runs.</summary>
    internal bool DoesRuns => Role != "api";

    /// <summary>Who gets alerts by e-mail.</summary>
    internal IReadOnlyList<string> Recipients => AlertTo.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Nothing of what is secret.</summary>
    public override string ToString() => Invariant($"{Data} at {Host}:{Port}");

    private ServerSettings With(Setting setting) =>
        setting.Key.ToLowerInvariant() switch
        {
            "data" => this with { Data = setting.Value },
            "host" => this with { Host = setting.Value },
            "oidcauthority" => this with { OidcAuthority = setting.Value.TrimEnd('/') },
            "oidcaudience" => this with { OidcAudience = setting.Value },
            "oidcroleclaim" => this with { OidcRoleClaim = setting.Value },
            "port" => this with { Port = Number(setting, 0, 65535) },
            "bodymegabytes" => this with { BodyMegabytes = Number(setting, 1, 2000) },
            "uploadmegabytes" => this with { UploadMegabytes = Number(setting, 1, 1_000_000) },
            "unpackedmegabytes" => this with { UnpackedMegabytes = Number(setting, 1, 1_000_000) },
            "requestspersecond" => this with { RequestsPerSecond = Number(setting, 0, 1_000_000) },
            "queryseconds" => this with { QuerySeconds = Number(setting, 1, 3600) },
            "queryrows" => this with { QueryRows = Number(setting, 1, 5_000_000) },
            "querymegabytes" => this with { QueryMegabytes = Number(setting, 1, 1_000_000) },
            "runminutes" => this with { RunMinutes = Number(setting, 1, 100_000) },
            "runskept" => this with { RunsKept = Number(setting, 10, 10_000_000) },
            "staledays" => this with { StaleDays = Number(setting, 0, 100_000) },
            "alertto" => this with { AlertTo = setting.Value },
            "alertfrom" => this with { AlertFrom = setting.Value },
            "smtphost" => this with { SmtpHost = setting.Value },
            "smtpport" => this with { SmtpPort = Number(setting, 1, 65535) },
            "smtpsecurity" => this with { SmtpSecurity = setting.Value },
            "smtpuser" => this with { SmtpUser = setting.Value },
            "role" => this with { Role = setting.Value },
            "logformat" => this with { LogFormat = setting.Value },
            "stages" => this with { Stages = setting.Value },
            "visibilityseconds" => this with { VisibilitySeconds = Number(setting, 5, 3600) },
            "alertwebhook" when setting.IsSecretPlace => this with { AlertWebhook = setting.Value },
            "smtppassword" when setting.IsSecretPlace => this with { SmtpPassword = setting.Value },
            "eventsrabbitmq" or "events:rabbitmq" when setting.IsSecretPlace => this with { EventsRabbitMq = setting.Value },
            "databasepostgresql" or "database:postgresql" when setting.IsSecretPlace => this with { DatabasePostgreSql = setting.Value },
            "alertwebhook" or "smtppassword" or "eventsrabbitmq" or "events:rabbitmq" or "databasepostgresql" or "database:postgresql" =>
                throw new UsageException(
                    $"{setting.Origin}: {setting.Key} does not belong in a file. Put it in the environment: {SettingsText.Prefix}{setting.Key}=…"
                ),
            "queries" => this with { Queries = Number(setting, 1, 64) },
            var key when key.StartsWith("keys:", StringComparison.Ordinal) && setting.IsSecretPlace => this with
            {
                Keys =
                [
                    .. Keys.Where(each => each.Name != setting.Key["keys:".Length..]),
                    ApiKeys.Parse(setting.Key["keys:".Length..], setting.Value),
                ],
            },
            var key when key.StartsWith("keys:", StringComparison.Ordinal) => throw new UsageException(
                $"{setting.Origin}: keys do not belong in a file. Put them in the environment: {SettingsText.Prefix}{setting.Key.Replace(":", "__", StringComparison.Ordinal)}=role:hash"
            ),
            _ => throw new UsageException(
                $"{setting.Origin}: there is no setting '{setting.Key}'. There are: {string.Join(", ", SettingsText.Keys)}."
            ),
        };

    private static int Number(Setting setting, int least, int most) =>
        int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException(
                Invariant($"{setting.Origin}: {setting.Key} takes a whole number from {least} to {most}, not '{setting.Value}'.")
            );
}
