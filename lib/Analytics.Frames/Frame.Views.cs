using System.Globalization;
using System.Net;
using System.Text;

namespace Analytics.Frames;

/// <summary>The frame for eyes.</summary>
[TypeFormatterSource(typeof(FrameFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Frame
{
    private const int WidestCell = 60;

    /// <summary>The frame as an HTML table with plain attributes and no CSS, so that it survives every sanitiser; text is escaped.</summary>
    /// <param name="rows">Maximum number of rows; a note says how many are left out. Default 50.</param>
    public string ToHtml(int rows = 50)
    {
        var html = new StringBuilder("<table border=\"1\">\n<thead><tr>");
        foreach (var column in _columns)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th align=\"{Side(column)}\">{WebUtility.HtmlEncode(column.Name)}</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        for (var row = 0; row < Math.Min(rows, RowCount); row++)
        {
            html.Append("<tr>");
            foreach (var column in _columns)
            {
                var cell = column.IsNull(row) ? "<i>null</i>" : WebUtility.HtmlEncode(Cut(CellText.View(column, row), 4 * WidestCell));
                html.Append(CultureInfo.InvariantCulture, $"<td align=\"{Side(column)}\">{cell}</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>");
        if (Note(rows) is { } note)
        {
            html.Append(CultureInfo.InvariantCulture, $"\n<p>{note}</p>");
        }

        return html.ToString();

        static string Side(Column column) => IsRight(column) ? "right" : "left";
    }

    /// <summary>The frame to be shown with that many rows instead of the first 50 (20 as text).</summary>
    /// <param name="rows">Maximum number of rows. Default: all.</param>
    /// <param name="from">The 0-based row that stands first. Default 0.</param>
    public FrameView Show(int rows = int.MaxValue, int from = 0) => new(this, rows, from);

    /// <summary>The first 20 rows as an aligned text table, numbers to the right.</summary>
    public override string ToString() => ToText();

    /// <summary>The frame as an aligned text table, numbers to the right.</summary>
    /// <param name="rows">Maximum number of rows; a note says how many are left out. Default 20.</param>
    public string ToText(int rows = 20)
    {
        if (_columns.Length == 0)
        {
            return "(no columns)";
        }

        var shown = Math.Clamp(rows, 0, RowCount);
        var cells = _columns
            .Select(column =>
                Enumerable.Range(0, shown).Select(row => Line(CellText.View(column, row))).Prepend(Line(column.Name)).ToArray()
            )
            .ToArray();
        var widths = Array.ConvertAll(cells, column => column.Max(cell => cell.Length));
        var text = new StringBuilder();
        for (var line = 0; line <= shown; line++)
        {
            AppendLine(text, column => Pad(cells[column][line], widths[column], IsRight(_columns[column])));
            if (line == 0)
            {
                AppendLine(text, column => new string('-', widths[column]));
            }
        }

        if (Note(rows) is { } note)
        {
            text.Append(note).Append('\n');
        }

        return text.ToString();
    }

    private void AppendLine(StringBuilder text, Func<int, string> cell) =>
        text.Append(string.Join("  ", Enumerable.Range(0, _columns.Length).Select(cell)).TrimEnd()).Append('\n');

    private string? Note(int rows) =>
        rows >= RowCount ? null : string.Create(CultureInfo.InvariantCulture, $"… {RowCount - Math.Max(rows, 0)} more of {RowCount} rows");

    private static bool IsRight(Column column) =>
        column.Type is not (ColumnType.Text or ColumnType.Bool or ColumnType.Date or ColumnType.Timestamp);

    private static string Pad(string text, int width, bool isRight) => isRight ? text.PadLeft(width) : text.PadRight(width);

    // A table's row is one line, whatever its text holds.
    private static string Line(string text) => Cut(text.ReplaceLineEndings("⏎").Replace('\t', ' '), WidestCell);

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }
        // Never between the halves of a surrogate pair.
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return text[..end] + "…";
    }
}
