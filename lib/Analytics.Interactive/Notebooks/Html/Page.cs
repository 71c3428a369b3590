using System.Net;
using System.Security.Cryptography;
using System.Text;
using Markdig;

namespace Analytics.Interactive.Notebooks.Html;

/// <summary>
/// One notebook as one file: text, outputs, and the code folded away for those who ask how. A content policy allows this
/// page's own scripts only, by their hashes: whatever a notebook's HTML brings along cannot run or call home.
/// </summary>
internal static class Page
{
    private const string Start = """
        for (const box of document.querySelectorAll('.figure')) {
          const figure = JSON.parse(box.querySelector('script').textContent);
          const layout = figure.layout || {};
          const tall = layout.height || 420;
          delete layout.width;
          layout.autosize = true;
          layout.height = Math.min(tall, Math.max(320, window.innerHeight * 0.9));
          const live = document.createElement('div');
          box.appendChild(live);
          Plotly.newPlot(live, figure.data, layout, { responsive: true, displaylogo: false, displayModeBar: window.innerWidth > 700 })
            .then(() => box.classList.add('live'), () => live.remove());
        }
        """;

    private const string Style = """
        body { font: 16px/1.55 system-ui, sans-serif; color: #1b1f24; max-width: 60rem; margin: 0 auto; padding: 1rem; }
        h1, h2, h3 { line-height: 1.2; } pre { overflow-x: auto; background: #f6f8fa; padding: .7rem; border-radius: 6px; font-size: .85rem; }
        table { border-collapse: collapse; font-size: .9rem; } th, td { padding: .25rem .6rem; border-bottom: 1px solid #d8dee4; }
        .scroll { overflow-x: auto; } details { margin: .4rem 0; color: #57606a; } summary { cursor: pointer; font-size: .8rem; }
        img, svg { max-width: 100%; height: auto; } .figure.live > .still { display: none; } .error { border-left: 4px solid #b35900; }
        @media print { details { display: none; } }
        """;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseTaskLists().UseAutoIdentifiers().Build();

    public static string Of(Notebook notebook, string title, string? plotly)
    {
        StringBuilder body = new();
        foreach (NotebookCell cell in notebook.Cells)
        {
            if (cell.Type == NotebookCell.Markdown)
                body.Append(Markdown.ToHtml(cell.Source, Pipeline));
            else if (cell.IsCode)
                Outputs.Append(body, cell);
        }

        return Wrap(title, body.ToString(), body.ToString().Contains("class=\"figure\"", StringComparison.Ordinal) ? plotly : null);
    }

    /// <summary>The first heading of the first text cell that has one.</summary>
    public static string? TitleOf(Notebook notebook) =>
        notebook.Cells.Where(c => c.Type == NotebookCell.Markdown && !c.HasTag(HeadlessRun.ErrorTag)).SelectMany(c => c.Source.Split('\n'))
            .FirstOrDefault(l => l.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim();

    public static string Wrap(string title, string body, string? plotly)
    {
        string script = plotly is null ? "" : $"<script>{plotly}</script>\n<script>{Start}</script>\n";
        // 'unsafe-eval' only beside plotly, which compiles its 3-D shaders; inline styles are what plotly and Markdown tables set.
        string scripts = plotly is null ? "'none'" : $"'{HashOf(plotly)}' '{HashOf(Start)}' 'unsafe-eval'";
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
            {script}</body>
            </html>

            """;
    }

    private static string HashOf(string script) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
}
