using System.Globalization;
using System.Text.Json;
using Analytics.Frames;

namespace Analytics.App;

/// <summary>Rows of a frame as JSON objects: a time as ISO 8601, what is no number and no finite one as null.</summary>
public static class FrameJson
{
    /// <summary>Writes one row as an object, a member per column.</summary>
    /// <param name="json">Where.</param>
    /// <param name="frame">Whose row.</param>
    /// <param name="row">0-based.</param>
    /// <param name="isJson">For each column whether its text is JSON already; null for none.</param>
    public static void WriteRow(Utf8JsonWriter json, Frame frame, int row, IReadOnlyList<bool>? isJson = null)
    {
        json.WriteStartObject();
        WriteMembers(json, frame, row, isJson);
        json.WriteEndObject();
    }

    /// <summary>Writes all rows as an array.</summary>
    public static void WriteRows(Utf8JsonWriter json, Frame frame)
    {
        json.WriteStartArray();
        for (var row = 0; row < frame.RowCount; row++)
        {
            WriteRow(json, frame, row);
        }

        json.WriteEndArray();
    }

    /// <summary>As <see cref="WriteRow"/>, into an object that the caller has begun.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Frame frame, int row, IReadOnlyList<bool>? isJson = null)
    {
        for (var at = 0; at < frame.Columns.Count; at++)
        {
            json.WritePropertyName(frame.Columns[at].Name);
            Write(json, frame.Columns[at][row], isJson?[at] ?? false);
        }
    }

    /// <summary>Writes one value.</summary>
    public static void Write(Utf8JsonWriter json, object? value, bool isJson = false)
    {
        switch (value)
        {
            case null
            or double.NaN
            or double.PositiveInfinity
            or double.NegativeInfinity
            or float.NaN
            or float.PositiveInfinity
            or float.NegativeInfinity:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case string text when isJson:
                json.WriteRawValue(text);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case DateTime time:
                json.WriteStringValue(time);
                break;
            case DateOnly date:
                json.WriteStringValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case float number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            default:
                throw new NotSupportedException($"{value.GetType().Name} has no JSON form here.");
        }
    }
}
