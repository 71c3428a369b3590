using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Lake;
using Analytics.Server.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Analytics.Server.Hosting;

/// <summary>
/// The log as JSON, an object per line: time, level, category, message, the values named in the message, those of the run around it, trace and span. Of an error the kind and the place; its
/// text only where it cannot quote a row.
/// </summary>
internal sealed class JsonLines(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "json-lines";

    private static readonly JsonWriterOptions s_line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["time"] = time.GetUtcNow()
                .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["level"] = logEntry.LogLevel.ToString().ToLowerInvariant(),
            ["category"] = logEntry.Category,
            ["message"] = logEntry.Formatter(logEntry.State, null),
        };
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span)
        {
            values["trace_id"] = span.TraceId.ToString();
            values["span_id"] = span.SpanId.ToString();
        }

        scopeProvider?.ForEachScope(Add, values);
        Add(logEntry.State, values);
        if (logEntry.Exception is { } error)
        {
            values["error"] = Kind(error);
            values["stack"] = error.StackTrace;
        }

        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, s_line))
        {
            json.WriteStartObject();
            foreach (var (name, value) in values)
            {
                json.WritePropertyName(name);
                Write(json, value);
            }

            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
        textWriter.Write('\n');
    }

    /// <summary>Named values of an entry or a scope; what is named already stays as it is.</summary>
    private static void Add(object? from, Dictionary<string, object?> values)
    {
        if (from is not IEnumerable<KeyValuePair<string, object?>> named)
        {
            return;
        }

        foreach (var (name, value) in named)
        {
            if (name != "{OriginalFormat}")
            {
                values.TryAdd(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), value);
            }
        }
    }

    /// <summary>The types of an error and of those within it, each with its text where that is about files, the network or the database, or is our own.</summary>
    private static string Kind(Exception error)
    {
        var text = new StringBuilder();
        for (var each = error; each is not null; each = each.InnerException)
        {
            text.Append(text.Length == 0 ? "" : " < ").Append(each.GetType().FullName);
            if (
                each
                    is IOException
                        or UnauthorizedAccessException
                        or SocketException
                        or HttpRequestException
                        or TimeoutException
                        or DatabaseException
                        or LakeException
                || each is RunException { InnerException: null }
            )
            {
                text.Append(": ").Append(each.Message);
            }
        }

        return text.ToString();
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long or short or byte:
                json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
