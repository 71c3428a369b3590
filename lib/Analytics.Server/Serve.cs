using System.CommandLine;
using Analytics.App;
using Analytics.App.Commands;
using Analytics.Server.Hosting;
using Analytics.Server.Security;

namespace Analytics.Server;

/// <summary>scripts/serve.csx: the API and the dashboard over one lake, until Ctrl-C or SIGTERM.</summary>
public static class Serve
{
    public static int Run(IEnumerable<string> args) => CommandHost.Run(Definition(), args, isTraced: false);

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
        var role = new Option<string?>("--role")
        {
            Description =
                "What this process does: all, api (everything but runs) or worker (runs only, on a free port unless one is typed). Default: all.",
        };
        var stages = new Option<string?>("--stages")
        {
            Description =
                "The stages that this process does, e.g. bronze,silver. Default: bronze,silver,gold,model, and all else that is run.",
        };
        var samples = new Option<bool>("--samples")
        {
            Description =
                "Where there is no lake yet, make one of the sample files first. In the repository's own folder that is done unasked.",
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
            role,
            stages,
            samples,
            newKey,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (parsed.GetValue(newKey) is { } of)
                {
                    Console.WriteLine(ApiKeys.New(of));
                    return 0;
                }

                var typed = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
                {
                    ["Data"] = parsed.GetValue(data),
                    ["Host"] = parsed.GetValue(host),
                    ["Role"] = parsed.GetValue(role),
                    ["Stages"] = parsed.GetValue(stages),
                    ["Port"] = parsed.GetValue(port)?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                };
                var chosen = ServerSettings.Read(parsed.GetValue(settings), Environment.GetEnvironmentVariables(), typed);
                if (chosen.Role == "worker" && parsed.GetValue(port) is null)
                {
                    // The port of the settings is the one of the process that people call.
                    chosen = chosen with
                    {
                        Port = 0,
                    };
                }

                if (IsToBeFilled(chosen.Data, parsed.GetValue(samples)))
                {
                    Console.WriteLine(
                        $"There is no lake in {chosen.Data} yet. It is made of the sample files first, with models: about a minute."
                    );
                    if (Rebuild.Main(["all", "--data", chosen.Data]) is var code and not 0)
                    {
                        return code;
                    }
                }

                await using var server = await RunningServer.Start(chosen, TimeProvider.System, cancellation).ConfigureAwait(false);
                server.Say(
                    chosen.Role == "worker"
                        ? $"Serving {server.Settings.Data} at {server.Url} (a worker of {string.Join(", ", chosen.StageList)}). Ctrl-C stops."
                        : $"Serving {server.Settings.Data} at {server.Url} (API at {server.Url}/docs). Ctrl-C stops."
                );
                await server.Stopped(cancellation).ConfigureAwait(false);
                server.Say("Stopped.");
                return 0;
            }
        );
        return command;
    }

    /// <summary>Whether the samples are to make the lake: none was published, and it is the repository's own or somebody asked.</summary>
    internal static bool IsToBeFilled(string data, bool isAsked) =>
        !File.Exists(Path.Combine(data, "HEAD"))
        && (isAsked || Path.GetFullPath(data) == Path.Combine(Repository.Root, "data") && Directory.Exists(Repository.Samples("crashes")));
}
