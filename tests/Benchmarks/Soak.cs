using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Analytics.App;
using Analytics.Tests;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- soak [minutes] [lake]: asks a server pages, predictions and queries without a stop, has a run made and
/// a file uploaded each minute, and says whether memory, handles, threads or temporary files grow. 30 minutes unless said; works on a copy of the lake.
/// </summary>
internal static class Soak
{
    private const int Clients = 8;

    private static readonly string[] s_paths =
    [
        "/",
        "/kpis",
        "/health",
        "/metrics",
        "/runs",
        "/monitoring",
        "/crashes/hot-zones",
        "/view/models",
        "/view/explore/crashes",
        "/view/data/gold.crashes.merged?page=2",
        "/view/quality/households",
        "/api/v2/stats",
    ];

    /// <summary>What the server holds at one time.</summary>
    private sealed record Held(double Minute, long Asked, double Megabytes, int Handles, int Threads, int Temporary);

    public static int Run(string[] arguments)
    {
        var minutes = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 30;
        var folder = Directory.CreateTempSubdirectory("analytics-soak-").FullName;
        try
        {
            var (lake, temporary) = (Path.Combine(folder, "data"), Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName);
            Folders.Copy(arguments.Length > 1 ? arguments[1] : Repository.Data, lake);
            return Measure(minutes, lake, temporary).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> Measure(int minutes, string lake, string temporary)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(Repository.Root, "lib", "artifacts", "bin", "Analytics.Server", "debug", "Analytics.Server.dll"),
                "--data",
                lake,
                "--port",
                "18082",
            ]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment["TMPDIR"] = temporary;
        using var server = Process.Start(start)!;
        server.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:18082"), Timeout = TimeSpan.FromMinutes(2) };
        using var stop = new CancellationTokenSource();
        var (asked, failed) = (0L, 0L);
        try
        {
            Serving.Wait(http, "/health/ready", server);
            var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => Ask(client))).ToArray();
            var held = new List<Held>();
            Console.WriteLine("minute   asked  failed  memory MB  handles  threads  temporary files");
            for (var minute = 1; minute <= minutes; minute++)
            {
                await Change(http, minute);
                await Task.Delay(TimeSpan.FromMinutes(1));
                held.Add(Look(server, minute, Interlocked.Read(ref asked), temporary));
                var last = held[^1];
                Console.WriteLine(
                    Invariant(
                        $"{last.Minute, 6:0} {last.Asked, 7} {Interlocked.Read(ref failed), 7} {last.Megabytes, 10:0} {last.Handles, 8} {last.Threads, 8} {last.Temporary, 16}"
                    )
                );
            }

            await stop.CancelAsync();
            await Task.WhenAll(clients);
            return Judge(held, failed);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }

        async Task Ask(int client)
        {
            var features = Encoding.UTF8.GetBytes("""{"hour": 17, "dayofweek": 5, "month": 11, "severity": 1}""");
            var question = Encoding.UTF8.GetBytes("""{"sql": "select count(*) from crashes.merged"}""");
            for (var turn = client; !stop.IsCancellationRequested; turn++)
            {
                try
                {
                    using var answer =
                        turn % 3 == 0 ? await http.PostAsync("/accidents/predict", Json(features))
                        : turn % 31 == 0 ? await http.PostAsync("/lake/query", Json(question))
                        : await http.GetAsync(s_paths[turn % s_paths.Length]);
                    await answer.Content.CopyToAsync(Stream.Null);
                    Interlocked.Add(ref failed, answer.IsSuccessStatusCode ? 0 : 1);
                }
                catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
                {
                    Console.Error.WriteLine(error.Message);
                    Interlocked.Increment(ref failed);
                }

                Interlocked.Increment(ref asked);
                await Task.Delay(20);
            }
        }

        static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };
    }

    /// <summary>Makes a table again, so that a new snapshot is served, and uploads a file.</summary>
    private static async Task Change(HttpClient http, int minute)
    {
        using var run = await http.PostAsJsonAsync(
            "/runs",
            new
            {
                domain = "accidents",
                what = "gold",
                force = true,
            }
        );
        run.EnsureSuccessStatusCode();
        var csv = Invariant($"HouseHoldID,HouseholdSize,District\nsoak-{minute},4,Kanungu\n");
        using var upload = await http.PostAsync("/api/v1/upload/file", new StringContent(csv, Encoding.UTF8, "text/csv"));
        upload.EnsureSuccessStatusCode();
    }

    private static Held Look(Process server, int minute, long asked, string temporary)
    {
        server.Refresh();
        return new Held(
            minute,
            asked,
            server.WorkingSet64 / 1e6,
            Directory.GetFileSystemEntries(Invariant($"/proc/{server.Id}/fd")).Length,
            server.Threads.Count,
            Directory.GetFiles(temporary, "*", SearchOption.AllDirectories).Length
        );
    }

    /// <summary>The last third beside the second: the first warms up.</summary>
    private static int Judge(List<Held> held, long failed)
    {
        var third = held.Count / 3;
        double Middle(Func<Held, double> of, int from) => held.Skip(from).Take(third).Select(of).Order().ElementAt(third / 2);
        var grown = new List<string>();
        foreach (
            var (name, of) in new (string, Func<Held, double>)[]
            {
                ("memory", each => each.Megabytes),
                ("handles", each => each.Handles),
                ("threads", each => each.Threads),
                ("temporary files", each => each.Temporary),
            }
        )
        {
            var (second, last) = (Middle(of, third), Middle(of, held.Count - third));
            Console.WriteLine(Invariant($"{name}: {second:0} in the second third, {last:0} in the last"));
            if (last > (second * 1.1) + 5)
            {
                grown.Add(name);
            }
        }

        Console.WriteLine(
            grown.Count == 0 ? Invariant($"Nothing grows; {failed} requests failed.") : $"**missed**: {string.Join(", ", grown)} grow."
        );
        return grown.Count == 0 && failed == 0 ? 0 : 1;
    }
}
