using System.Collections.Concurrent;
using System.Diagnostics;

namespace Analytics.Server.Tests;

/// <summary>Programs of the repository in processes of their own.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;

    private readonly ConcurrentQueue<string> _lines;

    private Child(Process process, string url, ConcurrentQueue<string> lines) => (_process, Url, _lines) = (process, url, lines);

    /// <summary>What it has said.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>How often tests of killed servers kill one: as ANALYTICS_KILLS says, or 4 times.</summary>
    public static int Kills { get; } =
        int.Parse(Environment.GetEnvironmentVariable("ANALYTICS_KILLS") ?? "4", System.Globalization.CultureInfo.InvariantCulture);

    public string Url { get; }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>The most memory that it has had, in megabytes.</summary>
    public long PeakMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1_000_000;
        }
    }

    /// <summary>A script, started as <c>dotnet script</c> starts it; its output goes nowhere.</summary>
    public static Process Script(string name, params IReadOnlyList<string> args) => Script(name, _ => { }, args);

    /// <param name="with">Sets its environment.</param>
    public static Process Script(string name, Action<IDictionary<string, string?>> with, params IReadOnlyList<string> args)
    {
        var launcher = Path.Combine(RealData.Repository, "lib", "artifacts", "bin", "Launcher", "debug", "dotnet-script.dll");
        return Begin([launcher, Path.Combine("scripts", name), .. args], _ => { }, with);
    }

    /// <summary>A server that listens.</summary>
    public static Task<Child> Server(string data, params IReadOnlyList<string> args) => Server(data, _ => { }, args);

    /// <param name="with">Sets its environment.</param>
    public static async Task<Child> Server(string data, Action<IDictionary<string, string?>> with, params IReadOnlyList<string> args)
    {
        var url = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string>();
        void Hear(string? line)
        {
            if (line is null)
            {
                url.TrySetException(new InvalidOperationException($"The server ended: {string.Join('\n', said)}"));
                return;
            }

            said.Enqueue(line);
            if (System.Text.RegularExpressions.Regex.Match(line, @"Serving .* at (http\S+) \(") is { Success: true } match)
            {
                url.TrySetResult(match.Groups[1].Value);
            }
        }

        var process = Begin([typeof(Serve).Assembly.Location, "--data", data, "--port", "0", .. args], Hear, with);
        return new Child(process, await url.Task.WaitAsync(TimeSpan.FromMinutes(1)), said);
    }

    /// <summary>As Ctrl-C or an orchestrator (SIGTERM), until it has ended.</summary>
    public async Task Stop()
    {
        using var kill = Process.Start("kill", [Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
    }

    /// <summary>As kill -9.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill();
        }

        _process.Dispose();
    }

    /// <param name="hear">Receives each line that it says; null at the end of its output.</param>
    /// <param name="with">Sets its environment.</param>
    private static Process Begin(IReadOnlyList<string> args, Action<string?> hear, Action<IDictionary<string, string?>>? with = null)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", args)
            {
                WorkingDirectory = RealData.Repository,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        with?.Invoke(process.StartInfo.Environment);
        process.OutputDataReceived += (_, line) => hear(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                hear(text);
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
