using System.Text.Json;
using Analytics.Interactive.Display;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Analytics.Interactive.Cells;

/// <summary>
/// Values that one language of a notebook hands to another. All languages live in one process, so the value itself goes over (<c>#!set --value @sql:x --name y</c>);
/// with <c>--mime-type</c> a copy in that form does.
/// </summary>
internal static class SharedValue
{
    /// <summary>
    /// What is asked for: as itself, because a copy nobody asked for must not cost as much as the value; as a copy where a form was named that is not the
    /// package's default (JSON) or its word for none (text/plain).
    /// </summary>
    public static ValueProduced Produced(object? value, RequestValue asked)
    {
        if (asked.MimeType is JsonFormatter.MimeType or PlainTextFormatter.MimeType)
        {
            return new(value, asked.Name, new Itself(value), asked);
        }

        var data = Formatting.Show(value).Data;
        return data.TryGetValue(asked.MimeType, out var form)
            ? new(form, asked.Name, new FormattedValue(asked.MimeType, form), asked)
            : throw new CommandException($"{asked.Name} has no form {asked.MimeType}; it has {string.Join(", ", data.Keys)}");
    }

    public static KernelValueInfo Info(string name, object? value) =>
        new(name, new FormattedValue(MimeBundle.PlainText, CellText.Inside(value)), value?.GetType());

    /// <summary>The value that was sent, or what its form says where only that came: numbers as double or long, texts, booleans, otherwise the JSON itself.</summary>
    public static object? Received(SendValue sent) =>
        sent.Value is not null ? sent.Value
        : sent.FormattedValue is Itself held ? held.Value
        : sent.FormattedValue.MimeType == JsonFormatter.MimeType ? Read(JsonDocument.Parse(sent.FormattedValue.Value).RootElement)
        : sent.FormattedValue.Value;

    private static object? Read(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
            _ => json,
        };

    /// <summary>A value on its way between two languages: the package hands the form on, and the form holds the value.</summary>
    private sealed class Itself(object? value)
        : FormattedValue(
            value is null || CellText.IsScalar(value.GetType()) ? JsonFormatter.MimeType : PlainTextFormatter.MimeType,
            value is null || CellText.IsScalar(value.GetType()) ? JsonSerializer.Serialize(value) : CellText.Inside(value)
        )
    {
        public new object? Value => value;
    }
}
