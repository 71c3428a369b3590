using System.Globalization;

namespace Analytics.Engine;

/// <summary>The answers of a survey that mean "no answer": one rule for all of its columns.</summary>
internal static class NoAnswers
{
    /// <summary>SQL that is true for a text, made plain, that is one of a layout's codes: as a number, <c>-99.0</c> too, or as a word.</summary>
    public static string Is(Layout layout, string text)
    {
        var numbers = layout.NoAnswer.Where(IsNumber).ToArray();
        var words = layout.NoAnswer.Where(code => !IsNumber(code)).ToArray();
        string[] tests =
        [
            .. numbers.Length == 0 ? [] : new[] { $"list_contains([{string.Join(", ", numbers)}]::DOUBLE[], try_cast({text} AS DOUBLE))" },
            .. words.Length == 0 ? [] : new[] { $"list_contains([{Sql.Texts(words)}], trim({text}))" },
        ];
        return $"coalesce({string.Join(" OR ", tests)}, false)";
    }

    /// <summary>Whether the codes are looked for in a column.</summary>
    public static bool Apply(Layout layout, RawColumn column) =>
        layout.NoAnswer.Count > 0 && (column.Kind is ColumnKind.Number or ColumnKind.Flag || layout.Coded.Contains(column.Name));

    /// <summary>SQL for how many columns of a row hold a code.</summary>
    public static string Count(Readable readable)
    {
        var layout = readable.Match.Layout;
        var counted = layout
            .Columns.Where(column => Apply(layout, column))
            .Select(column => (Column: column, Raw: BronzeView.Raw(readable, column.Name)))
            .Where(each => each.Raw is not null);
        return string.Join(
            " + ",
            counted.Select(each => $"{Is(layout, ColumnForm.Shaped(readable, each.Column, each.Raw!))}::INTEGER").DefaultIfEmpty("0")
        );
    }

    private static bool IsNumber(string code) => double.TryParse(code, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
