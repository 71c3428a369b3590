using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Interactive.Display;
using Markdig;

namespace Analytics.Interactive.Notebooks.Html;

/// <summary>The outputs of a code cell, richest form first, and its code folded under them.</summary>
internal static class Outputs
{
    public static void Append(StringBuilder page, NotebookCell cell)
    {
        foreach (JsonObject output in cell.Outputs.OfType<JsonObject>())
        {
            if (output["data"] is JsonObject data)
            {
                Data(page, data);
            }
            else if (output["ename"] is not null)
            {
                Text(page, string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(MultiLine.Read)), " class=\"error\"");
            }
            else
            {
                Text(page, MultiLine.Read(output["text"]), "");
            }
        }

        if (cell.Source.Trim().Length > 0)
        {
            page.Append("<details><summary>code</summary>\n").AppendText(cell.Source, "").Append("</details>\n");
        }
    }

    private static void Data(StringBuilder page, JsonObject data)
    {
        var still = Still(data);
        if (data[MimeBundle.Plotly] is { } figure)
        {
            // As data, not as script; "</" would end the element.
            var json = figure.ToJsonString().Replace("</", "<\\/", StringComparison.Ordinal);
            page.Append("<div class=\"figure\"><script type=\"application/json\">")
                .Append(json)
                .Append("</script><div class=\"still\">")
                .Append(still ?? $"<pre>{WebUtility.HtmlEncode(MultiLine.Read(data[MimeBundle.PlainText]))}</pre>")
                .Append("</div></div>\n");
        }
        else if (still is not null)
        {
            page.Append("<div class=\"picture\">").Append(still).Append("</div>\n");
        }
        else if (data[MimeBundle.Html] is { } html)
        {
            page.Append("<div class=\"scroll\">").Append(MultiLine.Read(html)).Append("</div>\n");
        }
        else if (data["text/markdown"] is { } markdown)
        {
            page.Append(Markdown.ToHtml(MultiLine.Read(markdown)));
        }
        else
        {
            Text(page, MultiLine.Read(data[MimeBundle.PlainText]), "");
        }
    }

    /// <summary>As an image from a data address: an SVG can bring nothing of its own to life there.</summary>
    private static string? Still(JsonObject data)
    {
        var alternative = WebUtility.HtmlEncode(MultiLine.Read(data[MimeBundle.PlainText]));
        if (data["image/svg+xml"] is { } svg)
        {
            return $"<img alt=\"{alternative}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(MultiLine.Read(svg)))}\">";
        }

        return data["image/png"] is { } png
            ? $"<img alt=\"{alternative}\" src=\"data:image/png;base64,{WebUtility.HtmlEncode(MultiLine.Read(png).ReplaceLineEndings(""))}\">"
            : null;
    }

    /// <summary>A single line is read, not lined up: it may be broken where the page ends.</summary>
    private static bool IsSentence(string text) => !text.AsSpan().TrimEnd('\n').Contains('\n');

    private static void Text(StringBuilder page, string text, string attributes) =>
        page.AppendText(text, attributes.Length == 0 && IsSentence(text) ? " class=\"words\"" : attributes);

    private static StringBuilder AppendText(this StringBuilder page, string text, string attributes) =>
        page.Append(CultureInfo.InvariantCulture, $"<pre{attributes}>").Append(WebUtility.HtmlEncode(text)).Append("</pre>\n");
}
