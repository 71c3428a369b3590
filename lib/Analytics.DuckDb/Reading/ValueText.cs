using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Analytics.DuckDb;

/// <summary>
/// Values that a Frame has no column type for, as text: lists, structs and maps as compact JSON, the rest as ISO 8601, hex or digits.
/// The same value always gives the same text.
/// </summary>
internal static class ValueText
{
    // Readable text in tables; the HTML view escapes by itself.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Of(object value)
    {
        if (value is not (List<object?> or Dictionary<string, object?> or Dictionary<object, object?>))
            return Plain(value);
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, s_options))
            Write(json, value);
        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }

    private static string Plain(object value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => TimeText.Of(time.Ticks / 10),
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        DateTimeOffset time => TimeText.Of((time.TimeOfDay.Ticks / 10, (int)time.Offset.TotalSeconds)),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case float number when float.IsFinite(number): json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal or BigInteger: json.WriteRawValue(Plain(value)); break;
            case List<object?> list:
                json.WriteStartArray();
                foreach (var element in list)
                    Write(json, element);
                json.WriteEndArray();
                break;
            case Dictionary<string, object?> members:
                WriteObject(json, members);
                break;
            case Dictionary<object, object?> map:
                WriteObject(json, map.Select(pair => KeyValuePair.Create(Of(pair.Key), pair.Value)));
                break;
            default: json.WriteStringValue(Plain(value)); break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> members)
    {
        json.WriteStartObject();
        foreach (var (name, value) in members)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
    }
}
