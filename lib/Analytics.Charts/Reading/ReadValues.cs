using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Lists and colours of plotly JSON.</summary>
internal static class ReadValues
{
    /// <summary>Values as plotly.js takes them: numbers, also where they are written as text, times, otherwise names.</summary>
    /// <param name="list">Null counts as an empty list.</param>
    /// <param name="type">The axis' type, when the chart names one.</param>
    public static Values Of(JsonArray? list, string? type)
    {
        if (list is null)
        {
            return new Values(ValueKind.Number, [], []);
        }

        if (list.FirstOrDefault() is JsonArray)
        {
            return Values.From([.. Levels(list)]);
        }

        var words = list.Select(item => item.Text()).ToArray();
        if (type != "category" && list.All(item => item is null || item.Number() is not null))
        {
            var numbers = list.Numbers();
            return type == "date" ? new Values(ValueKind.Time, numbers, []) : new Values(ValueKind.Number, numbers, []);
        }

        if (type is null or "date" && words.All(word => word is null || Time(word) is not null) && words.Any(word => word is not null))
        {
            return new Values(ValueKind.Time, [.. words.Select(word => word is null ? double.NaN : Time(word)!.Value)], []);
        }

        if (
            type is null or "linear" or "log"
            && words.All(word => word is null || double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        )
        {
            return new Values(
                ValueKind.Number,
                [
                    .. list.Select(item =>
                        item.Number() ?? (item.Text() is { } word ? double.Parse(word, CultureInfo.InvariantCulture) : double.NaN)
                    ),
                ],
                []
            );
        }

        return Values.From([.. list.Select(item => item is null ? null : (object?)OneLine(item.Word()))]);
    }

    /// <summary>Milliseconds since 1970 of a date or time as plotly writes it; null for another text.</summary>
    public static double? Time(string text) =>
        text.Length >= 7
        && char.IsAsciiDigit(text[0])
        && text[4] == '-'
        && DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? (time - DateTime.UnixEpoch).TotalMilliseconds
            : null;

    /// <summary>A matrix, NaN where a cell is empty.</summary>
    public static double[,] Matrix(JsonArray? rows)
    {
        var lists = (rows ?? []).Select(row => row is JsonArray cells ? cells.Numbers() : []).ToArray();
        var matrix = new double[lists.Length, lists.Select(list => list.Length).DefaultIfEmpty(0).Max()];
        for (var row = 0; row < lists.Length; row++)
        {
            for (var column = 0; column < matrix.GetLength(1); column++)
            {
                matrix[row, column] = column < lists[row].Length ? lists[row][column] : double.NaN;
            }
        }

        return matrix;
    }

    /// <summary>A CSS colour as #rrggbb; null for what is none, or is see-through.</summary>
    public static string? Color(JsonNode? node)
    {
        var text = node.Text()?.Trim().ToLowerInvariant();
        if (text is null)
        {
            return null;
        }

        if (text.StartsWith('#'))
        {
            return text.Length == 4 ? $"#{text[1]}{text[1]}{text[2]}{text[2]}{text[3]}{text[3]}"
                : text.Length >= 7 && text[1..7].All(char.IsAsciiHexDigit) ? text[..7]
                : null;
        }

        if (text.StartsWith("rgb", StringComparison.Ordinal) && text.EndsWith(')'))
        {
            var parts = text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(',');
            var numbers = parts
                .Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN)
                .ToArray();
            return numbers.Length < 3 || numbers.Any(double.IsNaN) || (numbers.Length > 3 && numbers[3] == 0)
                ? null
                : new Rgb(
                    (byte)Math.Clamp(numbers[0], 0, 255),
                    (byte)Math.Clamp(numbers[1], 0, 255),
                    (byte)Math.Clamp(numbers[2], 0, 255)
                ).ToString();
        }

        return System.Drawing.Color.FromName(text) is { IsKnownColor: true, A: 255 } known
            ? new Rgb(known.R, known.G, known.B).ToString()
            : null;
    }

    /// <summary>A colour per entry; empty when they are numbers, or there is one for all.</summary>
    public static IReadOnlyList<string> Colors(JsonNode? node) =>
        node is JsonArray list && list.Any(item => item?.GetValueKind() == JsonValueKind.String)
            ? [.. list.Select(item => Color(item) ?? "")]
            : [];

    /// <summary>Text without the tags and entities that plotly.js reads.</summary>
    public static string Untagged(string text)
    {
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var end =
                text[i] == '<' && i + 1 < text.Length && (char.IsAsciiLetter(text[i + 1]) || text[i + 1] == '/')
                    ? text.IndexOf('>', i)
                    : -1;
            if (end > 0)
            {
                i = end;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return System.Net.WebUtility.HtmlDecode(plain.ToString()).Trim();
    }

    /// <summary>A text of several lines as one, without tags.</summary>
    public static string OneLine(string text) => string.Join(' ', Lines(text));

    /// <summary>The lines of a text, without tags.</summary>
    public static string[] Lines(string text) =>
        [
            .. text.Replace("<br/>", "<br>", StringComparison.OrdinalIgnoreCase)
                .Split("<br>", StringSplitOptions.RemoveEmptyEntries)
                .Select(Untagged),
        ];

    /// <summary>Names of two levels stand as one.</summary>
    private static IEnumerable<object?> Levels(JsonArray levels)
    {
        var lists = levels.OfType<JsonArray>().ToArray();
        for (var i = 0; i < lists.Max(list => list.Count); i++)
        {
            yield return string.Join(", ", lists.Select(list => i < list.Count ? list[i].Word() : "").Where(word => word.Length > 0));
        }
    }
}
