using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Analytics.Tests;

namespace Analytics.Server.Tests;

/// <summary>Debian's Prometheus and Alertmanager with the files of lib/deploy, on free ports, in a folder of their own; ended by their ids.</summary>
internal sealed class PrometheusServers : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-prometheus-").FullName;
    private readonly List<Process> _processes = [];
    private readonly HttpClient _http = new();
    private readonly StringBuilder _said = new();

    public static string Deploy { get; } = Path.Combine(RealData.Repository, "lib", "deploy", "prometheus");

    /// <param name="server">host:port of what is scraped, every second instead of every 15.</param>
    /// <param name="key">The key to show it.</param>
    /// <param name="hook">Where Alertmanager posts to.</param>
    public static async Task<PrometheusServers> Start(string server, string key, string hook)
    {
        var servers = new PrometheusServers();
        try
        {
            await servers.Begin(server, key, hook);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>The result of a query now: label sets with their values.</summary>
    public async Task<IReadOnlyList<(JsonElement Labels, string Value)>> Ask(string query)
    {
        var answer = await _http.GetAsync("/api/v1/query?query=" + Uri.EscapeDataString(query));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{query}: {text}");
        return
        [
            .. JsonDocument
                .Parse(text)
                .RootElement.GetProperty("data")
                .GetProperty("result")
                .EnumerateArray()
                .Select(each => (each.GetProperty("metric"), each.GetProperty("value")[1].GetString()!)),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Begin(string server, string key, string hook)
    {
        var (prometheus, alertmanager) = (FreePort.Next(), FreePort.Next());
        foreach (var file in Directory.GetFiles(Deploy))
        {
            var text = await File.ReadAllTextAsync(file);
            foreach (
                var (old, now) in new[]
                {
                    ("analytics:8080", server),
                    ("alertmanager:9093", Invariant($"127.0.0.1:{alertmanager}")),
                    ("http://receiver:9095/alerts", hook),
                    ("_interval: 15s", "_interval: 1s"),
                    ("group_wait: 30s", "group_wait: 1s"),
                }
            )
            {
                text = text.Replace(old, now, StringComparison.Ordinal);
            }

            await File.WriteAllTextAsync(Path.Combine(_folder, Path.GetFileName(file)), text);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "analytics.key"), key);
        Run(
            "prometheus-alertmanager",
            $"--config.file={Path.Combine(_folder, "alertmanager.yml")}",
            $"--storage.path={Path.Combine(_folder, "alertmanager")}",
            Invariant($"--web.listen-address=127.0.0.1:{alertmanager}"),
            "--cluster.listen-address="
        );
        Run(
            "prometheus",
            $"--config.file={Path.Combine(_folder, "prometheus.yml")}",
            $"--storage.tsdb.path={Path.Combine(_folder, "prometheus")}",
            Invariant($"--web.listen-address=127.0.0.1:{prometheus}")
        );
        _http.BaseAddress = new Uri(Invariant($"http://127.0.0.1:{prometheus}"));
        await Ready(_http.BaseAddress + "-/ready");
        await Ready(Invariant($"http://127.0.0.1:{alertmanager}/-/ready"));
    }

    private Task Ready(string url) =>
        Patience.Until(
            async () =>
            {
                try
                {
                    return (await _http.GetAsync(url)).StatusCode;
                }
                catch (HttpRequestException)
                {
                    return HttpStatusCode.ServiceUnavailable;
                }
            },
            status => status == HttpStatusCode.OK,
            _ =>
            {
                lock (_said)
                {
                    return $"{url} is not ready: {_said}";
                }
            },
            60
        );

    private void Run(string program, params string[] arguments) =>
        _processes.Add(OutsideServer.Start(_folder, _said, OutsideTools.Find(program)!, arguments));
}
