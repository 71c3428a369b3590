using System.Globalization;

namespace Analytics.Engine;

/// <summary>In what form a file writes a column, decided once from all of its values.</summary>
internal sealed record ColumnForm
{
    /// <summary>Of dates in figures: whether the day comes first. Null where the column has none.</summary>
    public bool? DayFirst { get; init; }

    /// <summary>Whether a comma is the decimal mark.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>Whether ids were written as floats, <c>1200.0</c>.</summary>
    public bool FloatIds { get; init; }

    /// <summary>Whether words such as <c>NaN</c> stand for missing ids.</summary>
    public bool MissingWords { get; init; }

    /// <summary>Whether nothing in the file tells the order or the decimal mark, so that the layout's word counts.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>Values whose day can be read and whose time of day cannot: they keep the day.</summary>
    public long HoursLost { get; init; }

    /// <summary>Whether values have to be rewritten before a feed sees them.</summary>
    public bool IsRewritten { get; init; }

    /// <summary>What the column was taken for, in words, where its values do not tell.</summary>
    public string Assumption =>
        DayFirst switch
        {
            true => "day first",
            false => "month first",
            null => DecimalComma ? "decimal comma" : "decimal point",
        };

    /// <summary>What differs in how the values are rewritten; equal texts can be read by one query.</summary>
    public string Shape =>
        IsRewritten
            ? FormattableString.Invariant(
                $"{(DayFirst == true ? "d" : "")}{(DecimalComma ? "c" : "")}{(FloatIds ? "f" : "")}{(MissingWords ? "w" : "")}r"
            )
            : "";

    /// <summary>SQL for the column's values as a feed sees them.</summary>
    public static string Plain(Readable readable, RawColumn column, string raw)
    {
        var layout = readable.Match.Layout;
        var shaped = Shaped(readable, column, raw);
        return NoAnswers.Apply(layout, column) ? $"CASE WHEN NOT {NoAnswers.Is(layout, shaped)} THEN {shaped} END" : shaped;
    }

    /// <summary>The same, with the codes of a survey that stand for no answer.</summary>
    public static string Shaped(Readable readable, RawColumn column, string raw)
    {
        if (readable.Reading?.Columns.GetValueOrDefault(column.Name) is not { IsRewritten: true } form)
        {
            return raw;
        }

        return column.Kind switch
        {
            ColumnKind.Time =>
                $"time_form({raw}, '{(form.DayFirst == true ? @"\3-\2-\1" : @"\3-\1-\2")}', {Sql.Text(readable.Match.Layout.Zone ?? "UTC")})",
            ColumnKind.Number => $"number_form({raw}, {(form.DecimalComma ? "true" : "false")})",
            ColumnKind.Id when form.MissingWords => $"CASE WHEN NOT missing({raw}) THEN {(form.FloatIds ? $"id_form({raw})" : raw)} END",
            ColumnKind.Id => $"id_form({raw})",
            _ => raw,
        };
    }

    /// <summary>In words, as an object's description has it.</summary>
    public override string ToString() =>
        string.Join(
            "; ",
            new[]
            {
                DayFirst switch
                {
                    true => "day first",
                    false => "month first",
                    null => null,
                },
                DecimalComma ? "decimal comma" : null,
                FloatIds ? "ids as floats" : null,
                MissingWords ? "missing words" : null,
                IsAssumed ? "assumed" : null,
                HoursLost > 0 ? string.Create(CultureInfo.InvariantCulture, $"hours lost {HoursLost}") : null,
                IsRewritten ? "rewritten" : null,
            }.OfType<string>()
        );

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ColumnForm Parse(string text)
    {
        var words = text.Split("; ");
        return new ColumnForm
        {
            DayFirst =
                words.Contains("day first") ? true
                : words.Contains("month first") ? false
                : null,
            DecimalComma = words.Contains("decimal comma"),
            FloatIds = words.Contains("ids as floats"),
            MissingWords = words.Contains("missing words"),
            IsAssumed = words.Contains("assumed"),
            HoursLost = words.FirstOrDefault(word => word.StartsWith("hours lost ", StringComparison.Ordinal)) is { } lost
                ? long.Parse(lost[11..], CultureInfo.InvariantCulture)
                : 0,
            IsRewritten = words.Contains("rewritten"),
        };
    }
}
