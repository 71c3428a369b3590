using System.Globalization;
using System.Net;
using System.Text;

namespace Analytics.Interactive.Display;

/// <summary>Rows of text: as HTML with plain tags (what GitHub keeps), and as text in columns.</summary>
/// <param name="Columns">The headings.</param>
/// <param name="IsNumber">Per column: numbers stand to the right.</param>
/// <param name="Note">What is not shown, or null.</param>
internal sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows, IReadOnlyList<bool> IsNumber, string? Note)
{
    public MimeBundle ToBundle() => MimeBundle.Plain(ToText()).With(MimeBundle.Html, ToHtml());

    public string ToHtml()
    {
        StringBuilder html = new("<table>\n<thead><tr>");
        for (var i = 0; i < Columns.Count; i++)
        {
            html.Append(IsNumber[i] ? "<th align=\"right\">" : "<th align=\"left\">")
                .Append(WebUtility.HtmlEncode(Columns[i]))
                .Append("</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                html.Append(IsNumber[i] ? "<td align=\"right\">" : "<td>").Append(WebUtility.HtmlEncode(row[i])).Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>");
        return Note is null
            ? html.ToString()
            : html.Append(CultureInfo.InvariantCulture, $"\n<p>{WebUtility.HtmlEncode(Note)}</p>").ToString();
    }

    public string ToText()
    {
        int[] widths = [.. Columns.Select((c, i) => Rows.Select(r => r[i].Length).Append(c.Length).Max())];
        StringBuilder text = new();
        foreach (IReadOnlyList<string> row in Rows.Prepend([.. Columns]))
        {
            text.AppendJoin("  ", row.Select((value, i) => IsNumber[i] ? value.PadLeft(widths[i]) : value.PadRight(widths[i])))
                .TrimEnd()
                .Append('\n');
        }

        return text.Append(Note).ToString().TrimEnd('\n');
    }
}

file static class Trimming
{
    public static StringBuilder TrimEnd(this StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        return text;
    }
}
