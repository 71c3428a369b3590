using System.Net;
using System.Security.Cryptography;
using System.Text;
using Markdig;

namespace Analytics.Interactive.Notebooks.Html;

/// <summary>
/// One notebook as one page: text, outputs, and the code folded away for those who ask how. A content policy allows this page's own scripts only: they carry a
/// number made from the whole page, which no part of the page can know. Whatever a notebook's HTML brings along cannot run or call home.
/// </summary>
internal static class Page
{
    private const string Style = """
        :root { color-scheme: light dark; --text: #1b1f24; --page: #fff; --quiet: #57606a; --line: #d8dee4; --code: #f6f8fa; --link: #0a58b0; }
        @media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --page: #14181d; --quiet: #a2acb8; --line: #39424d; --code: #1e242b; --link: #79b4ff; } }
        body { font: 16px/1.55 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 60rem; margin: 0 auto; padding: 1rem; }
        a { color: var(--link); } h1, h2, h3 { line-height: 1.2; } pre { overflow-x: auto; background: var(--code); padding: .7rem; border-radius: 6px; font-size: .85rem; }
        pre.words { white-space: pre-wrap; overflow-wrap: anywhere; font-family: inherit; font-size: .95rem; }
        table { margin: .4rem 0; border: 0; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; } th, td { padding: .25rem .6rem; border: 0; border-bottom: 1px solid var(--line); }
        th { cursor: default; } th[tabindex] { cursor: pointer; } th[aria-sort=ascending]::after { content: ' \2191'; } th[aria-sort=descending]::after { content: ' \2193'; }
        tr.away { display: none; } .pager { font-size: .85rem; color: var(--quiet); margin: .3rem 0; } button { font: inherit; }
        code { overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; } details { margin: .4rem 0; color: var(--quiet); } summary { cursor: pointer; font-size: .8rem; }
        .figure { padding: .5rem 0; } .figure, .picture { background: #fff; color: #1b1f24; border-radius: 6px; overflow: hidden; }
        img, svg { max-width: 100%; height: auto; } .figure.live > .still { display: none; } .error { border-left: 4px solid #b35900; }
        input { font: inherit; width: 100%; box-sizing: border-box; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: 6px; background: var(--page); color: var(--text); }
        @media print { details, .pager { display: none; } tr.away { display: table-row; } }
        """;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoLinks()
        .UseTaskLists()
        .UseAutoIdentifiers()
        .Build();

    public static string Of(Notebook notebook, string title)
    {
        StringBuilder body = new();
        foreach (NotebookCell cell in notebook.Cells)
        {
            if (cell.Type == NotebookCell.Markdown)
            {
                body.Append(Markdown.ToHtml(cell.Source, Pipeline));
            }
            else if (cell.IsCode)
            {
                Outputs.Append(body, cell);
            }
        }

        var html = body.ToString();
        var hasFigures = html.Contains("class=\"figure\"", StringComparison.Ordinal);
        // Tables of outputs lie in a box that scrolls; those of a text are short and stay as they are.
        var box = html.IndexOf("<div class=\"scroll\">", StringComparison.Ordinal);
        var tables = box >= 0 && html.IndexOf("<table", box, StringComparison.Ordinal) >= 0 ? PageScripts.Tables : "";
        var script = tables + (hasFigures ? PageScripts.Figures : "");
        return Wrap(title, html, script.Length > 0 ? script : null, hasFigures);
    }

    /// <summary>The first heading of the first text cell that has one.</summary>
    public static string? TitleOf(Notebook notebook) =>
        notebook
            .Cells.Where(c => c.Type == NotebookCell.Markdown && !c.HasTag(HeadlessRun.ErrorTag))
            .SelectMany(c => c.Source.Split('\n'))
            .FirstOrDefault(l => l.StartsWith("# ", StringComparison.Ordinal))
            ?[2..].Trim();

    /// <summary>All headings of the text cells, for the search.</summary>
    public static IEnumerable<string> HeadingsOf(Notebook notebook) =>
        notebook
            .Cells.Where(c => c.Type == NotebookCell.Markdown)
            .SelectMany(c => c.Source.Split('\n'))
            .Where(l => l.StartsWith('#'))
            .Select(l => l.TrimStart('#').Trim());

    /// <param name="title">Of the page.</param>
    /// <param name="body">HTML.</param>
    /// <param name="script">The page's own JavaScript, or null.</param>
    /// <param name="withPlotly">The script needs plotly.js, which is kept beside the page.</param>
    public static string Wrap(string title, string body, string? script, bool withPlotly)
    {
        var nonce = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(title + body + script)));
        var plotly = withPlotly ? $"<script nonce=\"{nonce}\" src=\"{Site.PlotlyFile}\"></script>\n" : "";
        var own = script is null ? "" : $"{plotly}<script nonce=\"{nonce}\">{script}</script>\n";
        // 'unsafe-eval' only beside plotly, which compiles its 3-D shaders; inline styles are what plotly and Markdown tables set.
        var scripts = script is null ? "'none'" : $"'nonce-{nonce}'{(withPlotly ? " 'unsafe-eval'" : "")}";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; worker-src blob:; script-src {scripts}">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            {body}
            {own}</body>
            </html>

            """;
    }
}
