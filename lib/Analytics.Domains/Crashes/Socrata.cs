using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Analytics.Engine;
using Polly;

namespace Analytics.Domains.Crashes;

/// <summary>
/// Reads a data set page by page from a Socrata open-data server (SODA 2.1: dev.socrata.com/docs/queries and
/// dev.socrata.com/docs/paging): <c>$select $where $order $limit $offset</c>, an optional app token, a time-out of 60 s per try.
/// </summary>
/// <param name="http">Its base address is the server, e.g. <c>https://data.cityofchicago.org/</c>.</param>
/// <param name="retry">What is tried again, and when.</param>
/// <param name="time">Clock for time-outs.</param>
internal sealed class Socrata(HttpClient http, ResiliencePipeline retry, TimeProvider time)
{
    public const int PageSize = 50_000;
    private static readonly TimeSpan s_timeOut = TimeSpan.FromSeconds(60);

    /// <summary>Fetches one page as the bytes of a JSON array.</summary>
    /// <returns>The bytes and the number of records.</returns>
    /// <exception cref="RefusedException">The server refused for good, or too often.</exception>
    public async Task<(byte[] Bytes, int Rows)> Page(
        string dataSet,
        string where,
        string order,
        int limit,
        long offset,
        CancellationToken cancellation
    )
    {
        var query = new Dictionary<string, string>
        {
            ["$select"] = "*",
            ["$where"] = where,
            ["$order"] = order,
            ["$limit"] = limit.ToString(CultureInfo.InvariantCulture),
            ["$offset"] = offset.ToString(CultureInfo.InvariantCulture),
        };
        var path = $"resource/{dataSet}.json?" + string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        return await retry.ExecuteAsync(async token => await Try(path, token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    private async Task<(byte[] Bytes, int Rows)> Try(string path, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(s_timeOut, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            // The token is a secret of the person who runs this; it comes from the environment and goes nowhere else.
            if (Environment.GetEnvironmentVariable("SOCRATA_APP_TOKEN") is { Length: > 0 } token)
            {
                request.Headers.Add("X-App-Token", token);
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new RefusedException(
                    response.StatusCode,
                    Retry.After(response.Headers.RetryAfter, time),
                    Invariant($"The server answered {(int)response.StatusCode} to {path.Split('?')[0]}.")
                );
            }

            var bytes = await response.Content.ReadAsByteArrayAsync(both.Token).ConfigureAwait(false);
            return (bytes, Count(bytes, path));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(Invariant($"The server did not answer {path.Split('?')[0]} within {s_timeOut.TotalSeconds} s."));
        }
    }

    /// <summary>Counts the records, and refuses a body that breaks off: chunked responses can end early without an error.</summary>
    private static int Count(byte[] bytes, string path)
    {
        var rows = 0;
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.StartObject)
                {
                    rows++;
                }
            }
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The answer to {path.Split('?')[0]} is not whole JSON: {error.Message.Split('.')[0]}.", error);
        }

        return rows;
    }
}
