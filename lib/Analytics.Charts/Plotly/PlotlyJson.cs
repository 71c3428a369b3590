using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Analytics.Charts;

/// <summary>A JSON object whose keys are written in ordinal order; a null value leaves its key out.</summary>
internal sealed class PlotlyObject : SortedDictionary<string, object?>
{
    public PlotlyObject()
        : base(StringComparer.Ordinal) { }

    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, this);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(Whole(text));
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            // A small e, as Python writes it: a notebook that Jupyter saved stays the same.
            case double number when double.IsFinite(number):
                writer.WriteRawValue(NumberText.Round(number).ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'));
                break;
            case double:
                writer.WriteNullValue();
                break;
            case PlotlyObject pairs:
                writer.WriteStartObject();
                foreach (var (key, item) in pairs.Where(pair => pair.Value is not null))
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} has no JSON form here.");
        }
    }

    /// <summary>Lone surrogates have no UTF-8 form; each becomes U+FFFD.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
