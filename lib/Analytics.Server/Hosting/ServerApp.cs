using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Server.Alerts;
using Analytics.Server.Api;
using Analytics.Server.Cockpit;
using Analytics.Server.Events;
using Analytics.Server.Monitoring;
using Analytics.Server.Pages;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Analytics.Server.Schedules;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;
using Analytics.Server.Uploads;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Analytics.Server.Hosting;

/// <summary>The whole composition at once: what is there, in which order a request passes it, and which routes there are.</summary>
internal static class ServerApp
{
    public static WebApplication Build(ServerSettings settings, Snapshots.Snapshots snapshots, TimeProvider time)
    {
        // Empty: nothing is read from files or the environment but what ServerSettings knows.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = settings.Data, EnvironmentName = "Production" }
        );
        if (settings.LogFormat == "json")
        {
            builder
                .Logging.AddConsole(console => console.FormatterName = JsonLines.FormatName)
                .AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>()
                .AddFilter(typeof(RunStore).Namespace, LogLevel.Information)
                .AddFilter(typeof(Serve).Namespace + ".Started", LogLevel.Information);
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        builder
            .Logging.SetMinimumLevel(LogLevel.Warning)
            // What these two say, the command says in one line, or it is about keys that only live as long as the process.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter(Audit.Category, LogLevel.Information);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = settings.BodyMegabytes * 1_000_000L;
                if (settings.Host == "localhost")
                {
                    kestrel.ListenLocalhost(settings.Port);
                }
                else
                {
                    kestrel.Listen(IPAddress.Parse(settings.Host), settings.Port);
                }
            });
        var services = builder.Services;
        // The first to start and the last to go.
        services.AddSingleton<Tracing>().AddHostedService(all => all.GetRequiredService<Tracing>());
        services.AddSingleton(settings).AddSingleton(time).AddSingleton(snapshots).AddSingleton(new ApiKeys(settings.Keys));
        BearerTokens.AddServices(services, settings, time);
        services.AddSingleton<Questions>().AddHostedService<SnapshotWatch>();
        services.AddSingleton<Charge>().AddHostedService(all => all.GetRequiredService<Charge>());
        services
            .AddSingleton<ServiceDatabase>()
            .AddHostedService<DatabaseWatch>()
            .AddSingleton<Journal>()
            .AddSingleton<Pulse>()
            .AddSingleton<RunStore>()
            .AddSingleton<RunHearing>()
            .AddSingleton<RunExecution>()
            .AddSingleton<Measuring>()
            .AddSingleton<Metrics>();
        services.AddSingleton<Usage>().AddSingleton<RequestTimes>().AddSingleton<ReadingsTaker>();
        services.AddSingleton<AlertStore>().AddSingleton<WebHook>().AddSingleton<AlertMail>();
        services.AddSingleton<LiveCars>();
        services.AddHostedService<AlertWatch>().AddHostedService<AlertDelivery>();
        services.AddSingleton<Outbox>().AddSingleton<Inbox>().AddSingleton<DeadLetters>();
        _ =
            settings.EventsRabbitMq.Length > 0
                ? services.AddSingleton<IEventTransport, RabbitMqTransport>()
                : services.AddSingleton<IEventTransport, EmbeddedTransport>();
        services.AddHostedService<EventDispatch>();
        services.AddSingleton<WorkerPresence>();
        if (settings.DoesRuns)
        {
            services.AddHostedService<RunWorker>().AddHostedService<EventConsumer>();
        }

        services.AddHostedService<ScriptRuns>();
        services.AddSingleton<ScheduleStore>().AddHostedService<Scheduler>();
        services.AddSingleton<UploadStore>().AddSingleton<UploadReader>().AddSingleton<Ingestion>();
        if (settings.Role != "worker")
        {
            PageRoutes.AddServices(services);
            services.AddHostedService<WorkerWatch>();
            services.AddHostedService(all => all.GetRequiredService<Ingestion>()).AddHostedService<UploadRetry>();
        }

        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        services.ConfigureHttpJsonOptions(json => Json(json.SerializerOptions));
        services.AddRoutingCore();
        // So that Failures tells which parameter is wrong; else the answer is an empty 400.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddOpenApi(ApiDescription.Configure);
        services.AddRazorComponents();
        // Form tokens live as long as the process: nothing is written to the user's folder.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery();
        services.AddOutputCache(cache =>
        {
            cache.AddPolicy(SnapshotCache.Policy, new SnapshotCache());
            cache.AddPolicy(HomeRoute.Policy, new SnapshotCache(HomeRoute.Changing));
        });
        services.AddResponseCompression();
        services.AddRateLimiter(_ => { });

        var app = builder.Build();
        // What a newer program remembers is refused before anything listens.
        _ = app.Services.GetRequiredService<ServiceDatabase>();
        app.UseMiddleware<RequestSpans>();
        app.UseMiddleware<RequestClock>();
        app.UseMiddleware<Failures>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<KeyCheck>();
        if (settings.RequestsPerSecond > 0)
        {
            app.UseRateLimiter(RateLimit.Of(settings));
        }

        app.UseResponseCompression();
        app.UseRouting();
        app.UseMiddleware<RoleCheck>();
        app.UseMiddleware<SnapshotPin>();
        app.UseAntiforgery();
        app.UseOutputCache();
        HealthRoutes.Map(app);
        MetricsRoutes.Map(app);
        if (settings.Role == "worker")
        {
            return app;
        }

        AssetRoutes.Map(app);
        LakeRoutes.Map(app);
        PredictRoutes.Map(app);
        DomainRoutes.Map(app);
        Api.ModelRoutes.Map(app);
        RetrainingRoutes.Map(app);
        CockpitRoutes.Map(app);
        UploadRoutes.Map(app);
        RunRoutes.Map(app);
        EventRoutes.Map(app);
        MonitoringRoutes.Map(app);
        ScheduleRoutes.Map(app);
        ApiDescription.Map(app);
        PageRoutes.Map(app);
        return app;
    }

    /// <summary>JSON as the API writes it: snake_case, what is no number as null.</summary>
    public static void Json(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default;
        options.Converters.Add(new FiniteDouble());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }
}
