using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace Analytics.Engine;

/// <summary>A server said no, and when to come back if it knows.</summary>
public sealed class RefusedException(HttpStatusCode status, TimeSpan? after, string message) : IOException(message)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>The server's Retry-After.</summary>
    public TimeSpan? After { get; } = after;
}

/// <summary>Tries transient input and output again: after 2 s, 10 s and 30 s, each ±20 %, or when the server says. Nothing else is tried again.</summary>
public static class Retry
{
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];

    /// <summary>The longest pause that a server may ask for; beyond it the fetch fails and says so.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    /// <param name="time">Clock of the pauses.</param>
    /// <param name="seed">Seed of the jitter, so that many clients do not come back at once and a test can repeat itself.</param>
    /// <param name="tell">Receives a line before each pause.</param>
    public static ResiliencePipeline Of(TimeProvider time, int seed, Action<string>? tell = null) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = s_pauses.Length,
                    ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && IsTransient(error)),
                    DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Pause(arguments, seed)),
                    OnRetry = arguments =>
                    {
                        tell?.Invoke(
                            FormattableString.Invariant(
                                $"{arguments.Outcome.Exception!.Message} Trying again in {arguments.RetryDelay.TotalSeconds:0.#} s."
                            )
                        );
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();

    /// <summary>The pause that a response asks for, as seconds or as a date (RFC 9110, 10.2.3).</summary>
    public static TimeSpan? After(RetryConditionHeaderValue? header, TimeProvider time) =>
        header?.Delta ?? (header?.Date is { } date ? TimeSpan.FromTicks(Math.Max(0, (date - time.GetUtcNow()).Ticks)) : null);

    /// <summary>The pause behind a failed attempt, ±20 %; the last is that of all later ones.</summary>
    /// <param name="seed">Of the jitter.</param>
    /// <param name="attempt">0-based.</param>
    public static TimeSpan Pause(int seed, int attempt) =>
        s_pauses[Math.Min(attempt, s_pauses.Length - 1)] * (0.8 + 0.4 * new SampleRandom(seed, attempt).Uniform(0));

    private static bool IsTransient(Exception error) =>
        error switch
        {
            RefusedException refused => (
                refused.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)refused.Status >= 500
            ) && !(refused.After > s_longest),
            HttpRequestException or HttpIOException or TimeoutException => true,
            // A response that breaks off is as good as one that never came.
            InvalidDataException => true,
            _ => false,
        };

    private static TimeSpan Pause(RetryDelayGeneratorArguments<object> arguments, int seed) =>
        (arguments.Outcome.Exception as RefusedException)?.After ?? Pause(seed, arguments.AttemptNumber);
}
