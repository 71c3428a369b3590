using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.App;
using Analytics.Tests;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- serving [lake]: our server beside a FastAPI and scikit-learn twin, the same requests by wrk in one run.
/// Needs wrk and python3-fastapi, -uvicorn, -uvloop, -httptools, -sklearn, -pandas. Works on a copy of the lake, which it also rebuilds under load.
/// </summary>
internal static partial class Serving
{
    private const int Port = 18_080;
    private const int TwinPort = 18_081;
    private const string Seconds = "10";

    /// <summary>Before anything is measured: the runtime compiles what is hot a second time, with what it saw, over the first seconds.</summary>
    private const string WarmSeconds = "15";

    /// <summary>What wrk saw.</summary>
    /// <param name="PerSecond">Requests answered.</param>
    /// <param name="P99">Milliseconds.</param>
    /// <param name="Bad">Answers that were no 2xx or 3xx, and sockets that broke.</param>
    private sealed record Load(double PerSecond, double P99, int Bad);

    private sealed record Case(string Path, string Learner, string Table, string Target, string[] Features);

    public static int Run(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("analytics-serving-").FullName;
        try
        {
            var lake = Path.Combine(folder, "data");
            Folders.Copy(arguments.Length > 0 ? arguments[0] : Repository.Data, lake);
            return Measure(folder, lake);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Measure(string folder, string lake)
    {
        var bin = Path.Combine(Repository.Root, "lib", "artifacts", "bin");
        var watch = Stopwatch.StartNew();
        using var ours = Start(
            "dotnet",
            Path.Combine(bin, "Analytics.Server", "debug", "Analytics.Server.dll"),
            "--data",
            lake,
            "--port",
            $"{Port}"
        );
        Process? twin = null;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromSeconds(60) };
            Wait(http, "/health/ready", ours);
            var ready = watch.Elapsed.TotalSeconds;
            var megabytes = Megabytes(ours);

            var boosting = Boosting(http, folder);
            File.WriteAllText(
                Path.Combine(folder, "accidents.csv"),
                Csv(http, "select hour, dayofweek, month, severity from accidents.features")
            );
            var group = Post(folder, "group", """{"hour": 17, "dayofweek": 5, "month": 11, "severity": 1}""");
            var boost = Post(folder, "boost", First(http, boosting));

            twin = Start(Child.Python, Path.Combine(Repository.Root, "tests", "Benchmarks", "peers", "serving.py"), folder, $"{TwinPort}");
            using (var other = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{TwinPort}") })
            {
                Wait(other, "/ready", twin);
            }

            // A page is made once per snapshot; what is measured is the kept one.
            using (var first = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Accept = { new("text/html") } } })
            using (var made = http.Send(first))
            {
                made.EnsureSuccessStatusCode();
            }

            var pages = Wrk(100, Seconds, $"http://127.0.0.1:{Port}/", "-H", "Accept: text/html");
            var (groups, groupsTwin) = Both("/accidents/predict", "/accidents/predict", group);
            var (boosts, boostsTwin) = Both(boosting.Path, "/boosting/predict", boost);
            var used = Megabytes(ours);
            var rebuild = Start(
                "dotnet",
                "script",
                Path.Combine(Repository.Root, "scripts", "rebuild.csx"),
                "--",
                "crashes",
                "--force",
                "--data",
                lake
            );
            var during = Wrk(32, Seconds, $"http://127.0.0.1:{Port}/accidents/predict", "-s", group);
            var overlapped = !rebuild.HasExited;
            rebuild.Kill(entireProcessTree: true);
            rebuild.WaitForExit();

            var page = Page(ready, megabytes, used, pages, groups, groupsTwin, boosting, boosts, boostsTwin, during, overlapped);
            Console.WriteLine(page);
            File.WriteAllText(Path.Combine(Repository.Root, "lib", "Analytics.Server", "BENCHMARKS.md"), page);
            return page.Contains("**missed**", StringComparison.Ordinal) ? 1 : 0;
        }
        finally
        {
            ours.Kill(entireProcessTree: true);
            twin?.Kill(entireProcessTree: true);
        }
    }

    private static string Page(
        double ready,
        double megabytes,
        double used,
        Load pages,
        Load groups,
        Load groupsTwin,
        Case boosting,
        Load boosts,
        Load boostsTwin,
        Load during,
        bool overlapped
    )
    {
        static string Goal(bool met, string goal) => met ? goal : $"{goal}, **missed**";
        var text = new StringBuilder();
        var busy = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[2] : "?";
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Serving under load

            {Environment.ProcessorCount} processors, shared with wrk, which asks over {Seconds} s after {WarmSeconds} s to warm up; the twin is FastAPI with uvicorn (uvloop, httptools, two workers) and scikit-learn, pandas as in its tutorials.
            The load of the machine over the quarter of an hour before the end was {busy}; above {Environment.ProcessorCount} others worked on it too.
            Made by `dotnet run -c Release --project tests/Benchmarks -- serving`.

            | what | ours | twin | goal |
            |---|---:|---:|---|
            | start to ready, s | {ready:0.0} | | {Goal(ready <= 2, "≤ 2")} |
            | memory, all champions warm, MB | {megabytes:0} | | {Goal(megabytes <= 250, "≤ 250")} |
            | memory after the load, MB | {used:0} | | |
            | cached page, 100 clients, requests/s | {pages.PerSecond:N0} | | {Goal(pages.PerSecond >= 5000, "≥ 5,000")} |
            | … 99 % within, ms | {pages.P99:0.0} | | {Goal(pages.P99 <= 50, "≤ 50")} |
            | K-Means, 32 clients, requests/s | {groups.PerSecond:N0} | {groupsTwin.PerSecond:N0} | {Goal(
                groups.PerSecond >= 8 * groupsTwin.PerSecond,
                $"≥ 8 times; {groups.PerSecond / groupsTwin.PerSecond:0.0}"
            )} |
            | … 99 % within, ms | {groups.P99:0.0} | {groupsTwin.P99:0.0} | {Goal(groups.P99 <= 5, "≤ 5")} |
            | {boosting.Learner} with {boosting.Features.Length} features, 32 clients, requests/s | {boosts.PerSecond:N0} | {boostsTwin.PerSecond:N0} | {Goal(
                boosts.PerSecond >= 50 * boostsTwin.PerSecond,
                $"≥ 50 times; {boosts.PerSecond / boostsTwin.PerSecond:0.0}"
            )} |
            | … 99 % within, ms | {boosts.P99:0.0} | {boostsTwin.P99:0.0} | {Goal(boosts.P99 <= 5, "≤ 5")} |
            | K-Means while crashes are rebuilt, requests/s | {during.PerSecond:N0} | | {(overlapped ? "" : "the rebuild ended before")} |
            | … 99 % within, ms | {during.P99:0.0} | | {Goal(during.P99 <= 3 * groups.P99, $"≤ 3 times; {during.P99 / groups.P99:0.0}")} |
            | answers that failed | {pages.Bad + groups.Bad + boosts.Bad + during.Bad} | {groupsTwin.Bad + boostsTwin.Bad} | {Goal(
                pages.Bad + groups.Bad + boosts.Bad + during.Bad == 0,
                "0"
            )} |

            """
        );
        return text.ToString();
    }

    /// <summary>The first champion that is a boosting, with its features and rows for the twin to fit the same.</summary>
    private static Case Boosting(HttpClient http, string folder)
    {
        foreach (
            var (model, path, table) in new[]
            {
                ("crashes/severity", "/crashes/predict", "crashes.features"),
                ("households/vulnerability", "/households/predict", "households.features"),
                ("vehicles/style", "/vehicles/predict", "vehicles.style_features"),
            }
        )
        {
            using var answer = http.GetAsync($"/models/{model}").GetAwaiter().GetResult();
            var run = answer.IsSuccessStatusCode ? JsonDocument.Parse(Text(answer)).RootElement.GetProperty("run") : default;
            if (run.ValueKind == JsonValueKind.Object && run.GetProperty("learner").GetString() == "boosting")
            {
                var found = new Case(
                    path,
                    model + ", boosting",
                    table,
                    run.GetProperty("target").GetString()!,
                    [.. run.GetProperty("features").EnumerateArray().Select(each => each.GetString()!)]
                );
                File.WriteAllText(
                    Path.Combine(folder, "features.csv"),
                    Csv(http, $"select {string.Join(", ", found.Features)}, {found.Target} from {found.Table}")
                );
                File.WriteAllText(
                    Path.Combine(folder, "case.json"),
                    JsonSerializer.Serialize(new { target = found.Target, features = found.Features })
                );
                return found;
            }
        }

        throw new InvalidOperationException("No champion of the lake is a boosting: train one.");
    }

    /// <summary>The first row as the body of a request.</summary>
    private static string First(HttpClient http, Case boosting)
    {
        var sql = $"select {string.Join(", ", boosting.Features)} from {boosting.Table} limit 1";
        using var answer = http.PostAsync("/lake/query", Json(sql)).GetAwaiter().GetResult();
        return JsonDocument.Parse(Text(answer)).RootElement[0].GetRawText();
    }

    private static string Csv(HttpClient http, string sql)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lake/query") { Content = Json(sql) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var answer = http.Send(request);
        answer.EnsureSuccessStatusCode();
        return Text(answer);
    }

    private static StringContent Json(string sql) => new(JsonSerializer.Serialize(new { sql }), Encoding.UTF8, "application/json");

    private static string Text(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();

    private static string Post(string folder, string name, string body)
    {
        var path = Path.Combine(folder, name + ".lua");
        File.WriteAllText(
            path,
            $"wrk.method = \"POST\"\nwrk.body = [==[{body}]==]\nwrk.headers[\"Content-Type\"] = \"application/json\"\n"
        );
        return path;
    }

    /// <summary>Ours and the twin in turn, twice, both warm; the better of each, because others may have had the processors.</summary>
    private static (Load Ours, Load Twin) Both(string path, string twinPath, string script)
    {
        Wrk(32, WarmSeconds, $"http://127.0.0.1:{Port}{path}", "-s", script);
        Wrk(32, WarmSeconds, $"http://127.0.0.1:{TwinPort}{twinPath}", "-s", script);
        var loads = Enumerable
            .Range(0, 2)
            .Select(_ =>
                (
                    Ours: Wrk(32, Seconds, $"http://127.0.0.1:{Port}{path}", "-s", script),
                    Twin: Wrk(32, Seconds, $"http://127.0.0.1:{TwinPort}{twinPath}", "-s", script)
                )
            )
            .ToArray();
        return (
            loads.Select(each => each.Ours).MaxBy(each => each.PerSecond)!,
            loads.Select(each => each.Twin).MaxBy(each => each.PerSecond)!
        );
    }

    private static Load Wrk(int clients, string seconds, string url, params string[] more)
    {
        using var process = Process.Start(
            new ProcessStartInfo("wrk", ["-t1", $"-c{clients}", $"-d{seconds}s", "--latency", .. more, url])
            {
                RedirectStandardOutput = true,
            }
        )!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double Number(string pattern) => double.Parse(Regex.Match(said, pattern).Groups[1].Value, CultureInfo.InvariantCulture);
        var p99 = Percentile().Match(said);
        var unit = p99.Groups[2].Value switch
        {
            "us" => 0.001,
            "ms" => 1,
            _ => 1000,
        };
        var bad = Regex.Match(said, @"Non-2xx or 3xx responses: (\d+)");
        var broken = Regex.Match(said, @"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)");
        return new Load(
            Number(@"Requests/sec:\s+([\d.]+)"),
            double.Parse(p99.Groups[1].Value, CultureInfo.InvariantCulture) * unit,
            (bad.Success ? int.Parse(bad.Groups[1].Value, CultureInfo.InvariantCulture) : 0)
                + (broken.Success ? broken.Groups.Values.Skip(1).Sum(each => int.Parse(each.Value, CultureInfo.InvariantCulture)) : 0)
        );
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;

    /// <summary>Waits until a server answers, up to a minute.</summary>
    /// <exception cref="InvalidOperationException">It ended, or does not answer.</exception>
    internal static void Wait(HttpClient http, string path, Process process)
    {
        for (var tries = 0; tries < 1200 && !process.HasExited; tries++)
        {
            try
            {
                using var answer = http.GetAsync(path).GetAwaiter().GetResult();
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // It does not listen yet.
            }

            Thread.Sleep(50);
        }

        throw new InvalidOperationException($"{process.StartInfo.FileName} did not become ready.");
    }

    private static double Megabytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1048576.0;
    }

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Percentile();
}
