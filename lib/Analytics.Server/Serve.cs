using System.CommandLine;
using Analytics.App.Commands;
using Analytics.Server.Hosting;
using Analytics.Server.Security;

namespace Analytics.Server;

/// <summary>scripts/serve.csx: the API and the dashboard over one lake, until Ctrl-C or SIGTERM.</summary>
public static class Serve
{
    public static int Run(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition()
    {
        var data = new Option<string?>("--data") { Description = "The lake's folder. Default: data in the repository." };
        var port = new Option<int?>("--port") { Description = "The port to listen on, 0 for any that is free. Default: 8080." };
        var host = new Option<string?>("--host")
        {
            Description = "The address to listen on. Default: 127.0.0.1; any other than this machine's own needs keys.",
        };
        var settings = new Option<string?>("--settings")
        {
            Description = "A settings file. Default: appsettings.json in the repository, if there is one.",
        };
        var newKey = new Option<string?>("--new-key")
        {
            Description = "Make a key for a role (reader, operator or admin), print it with the line that lets it in, and end.",
        };
        var command = new Command(
            "serve",
            $"Serves the published lake: pages, an API with its description at /docs, health at /health and /health/ready. Ctrl-C stops it.\n\n{SettingsText.Help}"
        )
        {
            data,
            port,
            host,
            settings,
            newKey,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (parsed.GetValue(newKey) is { } role)
                {
                    Console.WriteLine(ApiKeys.New(role));
                    return 0;
                }

                var typed = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
                {
                    ["Data"] = parsed.GetValue(data),
                    ["Host"] = parsed.GetValue(host),
                    ["Port"] = parsed.GetValue(port)?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                };
                var chosen = ServerSettings.Read(parsed.GetValue(settings), Environment.GetEnvironmentVariables(), typed);
                await using var server = await RunningServer.Start(chosen, TimeProvider.System, cancellation).ConfigureAwait(false);
                Console.WriteLine($"Serving {server.Settings.Data} at {server.Url} (API at {server.Url}/docs). Ctrl-C stops.");
                await server.Stopped(cancellation).ConfigureAwait(false);
                Console.WriteLine("Stopped.");
                return 0;
            }
        );
        return command;
    }
}
