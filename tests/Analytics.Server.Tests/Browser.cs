using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Server.Tests;

/// <summary>A fact that opens pages in Chromium, and says so when that is not there.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Path is null)
        {
            Skip = "Not installed: chromium.";
        }
    }
}

/// <summary>One tab of a headless Chromium, driven by its DevTools protocol; what goes wrong in it is remembered.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _wrongs = [];
    private int _number;
    private bool _isLoaded;

    private Browser(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>Where Chromium is; null for nowhere.</summary>
    public static string? Path { get; } = OutsideTools.Find("chromium") ?? OutsideTools.Find("chromium-browser");

    /// <summary>Errors on the console, exceptions of scripts, requests that failed or were answered with an error, since they were last taken.</summary>
    public IReadOnlyList<string> TakeWrongs()
    {
        string[] all = [.. _wrongs];
        _wrongs.Clear();
        return all;
    }

    public static async Task<Browser> Start()
    {
        var profile = Directory.CreateTempSubdirectory("analytics-browser-").FullName;
        string[] arguments =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank",
        ];
        var process = Process.Start(
            new ProcessStartInfo(Path!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var browser = new Browser(process, profile);
        var file = System.IO.Path.Combine(profile, "DevToolsActivePort");
        for (var tries = 0; !File.Exists(file) || File.ReadAllLines(file).Length < 2; tries++)
        {
            Assert.True(tries < 600 && !process.HasExited, "Chromium does not start.");
            await Task.Delay(100);
        }

        using var http = new HttpClient();
        var tabs = JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{File.ReadAllLines(file)[0]}/json/list"))!.AsArray();
        await browser._socket.ConnectAsync(
            new Uri(tabs.First(tab => (string?)tab!["type"] == "page")!["webSocketDebuggerUrl"]!.GetValue<string>()),
            default
        );
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" })
        {
            await browser.Send(domain + ".enable");
        }

        return browser;
    }

    public async Task Look(int width, bool isDark, bool hasScripts = true)
    {
        await Send(
            "Emulation.setDeviceMetricsOverride",
            new
            {
                width,
                height = width < 600 ? 844 : 900,
                deviceScaleFactor = 1,
                mobile = false,
            }
        );
        await Send(
            "Emulation.setEmulatedMedia",
            new { features = new[] { new { name = "prefers-color-scheme", value = isDark ? "dark" : "light" } } }
        );
        await Send("Emulation.setScriptExecutionDisabled", new { value = !hasScripts });
    }

    /// <summary>Opens a page and waits until it has loaded.</summary>
    public async Task Open(string url)
    {
        _isLoaded = false;
        await Send("Page.navigate", new { url });
        while (!_isLoaded)
        {
            Note(await Receive());
        }
    }

    /// <summary>What an expression of JavaScript gives; promises are waited for.</summary>
    public async Task<JsonNode?> Run(string expression)
    {
        var answer = await Send(
            "Runtime.evaluate",
            new
            {
                expression,
                awaitPromise = true,
                returnByValue = true,
            }
        );
        Assert.True(answer["exceptionDetails"] is null, $"{expression}: {answer["exceptionDetails"]?.ToJsonString()}");
        return answer["result"]!["value"];
    }

    /// <summary>Waits until an expression is true.</summary>
    public Task Until(string expression, string what) => Until(expression, () => Task.FromResult(what));

    public async Task Until(string expression, Func<Task<string>> what)
    {
        for (var tries = 0; (await Run($"Boolean({expression})"))?.GetValue<bool>() != true; tries++)
        {
            if (tries >= 600)
            {
                Assert.Fail($"Not after a minute: {await what()}");
            }

            await Task.Delay(100);
        }
    }

    public async Task Press(string key, int code)
    {
        await Send(
            "Input.dispatchKeyEvent",
            new
            {
                type = "keyDown",
                key,
                code = key,
                windowsVirtualKeyCode = code,
                text = key == "Enter" ? "\r" : null,
            }
        );
        await Send(
            "Input.dispatchKeyEvent",
            new
            {
                type = "keyUp",
                key,
                code = key,
                windowsVirtualKeyCode = code,
            }
        );
    }

    /// <summary>The whole page as a PNG.</summary>
    public async Task Picture(string path)
    {
        var answer = await Send("Page.captureScreenshot", new { format = "png", captureBeyondViewport = true });
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(answer["data"]!.GetValue<string>()));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        for (var tries = 0; Directory.Exists(_profile) && tries < 20; tries++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
                // Its last children still write there.
                await Task.Delay(100);
            }
        }
    }

    private async Task<JsonNode> Send(string method, object? parameters = null)
    {
        var id = ++_number;
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    id,
                    method,
                    @params = parameters ?? new { },
                },
                s_json
            ),
            WebSocketMessageType.Text,
            true,
            default
        );
        while (true)
        {
            var message = await Receive();
            if (message["id"]?.GetValue<int>() == id)
            {
                return message["error"] is { } error
                    ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}")
                    : message["result"]!;
            }

            Note(message);
        }
    }

    private static readonly JsonSerializerOptions s_json = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private async Task<JsonNode> Receive()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var text = new MemoryStream();
        var part = new byte[1 << 16];
        WebSocketReceiveResult got;
        do
        {
            got = await _socket.ReceiveAsync(part, patience.Token);
            text.Write(part, 0, got.Count);
        } while (!got.EndOfMessage);
        return JsonNode.Parse(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length))!;
    }

    private void Note(JsonNode message)
    {
        var detail = message["params"];
        switch ((string?)message["method"])
        {
            case "Page.loadEventFired":
                _isLoaded = true;
                break;
            case "Runtime.exceptionThrown":
                _wrongs.Add($"exception: {detail!["exceptionDetails"]!.ToJsonString()}");
                break;
            case "Runtime.consoleAPICalled" when (string?)detail!["type"] is "error" or "warning":
                _wrongs.Add($"console: {detail["args"]!.ToJsonString()}");
                break;
            // That drawing without a graphics card is slow is no fault of a page.
            case "Log.entryAdded"
                when ((string?)detail!["entry"]!["text"])?.Contains("GL Driver Message", StringComparison.Ordinal) == true:
                break;
            case "Log.entryAdded" when (string?)detail!["entry"]!["level"] is "error" or "warning":
                _wrongs.Add($"log: {detail["entry"]!["text"]} {detail["entry"]!["url"]}");
                break;
            case "Network.loadingFailed" when detail!["canceled"]?.GetValue<bool>() != true:
                _wrongs.Add($"request failed: {detail.ToJsonString()}");
                break;
            case "Network.responseReceived"
                when detail!["response"]!["status"]!.GetValue<int>() >= 400 && (string?)detail["type"] != "Document":
                _wrongs.Add($"{detail["response"]!["status"]}: {detail["response"]!["url"]}");
                break;
        }
    }
}
