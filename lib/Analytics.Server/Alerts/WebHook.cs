using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Server.Hosting;

namespace Analytics.Server.Alerts;

/// <summary>
/// Posts alerts as JSON: <c>{"event": "opened", "alert": {…}}</c>. The same message, sent again, has the same <c>Idempotency-Key</c>. Any 2xx is taken for received;
/// redirects are not followed.
/// </summary>
internal sealed class WebHook : IDisposable
{
    private static readonly JsonSerializerOptions s_json = Json();

    private readonly ServerSettings _settings;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };

    public WebHook(ServerSettings settings) => _settings = settings;

    /// <returns>Null when it was received, else why not, without the address, which may hold a secret.</returns>
    public async Task<string?> Send(Delivery delivery, CancellationToken cancellation)
    {
        if (_settings.AlertWebhook.Length == 0)
        {
            return "there is no web hook any more (the setting AlertWebhook)";
        }

        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, _settings.AlertWebhook)
            {
                Content = JsonContent.Create(new { delivery.Event, delivery.Alert }, options: s_json),
            };
            message.Headers.Add("Idempotency-Key", Invariant($"alert-{delivery.Alert.Id}-{delivery.Event}"));
            using var answer = await _http.SendAsync(message, cancellation);
            return answer.IsSuccessStatusCode ? null : Invariant($"the receiver answered {(int)answer.StatusCode}");
        }
        catch (HttpRequestException error)
        {
            return $"the receiver cannot be reached ({error.HttpRequestError})";
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "the receiver did not answer within 10 s";
        }
    }

    public void Dispose() => _http.Dispose();

    private static JsonSerializerOptions Json()
    {
        var json = new JsonSerializerOptions();
        ServerApp.Json(json);
        return json;
    }
}
