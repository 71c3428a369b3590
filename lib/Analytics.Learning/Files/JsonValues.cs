using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Analytics.Learning;

/// <summary>
/// Numbers and lists in model files: shortest text that reads back to the same bits, NaN and infinities as text, a list on one line.
/// Every reader names the member that is missing or of another type.
/// </summary>
internal static class JsonValues
{
    public static void WriteValues(this Utf8JsonWriter json, string name, ReadOnlySpan<double> values) =>
        Write(json, name, values, "R"u8, double.IsFinite);

    public static void WriteValues(this Utf8JsonWriter json, string name, ReadOnlySpan<float> values) =>
        Write(json, name, values, "R"u8, float.IsFinite);

    public static void WriteValues(this Utf8JsonWriter json, string name, ReadOnlySpan<int> values) =>
        Write(json, name, values, "D"u8, static _ => true);

    public static void WriteValues(this Utf8JsonWriter json, string name, ReadOnlySpan<long> values) =>
        Write(json, name, values, "D"u8, static _ => true);

    public static void WriteValues(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    public static void WriteValue(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, value.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    public static double[] Doubles(this JsonElement json, string name) =>
        Read(
            json,
            name,
            static element =>
                element.ValueKind == JsonValueKind.String
                    ? double.Parse(element.GetString()!, CultureInfo.InvariantCulture)
                    : element.GetDouble()
        );

    public static float[] Floats(this JsonElement json, string name) =>
        Read(
            json,
            name,
            static element =>
                element.ValueKind == JsonValueKind.String
                    ? float.Parse(element.GetString()!, CultureInfo.InvariantCulture)
                    : element.GetSingle()
        );

    public static int[] Ints(this JsonElement json, string name) => Read(json, name, static element => element.GetInt32());

    public static long[] Longs(this JsonElement json, string name) => Read(json, name, static element => element.GetInt64());

    public static string[] Texts(this JsonElement json, string name) =>
        Read(json, name, static element => element.GetString() ?? throw new FormatException("null where text was expected"));

    public static double Double(this JsonElement json, string name) =>
        json.Member(name) is var value && value.ValueKind == JsonValueKind.String
            ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
            : value.GetDouble();

    public static int Int(this JsonElement json, string name) => json.Member(name).GetInt32();

    public static bool Bool(this JsonElement json, string name) => json.Member(name).GetBoolean();

    public static string Text(this JsonElement json, string name) =>
        json.Member(name).GetString() ?? throw new ModelFileException($"Member '{name}' is null; text was expected.");

    /// <summary>A member that must be there.</summary>
    public static JsonElement Member(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
            ? value
            : throw new ModelFileException(
                $"The model file has no member '{name}' where one was expected; it is damaged or was edited. Fit and save the model again."
            );

    private static T[] Read<T>(JsonElement json, string name, Func<JsonElement, T> read)
    {
        var list = json.Member(name);
        var values = new T[list.GetArrayLength()];
        var i = 0;
        foreach (var element in list.EnumerateArray())
        {
            values[i++] = read(element);
        }

        return values;
    }

    private static void Write<T>(Utf8JsonWriter json, string name, ReadOnlySpan<T> values, ReadOnlySpan<byte> format, Predicate<T> isPlain)
        where T : IUtf8SpanFormattable
    {
        var text = new ArrayBufferWriter<byte>(16 + values.Length * 12);
        Span<char> formatText = stackalloc char[format.Length];
        Encoding.ASCII.GetChars(format, formatText);
        text.Write("["u8);
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                text.Write(", "u8);
            }

            var plain = isPlain(values[i]);
            if (!plain)
            {
                text.Write("\""u8);
            }

            values[i].TryFormat(text.GetSpan(32), out var written, formatText, CultureInfo.InvariantCulture);
            text.Advance(written);
            if (!plain)
            {
                text.Write("\""u8);
            }
        }

        text.Write("]"u8);
        json.WritePropertyName(name);
        json.WriteRawValue(text.WrittenSpan, skipInputValidation: true);
    }
}
